"""One's own notices, how many are unread, and who is to be told: whoever the log says opened a record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from zicht.server.door.passing import glance
from zicht.server.door.view import PAGE, View, visible
from zicht.server.guard import opened
from zicht.server.logbook.models import LogRow, LogSubject
from zicht.server.notices.models import Notice
from zicht.server.parties.actor import Actor

OPENING = (
    "signals.open",
    "signals.to_correct",
    "signals.history",
    "cases.signal",
    "cases.open",
    "referrals.open",
    "referrals.preview",
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice. ``opens``: its addressee may still open the signal that it is about."""

    id: uuid.UUID
    code: str
    record: uuid.UUID
    made_at: datetime
    read_at: datetime | None
    opens: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of notices; ``after`` is the key of the next page, or "" at the end."""

    rows: tuple[NoticeRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Opening:
    """That someone opened a record."""

    member: uuid.UUID
    organisation: uuid.UUID
    role: str
    at: datetime


def openings(record: uuid.UUID) -> list[Opening]:
    """Each time that somebody opened this record. The log itself is not the desk's to read; the caller holds a pass."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select * from zicht_who_opened(%s, %s)", [record, list(OPENING)])
            return [Opening(*row) for row in cursor.fetchall()]
    with opened("system"):
        rows = LogSubject.objects.filter(record=record).values_list("row", flat=True)
        found = LogRow.objects.filter(id__in=rows, action__in=OPENING, outcome="ok", actor__isnull=False)
        return [Opening(*row) for row in found.values_list("actor", "organisation", "role", "at")]


def own_notices(actor: Actor) -> QuerySet[Notice]:
    """What is addressed to this member, as a member of this organisation; the caller holds a pass."""
    return Notice.objects.filter(member=actor.member, organisation=actor.organisation)


def unread(actor: Actor) -> int:
    """How many notices this member has not read. A number about oneself, asked on every page: no log row."""
    with glance(actor):
        return own_notices(actor).filter(read_at=None).count()


def notices(actor: Actor, *, after: str = "", size: int = PAGE) -> NoticePage:
    """One's own notices, newest first. Pages begin after a notice; one that is not one's own begins at the first."""
    with visible(actor, "notices.list") as view:
        found = list(_following(own_notices(actor), after).order_by("-made_at", "id")[: size + 1])
        shown = found[:size]
        for notice in shown:
            view.passage.about(notice.record_id, notice.controller)
        return NoticePage(_rows(view, shown), str(shown[-1].id) if len(found) > size else "")


def _following(own: QuerySet[Notice], after: str) -> QuerySet[Notice]:
    try:
        last = own.filter(id=uuid.UUID(after)).first()
    except ValueError:
        last = None
    if last is None:
        return own
    return own.filter(made_at__lte=last.made_at).exclude(made_at=last.made_at, id__lte=last.id)


def _rows(view: View, shown: list[Notice]) -> tuple[NoticeRow, ...]:
    rights = view.rights(kind="signal", record_id__in=[notice.record_id for notice in shown])
    open_still = set(rights.values_list("record_id", flat=True))
    return tuple(
        NoticeRow(row.id, row.code, row.record_id, row.made_at, row.read_at, row.record_id in open_still)
        for row in shown
    )
