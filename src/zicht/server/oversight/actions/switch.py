"""Switching a processing activity on and off: the privacy officer's act, resting on what the FG and others gave.

Here and not in ``organisations``, for it needs the FG's advice. The FG advises and never switches.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.utils import timezone

from zicht.errors import InputProblems, Problem, Refused
from zicht.server.door.act import Act, act
from zicht.server.door.fill import agreements_in_force
from zicht.server.door.models import PERPETRATORS, Activity, Agreement
from zicht.server.oversight.models import Advice
from zicht.server.parties.actor import Actor

REFERENCE_MOST = 120
LONGEST = timedelta(days=3 * 366)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an activity rests on, as given. ``until`` is the last day on which it is on; None when no date was given."""

    register: str
    dpia: str
    agreement: uuid.UUID | None
    advice: uuid.UUID | None
    until: date | None


def _written(grounds: Grounds) -> Iterator[Problem]:
    for name, text in (("register", grounds.register), ("dpia", grounds.dpia)):
        if not text.strip() or len(text.strip()) > REFERENCE_MOST:
            yield Problem(f"oversight.activity_{name}", name, params={"most": REFERENCE_MOST})


def _rests(doing: Act, grounds: Grounds) -> Iterator[Problem]:
    """The agreement is in force and the organisation is a party to it; the advice is to this organisation."""
    found = Agreement.objects.filter(id=grounds.agreement).values_list("code", "version").first()
    ours = (rules for rules in agreements_in_force(doing.now) if rules.has_party(doing.actor.organisation_code))
    if found not in {(rules.id, rules.version) for rules in ours}:
        yield Problem("oversight.activity_agreement", "agreement")
    if not Advice.objects.filter(id=grounds.advice, organisation_id=doing.actor.organisation).exists():
        yield Problem("oversight.activity_advice", "advice")


def _lasts(until: date | None, today: date) -> Iterator[Problem]:
    if until is None or not today <= until <= today + LONGEST:
        yield Problem("oversight.activity_until", "until")


def _in_force(doing: Act, kind: str) -> list[Activity]:
    found = Activity.objects.filter(
        organisation_id=doing.actor.organisation, kind=kind, ended_at=None, valid_until__gt=doing.now
    )
    return list(found)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, AMSTERDAM)


def switch_on(*, grounds: Grounds, by: Actor, kind: str = PERPETRATORS) -> uuid.UUID:
    """Switch an activity on for the own organisation, from now until the end of a day.

    Raises ``InputProblems`` (every ground that is missing, at once) or ``Refused``: another role than the privacy
    officer's, or on already.
    """
    with act("oversight.switch_on", by=by) as doing:
        today = timezone.localtime(doing.now, AMSTERDAM).date()
        problems = (*_written(grounds), *_rests(doing, grounds), *_lasts(grounds.until, today))
        if problems:
            raise InputProblems(problems)
        if _in_force(doing, kind):
            raise Refused("oversight.activity_on_already", rule=f"activity:{kind}")
        row = Activity(
            organisation_id=by.organisation,
            kind=kind,
            register=grounds.register.strip(),
            dpia=grounds.dpia.strip(),
            agreement_id=cast(uuid.UUID, grounds.agreement),
            advice=cast(uuid.UUID, grounds.advice),
            valid_from=doing.now,
            valid_until=_end_of(cast(date, grounds.until)),
            switched_by=by.member,
        )
        doing.passage.rules.add(f"activity:{kind}:{row.id}")
        return doing.keep(row).id


def switch_off(*, by: Actor, kind: str = PERPETRATORS) -> None:
    """Switch an activity off, at once: nothing more is taken, and nobody sees what was kept.

    Raises ``Refused`` when it is not on, or for another role than the privacy officer's.
    """
    with act("oversight.switch_off", by=by) as doing:
        found = _in_force(doing, kind)
        if not found:
            raise Refused("oversight.activity_off_already", rule=f"activity:{kind}")
        for row in found:
            doing.passage.rules.add(f"activity:{kind}:{row.id}")
        ids = [row.id for row in found]
        Activity.objects.filter(id__in=ids).update(valid_until=doing.now, ended_at=doing.now, ended_by=by.member)
