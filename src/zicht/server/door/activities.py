"""Processing activities that an organisation switched on: the one place that is asked whether they are on.

What points at a possible perpetrator is taken, given and shown only while the controller's activity is on (principle
24). On PostgreSQL the policies ask the same of the same table (``zicht_perpetrators_on``).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from zicht.server.door.models import PERPETRATORS, Activity
from zicht.server.door.passing import glance
from zicht.server.parties.actor import Actor


def switched_on(organisations: Collection[uuid.UUID], now: datetime, kind: str = PERPETRATORS) -> frozenset[uuid.UUID]:
    """Those of these organisations that have it on at a moment; the caller holds a pass."""
    if not organisations:
        return frozenset()
    found = Activity.objects.filter(
        organisation_id__in=organisations,
        kind=kind,
        valid_from__lte=now,
        valid_until__gt=now,
        agreement__valid_from__lte=now,
        agreement__valid_until__gt=now,
    )
    return frozenset(found.values_list("organisation_id", flat=True))


def ever_switched_on(organisation: uuid.UUID, kind: str = PERPETRATORS) -> bool:
    """Whether an organisation has it on or ever had; the caller holds a pass."""
    return Activity.objects.filter(organisation_id=organisation, kind=kind).exists()


def perpetrators_on(actor: Actor) -> bool:
    """Whether the actor's organisation takes fields on possible perpetrators now: for a form, before anything is kept.

    It tells of no record, so it is not logged; keeping asks again, in its own transaction.
    """
    with glance(actor):
        return actor.organisation in switched_on([actor.organisation], timezone.now())
