"""What a register is worth, in full: every figure of the quality report of one source, exact.

Whoever shows these figures hides the small ones (``quality_small``). No value of a cell is in here, only
counts, names of columns and fields, and rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.registers.mapping import SourceMapping
from zicht.registers.quality import Quality
from zicht.registers.quality_changes import (
    Change,
    Matchable,
    for_nature,
    for_size,
    helping,
    matchable,
    ordered,
    repairs,
)
from zicht.registers.quality_counts import Delay, Duplicates, YearQuality, delay, duplicates, years
from zicht.registers.quality_definitions import Difference, differences
from zicht.registers.quality_rows import RowFacts, YearOf, row_facts, year_of
from zicht.registers.reading import Reading, mapped_table
from zicht.registers.skipping import passed_over
from zicht.registers.table import Unreadable


@dataclass(frozen=True, slots=True)
class QualityReport:
    """One source, read on one day. Counts are rows of the file unless said otherwise.

    ``read`` = valid (``quality.rows``) + ``rejected``. ``overlap`` is ``off`` as long as matching across
    organisations is not switched on: there is then nothing to compare with. ``changes`` holds all, best first.
    """

    source: str
    made_on: date
    read: int
    rejected: int
    year_of: YearOf
    quality: Quality
    years: tuple[YearQuality, ...]
    delay: Delay
    duplicates: Duplicates
    differences: tuple[Difference, ...]
    matchable: Matchable
    changes: tuple[Change, ...]
    overlap: Literal["off"] = "off"

    @property
    def helping(self) -> tuple[Change, ...]:
        """The three changes that would help most, for size and for nature; fewer when no more can be found."""
        return helping(self.changes)


def _differences(data: bytes, mapping: SourceMapping, reading: Reading) -> tuple[Difference, ...]:
    table = mapped_table(data, mapping)
    if isinstance(table, Unreadable):
        return ()
    records = [row for row in table.records if not row.rule and not passed_over(row, table.header)]
    return differences(mapping, dict(table.header.positions), records, reading.rows, reading.problems)


def report_on(data: bytes, mapping: SourceMapping, reading: Reading, today: date) -> QualityReport:
    """The report of a file that was read. ``reading`` is what ``read`` made of ``data`` under ``mapping``."""
    rows = row_facts(reading, mapping)
    return QualityReport(
        source=mapping.source,
        made_on=today,
        read=reading.read,
        rejected=len(reading.rejected),
        year_of=year_of(mapping),
        quality=reading.quality,
        years=years(mapping, rows),
        delay=delay(rows),
        duplicates=duplicates(rows, reading.problems),
        differences=_differences(data, mapping, reading),
        matchable=matchable(rows),
        changes=_changes(mapping, rows, reading),
    )


def _changes(mapping: SourceMapping, rows: tuple[RowFacts, ...], reading: Reading) -> tuple[Change, ...]:
    return ordered(
        (
            *repairs(reading.problems, reading.rejected),
            *for_size(mapping, rows),
            *for_nature(mapping, rows),
        )
    )
