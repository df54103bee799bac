"""The desk's one-off links: which there are, how they stand, and which one a signal came in by."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db.models import QuerySet

from zicht.knowledge.links import link_rules
from zicht.server.door.view import PAGE, View, visible
from zicht.server.intake.models import Link
from zicht.server.parties.actor import Actor
from zicht.server.vault.envelope import open_json, unwrap
from zicht.server.vault.keyring import load

LinkState = Literal["open", "used", "expired", "withdrawn", "blocked"]
# never what opens a link: the web role may not even select it
LISTED = (
    "id", "capacity", "tries_left", "tried_at", "wrong_tries", "made_by_name", "made_at", "expires_at",
    "withdrawn_at", "used_at", "record_id", "name_under", "name_wrapped", "name_sealed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link. ``name``: the organisation it was made for, "" when that was not said; ``record``: its signal.

    ``wrong_tries``: how many wrong codes were given for it, the last ``tried_at``; while ``blocked`` it opens again
    at ``rests_until``.
    """

    id: uuid.UUID
    capacity: str
    name: str
    state: LinkState
    made_by_name: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    record: uuid.UUID | None
    wrong_tries: int
    tried_at: datetime | None

    @property
    def rests_until(self) -> datetime | None:
        """When a link that was tried too often opens again."""
        return self.tried_at + timedelta(minutes=link_rules().pause_minutes) if self.tried_at else None


def name_place(link: uuid.UUID) -> str:
    """What the sealed name is bound to."""
    return f"intake_link:{link}"


def _state(row: Mapping[str, Any], now: datetime) -> LinkState:
    if row["used_at"]:
        return "used"
    if row["withdrawn_at"]:
        return "withdrawn"
    if row["expires_at"] <= now:
        return "expired"
    rested = row["tried_at"] and row["tried_at"] + timedelta(minutes=link_rules().pause_minutes) <= now
    return "open" if row["tries_left"] or rested else "blocked"


def _name(row: Mapping[str, Any]) -> str:
    if not row["name_sealed"]:
        return ""
    key = unwrap(load(settings.ZICHT.keys), row["name_under"], bytes(row["name_wrapped"]), row["id"])
    return str(open_json(key, bytes(row["name_sealed"]), name_place(row["id"])))


def _row(row: Mapping[str, Any], now: datetime) -> LinkRow:
    names = ("id", "capacity", "made_by_name", "made_at", "expires_at", "used_at", "wrong_tries", "tried_at")
    plain = {name: row[name] for name in names}
    return LinkRow(name=_name(row), state=_state(row, now), record=row["record_id"], **plain)


def own_links(view: View) -> QuerySet[Link]:
    """The links of one's own organisation."""
    return Link.objects.filter(organisation_id=view.actor.organisation)


def links(actor: Actor) -> tuple[LinkRow, ...]:
    """The desk's newest links: those that still open first, then the others, each newest first."""
    with visible(actor, "intake.links") as view:
        found = own_links(view).order_by("-made_at", "id").values(*LISTED)[:PAGE]
        rows = [_row(row, view.now) for row in found]
        return tuple(sorted(rows, key=lambda row: row.state != "open"))


def link_of(actor: Actor, signal: uuid.UUID) -> LinkRow | None:
    """The link that a signal came in by, if any; the caller showed the signal already."""
    with visible(actor, "intake.links") as view:
        row = own_links(view).filter(record_id=signal).values(*LISTED).first()
        return _row(row, view.now) if row else None
