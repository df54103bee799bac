"""The workbook shows the user's own rows with a problem, marks the cells, and runs nothing."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registers.quality_register import COLUMNS, MAPPING_TEXT, TODAY, as_bytes, row

from zicht.knowledge.sentences import say_problem
from zicht.registers import findings_book as module
from zicht.registers import load_mapping, read
from zicht.registers.findings_book import findings_book, harmless

ROWS = "Rijen met problemen"


def made(found, language="nl"):
    data, mapping = as_bytes(found), load_mapping(MAPPING_TEXT)
    reading = read(data, mapping, TODAY)
    return reading, openpyxl.load_workbook(io.BytesIO(findings_book(data, mapping, reading, language)))


def test_only_rows_with_a_problem_are_there_with_their_line():
    _, book = made([row(), row(Soort="XX"), row(), row(Datum="31-02-2024")])
    sheet = book[ROWS]
    assert [cell.value for cell in sheet["A"]] == ["regel", "3", "5"]
    assert [cell.value for cell in sheet[1]][1:] == list(COLUMNS)


def test_every_problem_is_a_mark_with_its_sentence_on_its_own_cell():
    reading, book = made([row(Soort="XX", Datum="31-02-2024"), row(Sekse="zz"), row(Tekst="=1+1")])
    sheet = book[ROWS]
    place = {(cells[0].value, head.value): cell for cells in sheet.iter_rows(min_row=2)
             for head, cell in zip(sheet[1], cells, strict=False)}  # fmt: skip
    for problem in reading.problems:
        cell = place[(str(problem.row), problem.column)]
        assert say_problem(problem) in cell.comment.text
        assert cell.fill.fill_type == "solid"
    marked = {key for key, cell in place.items() if cell.comment}
    assert marked == {(str(problem.row), problem.column) for problem in reading.problems}


def test_errors_and_warnings_have_different_colours():
    _, book = made([row(Soort="XX", Tekst="=1+1")])
    colours = {cell.fill.fgColor.rgb for cell in book[ROWS][2] if cell.comment}
    assert len(colours) == 2


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-5", "@SUM(A1)", "\t=1", "\r=1", ' =HYPERLINK("x")', "\u00a0=1"])
def test_what_could_run_is_written_with_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="=+-@ \t\r\x00\x0b1aA(|!'\"", max_size=8), min_size=1, max_size=4))
def test_no_cell_of_the_workbook_is_a_formula(texts):
    data, mapping = as_bytes([row(Soort="XX", Tekst=text, Naam=text) for text in texts]), load_mapping(MAPPING_TEXT)
    content = findings_book(data, mapping, read(data, mapping, TODAY))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        values = [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
        assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for value in values)


def test_a_line_that_is_no_row_is_marked_at_its_line():
    data = as_bytes([row()]) + b"9;te kort\r\n"
    mapping = load_mapping(MAPPING_TEXT)
    book = openpyxl.load_workbook(io.BytesIO(findings_book(data, mapping, read(data, mapping, TODAY))))
    assert book[ROWS]["A2"].comment.text
    assert book[ROWS]["C2"].value == "te kort"


def test_the_summary_counts_each_rule_per_column():
    reading, book = made([row(Soort="XX"), row(Soort="YY"), row(Datum="31-02-2024"), row(Tekst="=1")])
    told = {
        (a.value, b.value): d.value for a, b, _, d in book["Samenvatting"].iter_rows(min_row=2, max_row=4, max_col=4)
    }
    assert told[("code.unknown", "Soort")] == 2
    assert sum(told.values()) == len(reading.problems)


def test_rows_that_are_left_out_are_told(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    _, book = made([row(Soort="XX")] * 8)
    assert book[ROWS].max_row == 4
    assert any("nog 5 meer" in str(cell.value) for cell in book["Samenvatting"]["A"])


def test_a_file_without_problems_gives_an_empty_sheet_of_rows():
    _, book = made([row()])
    assert book[ROWS].max_row == 1


def test_english_is_complete():
    _, book = made([row(Soort="XX")], "en")
    assert book.sheetnames == ["Summary", "Rows with problems"]
    assert "from the list" in book["Rows with problems"]["D2"].comment.text
