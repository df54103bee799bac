"""Giving and withdrawing. A grant's rights are rows of ``Right``; both walls read those."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from zicht.errors import Refused
from zicht.server.door.act import Act, act
from zicht.server.door.fill import Decision, Request, decide_now, rights_under
from zicht.server.door.models import Record, Right
from zicht.server.door.view import NotVisible, Sight
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation
from zicht.server.sharing.models import WITHDRAWN_WHY, Grant

GRANT_LASTS = timedelta(days=182)


def decide_or_refuse(doing: Act, request: Request) -> Decision:
    """The decision; refused with the rule when nothing at all may go."""
    decision = decide_now(request, doing.now)
    if not decision.permitted:
        rule = next(iter(sorted(decision.refused.values())), "default-deny")
        raise Refused("sharing.not_under_agreements", rule=str(rule), to=request.to_organisation)
    return decision


def give(
    doing: Act, *, anchor: Record, receiver: Organisation, role: str, purpose: str,
    decisions: Sequence[tuple[Sight, Decision]],
) -> Grant:  # fmt: skip
    """Keep a grant and the rights it gives, inside an open act. ``anchor`` is the record the grant hangs on.

    It lasts half a year, and no longer than any of the agreements it rests on.
    """
    until = min((d.until for _, d in decisions if d.until), default=doing.now + GRANT_LASTS)
    until = min(until, doing.now + GRANT_LASTS)
    rules = {f"{r.agreement}:{r.version}#{r.clause}" for _, d in decisions for r in d.rules.values()}
    grant = Grant(
        record=anchor,
        receiver=receiver,
        giver_id=doing.actor.organisation,
        role=role,
        purpose=purpose,
        groups=" ".join(sorted({group for _, d in decisions for group in d.permitted})),
        rules=" ".join(sorted(rules))[:300],
        given_by=doing.actor.member,
        given_at=doing.now,
        until=until,
    )
    doing.keep(grant)
    records = {row.id: row for row in Record.objects.filter(id__in=[sight.record for sight, _ in decisions])}
    doing.keep_all(
        rights_under(
            records[sight.record], decision=decision, giver=doing.actor.organisation, to=receiver.id, role=role,
            purpose=purpose, now=doing.now, grant=grant.id, until=until,
        )
        for sight, decision in decisions
    )  # fmt: skip
    doing.passage.rules |= rules
    return grant


def end_rights(grant: uuid.UUID, now: datetime) -> int:
    """End every right of a grant now."""
    return Right.objects.filter(grant=grant, valid_until__gt=now).update(valid_until=now)


def give_back(doing: Act, grant: uuid.UUID) -> None:
    """End what a referral that is declined gave on signals and case, inside an open act of who received it.

    The right on the referral itself stays until the grant ends or is withdrawn: that it was declined, and why, remains
    to be read. On PostgreSQL a function
    of the owner does it, for the receiver may not write rights.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select zicht_give_back(%s)", [grant])
        return
    given = Right.objects.filter(grant=grant, organisation_id=doing.actor.organisation, valid_until__gt=doing.now)
    given.exclude(kind="referral").update(valid_until=doing.now)


def withdraw(*, grant: uuid.UUID, by: Actor, why: str) -> Grant:
    """Withdraw a grant with immediate effect: the receiver's next question finds nothing. ``why`` is a known reason."""
    with act("sharing.withdraw", by=by) as doing:
        found: Grant | None = Grant.objects.filter(id=grant, giver_id=by.organisation).first()
        if found is None:
            raise NotVisible
        doing.passage.about(found.record_id, by.organisation)
        if why not in WITHDRAWN_WHY:
            raise Refused("sharing.unknown_reason")
        for record, controller in Right.objects.filter(grant=grant).values_list("record_id", "controller"):
            doing.passage.about(record, controller)
        _note_withdrawn(doing, grant, why)
        end_rights(grant, doing.now)
        return found


def _note_withdrawn(doing: Act, grant: uuid.UUID, why: str) -> None:
    """Of two who withdraw at the same time the first stands: who and why is history, and is not written over."""
    standing = Grant.objects.filter(id=grant, withdrawn_at=None)
    if not standing.update(withdrawn_at=doing.now, withdrawn_by=doing.actor.member, withdrawn_why=why):
        raise Refused("sharing.withdrawn_already")
