"""The counts of the quality report: answers per field and year, delay, rows that say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from zicht.errors import Problem
from zicht.knowledge.signal import ANSWER_STATES
from zicht.registers.mapping import SourceMapping
from zicht.registers.quality import FieldQuality
from zicht.registers.quality_rows import RowFacts

DELAYS: tuple[tuple[str, int], ...] = (("week", 7), ("month", 30), ("quarter", 91), ("year", 365))
"""Up to how many days after the event each step of the delay goes; what is later is ``later``."""
DELAY_STEPS = ("before", *(name for name, _ in DELAYS), "later", "unknown")


@dataclass(frozen=True, slots=True)
class YearQuality:
    """One year of the file; ``year`` None holds the rows without a year. ``median_days`` None without any delay."""

    year: int | None
    rows: int
    fields: tuple[FieldQuality, ...]
    delays: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Delay:
    """Days from event to registration. ``steps`` counts every valid row once; ``before`` is registered too early.

    ``measured`` rows have both dates in order; ``median_days`` and ``slow_days`` (nine in ten are not slower) are
    of these, None without any.
    """

    steps: Mapping[str, int]
    measured: int
    median_days: float | None
    slow_days: int | None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows beyond the first of each kind.

    ``repeated``: same number, word for word the same. ``clashing``: same number, other content (refused).
    ``same_text``: word for word the same under another number or none. ``same_person``: same surname and birth
    date, which may be a second signal about one person.
    """

    repeated: int
    clashing: int
    same_text: int
    same_person: int


def _fields(mapping: SourceMapping, rows: Sequence[RowFacts]) -> tuple[FieldQuality, ...]:
    return tuple(
        FieldQuality(rule.field, rule.column, _states(Counter(row.states[rule.field] for row in rows)))
        for rule in mapping.rules
    )


def _states(counted: Counter[str]) -> dict[str, int]:
    return {state: counted[state] for state in ANSWER_STATES}


def _in_order(rows: Iterable[RowFacts]) -> list[int]:
    return sorted(row.days for row in rows if row.days is not None and row.days >= 0)


def years(mapping: SourceMapping, rows: Sequence[RowFacts]) -> tuple[YearQuality, ...]:
    """Every year that has a row, oldest first; the rows without a year last."""
    by_year: dict[int | None, list[RowFacts]] = {}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
    order = sorted(by_year, key=lambda year: (year is None, year or 0))
    return tuple(_year(mapping, year, by_year[year]) for year in order)


def _year(mapping: SourceMapping, year: int | None, rows: Sequence[RowFacts]) -> YearQuality:
    days = _in_order(rows)
    return YearQuality(year, len(rows), _fields(mapping, rows), len(days), median(days) if days else None)


def _step(days: int | None) -> str:
    if days is None:
        return "unknown"
    if days < 0:
        return "before"
    return next((name for name, most in DELAYS if days <= most), "later")


def delay(rows: Sequence[RowFacts]) -> Delay:
    """How long after the event a row was registered."""
    counted = Counter(_step(row.days) for row in rows)
    days = _in_order(rows)
    slow = days[-(-len(days) * 9 // 10) - 1] if days else None  # nearest rank
    return Delay({step: counted[step] for step in DELAY_STEPS}, len(days), median(days) if days else None, slow)


def duplicates(rows: Sequence[RowFacts], problems: Iterable[Problem]) -> Duplicates:
    """Rows that are there more than once, each kind counted apart."""
    rules = Counter(problem.rule for problem in problems)
    repeated = rules["import.id_repeated"]
    alike = len(rows) - len({row.says for row in rows})
    persons = [row.person for row in rows if row.person]
    return Duplicates(repeated, rules["import.id_twice"], alike - repeated, len(persons) - len(set(persons)))
