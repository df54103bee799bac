"""Every figure of the picture as a row, with what it is about: what ``figures.csv`` holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from zicht.estimation import MethodResult
from zicht.figures import About
from zicht.knowledge.published_data import NationalEstimate, Published, Source, national_over
from zicht.knowledge.sentences import Language, say
from zicht.picture.dimensions import label
from zicht.picture.picture import Picture
from zicht.picture.wording import confirmed, method_name, unit
from zicht.release_gate import ProtectedTable, Shown, ShownAssessment, Suppressed


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure. ``value`` is empty and ``status`` ``suppressed`` when it is not shown.

    ``table`` and ``code`` are stable codes, ``label``, ``unit`` and ``deduplication`` words of the language;
    ``low`` and ``high`` only for estimates; ``area`` is ``local`` or a country; ``confirmed_by`` only for what was
    published, in words when no person confirmed it. Dates as ISO 8601; ``cut_off`` empty when the source states none.
    """

    table: str
    code: str
    label: str
    status: str
    value: str
    low: str
    high: str
    unit: str
    period_first: str
    period_last: str
    cut_off: str
    source: str
    deduplication: str
    area: str
    confirmed_by: str


COLUMNS = tuple(field.name for field in fields(FigureRow))


def _plain(value: float) -> str:
    return f"{value:.2f}".removesuffix(".00")


def _local(table: str, code: str, name: str, shown: Shown, about: About, language: Language) -> FigureRow:
    hidden = isinstance(shown, Suppressed)
    return FigureRow(
        table=table,
        code=code,
        label=name,
        status="suppressed" if hidden else "shown",
        value="" if isinstance(shown, Suppressed) else str(shown),
        low="",
        high="",
        unit=unit(about.unit, language),
        period_first=about.period.first.isoformat(),
        period_last=about.period.last.isoformat(),
        cut_off=about.cut_off.isoformat(),
        source=about.source,
        deduplication=say(about.deduplication, language),
        area="local",
        confirmed_by="",
    )


def _published(
    table: str, code: str, name: str, ends: tuple[float, float, float], source: Source, language: Language
) -> FigureRow:
    low, value, high = map(_plain, ends)
    return FigureRow(
        table=table,
        code=code,
        label=name,
        status="shown",
        value=value,
        low=low,
        high=high,
        unit=unit(source.unit, language),
        period_first=source.period.first.isoformat(),
        period_last=source.period.last.isoformat(),
        cut_off=source.cut_off.isoformat() if source.cut_off else "",
        source=source.citation,
        deduplication=say(f"published.deduplication.{source.deduplication}", language),
        area=source.area,
        confirmed_by=confirmed(source, language),
    )


def _counts(table: ProtectedTable, language: Language) -> Iterator[FigureRow]:
    for key, shown in (*table.cells, *table.totals):
        names = (label(dimension, code, language) for dimension, code in zip(table.dimensions, key, strict=True))
        yield _local(table.name, " ".join(key), " / ".join(names), shown, table.about, language)


def _seen(size: ShownAssessment, language: Language) -> FigureRow:
    return _local("size", "seen", say("picture.size.seen_label", language), size.seen, size.about, language)


def _official(table: str, estimate: Published[NationalEstimate], language: Language) -> FigureRow:
    value, source = estimate.value, estimate.source
    name = say(
        "picture.methods.official" if value.years > 1 else "picture.national.yearly", language, years=value.years
    )
    return _published(table, source.id, name, (value.low, value.about, value.high), source, language)


def _methods(found: Published[tuple[MethodResult, ...]], language: Language) -> Iterator[FigureRow]:
    for result in found.value:
        ends = (result.interval.low, result.total, result.interval.high)
        code = f"{found.source.id} {result.method} {result.threshold or 0.0:g}"
        yield _published("methods", code, method_name(result, language), ends, found.source, language)
    if found.value:
        for official in national_over(found.source.period, found.source.area):
            yield _official("methods", official, language)


def figure_rows(picture: Picture, language: Language = "nl") -> tuple[FigureRow, ...]:
    """Every figure of the picture, in the order in which it is told."""
    counts = (row for released in picture.tables for row in _counts(released.value, language))
    national = (_official("national", estimate, language) for estimate in picture.national)
    return (*counts, _seen(picture.size.value, language), *national, *_methods(picture.disagreement, language))
