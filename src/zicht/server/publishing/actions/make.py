"""Asking for a picture, keeping it when it is made, noting that it was not. The worker makes it (``tasks``)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.utils import timezone

from zicht.errors import InputProblems, Problem
from zicht.server.door.act import act
from zicht.server.parties.actor import Actor
from zicht.server.publishing.models import ASKED, FAILED, FILES, MADE, Picture

FIRST_YEAR = 2010
REASONS = frozenset({"door.role", "door.not_found", "later.member_gone", "later.lost", "count.worker_only"})
OTHER_REASON = "later.failed"


def ask(*, year: int, by: Actor) -> uuid.UUID:
    """Have a picture of one year made: kept as asked, with the task in the same transaction. Returns its id.

    Asked again while it is still waiting, the one that waits is the answer. A year that is not there yet, or
    before 2010, is ``InputProblems``.
    """
    last = timezone.localdate().year
    if not FIRST_YEAR <= year <= last:
        limits = {"first": FIRST_YEAR, "last": last}
        raise InputProblems((Problem("publishing.year", "year", params=limits),))
    with act("publishing.make", by=by) as doing:
        waiting = Picture.objects.filter(organisation_id=by.organisation, year=year, state=ASKED).first()
        if waiting is not None:
            return uuid.UUID(str(waiting.id))
        row = Picture(
            organisation_id=by.organisation,
            year=year,
            state=ASKED,
            asked_by=by.member,
            asked_by_name=by.name,
            asked_at=doing.now,
        )
        doing.keep(row)
        doing.later("publishing.make_picture", id=row.id)
        return row.id


def keep_made(*, picture: uuid.UUID, files: Mapping[str, bytes], size_level: str, by: Actor) -> None:
    """Keep the files of a picture that was asked for; one that is made already stays as it was released."""
    columns = {column: files[name] for name, column in FILES.items()}
    with act("publishing.keep", by=by) as doing:
        rows = Picture.objects.filter(organisation_id=by.organisation, id=picture).exclude(state=MADE)
        rows.update(state=MADE, made_at=doing.now, problem="", size_level=size_level, **columns)


def give_up(picture: uuid.UUID, code: str) -> None:
    """Note that a picture was not made, and why; the worker holds the pass."""
    reason = code if code in REASONS else OTHER_REASON
    Picture.objects.filter(id=picture).exclude(state=MADE).update(state=FAILED, problem=reason)
