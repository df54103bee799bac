"""Both walls say what the agreements say: what the filter shows the decider allows, what it hides the decider denies.

A signal is registered through the door under agreements that are kept as texts; others then ask for it. On PostgreSQL
three answers are held against the decider: that of the door and the policies together, of the door alone (as the owner,
whom no policy binds) and of the policies alone (plain SQL as the role that serves).

No agreement here begins between registering and asking: what a later one forbids does not end rights given before.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from server.door.grown_texts import GROUPS, PLACES, grow
from server.door.hands import POSTGRESQL

from zicht.agreements import Request, decide
from zicht.server.door import passing
from zicht.server.door.fill import AMSTERDAM
from zicht.server.door.models import Agreement
from zicht.server.door.view import NotVisible, visible
from zicht.server.guard import tell_database
from zicht.server.signals.actions.register import facts_of, register_signal

WORLDS, PIECE = 500, 25
REFUSED = ("never", "condition", "basis_open", "not_in_force", "no_clause", "status_to_police")
TABLES = {group: f"signals_{group}" for group in GROUPS} | {
    "observations": "signals_what",
    "follow_up": "signals_follow_up_detail",  # the group's own row comes with weighing
}


class Undone(Exception):
    """Takes back what one world did."""


@pytest.fixture
def now(as_role, monkeypatch):
    """A moment that stands still: on PostgreSQL the transaction's own, which its policies use too."""
    clock = [passing.database_now()]
    monkeypatch.setattr(passing, "database_now", lambda: clock[0])
    return clock


@pytest.fixture
def register(region, now, as_owner):
    """Keep a world's agreements in place of all others, then its signal on the day it came in; gives its record."""

    def keep(world):
        with as_owner():
            Agreement.objects.all().delete()
            kept = zip(world.texts, world.agreements, strict=True)
            Agreement.objects.bulk_create(as_row(text, rules) for text, rules in kept)
        here = now[0]
        now[0] = here - timedelta(days=world.days_ago)
        try:
            record = register_signal(draft=world.signal, by=region[PLACES[world.giver]])
        finally:
            now[0] = here
        with as_owner():  # what is not there is hidden from everybody, and proves nothing
            assert all(holds(name, "record_id", record) for name in TABLES.values())
        return record

    return keep


def as_row(text, rules):
    return Agreement(
        code=rules.id, version=rules.version, title=rules.title, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), valid_from=rules.starts, valid_until=rules.ends,
        loaded_by=uuid.UUID(int=1),
    )  # fmt: skip


def decided(world, asker, at):
    """What the decider says of this signal; nothing of the server is asked."""
    facts = facts_of(world.signal)
    request = Request(
        world.giver, asker.organisation, asker.role, asker.purpose, "standing", frozenset(GROUPS), facts.form,
        facts.age_class, facts.danger, facts.municipality, origin=world.giver,
    )  # fmt: skip
    return decide(request, world.agreements, at, demo=world.demo)


def in_force(world, at):
    return [rules.as_of(at) for rules in world.agreements if rules.in_force(at)]


def actor_of(region, asker):
    return replace(region[PLACES[asker.organisation]], role=asker.role, team="", member=uuid.UUID(int=5))


def by_door(actor, purpose, record):
    """What the door shows; the list and the single record say the same."""
    with visible(actor, "signals.open", purpose) as view:
        page = {sight.record: set(sight.groups) for sight in view.page(view.rights(), 10)}
        try:
            single = set(view.one(record).groups)
        except NotVisible:
            single = set()
    assert page == ({record: single} if single else {})
    return single


def by_policies(actor, purpose, record):
    """What bare SQL shows of each group's table; the record's key goes with any of it."""
    tell_database(
        scope="", organisation=str(actor.organisation), role=actor.role, team="", member=str(actor.member),
        purpose=purpose,
    )  # fmt: skip
    try:
        found = {group for group, name in TABLES.items() if holds(name, "record_id", record)}
        assert holds("vault_recordkey", "record", record) == bool(found)
    finally:
        tell_database()
    return found


def holds(name, column, record):
    with connection.cursor() as cursor:
        cursor.execute(f"select 1 from {name} where {column} = %s", [record if POSTGRESQL else record.hex])
        return cursor.fetchone() is not None


def every_way(actor, asker, record, as_owner):
    """What each wall shows by itself and both together, by its name."""
    shown = {"door": by_door(actor, asker.purpose, record)}
    if POSTGRESQL:
        with as_owner():
            shown["door alone"] = by_door(actor, asker.purpose, record)
        shown["policies alone"] = by_policies(actor, asker.purpose, record)
    return shown


@pytest.mark.parametrize("first", range(0, WORLDS, PIECE))
def test_what_is_shown_is_allowed_and_what_is_hidden_is_denied(region, now, register, as_owner, first):
    today = now[0].astimezone(AMSTERDAM).date()
    for seed in range(first, first + PIECE):
        world = grow(seed, today)
        given = now[0] - timedelta(days=world.days_ago)
        # nothing came to an end since it was registered: then the two are the same, else less is shown at most
        same = in_force(world, given) == in_force(world, now[0])
        told = replace(settings.ZICHT, mode="demo" if world.demo else "production")
        with override_settings(ZICHT=told), pytest.raises(Undone), transaction.atomic():
            record = register(world)
            answers = {a: every_way(actor_of(region, a), a, record, as_owner) for a in world.askers}
            raise Undone
        for asker, shown in answers.items():
            may = set(decided(world, asker, now[0]).permitted)
            for way, groups in shown.items():
                assert groups == may if same else groups <= may, (seed, asker, way, sorted(groups ^ may))


def cases(world, asker, at):
    """Which of the cases that the walls must tell apart this question is."""
    now = decided(world, asker, at)
    before = decided(world, asker, at - timedelta(days=world.days_ago))
    ways = {f"shown {group}" for group in now.permitted} | set(now.refused.values())
    ways |= {"partly"} if now.permitted and now.refused else set()
    return ways | ({"ended"} if before.permitted - now.permitted else set())


def test_the_worlds_hold_every_case_that_the_walls_must_tell_apart(now):
    today = now[0].astimezone(AMSTERDAM).date()
    met = Counter()
    for seed in range(WORLDS):
        world = grow(seed, today)
        for asker in world.askers:
            met.update(cases(world, asker, now[0]))
    wanted = {f"shown {group}" for group in GROUPS} | {"partly", "ended"} | {f"agreement.{why}" for why in REFUSED}
    assert min(met[case] for case in wanted) >= 15, met
