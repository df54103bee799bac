"""A file shown row by row: nothing is left out untold, and every problem stands where it belongs."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from registers.quality_register import MAPPING_TEXT, TODAY, as_bytes, row, rows

from zicht.registers import by_row as module
from zicht.registers import load_mapping, read
from zicht.registers.by_row import FIRST, show_rows

MAPPING = load_mapping(MAPPING_TEXT)


def shown(found, data=None):
    data = data or as_bytes(found)
    reading = read(data, MAPPING, TODAY)
    return reading, show_rows(data, MAPPING, reading.problems, TODAY)


@settings(max_examples=40, deadline=None)
@given(rows())
def test_every_row_is_shown_or_counted_and_no_row_with_a_problem_is_missing(found):
    reading, told = shown(found)
    numbers = [line.number for line in told.rows]
    assert numbers == sorted(set(numbers))
    assert len(numbers) + told.left_good + told.left_faulty == len(found)
    assert {problem.row for problem in reading.problems if problem.row and problem.row > 1} <= set(numbers)
    assert set(range(2, 2 + min(FIRST, len(found)))) <= set(numbers)
    assert told.left_faulty == 0


@settings(max_examples=40, deadline=None)
@given(rows())
def test_every_problem_stands_once_in_its_own_row_and_column(found):
    reading, told = shown(found)
    seen = Counter()
    for line in told.rows:
        for problem in line.problems:
            seen[line.number, "", problem.rule] += 1
        for cell in line.cells:
            for problem in cell.problems:
                assert problem.column == cell.column
                seen[line.number, cell.column, problem.rule] += 1
    expected = Counter((p.row, p.column, p.rule) for p in reading.problems if p.row and p.row > 1)
    assert seen == expected


@settings(max_examples=40, deadline=None)
@given(rows())
def test_a_row_is_called_rejected_exactly_when_the_import_rejects_it(found):
    reading, told = shown(found)
    assert {line.number for line in told.rows if line.fate == "rejected"} == set(reading.rejected)


@settings(max_examples=40, deadline=None)
@given(rows(least=1, most=FIRST))
def test_a_cell_shows_what_stands_in_the_file_and_what_the_signal_will_say(found):
    reading, told = shown(found)
    drafts = {line.number: line.draft for line in reading.rows}
    for cells, line in zip(found, told.rows, strict=True):
        said = {cell.column: cell for cell in line.cells}
        assert {name: said[name].raw for name in cells} == cells
        if line.number in drafts:
            assert said["Soort"].value == drafts[line.number].what
            assert said["Tekst"].value == drafts[line.number].narrative
        else:
            assert any(cell.value is None for cell in line.cells)


def test_beyond_the_limit_rows_with_a_problem_are_counted(monkeypatch):
    monkeypatch.setattr(module, "MOST_FAULTY", 3)
    monkeypatch.setattr(module, "FIRST", 1)
    _, told = shown([row(), *[row(Soort="XX")] * 5, row()])
    assert [line.number for line in told.rows] == [2, 3, 4, 5]
    assert (told.left_good, told.left_faulty) == (1, 2)


def test_a_row_of_totals_and_a_row_that_does_not_fit_are_shown_without_cells():
    data = as_bytes([row(), row()]) + b"Totaal;;;;;;;;;\r\n9;kort\r\n"
    _, told = shown([], data)
    assert [(line.fate, line.cells) for line in told.rows[2:]] == [("skipped", ()), ("rejected", ())]
    assert [problem.rule for line in told.rows[2:] for problem in line.problems] == [
        "import.row_total",
        "import.row_few_cells",
    ]


def test_a_number_that_stands_there_twice_is_told_at_both_rows():
    _, told = shown([row(Nr="7"), row(Nr="7", Soort="ARB")])
    for line in told.rows:
        (cell,) = (cell for cell in line.cells if cell.column == "Nr")
        assert [problem.rule for problem in cell.problems] == ["import.id_twice"]
        assert line.fate == "rejected"


def test_columns_that_are_not_read_and_fixed_answers_are_told_apart():
    mapping = load_mapping(MAPPING_TEXT.replace('[fields.toelichting]\ncolumn = "Tekst"\n', ""))
    told = show_rows(as_bytes([row(Tekst="Geheim")]), mapping, (), TODAY)
    assert told.unread == ("tekst",)
    assert "Geheim" not in repr(told)
    assert set(told.fixed) == {"acute", "known_via", "capacity", "contact", "role"}


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"niets;van;dit\n1;2;3\n"])
def test_what_is_no_table_is_told_and_never_raises(data):
    assert show_rows(data, MAPPING, (), TODAY).problems
