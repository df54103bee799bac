"""A file that nobody has described: its separator, its header and its names are found, or it says why not."""

import pytest
from registers.gallery.make_gallery import traps

from zicht.registers import Table, open_table
from zicht.registers.table import Unreadable

every = pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)


@every
def test_every_column_of_the_gallery_is_found_under_the_name_of_a_mapping(trap):
    table = open_table(trap.data())
    assert isinstance(table, Table)
    wanted = [" ".join(name.split()).casefold() for name, _ in trap.columns]
    while wanted and not wanted[-1]:
        wanted.pop()  # a last column without name or cells is no column
    assert [column.name.casefold() for column in table.columns] == wanted


@every
def test_rows_of_totals_and_empty_ones_are_not_among_the_cells(trap):
    table = open_table(trap.data())
    assert table.rows == sum(not row.skip for row in trap.rows)
    assert all(len(column.cells) == table.rows for column in table.columns)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_makes_a_table(write, delimiter):
    table = open_table(write.text([write.row("1"), write.row("2", Tekst="a;b;c,d")], delimiter))
    assert (table.file.delimiter, [c.name for c in table.columns]) == (delimiter, list(write.COLUMNS))


def test_a_title_above_the_header_is_not_part_of_it(write):
    table = open_table(write.text([write.row()], intro=["Lijst van Vechterdam", ""]))
    assert (table.file.header_row, table.columns[0].name) == (3, "Nr")


def test_a_name_that_stands_there_twice_gets_a_number():
    table = open_table(b"Nr;Datum;datum\r\n1;01-01-2024;02-02-2024\r\n")
    assert [column.name for column in table.columns] == ["Nr", "Datum [1]", "datum [2]"]


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b"", "import.file_empty"), (b"%PDF-1.7", "import.file_kind"), (b"1;2\r\n3;4\r\n", "import.header_unknown")],
)
def test_what_has_no_header_says_so(data, rule):
    found = open_table(data)
    assert isinstance(found, Unreadable)
    assert found.problems[0].rule == rule
