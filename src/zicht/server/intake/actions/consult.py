"""Noting that advice was given without a signal, and erasing what has been kept long enough."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from zicht.errors import InputProblems
from zicht.knowledge import consultation, standard
from zicht.knowledge.consultation import QUESTIONS
from zicht.server.door.act import act
from zicht.server.door.view import visible
from zicht.server.intake.models import Consultation
from zicht.server.parties.actor import Actor

RETENTION = "consultation"


def kept_until(on: date) -> date:
    """The last day on which a talk of this day is kept."""
    return standard.after(standard.retention(RETENTION).term, on)


def note_consultation(*, given: consultation.Consultation, consultation_id: uuid.UUID, by: Actor) -> bool:
    """Note one talk under the id that its form carries: True when noted now, False when it was noted before.

    Raises ``InputProblems`` (all at once, fields ``caller theme answer on``) or ``Refused``.
    """
    problems = consultation.check(given, timezone.localdate())
    if problems:
        raise InputProblems(problems)
    row = Consultation(
        id=consultation_id,
        organisation_id=by.organisation,
        on=given.on,
        kept_until=kept_until(given.on),
        **{question: consultation.number(question, getattr(given, question)) for question in QUESTIONS},
    )
    try:
        with act("intake.note_consultation", by=by) as doing:
            doing.keep(row)
    except IntegrityError:
        # a form that was sent twice, also at the same moment: the first one stands
        with visible(by, "intake.consultations"):
            if not Consultation.objects.filter(id=consultation_id, organisation_id=by.organisation).exists():
                raise
        return False
    return True


def erase_consultations(*, by: Actor) -> int:
    """Erase the own organisation's talks whose term is over. Returns how many; the log says who and when."""
    with act("intake.erase_consultations", by=by):
        over = Consultation.objects.filter(organisation_id=by.organisation, kept_until__lt=timezone.localdate())
        return over.delete()[0]
