"""One's own keys for the API: made for a while, shown once, taken back at any moment."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zicht.errors import InputProblems, Problem
from zicht.knowledge.answers import sign_problems
from zicht.server.door.act import act
from zicht.server.door.view import NotVisible
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import ApiKey
from zicht.server.vault.envelope import digest

LABEL_MOST = 80
LASTS_MOST = timedelta(days=365)
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key just made. ``key`` is told now and kept nowhere: only its digest stays."""

    id: uuid.UUID
    key: str
    label: str
    expires: datetime


def last_day(today: date) -> date:
    """The last day that a key made today may be used."""
    return today + LASTS_MOST


def _problems(label: str, until: date | None, today: date) -> tuple[Problem, ...]:
    found = []
    if not label or len(label) > LABEL_MOST:
        found.append(Problem("organisations.key_label", "label", params={"most": LABEL_MOST}))
    found += sign_problems(label, "label")
    if until is None or not today <= until <= last_day(today):
        days = {"first": today.isoformat(), "last": last_day(today).isoformat()}
        found.append(Problem("organisations.key_until", "until", params=days))
    return tuple(found)


def make_key(*, label: str, until: date | None, by: Actor) -> MadeKey:
    """Make a key with the rights of its member, up to and including the day ``until``, at most a year ahead.

    Raises ``InputProblems`` (fields ``label`` and ``until``) or ``Refused``.
    """
    problems = _problems(label.strip(), until, timezone.localdate())
    if problems or until is None:
        raise InputProblems(problems)
    with act("organisations.make_key", by=by) as doing:
        key = secrets.token_urlsafe(KEY_BYTES)
        row = ApiKey(
            member_id=by.member,
            digest=digest(key),
            label=label.strip(),
            created=doing.now,
            expires=timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)),
        )
        doing.keep(row)
        return MadeKey(row.id, key, row.label, row.expires)


def revoke_key(*, key: uuid.UUID, by: Actor) -> None:
    """Take a key of one's own back: its next use finds nobody. ``NotVisible`` for another's or an ended one."""
    with act("organisations.revoke_key", by=by) as doing:
        own = ApiKey.objects.filter(id=key, member=by.member, revoked=None)
        if not own.update(revoked=doing.now):
            raise NotVisible("not-own-key")
