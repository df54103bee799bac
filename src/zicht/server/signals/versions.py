"""Which version of a signal someone sees, and whether they may correct it."""

from __future__ import annotations

import hashlib
import uuid

from django.db.models import CharField, Max, Value

from zicht.server.door import acts
from zicht.server.door.models import Record
from zicht.server.door.view import Sight
from zicht.server.parties.actor import Actor
from zicht.server.signals.before import BEFORE

SHOWN = 16


def version_of(sight: Sight) -> str:
    """The version of a signal as far as it is seen: another after every correction of a group that is granted.

    What changes in a group that is not granted changes nothing here: it would tell that something is there. One
    question to the database, whatever was corrected; the caller holds a pass.
    """
    asked = [
        table._default_manager.filter(record_id=sight.record)
        .order_by()
        .values("record_id")
        .annotate(field_group=Value(table.FIELD_GROUP, CharField()), last=Max("number"))
        .values_list("field_group", "last")
        for table in BEFORE
        if table.FIELD_GROUP in sight.groups
    ]
    if not asked:
        return _digest(sight.record, [])
    first, *others = asked
    return _digest(sight.record, list(first.union(*others, all=True)))


def _digest(record: uuid.UUID, last: list[tuple[str, int]]) -> str:
    said = ";".join([str(record), *(f"{group}:{number}" for group, number in sorted(last))])
    return hashlib.sha256(said.encode()).hexdigest()[:SHOWN]


def may_correct(actor: Actor, record: Record) -> bool:
    """Whether this is who registered it, or the desk of the reporting point; what they see of it is the door's."""
    registrant = record.made_by == actor.member and record.controller_id == actor.organisation
    return registrant or (actor.role == "desk" and actor.reporting_point)


def correctable(actor: Actor, sight: Sight) -> bool:
    """Whether this actor would get through ``signals.correct``; the caller holds a pass."""
    rule = acts.rule("signals.correct")
    if actor.role not in rule.roles or rule.needs - sight.groups:
        return False
    return may_correct(actor, Record.objects.get(id=sight.record))
