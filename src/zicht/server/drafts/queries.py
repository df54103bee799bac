"""Reading one's own drafts; those of another are not there, and neither is one that has expired."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zicht.server.door.passing import glance
from zicht.server.door.view import NotVisible, visible
from zicht.server.drafts.models import Draft
from zicht.server.parties.actor import Actor

PLACE = "drafts_draft"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft in a list: when it was begun and last kept, and until when it can be read. Nothing of what it says."""

    id: uuid.UUID
    started_at: datetime
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft opened: its line, how it stands (see ``Standing``), and what was kept."""

    line: DraftLine
    version: int
    standard: str
    content: Mapping[str, Any]


def own_drafts(by: Actor, now: datetime) -> QuerySet[Draft]:
    """This member's drafts that have not expired; the caller holds a pass."""
    return Draft.objects.filter(member=by.member, organisation=by.organisation, expires_at__gt=now)


def line(row: Draft) -> DraftLine:
    """A draft as a line of a list."""
    return DraftLine(row.id, row.started_at, row.saved_at, row.expires_at)


def drafts(actor: Actor) -> tuple[DraftLine, ...]:
    """One's own drafts, the one kept last first. Without content: the list opens none of them."""
    with visible(actor, "drafts.list") as view:
        found = tuple(line(row) for row in own_drafts(actor, view.now).defer("sealed").order_by("-saved_at", "id"))
        for one in found:
            view.passage.about(one.id, actor.organisation)
        return found


def how_many(actor: Actor) -> int:
    """How many drafts this member has. A number about oneself: no log row."""
    with glance(actor):
        return own_drafts(actor, timezone.now()).count()


def open_draft(actor: Actor, draft: uuid.UUID) -> DraftView:
    """One of one's own drafts; ``NotVisible`` when it is another's, sent, thrown away or expired.

    ``Defect`` when what is kept was changed or moved here from elsewhere.
    """
    with visible(actor, "drafts.open") as view:
        row = own_drafts(actor, view.now).filter(id=draft).first()
        if row is None:
            raise NotVisible
        view.passage.about(row.id, actor.organisation)
        return DraftView(line(row), row.version, row.standard, view.unseal(row.id, row.sealed, PLACE))
