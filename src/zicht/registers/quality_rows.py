"""Per valid row what the quality report counts: years, delay, what was said; nothing of what it said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from zicht.knowledge.signal import Person
from zicht.registers.keys import RegisterRow, row_keys
from zicht.registers.mapping import SourceMapping
from zicht.registers.reading import Reading
from zicht.registers.values import folded

VICTIM = "presumed_victim"
YearOf = Literal["received", "when"]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One valid row. ``states`` holds every mapped field; ``days`` from event to registration, None when unknown.

    ``says`` and ``person`` are keys for counting equal rows and persons; they hold what the row holds, and are
    never shown. ``in_scope``: the row can be about a possible victim, so it counts for size.
    """

    year: int | None
    days: int | None
    states: Mapping[str, str]
    says: Hashable
    person: tuple[str, date] | None
    in_scope: bool


def year_of(mapping: SourceMapping) -> YearOf:
    """By which date the rows are put in years: of registration when the source has it, else of the event."""
    rule = mapping.rule("received")
    return "received" if rule and rule.column else "when"


def _person_key(person: Person) -> tuple[str, date] | None:
    name = folded(person.last_name)
    return (name, person.birth_date) if name and person.birth_date else None


def _in_scope(row: RegisterRow, mapping: SourceMapping) -> bool:
    """A row without a person is about a possible victim unless the mapping says that its persons never are."""
    if row.said.persons:
        return any(VICTIM in person.roles for person in row.said.persons)
    constant = getattr(mapping.rule("role"), "constant", None)
    return constant is None or VICTIM in constant.values


def _says(rows: Sequence[RegisterRow]) -> list[Hashable]:
    """Per row a key that is equal for rows that say the same, whatever their number.

    Most rows are told apart by their days alone; only rows that share all of these are compared in full, which is slow.
    """
    days = [(row.received, row.said.when, *(person.birth_date for person in row.said.persons)) for row in rows]
    count = Counter(days)
    return [
        row_keys(replace(row, source_id="", draft=row.said)).content if count[key] > 1 else key
        for row, key in zip(rows, days, strict=True)
    ]


def row_facts(reading: Reading, mapping: SourceMapping) -> tuple[RowFacts, ...]:
    """The facts of the valid rows, in the order of the file."""
    by = year_of(mapping)
    found = []
    for row, states, says in zip(reading.rows, reading.answers, _says(reading.rows), strict=True):
        dates = {"received": row.received, "when": row.said.when}
        both = row.received is not None and row.said.when is not None
        placed = dates[by]
        found.append(
            RowFacts(
                placed.year if placed else None,
                (row.received - row.said.when).days if row.received and row.said.when and both else None,
                states,
                says,
                next((key for person in row.said.persons if (key := _person_key(person))), None),
                _in_scope(row, mapping),
            )
        )
    return tuple(found)
