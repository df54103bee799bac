"""The gallery itself: forty awful files at least, each a file indeed, each expecting something of every cell."""

import csv
import io

import openpyxl
import pytest
from registers.gallery.make_gallery import sources, traps

from zicht.knowledge import standard

# targets of a mapping that are no field of the standard: the number of a row, nothing, and what a row holds of a person
OWN = {"id", "none", "received", "role", "full_name"}
KNOWN = OWN | {spec.id for spec in standard.every_field()}
every = pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)


def test_there_are_at_least_forty_and_both_kinds_of_file():
    assert len(traps()) >= 40
    assert {trap.ending for trap in traps()} == {"csv", "xlsx"}


def test_every_source_is_used_and_every_trap_cites_one():
    assert {trap.source for trap in traps()} == set(sources())


@every
def test_every_column_means_a_field_that_exists(trap):
    assert {means for _, means in trap.columns} <= KNOWN
    means = [means for _, means in trap.columns if means != "none"]
    assert len(set(means)) == len(means)


@every
def test_every_cell_of_every_row_has_its_outcome(trap):
    read = [row for row in trap.rows if not row.skip]
    assert len(read) >= 3
    for row in read:
        assert len(row.cells) == len(row.expected) == len(trap.columns)
        for (_, means), outcome in zip(trap.columns, row.expected, strict=True):
            assert (outcome == ".") == (means == "none"), (row, means)


@every
def test_the_file_can_be_opened_and_holds_the_rows(trap):
    if trap.ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(trap.data()))
        found = [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]
    else:
        text = trap.data().decode(trap.layout.get("encoding", "utf-8"))
        found = list(csv.reader(io.StringIO(text), delimiter=trap.layout.get("delimiter", ";")))
    headers = len(trap.layout.get("header", [0]))
    assert len(found) == len(trap.layout.get("before", [])) + headers + len(trap.rows)


@every
def test_renaming_its_columns_leaves_nothing_of_the_names(trap):
    book = trap.data(renamed=True)
    if trap.ending == "csv":
        text = book.decode(trap.layout.get("encoding", "utf-8"))
        rows = csv.reader(io.StringIO(text), delimiter=trap.layout.get("delimiter", ";"))
        header = list(rows)[len(trap.layout.get("before", []))]
    else:
        header = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(book)).active[1]]
    assert header == [f"kolom{at}" for at in range(1, len(trap.columns) + 1)]
    assert not {name for name, _ in trap.columns} & set(header)
