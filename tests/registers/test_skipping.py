"""Totals and repeated column names are passed over and told; a row of the register never is."""

import pytest

from zicht.registers import read


def lines(write, *more):
    return b"\r\n".join([write.text([write.row()]).rstrip(b"\r\n"), *(line.encode() for line in more)])


@pytest.mark.parametrize(
    "line", ["Totaal;12;;;;;;;", "Subtotaal:;;;;;;;;3,5", ";;Eindtotaal;;7;;;;", "Aantal meldingen;1;;;;;;;"]
)
def test_a_row_of_totals_is_passed_over_and_told_at_its_line(write, mapping, line):
    reading = read(lines(write, line), mapping, write.TODAY)
    assert (reading.read, len(reading.rows), reading.rejected) == (1, 1, ())
    assert [(p.rule, p.row, p.severity) for p in reading.problems] == [("import.row_total", 3, "warning")]


@pytest.mark.parametrize(
    "line", ["Totaal;SX;Vechterdam;02-01-2025;23;N;;;", "Totaalvoetbal;12;;;;;;;", "9;Totaal;;;;;;;"]
)
def test_a_row_that_says_more_than_figures_is_read(write, mapping, line):
    reading = read(lines(write, line), mapping, write.TODAY)
    assert reading.read == 2
    assert "import.row_total" not in {p.rule for p in reading.problems}


def test_a_totals_row_with_a_cell_too_few_is_still_totals(write, mapping):
    reading = read(lines(write, "Totaal;12"), mapping, write.TODAY)
    assert [(p.rule, p.row) for p in reading.problems] == [("import.row_total", 3)]


def test_column_names_that_stand_there_again_are_passed_over(write, mapping):
    again = ";".join(write.COLUMNS)
    reading = read(lines(write, again.upper(), again), mapping, write.TODAY)
    assert [(p.rule, p.row) for p in reading.problems] == [("import.row_header", 3), ("import.row_header", 4)]
    assert reading.read == 1


def test_a_row_with_one_column_name_in_it_is_read(write, mapping):
    reading = read(lines(write, "Nr;SX;Vechterdam;02-01-2025;23;N;;;"), mapping, write.TODAY)
    assert reading.read == 2
