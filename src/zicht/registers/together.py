"""Rows that are persons: the rows with one number, which stand together, are one signal with several persons.

Only where the mapping says ``rows = "persons"``. Every line stays a row of its own in all counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import groupby

from zicht.errors import Problem
from zicht.knowledge.signal import DRAFT_FIELDS, Detail, Person, SignalDraft
from zicht.registers.keys import RegisterRow
from zicht.registers.mapping import SourceMapping
from zicht.registers.rows import RowOutcome
from zicht.registers.values import canonical_id

MOST = 100
"""So many rows one signal may have: more is a column that is no number of a signal."""

_SHOWN = 10
_COMPARED = tuple(name for name in DRAFT_FIELDS if name not in ("persons", "details"))
Apart = Mapping[str, Sequence[int]]
"""By canonical number, of the rows that cannot be one signal: the lines where a run of them begins."""


class Runs:
    """Looks at the number of every row in turn: which numbers stand in more than one place, or at too many rows."""

    def __init__(self) -> None:
        self._began: dict[bytes, int] = {}
        self._last, self._length = "", 0
        self.apart: dict[str, list[int]] = {}

    def add(self, number: str, line: int) -> None:
        """One row; ``number`` is "" when it has none."""
        key = canonical_id(number)
        self._length = self._length + 1 if key == self._last else 1
        began = self._length == 1
        self._last = key
        if not key:
            return
        first = self._began.setdefault(blake2b(key.encode(), digest_size=16).digest(), line)
        if (began and first != line) or self._length > MOST:
            lines = self.apart.setdefault(key, [first])
            if began and len(lines) < _SHOWN:
                lines.append(line)


def joined(outcomes: Iterable[RowOutcome], mapping: SourceMapping, apart: Apart) -> Iterator[RowOutcome]:
    """The same rows in the same order; those of one signal have its persons together, or are all refused.

    The first row of a signal has ``part`` False and the others True; all have the whole draft, and ``own`` what the
    row itself said. At most ``MOST`` rows are held.
    """
    if not mapping.rows_are_persons:
        yield from outcomes
        return
    for (number, _), group in groupby(outcomes, key=_place):
        if number in apart:
            lines = ", ".join(map(str, apart[number]))
            for one in group:
                yield _refused(one, Problem("import.id_apart", "id", params={"rows": lines, "most": MOST}), mapping)
        else:
            yield from _one_signal(list(group), mapping)


def _place(outcome: RowOutcome) -> tuple[str, int]:
    """Equal for the rows of one signal: their number, or else the row itself."""
    number = canonical_id(outcome.source_id)
    return number, 0 if number else outcome.number


def _refused(outcome: RowOutcome, why: Problem, mapping: SourceMapping) -> RowOutcome:
    """The row refused for a reason that lies in other rows too."""
    rule = mapping.rule(why.field)
    column = mapping.id_column if why.field == "id" else rule.column if rule else ""
    told = replace(why, row=outcome.number, column=column)
    return replace(outcome, row=None, problems=(*outcome.problems, told))


def _one_signal(group: Sequence[RowOutcome], mapping: SourceMapping) -> Iterator[RowOutcome]:
    rows = [outcome.row for outcome in group if outcome.row]
    if len(group) == 1:
        yield from group
        return
    if len(rows) < len(group):
        wrong = _lines(outcome for outcome in group if outcome.row is None)
        why = Problem("import.id_part_refused", "id", params={"rows": wrong})
        yield from (_refused(outcome, why, mapping) if outcome.row else outcome for outcome in group)
        return
    if field := _differing(rows):
        why = Problem("import.signal_differs", field, params={"rows": _lines(group)})
        yield from (_refused(outcome, why, mapping) for outcome in group)
        return
    draft = _whole(rows)
    for at, (outcome, row) in enumerate(zip(group, rows, strict=True)):
        yield replace(outcome, row=replace(row, draft=draft, own=row.draft, part=at > 0))


def _lines(outcomes: Iterable[RowOutcome]) -> str:
    numbers = [str(outcome.number) for outcome in outcomes]
    return ", ".join(numbers[:_SHOWN]) + (", ..." if len(numbers) > _SHOWN else "")


def _differing(rows: Sequence[RegisterRow]) -> str:
    """The first field of the signal of which the rows do not say the same, "" when they all do."""
    first = rows[0]
    for row in rows[1:]:
        if row.source_id != first.source_id:
            return "id"
        if row.received != first.received:
            return "received"
        for name in _COMPARED:
            if getattr(row.draft, name) != getattr(first.draft, name):
                return name.removesuffix("_state")
        if other := set(_of_signal(row.draft)) ^ set(_of_signal(first.draft)):
            return min(detail.field for detail in other)
        if not row.draft.persons and _of_person(row.draft):
            return "role"  # something is said of somebody who is not there
    return "role" if not first.draft.persons and _of_person(first.draft) else ""


def _of_person(draft: SignalDraft) -> tuple[Detail, ...]:
    return tuple(detail for detail in draft.details if detail.spec.entity == "person")


def _of_signal(draft: SignalDraft) -> tuple[Detail, ...]:
    return tuple(detail for detail in draft.details if detail.spec.entity != "person")


def _whole(rows: Sequence[RegisterRow]) -> SignalDraft:
    """One signal with the persons of all rows, and what is said of each of them."""
    persons: list[Person] = []
    details = list(_of_signal(rows[0].draft))
    for row in rows:
        details += [replace(detail, number=len(persons) + 1) for detail in _of_person(row.draft)]
        persons += row.draft.persons
    return replace(rows[0].draft, persons=tuple(persons), details=tuple(details))
