"""Numbers, dates and the five facts of a figure, in the language of the reader."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zicht.figures import About, Period
from zicht.knowledge.published_data import Source
from zicht.knowledge.sentences import Language, say
from zicht.picture.document import Fact

if TYPE_CHECKING:
    from zicht.estimation import MethodResult  # slow to load, and only one name is told here


def number(value: float, language: Language) -> str:
    """A whole number with its thousands grouped: 1.372 in Dutch, 1,372 in English."""
    grouped = f"{round(value):,}"
    return grouped.replace(",", ".") if language == "nl" else grouped


def hundreds(value: float, language: Language) -> str:
    """A model's number, rounded to hundreds: it is not known to the person."""
    return number(round(value, -2), language)


def decimal(value: float, language: Language) -> str:
    """A number with its decimals as they are: 0,02 in Dutch, 0.02 in English."""
    return f"{value:g}".replace(".", ",") if language == "nl" else f"{value:g}"


def day(value: date, language: Language) -> str:
    """A date in words: 31 december 2026."""
    return f"{value.day} {say(f'picture.month.{value.month}', language)} {value.year}"


def span(period: Period, language: Language) -> str:
    """A period in words; whole calendar years by their years alone."""
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    return say("picture.period.days", language, first=day(first, language), last=day(last, language))


def _facts(language: Language, **values: str) -> tuple[Fact, ...]:
    return tuple(Fact(say(f"picture.fact.{name}", language), value) for name, value in values.items())


def unit(code: str, language: Language) -> str:
    """The unit of a figure, for people."""
    return say(f"picture.unit.{code}", language)


def about_facts(about: About, language: Language) -> tuple[Fact, ...]:
    """What a figure of our own says of itself: unit, period, cut-off, source, de-duplication."""
    return _facts(
        language,
        unit=unit(about.unit, language),
        period=span(about.period, language),
        cut_off=day(about.cut_off, language),
        source=about.source,
        deduplication=say(about.deduplication, language),
    )


def confirmed(source: Source, language: Language) -> str:
    """Who checked a published figure against the publication, or that nobody confirmed it yet."""
    return source.confirmed_by or say("confirmation.unconfirmed", language)


def source_facts(source: Source, language: Language) -> tuple[Fact, ...]:
    """What a published figure says of itself, and whether a person checked it against the publication."""
    cut_off = day(source.cut_off, language) if source.cut_off else say("picture.cut_off_not_stated", language)
    return _facts(
        language,
        unit=unit(source.unit, language),
        period=span(source.period, language),
        cut_off=cut_off,
        source=source.citation,
        deduplication=say(f"published.deduplication.{source.deduplication}", language),
        confirmed=confirmed(source, language),
    )


def method_name(result: MethodResult, language: Language) -> str:
    """What a method is called, with its threshold when it has one."""
    return say(f"estimation.method.{result.method}", language, threshold=decimal(result.threshold or 0.0, language))
