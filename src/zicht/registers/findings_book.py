"""The problems of a file as a workbook: the user's own rows, the cells that are wrong marked and commented.

This is the one file of the report that holds values of cells: it is for whoever mends the register. What
could run as a formula is written as text with an apostrophe before it.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from zicht.errors import Problem
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.registers.by_row import by_place, cell_text
from zicht.registers.mapping import SourceMapping
from zicht.registers.reading import Reading, mapped_table
from zicht.registers.table import Record, Unreadable

MOST_ROWS = 10_000
"""So many rows with a problem are shown; more cannot be worked through by hand, and comments are heavy."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 32_000
_WRONG = PatternFill("solid", fgColor="F8C9C4")
_ODD = PatternFill("solid", fgColor="FCE8B2")
_BOLD = Font(bold=True)
_WIDTH = 22


def harmless(text: str) -> str:
    """Text that no spreadsheet runs and every workbook can hold."""
    plain = _NOT_IN_XML.sub("?", text)[:_LONGEST]
    return f"'{plain}" if plain.lstrip(" \u00a0").startswith(_RUNS) or plain.startswith(_RUNS) else plain


def _write(sheet: Any, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column)
    cell.value = harmless(text)
    cell.data_type = "s"  # text whatever it looks like: openpyxl would make a formula of "=..."
    return cell


def _line(sheet: Any, row: int, texts: Sequence[str], *, bold: bool = False) -> None:
    for column, text in enumerate(texts, 1):
        if not text:  # an empty cell takes as long to write as a full one
            continue
        cell = _write(sheet, row, column, text)
        if bold:
            cell.font = _BOLD


def _marked(cell: Any, problems: Sequence[Problem], language: Language) -> None:
    wrong = any(problem.severity == "error" for problem in problems)
    cell.fill = _WRONG if wrong else _ODD
    told = dict.fromkeys(say_problem(problem, language) for problem in problems)
    cell.comment = Comment("\n".join(told), "Zicht", width=360, height=40 + 40 * len(told))


def _rows_sheet(sheet: Any, data: bytes, mapping: SourceMapping, reading: Reading, language: Language) -> int:
    """The rows that have a problem, with the line where they stand; gives how many rows were left out."""
    table = mapped_table(data, mapping)
    if isinstance(table, Unreadable):
        return 0
    by_row = by_place(reading.problems)
    faulty = [record for record in table.records if record.number in by_row]
    places = dict(table.header.positions)
    width = max([table.header.width, *(len(record.cells) for record in faulty[:MOST_ROWS])])
    names = {at: column for column, at in places.items()}
    head = [
        names.get(at, say("quality.book.column", language, letter=get_column_letter(at + 1))) for at in range(width)
    ]
    _line(sheet, 1, [say("quality.book.line", language), *head], bold=True)
    for at, record in enumerate(faulty[:MOST_ROWS], 2):
        _row(sheet, at, record, by_row[record.number], places, language)
    sheet.freeze_panes = "B2"
    for column in range(2, width + 2):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    return max(0, len(faulty) - MOST_ROWS)


def _row(
    sheet: Any, at: int, record: Record, problems: Sequence[Problem], places: Mapping[str, int], language: Language
) -> None:
    _line(sheet, at, [str(record.number), *map(cell_text, record.cells)])
    by_place: dict[int, list[Problem]] = {}
    for problem in problems:  # a problem of the row as a whole is told at its line
        by_place.setdefault(places.get(problem.column, -1) + 2 if problem.column else 1, []).append(problem)
    for column, found in by_place.items():
        _marked(sheet.cell(at, column), found, language)


def _rules_sheet(sheet: Any, reading: Reading, left_out: int, language: Language) -> None:
    """How often each rule was broken, worst first, and how to read the other sheet."""
    _line(
        sheet,
        1,
        [say(f"quality.book.{name}", language) for name in ("rule", "column_name", "kind", "count")],
        bold=True,
    )
    counted = Counter((p.severity, p.rule, p.column or p.field) for p in reading.problems)
    row = 1
    for (severity, rule, column), count in sorted(counted.items(), key=lambda item: (item[0][0], -item[1], item[0])):
        row += 1
        _line(sheet, row, [rule, column, say(f"import.severity.{severity}", language)])
        sheet.cell(row, 4, count)
    notes = [
        say("quality.book.how", language),
        say("quality.book.safe", language),
        say("quality.book.private", language),
    ]
    if left_out:
        notes.append(say("quality.book.left_out", language, shown=MOST_ROWS, left_out=left_out))
    for at, note in enumerate(notes, row + 2):
        _write(sheet, at, 1, note)
    for column, width in zip("ABCD", (30, 30, 12, 10), strict=True):
        sheet.column_dimensions[column].width = width


def findings_book(data: bytes, mapping: SourceMapping, reading: Reading, language: Language = "nl") -> bytes:
    """The workbook (XLSX) of a file that was read: rows with a problem on one sheet, rules on another.

    Colour is not the only mark: every marked cell has its comment. Of more than ``MOST_ROWS`` rows the first
    are shown, and the sheet of rules says how many are not.
    """
    book = Workbook()
    rules: Any = book.active
    rules.title = say("quality.book.sheet_rules", language)
    rows = book.create_sheet(say("quality.book.sheet_rows", language))
    left_out = _rows_sheet(rows, data, mapping, reading, language)
    _rules_sheet(rules, reading, left_out, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
