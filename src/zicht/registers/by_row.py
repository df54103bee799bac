"""A file row by row: what each cell says, what it becomes, what is wrong with it. It holds what the cells hold.

For the one whose file it is: nothing here is masked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.errors import Problem
from zicht.registers.cells import Value
from zicht.registers.header import Header
from zicht.registers.mapping import SourceMapping
from zicht.registers.reading import mapped_table
from zicht.registers.rows import RowReader
from zicht.registers.skipping import passed_over
from zicht.registers.table import Record, Unreadable
from zicht.registers.values import Cell, Fault

FIRST = 20
"""So many rows from the top are shown, whatever is in them."""
MOST_FAULTY = 500
"""So many rows with a problem are shown; all of them are in the workbook of findings."""

Fate = Literal["valid", "rejected", "skipped"]


@dataclass(frozen=True, slots=True)
class CellShown:
    """One mapped column in one row: ``raw`` as it stands in the file, ``value`` what it becomes (None: refused)."""

    column: str
    field: str
    raw: str
    value: Value | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row; ``problems`` are of the row as a whole. A row that is skipped or misread shows no cells."""

    number: int
    fate: Fate
    cells: tuple[CellShown, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileShown:
    """The rows that are shown, in the order of the file, and how many are not, without and with a problem.

    ``unread`` are the names of the columns that the mapping does not read, ``fixed`` the answers that no column gives.
    """

    rows: tuple[RowShown, ...]
    left_good: int
    left_faulty: int
    unread: tuple[str, ...]
    fixed: Mapping[str, Value]


def cell_text(cell: Cell) -> str:
    """A cell as text: a date as ISO 8601, and a sign for what the spreadsheet itself could not give."""
    if isinstance(cell, Fault):
        return "#"
    return cell if isinstance(cell, str) else cell.isoformat()


def by_place(problems: Sequence[Problem]) -> Mapping[int, list[Problem]]:
    """Problems by the line where they stand; those of the file as a whole are left out."""
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row:
            found.setdefault(problem.row, []).append(problem)
    return found


class _Shower:
    """Shows the rows of one file."""

    def __init__(self, mapping: SourceMapping, header: Header, problems: Sequence[Problem], reader: RowReader) -> None:
        self.mapping = mapping
        self.header = header
        self.reader = reader
        self.problems = by_place(problems)

    def row(self, record: Record) -> RowShown:
        """One row with its problems in place."""
        problems = self.problems.get(record.number, [])
        if passed_over(record, self.header):
            return RowShown(record.number, "skipped", (), tuple(problems))
        fate: Fate = "rejected" if any(problem.severity == "error" for problem in problems) else "valid"
        outcome = self.reader.read(record)
        if not outcome.answers:
            return RowShown(record.number, fate, (), tuple(problems))
        cells = tuple(self._cells(record, outcome.values, outcome.source_id, problems))
        placed = {id(problem) for cell in cells for problem in cell.problems}
        return RowShown(record.number, fate, cells, tuple(one for one in problems if id(one) not in placed))

    def _cells(
        self, record: Record, values: Mapping[str, Value], source_id: str, problems: Sequence[Problem]
    ) -> Iterator[CellShown]:
        columns = [("id", self.mapping.id_column), *((rule.field, rule.column) for rule in self.mapping.rules)]
        for field, column in columns:
            if not column:
                continue
            at = self.header.positions[column]
            raw = cell_text(record.cells[at]) if at < len(record.cells) else ""
            own = tuple(problem for problem in problems if problem.field == field and problem.column == column)
            yield CellShown(column, field, raw, source_id if field == "id" else values.get(field), own)


def _unread(header: Header) -> tuple[str, ...]:
    taken = set(header.positions.values())
    names = header.lines[-1] if header.lines else ()
    return tuple(name for at, name in enumerate(names) if name and at not in taken)


def show_rows(data: bytes, mapping: SourceMapping, problems: Sequence[Problem], today: date) -> FileShown | Unreadable:
    """The first rows of a file, and every row with a problem, up to ``MOST_FAULTY`` of them.

    ``problems`` are those that ``read`` told of this file; ``today`` is the day on which it was read.
    """
    table = mapped_table(data, mapping)
    if isinstance(table, Unreadable):
        return table
    shifts = table.file.sheet is None
    reader = RowReader(mapping, table.header, today, cells_can_shift=shifts, keep_values=True)
    shower = _Shower(mapping, table.header, problems, reader)
    shown: list[RowShown] = []
    left = {False: 0, True: 0}
    faulty = 0
    for place, record in enumerate(table.records):
        wrong = record.number in shower.problems
        if place < FIRST or (wrong and faulty < MOST_FAULTY):
            shown.append(shower.row(record))
            faulty += wrong
        else:
            left[wrong] += 1
    fixed = {rule.field: rule.constant for rule in mapping.rules if rule.constant is not None}
    return FileShown(tuple(shown), left[False], left[True], _unread(table.header), fixed)
