"""One year of a region, counted: tables by dimension, and who stands on whose list. No row, no id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from zicht.figures import About, CountTable, Period, Unit
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import ANSWER_STATES
from zicht.server.door.count import Count, Lists, counting
from zicht.server.door.models import SEVERAL
from zicht.server.intake.consultations import about_year, tables_of
from zicht.server.parties.actor import Actor
from zicht.server.signals.models import Core, FollowUp, What

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOT_A_VALUE = tuple(state for state in ANSWER_STATES if state != "value")
SIGNAL_STATES = ("received", "more_information", "case", "other_route", "place_or_company", "no_sign")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one year: signals by dimension, and people by the lists they stand on.

    ``talks``: advice given without a signal, apart from all of that.
    """

    tables: tuple[CountTable, ...]
    lists: Lists
    about_people: About
    talks: tuple[CountTable, ...]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year in Amsterdam, and the first moment after it."""
    return datetime(year, 1, 1, tzinfo=AMSTERDAM), datetime(year + 1, 1, 1, tzinfo=AMSTERDAM)


def _table(dimension: str, codes: tuple[str, ...], counts: Mapping[str, int], about: About) -> CountTable:
    """Every code of the list stands in it, also at 0: that a row is missing would tell that nobody said so."""
    stray = sorted(set(counts) - set(codes))
    cells = tuple(((code,), counts.get(code, 0)) for code in (*codes, *stray))
    return CountTable(f"by_{dimension}", (dimension,), cells, about)


def _codes(name: str) -> tuple[str, ...]:
    return tuple(code.id for code in standard.codes(name))


def _tables(count: Count, about: About) -> tuple[CountTable, ...]:
    answered = (
        ("form", (*_codes("form"), SEVERAL), count.by(What, "form")),
        ("municipality", _codes("municipality"), count.by(Core, "where")),
        ("age_class", _codes("age_class"), count.by(Core, "who")),
        ("capacity", _codes("capacity"), count.by(Core, "capacity")),
    )
    return (
        *(_table(name, (*codes, *NOT_A_VALUE), counts, about) for name, codes, counts in answered),
        _table("state", SIGNAL_STATES, count.by_state(), about),
        _table("outcome", _codes("outcome"), count.by_last(FollowUp, "code", kind="outcome"), about),
    )


def _about(unit: Unit, what: str, actor: Actor, year: int, now: datetime) -> About:
    cut_off = timezone.localtime(now, AMSTERDAM).date()
    source = say(f"publishing.source.{what}", "en" if actor.language == "en" else "nl", name=actor.organisation_name)
    return About(unit, Period.year(year), cut_off, source, f"publishing.deduplication.{what}")


def count_year(actor: Actor, year: int) -> Counted:
    """Count one year by the day on which signals came in, Amsterdam time; the worker's act."""
    since, until = year_bounds(year)
    with counting(actor, "publishing.count", since=since, until=until) as count:
        signals = _about("signals", "signals", actor, year, count.now)
        people = _about("persons", "people", actor, year, count.now)
        language: Language = "en" if actor.language == "en" else "nl"
        talks = tables_of(actor.organisation, about_year(actor, year, signals.cut_off, language))
        return Counted(_tables(count, signals), count.lists(), people, talks)
