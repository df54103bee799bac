"""Keeping a draft, throwing it away, handing it in when its signal is registered."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.server.door.act import Act, act, make_key
from zicht.server.door.models import Record
from zicht.server.door.view import NotVisible
from zicht.server.drafts.models import Draft
from zicht.server.drafts.queries import PLACE, own_drafts
from zicht.server.parties.actor import Actor
from zicht.server.vault.envelope import seal_json
from zicht.server.vault.models import RecordKey

RETENTION = "draft"
MOST = 20
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page knows of the draft it shows: the version it began from (0: none yet), and which open page it is."""

    version: int = 0
    window: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as kept just now; it can be read until ``expires_at``."""

    version: int
    saved_at: datetime
    expires_at: datetime


class Elsewhere(Refused):
    """The draft was changed from another page since this one began; ``version`` is what it stands at now."""

    def __init__(self, version: int, saved_at: datetime) -> None:
        super().__init__("drafts.elsewhere", rule="draft:version")
        self.version, self.saved_at = version, saved_at


def _ends(now: datetime) -> datetime:
    """The end of the last day on which a draft that is kept now can be read."""
    last = standard.after(standard.retention(RETENTION).term, timezone.localtime(now).date())
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


def _refuse_too_large(content: Mapping[str, Any]) -> None:
    if len(json.dumps(content, ensure_ascii=False).encode()) > MOST_BYTES:
        raise Refused("drafts.too_large", rule="draft:size", most=MOST_BYTES // 1024)


def _locked(doing: Act, draft: uuid.UUID) -> Draft | None:
    """The draft, for this transaction alone to change; SQLite has one writer anyway."""
    found = own_drafts(doing.actor, doing.now).filter(id=draft)
    return (found.select_for_update() if connection.vendor == "postgresql" else found).first()


def _moved_on(row: Draft, on: Standing) -> bool:
    """Kept by another page than this one, after this one began."""
    return row.version != on.version and row.window != on.window


def _first(doing: Act, draft: uuid.UUID, content: Mapping[str, Any], window: str) -> Saved:
    by, now = doing.actor, doing.now
    if own_drafts(by, now).count() >= MOST:
        raise Refused("drafts.too_many", rule="draft:number", most=MOST)
    key_row, key = make_key(draft)
    row = Draft(
        id=draft, organisation=by.organisation, member=by.member, version=1, window=window,
        standard=standard.version(), started_at=now, saved_at=now, expires_at=_ends(now),
        sealed=seal_json(key, content, f"{PLACE}:{draft}"),
    )  # fmt: skip
    doing.keep(row)
    doing.keep(key_row)
    return Saved(row.version, now, row.expires_at)


def _again(doing: Act, row: Draft, content: Mapping[str, Any], window: str) -> Saved:
    ends = _ends(doing.now)
    Draft.objects.filter(id=row.id).update(
        version=row.version + 1,
        window=window,
        standard=standard.version(),
        saved_at=doing.now,
        expires_at=ends,
        sealed=seal_json(doing.key(row.id), content, f"{PLACE}:{row.id}"),
    )
    return Saved(row.version + 1, doing.now, ends)


def save(*, draft: uuid.UUID, content: Mapping[str, Any], on: Standing, window: str, by: Actor) -> Saved:
    """Keep what a form holds, under the id that its signal will get; ``window`` is the page that goes on with it.

    Raises ``Elsewhere`` when another page kept something else in between, ``Refused`` when it was sent, thrown away or
    has expired, and when there are too many or it is too large. Then nothing changes: what was kept before stays.
    """
    with act("drafts.save", by=by) as doing:
        doing.passage.about(draft, by.organisation)
        _refuse_too_large(content)
        row = _locked(doing, draft)
        if row is None:
            if doing.rights(record_id=draft).exists():
                raise Refused("drafts.sent", rule="draft:sent")
            if on.version:
                raise Refused("drafts.gone", rule="draft:gone")
            return _first(doing, draft, content, window)
        if _moved_on(row, on) and doing.unseal(draft, row.sealed, PLACE) != content:
            raise Elsewhere(row.version, row.saved_at)
        return _again(doing, row, content, window)


def _drop(doing: Act, draft: uuid.UUID) -> bool:
    """Delete a draft of one's own and destroy its key; whether there was one. Also when it has expired.

    On PostgreSQL a function of the owner does it, for the role that serves may delete no key.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select zicht_drop_draft(%s)", [draft])
            return bool(cursor.fetchone()[0])
    mine = Draft.objects.filter(id=draft, member=doing.actor.member, organisation=doing.actor.organisation)
    if not mine.delete()[0]:
        return False
    if not Record.objects.filter(id=draft).exists():
        RecordKey.objects.filter(record=draft).delete()
    return True


def discard(*, draft: uuid.UUID, by: Actor) -> None:
    """Throw a draft of one's own away; ``NotVisible`` when there is none."""
    with act("drafts.discard", by=by) as doing:
        doing.passage.about(draft, by.organisation)
        if not _drop(doing, draft):
            raise NotVisible


def hand_in(doing: Act, draft: uuid.UUID, on: Standing) -> None:
    """Its signal is being registered in this act: the draft goes, with its key. Without a draft nothing is done.

    Raises ``Elsewhere`` when another page kept something that whoever sends this has not seen.
    """
    row = _locked(doing, draft)
    if row is not None and _moved_on(row, on):
        raise Elsewhere(row.version, row.saved_at)
    _drop(doing, draft)
