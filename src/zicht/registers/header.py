"""Where the header stands, and which column is which: found by the names that the mapping gives."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zicht.errors import Problem, Severity
from zicht.registers.table import Record, Unreadable, trimmed
from zicht.registers.values import Cell, folded

SEARCHED = 50
"""How many rows from the top may stand before the header."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its line, the position of each mapped column by its name in the mapping, its width."""

    row: int
    last: int
    positions: Mapping[str, int]
    width: int
    warnings: tuple[Problem, ...] = ()


def _name(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return folded(cell) if isinstance(cell, str) else ""


def _matched(record: Record, wanted: Sequence[str]) -> int:
    names = {_name(cell) for cell in record.cells}
    return sum(folded(column) in names for column in wanted)


def find_header(records: Sequence[Record], wanted: Sequence[str], row: int = 0) -> Header | Unreadable:
    """The first row that has every wanted column, or else what is missing in the row that has most of them.

    ``row`` is the line that the user names; 0 searches. Problems: no header at all, a column that is not
    there, a wanted name that stands there twice.
    """
    candidates = [record for record in records if not row or record.number == row]
    scores = [_matched(record, wanted) for record in candidates]
    if not scores or not max(scores):
        return Unreadable.because("import.header_missing", row or None, columns=", ".join(wanted))
    best = candidates[scores.index(max(scores))]
    cells = trimmed(best.cells)
    names = [_name(cell) for cell in cells]
    count = Counter(names)
    problems = [_missing(column, best) for column in wanted if not count[folded(column)]]
    problems += [_twice(column, best.number, "error") for column in wanted if count[folded(column)] > 1]
    if problems:
        return Unreadable(tuple(problems))
    known = {folded(column) for column in wanted}
    warnings = [
        _twice(name, best.number, "warning") for name in count if name and name not in known and count[name] > 1
    ]
    return Header(
        best.number,
        best.last,
        {column: names.index(folded(column)) for column in wanted},
        len(cells),
        tuple(warnings),
    )


def _missing(column: str, best: Record) -> Problem:
    shown = {_name(cell): cell for cell in best.cells if isinstance(cell, str) and cell.strip()}
    near = difflib.get_close_matches(folded(column), list(shown), n=1, cutoff=0.6)
    if near:
        params: dict[str, str | int | float] = {"near": " ".join(str(shown[near[0]]).split())[:60]}
        return Problem("import.column_missing_near", row=best.number, column=column, params=params)
    return Problem("import.column_missing", row=best.number, column=column)


def _twice(column: str, row: int, severity: Severity) -> Problem:
    return Problem("import.header_twice", row=row, column=column, severity=severity)
