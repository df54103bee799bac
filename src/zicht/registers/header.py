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
    """The header row: its line, the position of each mapped column by its name in the mapping, its width.

    ``lines`` are its rows as folded names, by which they are known when they stand again further down.
    """

    row: int
    last: int
    positions: Mapping[str, int]
    width: int
    warnings: tuple[Problem, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


def _name(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return folded(cell) if isinstance(cell, str) else ""


def joined(above: Record, below: Record) -> tuple[str, ...]:
    """The names of a header of two lines: "Person Name". A group stands once, above the first of its columns."""
    names = []
    group = ""
    for at in range(max(len(above.cells), len(below.cells))):
        own = _text(above, at)
        group = own or group
        under = _text(below, at)
        names.append(f"{group} {under}".strip() if under else own)
    return tuple(names)


def _text(record: Record, at: int) -> str:
    cell = record.cells[at] if at < len(record.cells) else ""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Folded names as a mapping writes them: of a name that stands there twice, "name [1]" and "name [2]"."""
    count = Counter(names)
    met: Counter[str] = Counter()
    found = []
    for name in names:
        met[name] += 1
        found.append(f"{name} [{met[name]}]" if name and count[name] > 1 else name)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row, or two, that may be the header: its folded names and how many wanted ones are among them."""

    record: Record
    names: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def score(self, wanted: Sequence[str]) -> int:
        found = {*self.names, *numbered(self.names)}
        return sum(folded(column) in found for column in wanted)


def _candidates(records: Sequence[Record], row: int) -> list[_Candidate]:
    """Every row alone, in order, and after them every row with the one right above it."""
    chosen = [(at, record) for at, record in enumerate(records) if not row or record.number == row]
    alone = [_Candidate(record, folded_names(record), (folded_names(record),)) for _, record in chosen]
    pairs = [
        _Candidate(
            record,
            tuple(folded(name) for name in joined(records[at - 1], record)),
            (folded_names(records[at - 1]), folded_names(record)),
        )
        for at, record in chosen
        if at and records[at - 1].last + 1 == record.number
    ]
    return [*alone, *pairs]


def folded_names(record: Record) -> tuple[str, ...]:
    """The cells of a row as column names are compared."""
    return tuple(_name(cell) for cell in trimmed(record.cells))


def find_header(records: Sequence[Record], wanted: Sequence[str], row: int = 0) -> Header | Unreadable:
    """The first row that has every wanted column, or else what is missing in the row that has most of them.

    A header may take two lines: then its names are those of both, see ``joined``. ``row`` is the (lower) line that
    the user names; 0 searches. Problems: no header at all, a column that is not there, a wanted name that stands
    there twice (a mapping tells them apart as "name [1]" and "name [2]").
    """
    candidates = _candidates(records, row)
    scores = [candidate.score(wanted) for candidate in candidates]
    if not scores or not max(scores):
        return Unreadable.because("import.header_missing", row or None, columns=", ".join(wanted))
    return _header(candidates[scores.index(max(scores))], wanted)


def _header(best: _Candidate, wanted: Sequence[str]) -> Header | Unreadable:
    names, unique = best.names, numbered(best.names)
    count = Counter(names)
    at = {name: position for position, name in enumerate(unique)}
    known = {folded(column) for column in wanted}
    problems = [_twice(column, best.record.number, "error") for column in wanted if count[folded(column)] > 1]
    problems += [_missing(column, best) for column in wanted if folded(column) not in at and not count[folded(column)]]
    if problems:
        return Unreadable(tuple(problems))
    told = {name for name in count if name and count[name] > 1 and f"{name} [1]" not in known}
    warnings = [_twice(name, best.record.number, "warning") for name in dict.fromkeys(names) if name in told]
    return Header(
        best.record.number,
        best.record.last,
        {column: at[folded(column)] for column in wanted},
        len(names),
        tuple(warnings),
        best.lines,
    )


def _missing(column: str, best: _Candidate) -> Problem:
    shown = [name for name in best.names if name]
    near = difflib.get_close_matches(folded(column), shown, n=1, cutoff=0.6)
    if near:
        params: dict[str, str | int | float] = {"near": _as_written(best.record, near[0])[:60]}
        return Problem("import.column_missing_near", row=best.record.number, column=column, params=params)
    return Problem("import.column_missing", row=best.record.number, column=column)


def _as_written(record: Record, name: str) -> str:
    """A name as the file writes it: a folded one for a header of two lines."""
    return next((" ".join(c.split()) for c in record.cells if isinstance(c, str) and folded(c) == name), name)


def _twice(column: str, row: int, severity: Severity) -> Problem:
    return Problem("import.header_twice", row=row, column=column, severity=severity)
