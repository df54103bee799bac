"""Where a source's definitions differ from the standard's: counted from its cells and its mapping."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.registers.keys import RegisterRow
from zicht.registers.mapping import FieldRule, SourceMapping
from zicht.registers.mapping_file import standard_answers
from zicht.registers.table import Record
from zicht.registers.values import clean, folded

Kind = Literal["not_in_list", "by_hand", "ages", "silence_read", "one_answer", "other_dates", "never_used"]
KINDS: tuple[Kind, ...] = (
    "not_in_list",
    "by_hand",
    "ages",
    "silence_read",
    "one_answer",
    "other_dates",
    "never_used",
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,]0+)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a source fills in another way than the standard.

    ``not_in_list``: cells with a code that no list has. ``by_hand``: cells read through the user's own table,
    ``kinds`` different texts of it. ``ages``: a number where the standard has a class. ``silence_read``: empty
    cells that the mapping reads as an answer. ``one_answer``: rows that all get one fixed answer, so that the
    source does not ask. ``other_dates``: dates as text in another order than year-month-day. ``never_used``:
    ``kinds`` codes of the list of forms that no row has. ``cells`` counts cells (or rows, where said).
    """

    kind: Kind
    field: str
    column: str
    cells: int
    kinds: int = 0


def _parts(rule: FieldRule, text: str) -> list[str]:
    return [part.strip() for part in text.split(rule.separator)] if rule.separator else [text]


def _differs(rule: FieldRule, text: str) -> Kind | None:
    """In which way one cell with something in it differs; None when the standard writes it so."""
    if rule.target.kind == "date":
        if folded(text) in rule.answers:
            return None
        return None if _ISO.fullmatch(text) else "other_dates"
    own = standard_answers(rule.target)
    parts = [folded(part) for part in _parts(rule, text)]
    if any(part in rule.answers and own.get(part) != rule.answers[part] for part in parts):
        return "by_hand"
    if rule.as_age and any(part not in rule.answers and _NUMBER.fullmatch(part) for part in parts):
        return "ages"
    return None


def _cells(rule: FieldRule, at: int, records: Iterable[Record]) -> Iterator[str]:
    """The texts of one column; a cell that is a date or cannot be read says nothing about definitions."""
    for record in records:
        cell = record.cells[at] if at < len(record.cells) else ""
        if isinstance(cell, str):
            yield clean(cell)
        elif isinstance(cell, date) and rule.target.kind != "date":
            yield cell.isoformat()


def _of_column(rule: FieldRule, at: int, records: Iterable[Record]) -> Iterator[Difference]:
    texts = Counter(_cells(rule, at, records))
    empty = texts.pop("", 0)
    found: Counter[Kind] = Counter()
    kinds: dict[Kind, set[str]] = {}
    for text, count in texts.items():
        if kind := _differs(rule, text):
            found[kind] += count
            kinds.setdefault(kind, set()).add(folded(text))
    for kind, count in found.items():
        yield Difference(kind, rule.field, rule.column, count, len(kinds[kind]) if kind == "by_hand" else 0)
    if empty and rule.empty.state != "not_asked":
        yield Difference("silence_read", rule.field, rule.column, empty)


def _never_used(mapping: SourceMapping, rows: Iterable[RegisterRow]) -> Iterator[Difference]:
    """The forms of the standard that this source never has: its list of forms may be another one."""
    used = {value for row in rows for value in row.draft.what.values}
    rule = mapping.rule("what")
    unused = len({code.id for code in standard.codes("form")} - used)
    if rule and used and unused:
        yield Difference("never_used", "what", rule.column, 0, unused)


def differences(
    mapping: SourceMapping,
    positions: dict[str, int],
    records: list[Record],
    rows: tuple[RegisterRow, ...],
    problems: Iterable[Problem],
) -> tuple[Difference, ...]:
    """Every difference, in the order of the standard's fields and of ``KINDS``.

    ``records`` are the rows that were read, ``positions`` the place of each column; ``rows`` the valid ones.
    """
    unknown = Counter((p.field, p.column) for p in problems if p.rule == "code.unknown" and p.severity == "error")
    found = [Difference("not_in_list", field, column, count) for (field, column), count in unknown.items()]
    for rule in mapping.rules:
        if rule.target.kind == "text":
            continue  # free text has no definition to differ from
        if rule.column:
            found.extend(_of_column(rule, positions[rule.column], records))
        elif rule.constant is not None and rows:
            found.append(Difference("one_answer", rule.field, "", len(rows)))
    found.extend(_never_used(mapping, rows))
    order = [rule.field for rule in mapping.rules]
    return tuple(sorted(found, key=lambda d: (order.index(d.field), KINDS.index(d.kind))))
