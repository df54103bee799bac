"""What a register is worth, thin: per field how often it says something, and how often it does not.

Answers keep their meaning: value, no, unknown, not asked and refused are counted apart (principle 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zicht.knowledge.signal import ANSWER_STATES
from zicht.registers.mapping import SourceMapping


@dataclass(frozen=True, slots=True)
class FieldQuality:
    """One field over the rows that are counted: how many rows gave each kind of answer."""

    field: str
    column: str
    states: Mapping[str, int]

    @property
    def complete(self) -> float:
        """The share of rows whose answer says something (a value, or no), from 0 to 1; 0 without rows."""
        rows = sum(self.states.values())
        return (self.states["value"] + self.states["no"]) / rows if rows else 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """The valid rows of one file, counted by field. ``unit`` of every count is rows of the file."""

    rows: int
    fields: tuple[FieldQuality, ...]


class QualityCount:
    """Counts row by row, however many there are."""

    def __init__(self, mapping: SourceMapping) -> None:
        self._mapping = mapping
        self._rows = 0
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._fields = tuple(rule.field for rule in mapping.rules)

    def add(self, answers: Mapping[str, str]) -> None:
        """One valid row: the state of each mapped field."""
        self._rows += 1
        self._alike[tuple(answers.values())] += 1

    def result(self) -> Quality:
        """What was counted so far."""
        counts: dict[str, Counter[str]] = {field: Counter() for field in self._fields}
        for states, rows in self._alike.items():
            for field, state in zip(self._fields, states, strict=True):
                counts[field][state] += rows
        return Quality(
            self._rows,
            tuple(
                FieldQuality(rule.field, rule.column, {state: counts[rule.field][state] for state in ANSWER_STATES})
                for rule in self._mapping.rules
            ),
        )


def quality(mapping: SourceMapping, answers: Iterable[Mapping[str, str]]) -> Quality:
    """Count the answers of the valid rows. ``answers`` holds per row the state of each mapped field."""
    count = QualityCount(mapping)
    for row in answers:
        count.add({rule.field: row[rule.field] for rule in mapping.rules})
    return count.result()
