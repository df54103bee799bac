"""A figure that knows its unit, period, cut-off date, source and rule of de-duplication.

The same year has several official Dutch counts (2019: 1,372 and 1,334 presumed victims) because
signals, notifications and persons were mixed. So no figure is shown anywhere without these five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal[
    "signals",
    "observations",
    "cases",
    "referrals",
    "registrations",
    "presumed_victims",
    "persons",
    "notifications",
    "consultations",
]


@dataclass(frozen=True, slots=True)
class Period:
    """A closed period, both days included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it starts ({self.first})")

    @classmethod
    def year(cls, year: int) -> Period:
        """The whole calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class About:
    """What every figure must say of itself. ``deduplication`` is a code in ``knowledge.words``."""

    unit: Unit
    period: Period
    cut_off: date
    source: str
    deduplication: str

    def __post_init__(self) -> None:
        if not self.source or not self.deduplication:
            raise ValueError("a figure names its source and its rule of de-duplication")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it is about; ``low`` and ``high`` when it is an estimate."""

    value: float
    about: About
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("an interval runs from low to high")


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by one or more dimensions. ``cells`` maps a tuple of codes (one per dimension) to a count."""

    name: str
    dimensions: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], int], ...]
    about: About

    def __post_init__(self) -> None:
        for key, count in self.cells:
            if len(key) != len(self.dimensions) or count < 0:
                raise ValueError(f"cell {key} does not fit dimensions {self.dimensions}, or is negative")

    def total(self) -> int:
        """The sum of all cells."""
        return sum(count for _, count in self.cells)
