"""Filling ``Right`` from the agreements in force: who gets which field groups when something is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zicht.agreements import ROLES, Decision, Facts, Request, StandingRight, decide, load, to_filter
from zicht.agreements import Agreement as Rules
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.door.activities import switched_on
from zicht.server.door.models import PERPETRATORS, Agreement, Record, Right, group_columns
from zicht.server.guard import opened, tell_database
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation

# The rooms above take these types from here: the agreements are the door's business.
__all__ = ["ROLES", "Decision", "Facts", "Request"]

OWN_RULE = "eigen-registratie"
OWN_GROUPS = frozenset(FIELD_GROUPS) - {PERPETRATORS}
DESK_GROUPS = OWN_GROUPS - {"status"}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Filled:
    """Rights to keep, the rules they come from, and the scopes of the keyed index they open."""

    rights: list[Right]
    rules: set[str]
    scopes: list[str]


@lru_cache(maxsize=64)
def _parsed(sha256: str, text: str) -> Rules:
    return load(text)


def agreements_in_force(now: datetime) -> tuple[Rules, ...]:
    """The agreements in force at a moment without who left them, parsed once per text; the caller holds a pass."""
    found = Agreement.objects.filter(valid_from__lte=now, valid_until__gt=now).order_by("code", "version")
    return tuple(_parsed(sha256, text).as_of(now) for sha256, text in found.values_list("sha256", "text"))


def organisation_ids() -> dict[str, uuid.UUID]:
    """Every organisation's id by its code; the caller holds a pass."""
    return {row.code: row.id for row in Organisation.objects.all()}


def right_row(record: Record, giver: uuid.UUID, now: datetime, groups: frozenset[str], **columns: object) -> Right:
    """A row of ``Right`` on a record, with the columns that lists go by; not saved."""
    return Right(
        record=record,
        controller=record.controller_id,
        given_by_id=giver,
        valid_from=now,
        kind=record.kind,
        received_at=record.received_at,
        state=record.state,
        acute=record.acute,
        due=record.due,
        **group_columns(groups),
        **columns,
    )


def own_right(record: Record, by: Actor, now: datetime, groups: frozenset[str] = OWN_GROUPS) -> Right:
    """Whoever registers something keeps sight of it: the controller's own rule."""
    return right_row(
        record, by.organisation, now, groups, organisation_id=by.organisation, member=str(by.member),
        agreement=by.organisation_code, clause=OWN_RULE,
    )  # fmt: skip


def role_right(record: Record, by: Actor, now: datetime, role: str, groups: frozenset[str]) -> Right:
    """A right for a role of the controller's own organisation."""
    return right_row(
        record, by.organisation, now, groups, organisation_id=by.organisation, role=role,
        agreement=by.organisation_code, clause=OWN_RULE,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _standing(rules: tuple[Rules, ...], giver: str, day: date, demo: bool) -> tuple[StandingRight, ...]:
    """The standing rights of a giver on a day; agreements hold by whole days, so a day is fine enough."""
    noon = datetime.combine(day, time(12), AMSTERDAM)
    return to_filter(rules, giver, noon, origin=giver, demo=demo)


def standing_rights(giver: str, now: datetime) -> tuple[StandingRight, ...]:
    """What agreements in force now give on records of ``giver`` as soon as they are made; the caller holds a pass."""
    return _standing(agreements_in_force(now), giver, now.astimezone(AMSTERDAM).date(), settings.ZICHT.demo)


def _under_clause(record: Record, by: Actor, now: datetime, to: uuid.UUID, standing: StandingRight) -> Right:
    return right_row(
        record, by.organisation, now, standing.field_groups, organisation_id=to, role=standing.role,
        purpose=standing.purpose, agreement=f"{standing.agreement}:{standing.version}", clause=standing.clause,
        valid_until=standing.until,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Giver:
    """Whoever registers, with what agreements in force give on by themselves; looked up once per transaction.

    ``perpetrators_on``: their organisation takes fields on possible perpetrators now.
    """

    actor: Actor
    now: datetime
    ids: Mapping[str, uuid.UUID]
    standing: tuple[StandingRight, ...]
    perpetrators_on: bool = False


def giver(actor: Actor, now: datetime) -> Giver:
    """The giver at a moment; the caller holds a pass."""
    on = actor.organisation in switched_on([actor.organisation], now)
    return Giver(actor, now, organisation_ids(), standing_rights(actor.organisation_code, now), on)


def rights_for(record: Record, by: Giver, facts: Facts) -> Filled:
    """The rights that arise when someone registers a record: their own, their desk's, and the standing clauses'."""
    actor, now = by.actor, by.now
    more = frozenset({PERPETRATORS}) if by.perpetrators_on else frozenset[str]()
    filled = Filled(
        [own_right(record, actor, now, OWN_GROUPS | more)],
        {f"{actor.organisation_code}#{OWN_RULE}"},
        [str(actor.organisation)],
    )
    if actor.reporting_point:
        filled.rights.append(role_right(record, actor, now, "desk", DESK_GROUPS | more))
    for standing in by.standing:
        # an agreement may name an organisation that is not set up here: then there is nobody to give to
        if standing.to not in by.ids or not standing.holds(facts):
            continue
        rule = f"{standing.agreement}:{standing.version}#{standing.clause}"
        filled.rules.add(rule)
        if standing.linking_key:
            filled.scopes.append(f"{standing.purpose}:{standing.to}")
        if standing.field_groups:
            filled.rights.append(_under_clause(record, actor, now, by.ids[standing.to], standing))
    return filled


def decide_now(request: Request, now: datetime) -> Decision:
    """The decision on a request under the agreements in force now; the caller holds a pass."""
    return decide(request, agreements_in_force(now), now, demo=settings.ZICHT.demo)


def rights_under(
    record: Record, *, decision: Decision, giver: uuid.UUID, to: uuid.UUID, role: str, purpose: str,
    now: datetime, grant: uuid.UUID, until: datetime,
) -> Right:  # fmt: skip
    """The right that a decision gives on a record, as part of one grant."""
    rules: Sequence[str] = sorted({f"{r.agreement}:{r.version}#{r.clause}" for r in decision.rules.values()})
    return right_row(
        record, giver, now, frozenset(decision.permitted), organisation_id=to, role=role, purpose=purpose,
        agreement=rules[0].split("#")[0], clause=" ".join(rule.split("#")[1] for rule in rules)[:80],
        grant=grant, valid_until=until,
    )  # fmt: skip


def partner_right(
    record: Record, by: Actor, to: uuid.UUID, purpose: str, now: datetime, grant: uuid.UUID, until: datetime
) -> Right:
    """The receiver's right on the referral itself: its core, and the steps they take."""
    return right_row(
        record, by.organisation, now, frozenset({"core", "follow_up"}), organisation_id=to, role="partner",
        purpose=purpose, agreement=by.organisation_code, clause="doorverwijzing", grant=grant, valid_until=until,
    )  # fmt: skip


def purposes_of(actor: Actor) -> tuple[str, ...]:
    """The purposes for which agreements in force may send something to this actor's role.

    Agreements hold no personal data: this reading needs no log row, only an organisation that asks.
    """
    with transaction.atomic(), opened("read"):
        tell_database(organisation=str(actor.organisation))
        try:
            return _purposes(actor, timezone.now())
        finally:
            tell_database()


def _purposes(actor: Actor, now: datetime) -> tuple[str, ...]:
    found = {
        clause.purpose
        for rules in agreements_in_force(now)
        for clause in rules.clauses
        if clause.gives and clause.to == actor.organisation_code and clause.role == actor.role
    }
    return tuple(sorted(found))
