"""Processing activities of the own organisation as its privacy officer and FG read them: on or off, resting on what."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from zicht.server.door.activities import switched_on
from zicht.server.door.models import PERPETRATORS, Activity
from zicht.server.door.view import visible
from zicht.server.oversight.models import Advice
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Member


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One time that it was switched on. ``state``: on, switched_off, over (its last day went by), agreement_ended.

    ``advice`` is the subject of the FG's advice and ``advised_at`` its moment; names are of the own organisation, ""
    for who left.
    """

    id: uuid.UUID
    register: str
    dpia: str
    agreement: str
    advice: str
    advised_at: datetime | None
    since: datetime
    until: datetime
    switched_by: str
    state: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class Activities:
    """Whether fields on possible perpetrators are on now, and every time that they were switched on, newest first."""

    on: bool
    rows: tuple[ActivityRow, ...]


def _state(row: Activity, now: datetime) -> str:
    if row.ended_at is not None:
        return "switched_off"
    if row.valid_until <= now:
        return "over"
    in_force = row.agreement.valid_from <= now < row.agreement.valid_until
    return "on" if in_force else "agreement_ended"


def activities(actor: Actor) -> Activities:
    """The own organisation's switch for fields on possible perpetrators."""
    with visible(actor, "oversight.activities") as view:
        found = Activity.objects.filter(organisation_id=actor.organisation, kind=PERPETRATORS)
        rows = list(found.select_related("agreement").order_by("-valid_from", "id"))
        names = dict(Member.objects.filter(organisation_id=actor.organisation).values_list("id", "full_name"))
        advised = {item.id: item for item in Advice.objects.filter(organisation_id=actor.organisation)}
        on = actor.organisation in switched_on([actor.organisation], view.now)
        return Activities(on, tuple(_row(row, names, advised, view.now) for row in rows))


def _row(row: Activity, names: dict[uuid.UUID, str], advised: dict[uuid.UUID, Advice], now: datetime) -> ActivityRow:
    advice = advised.get(row.advice)
    return ActivityRow(
        id=row.id,
        register=row.register,
        dpia=row.dpia,
        agreement=f"{row.agreement.title}, {row.agreement.version}",
        advice=advice.subject if advice else "",
        advised_at=advice.at if advice else None,
        since=row.valid_from,
        until=row.valid_until,
        switched_by=names.get(row.switched_by, ""),
        state=_state(row, now),
        ended_at=row.ended_at,
        ended_by=names.get(row.ended_by, "") if row.ended_by else "",
    )
