"""Advice without a signal, counted: by kind of caller, theme and answer. Never a row, for there is nothing in one."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zicht.figures import About, CountTable, Period
from zicht.knowledge.consultation import QUESTIONS, names, numbers
from zicht.knowledge.sentences import Language, say
from zicht.server.door.view import visible
from zicht.server.intake.models import Consultation
from zicht.server.parties.actor import Actor

DEDUPLICATION = "publishing.deduplication.consultations"


@dataclass(frozen=True, slots=True)
class Year:
    """The talks of one organisation in one year: a table per question. ``expired``: how many outlived their term."""

    tables: tuple[CountTable, ...]
    expired: int

    @property
    def total(self) -> int:
        """How many talks there were: each has one answer to each question."""
        return self.tables[0].total()


def about_year(actor: Actor, year: int, cut_off: date, language: Language) -> About:
    """What the figures say of themselves, in the language of who reads them."""
    source = say("publishing.source.consultations", language, name=actor.organisation_name)
    return About("consultations", Period.year(year), cut_off, source, DEDUPLICATION)


def tables_of(organisation: uuid.UUID, about: About) -> tuple[CountTable, ...]:
    """One table per question, every code in it, also at 0. The caller holds a pass to read or count."""
    days = (about.period.first, about.period.last)
    kept = Consultation.objects.filter(organisation_id=organisation, on__range=days)
    rows = list(kept.values_list(*QUESTIONS))
    return tuple(
        _table(question, Counter(names(question)[row[place]] for row in rows), about)
        for place, question in enumerate(QUESTIONS)
    )


def _table(question: str, counts: Mapping[str, int], about: About) -> CountTable:
    dimension = QUESTIONS[question]
    cells = tuple(((code,), counts.get(code, 0)) for code in numbers(question))
    return CountTable(f"by_{dimension}", (dimension,), cells, about)


def consultations(actor: Actor, year: int, language: Language = "nl") -> Year:
    """The year's talks of one's own organisation, as counts; they stay inside it."""
    with visible(actor, "intake.consultations") as view:
        today = timezone.localdate()
        over = Consultation.objects.filter(organisation_id=actor.organisation, kept_until__lt=today).count()
        view.passage.rules.add(f"{actor.organisation_code}#eigen-registratie")
        return Year(tables_of(actor.organisation, about_year(actor, year, today, language)), over)
