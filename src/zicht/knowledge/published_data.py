"""Figures from the literature: published capture tables and official national estimates.

Data: ``published/*.csv``, ``published/tables.toml``, ``published/national_estimates.toml``. Everything here is
``Published``: it carries its citation and did not come out of any database of Zicht.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from zicht.errors import Defect
from zicht.figures import Period, Unit

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Source:
    """What a published figure says of itself. ``cut_off`` is None when the source does not state it.

    ``deduplication`` is a code (sentence under ``published.deduplication.<code>``); ``confirmed_by`` is empty
    until a person checked the figure against the publication.
    """

    id: str
    citation: str
    area: str
    unit: Unit
    period: Period
    deduplication: str
    cut_off: date | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """A value from the literature with its source; what follows from it alone (``map``) is published too."""

    value: T
    source: Source

    def map(self, follow: Callable[[T], U]) -> Published[U]:
        """The same source with a value computed from this one and nothing else."""
        return Published(follow(self.value), self.source)


@dataclass(frozen=True, slots=True)
class ListName:
    """A list of a published table: its column and what it is, for people."""

    id: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A capture table as text (CSV, ``count`` last) with its lists named in column order."""

    id: str
    nl: str
    en: str
    lists: tuple[ListName, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NationalEstimate:
    """An official estimate in people, over ``years`` years (1: a year). ``about`` is the source's middle."""

    low: int
    high: int
    about: int
    years: int = 1


def _read(name: str) -> str:
    return (files("zicht.knowledge") / "published" / name).read_text(encoding="utf-8")


def _source(row: Mapping[str, Any]) -> Source:
    period = Period(row["first"], row["last"])
    rest = {name: row[name] for name in ("id", "citation", "area", "unit", "deduplication", "confirmed_by")}
    return Source(period=period, cut_off=row.get("cut_off"), **rest)


@cache
def published_tables() -> tuple[Published[PublishedTable], ...]:
    """Every published capture table, in the order of ``tables.toml``."""
    found = []
    for row in tomllib.loads(_read("tables.toml"))["table"]:
        lists = tuple(ListName(**item) for item in row["lists"])
        table = PublishedTable(row["id"], row["title"]["nl"], row["title"]["en"], lists, _read(row["file"]))
        found.append(Published(table, _source(row)))
    return tuple(found)


@cache
def published_table_text(table_id: str) -> Published[PublishedTable]:
    """One published table by id (``Ned``, ``Ned_5``, ``UKdat``, ``UKdat_5``); an unknown id is a defect."""
    for table in published_tables():
        if table.source.id == table_id:
            return table
    raise Defect("published.unknown", id=table_id)


@cache
def national_estimates() -> tuple[Published[NationalEstimate], ...]:
    """The official national estimates, each a year, oldest first."""
    rows = tomllib.loads(_read("national_estimates.toml"))["estimate"]
    return tuple(Published(NationalEstimate(row["low"], row["high"], row["about"]), _source(row)) for row in rows)


def whole_years(period: Period) -> int:
    """The number of calendar years in a period; a period that does not hold whole years is a defect."""
    starts, ends = (period.first.month, period.first.day), (period.last.month, period.last.day)
    if starts != (1, 1) or ends != (12, 31):
        raise Defect("published.part_of_year", period=str(period))
    return period.last.year - period.first.year + 1


def national_over(period: Period, area: str = "NL") -> tuple[Published[NationalEstimate], ...]:
    """The yearly official estimates of exactly this period, times its number of years.

    A capture table that sums several years (``Ned``: six) may stand only beside this sum. Empty when there is
    no official estimate of that period and area.
    """
    years = whole_years(period)

    def summed(yearly: NationalEstimate) -> NationalEstimate:
        return NationalEstimate(yearly.low * years, yearly.high * years, yearly.about * years, years)

    fitting = (found for found in national_estimates() if (found.source.period, found.source.area) == (period, area))
    return tuple(found.map(summed) for found in fitting)
