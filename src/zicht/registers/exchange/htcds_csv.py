"""The HTCDS files: one row per person-case, in one of three dialects; any of them is read, whichever it is.

A file has one cell per field: of several events, referrals or organisations it holds the first, and has no column for
what stands beside HTCDS. What does not fit goes into the loss report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from zicht.knowledge.answers import AnswerState
from zicht.registers.exchange import cells
from zicht.registers.exchange.case import Case, Quarantined, Thing
from zicht.registers.exchange.loss import Loss
from zicht.registers.exchange.tables import DIALECTS, Dialect, htcds_field, htcds_fields, shape
from zicht.registers.exchange.values import canonical, pieces, tidy


def _holds_several(name: str, dialect: Dialect) -> bool:
    listed = shape(dialect).several
    return name in listed if listed is not None else htcds_field(name).several


def _cell(case: Case, name: str, dialect: Dialect) -> str:
    values = case.value(name)
    if len(values) > 1 and not _holds_several(name, dialect):
        return ""
    return shape(dialect).separator.join(values)


def csv_file(cases: Iterable[Case], dialect: Dialect = "excel") -> bytes:
    """The file of a dialect; ``excel`` has the toolkit's 37 columns in its order and spelling."""
    fields = shape(dialect).fields
    rows = ([_cell(case, name, dialect) for name in fields.values()] for case in cases)
    return cells.written(tuple(fields), rows)


def _unwritten(case: Case, dialect: Dialect) -> Iterator[tuple[str, str, str]]:
    """What the row of a case lacks: (reason, field, value). A value of a text field is not repeated."""
    columns = set(shape(dialect).fields.values())
    for things in case.things.values():
        for place, thing in enumerate(things):
            for name, values in thing.values.items():
                reason = "no_column" if name not in columns else "one_only"
                if name not in columns or place or not _cell(case, name, dialect):
                    yield from ((reason, name, value if htcds_field(name).list else "") for value in values)
    yield from (("no_column", name, "") for name in (*sorted(case.extensions), *case.extras))


def column_losses(cases: Iterable[Case], dialect: Dialect) -> tuple[Loss, ...]:
    """What the cases hold that the file of this dialect has no room for, by HTCDS field."""
    return tuple(
        Loss(case.id, "no_column" if reason == "no_column" else "one_only", code=value, written=name)
        for case in cases
        for reason, name, value in _unwritten(case, dialect)
    )


@dataclass(frozen=True, slots=True)
class ReadCases:
    """What came out of a file: its cases, and every value that was kept out with its raw text."""

    cases: tuple[Case, ...]
    quarantined: tuple[Quarantined, ...]


@cache
def known_columns() -> Mapping[str, str]:
    """Fields by what a column may be called: the published name, the names of the dialects, retired names."""
    found = {name: field.now or name for name, field in htcds_fields().items()}
    for dialect in DIALECTS:
        found |= shape(dialect).fields
    return {name.casefold(): field for name, field in found.items()}


@cache
def _labels() -> Mapping[str, str]:
    return {" ".join(field.label.split()).casefold(): name for name, field in htcds_fields().items()}


def _looks_like_labels(row: Sequence[str]) -> bool:
    """The toolkit's second row, which shows labels: most of its cells are one."""
    said = [tidy(cell) for cell in row if tidy(cell)]
    return bool(said) and sum(cell.casefold() in _labels() for cell in said) * 2 > len(said)


def _columns(header: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The field of each column, or its own name when it is no field. A column without a name goes by its label."""
    found = []
    for place, cell in enumerate(header):
        name = tidy(cell)
        label = tidy(labels[place]).casefold() if place < len(labels) else ""
        found.append(known_columns().get(name.casefold(), name) if name else _labels().get(label, ""))
    return found


@dataclass(slots=True)
class _Row:
    """One row under way."""

    id: str
    things: dict[str, dict[str, tuple[str, ...]]]
    kept_out: list[Quarantined]

    def keep_out(self, column: str, raw: str, reason: str) -> None:
        self.kept_out.append(Quarantined(self.id, column, raw, reason))

    def cell(self, column: str, raw: str) -> None:
        field = htcds_fields().get(column)
        if field is None:
            # a column of row numbers has no name in the toolkit
            if column or not raw.strip().isdigit():
                self.keep_out(column, raw, "unknown_column")
            return
        found = []
        for piece in pieces(field, raw):
            value = canonical(field, piece)
            if value is None:
                self.keep_out(column, piece, "unknown_code" if field.list else "not_this_shape")
            elif value not in found:
                found.append(value)
        self._keep(column, found)

    def _keep(self, column: str, found: list[str]) -> None:
        field = htcds_field(column)
        if len(found) > 1 and not field.several:
            for value in found:
                self.keep_out(column, value, "one_only")
        elif found:
            held = self.things.setdefault(field.prefix, {})
            held[column] = tuple(dict.fromkeys((*held.get(column, ()), *found)))


def _case(row: _Row, states: Mapping[str, AnswerState]) -> Case:
    things = {prefix: (Thing(values),) for prefix, values in row.things.items()}
    return Case(row.id, things, states=dict(states))


def read_csv(data: bytes, states: Mapping[str, Mapping[str, AnswerState]] | None = None) -> ReadCases:
    """Read an HTCDS file of any dialect. A case is named by its row, from 1.

    ``states`` are the answers that are no value, by case, from the loss report that came with the file: a blank cell
    by itself says none of them.
    """
    header, rows = cells.read(data)
    labels: Sequence[str] = rows[0] if rows and _looks_like_labels(rows[0]) else ()
    columns = _columns(header, labels)
    found, kept_out = [], []
    for number, cells_of in enumerate(rows[1:] if labels else rows, 1):
        row = _Row(str(number), {}, [])
        for place, raw in enumerate(cells_of):
            if tidy(raw):
                row.cell(columns[place] if place < len(columns) else "?", raw)
        found.append(_case(row, (states or {}).get(row.id, {})))
        kept_out += row.kept_out
    return ReadCases(tuple(found), tuple(kept_out))
