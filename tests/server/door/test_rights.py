"""Who sees what of a record: the wall's question against a slow reference that looks at every right there is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from access.planted import switched_on
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.door import passing
from zicht.server.door.act import make_record
from zicht.server.door.models import ENDLESS, PERPETRATORS, Right, group_columns
from zicht.server.door.view import NotVisible, visible
from zicht.server.parties.models import Organisation

HOUR = timedelta(hours=1)
PLACES = ("ggd", "meldpunt", "zorgcoordinatie")
MEMBERS = tuple(str(uuid.UUID(int=number)) for number in (1, 2))
TEAMS = ("", str(uuid.UUID(int=11)), str(uuid.UUID(int=12)))
ROLES, PURPOSES = ("professional", "desk", "partner"), ("weighing", "care")
SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Said:
    """A right as a test says it; times in hours from now."""

    record: int
    organisation: str
    role: str
    team: str
    member: str
    purpose: str
    groups: frozenset[str]
    first: int
    until: int | None


def any_of(*values):
    return st.sampled_from(("*", *values))


rights = st.builds(
    Said,
    record=st.integers(0, 2),
    organisation=st.sampled_from(PLACES),
    role=any_of(*ROLES),
    team=any_of(*TEAMS),
    member=any_of(*MEMBERS),
    purpose=any_of(*PURPOSES),
    groups=st.frozensets(st.sampled_from(FIELD_GROUPS), min_size=1),
    first=st.integers(-2, 2),
    until=st.none() | st.integers(-1, 2),
)
askers = st.tuples(
    st.sampled_from(PLACES), st.sampled_from(ROLES), st.sampled_from(TEAMS), st.sampled_from(MEMBERS),
    st.sampled_from(PURPOSES),
)  # fmt: skip


def fits(wanted, own):
    return wanted in ("*", own)


def reference(said, asker, perpetrators):
    """Record number -> field groups, one right at a time, in Python; possible perpetrators only while that is on."""
    organisation, role, team, member, purpose = asker
    never = frozenset() if perpetrators else {PERPETRATORS}
    seen: dict[int, set[str]] = {}
    for right in said:
        mine = right.organisation == organisation and fits(right.role, role) and fits(right.team, team)
        mine = mine and fits(right.member, member) and fits(right.purpose, purpose)
        if mine and right.first <= 0 and (right.until is None or right.until > 0):
            seen.setdefault(right.record, set()).update(right.groups - never)
    return seen


@pytest.fixture
def perpetrators(request, region, as_owner):
    """Whether the ggd takes fields on possible perpetrators; it is asked for before the moment that stands still."""
    if request.param:
        switched_on(region, as_owner)
    return request.param


@pytest.fixture
def now(as_role, monkeypatch):
    """A moment that stands still: on PostgreSQL the transaction's own, which its policies use too."""
    moment = passing.database_now()
    monkeypatch.setattr(passing, "database_now", lambda: moment)
    return moment


@pytest.fixture
def world(region, now, as_owner):
    """Keeps three records of the ggd with these rights on them; gives their ids."""

    def keep(said):
        with as_owner():
            ids = dict(Organisation.objects.values_list("code", "id"))
            records = [
                make_record(
                    kind="signal", by=region["ggd.1"], activity="signal-registration", retention="signal",
                    received_at=now + number * HOUR, due=now + HOUR, state="received",
                )
                for number in range(3)
            ]  # fmt: skip
            type(records[0]).objects.bulk_create(records)
            Right.objects.bulk_create(as_row(records[one.record], one, ids, now) for one in said)
        return [record.id for record in records]

    return keep


def as_row(record, said, ids, now):
    return Right(
        record=record, controller=record.controller_id, organisation_id=ids[said.organisation], role=said.role,
        team=said.team, member=said.member, purpose=said.purpose, agreement="a:1", clause="c",
        given_by_id=ids["ggd"], valid_from=now + said.first * HOUR,
        valid_until=ENDLESS if said.until is None else now + said.until * HOUR, kind="signal",
        received_at=record.received_at, state=record.state, due=record.due, **group_columns(said.groups),
    )  # fmt: skip


def stand_in(region, asker):
    """An actor who is exactly this; nobody in the region has such a team."""
    place, role, team, member, _ = asker
    other = {"ggd": "ggd.1", "meldpunt": "desk.1", "zorgcoordinatie": "zorg.1"}[place]
    return replace(region[other], role=role, team=team, member=uuid.UUID(member))


def page_of(view, records):
    found = view.page(view.rights(record_id__in=records).order_by("received_at", "record_id"), 10)
    return {records.index(sight.record): set(sight.groups) for sight in found}


def one_by_one(view, records):
    found = {}
    for number, record in enumerate(records):
        try:
            found[number] = set(view.one(record).groups)
        except NotVisible:
            continue
    return found


WHOLE = Said(0, "ggd", "professional", "*", MEMBERS[0], "weighing", frozenset({"core"}), 0, 1)
ASKER = ("ggd", "professional", "", MEMBERS[0], "weighing")
ONLY_PERPETRATORS = replace(WHOLE, groups=frozenset({PERPETRATORS}))


class Undone(Exception):
    """Takes back what one example did."""


@pytest.mark.parametrize("perpetrators", [False, True], indirect=True)
@SLOW
@given(said=st.lists(rights, max_size=8), asker=askers)
@example(said=[ONLY_PERPETRATORS], asker=ASKER)
@example(said=[ONLY_PERPETRATORS, WHOLE], asker=ASKER)
def test_what_is_seen_is_what_the_rights_in_force_say_and_nothing_else(region, perpetrators, world, said, asker):
    expected = reference(said, asker, perpetrators)
    with pytest.raises(Undone), transaction.atomic():
        records = world(said)
        with visible(stand_in(region, asker), "signals.open", asker[-1]) as view:
            page, single = page_of(view, records), one_by_one(view, records)
        raise Undone
    assert page == single == expected


@pytest.mark.parametrize(
    ("right", "asker", "seen"),
    [
        (WHOLE, ASKER, True),
        (replace(WHOLE, first=0), ASKER, True),
        (replace(WHOLE, first=1, until=2), ASKER, False),
        (replace(WHOLE, first=-2, until=0), ASKER, False),
        (replace(WHOLE, until=None), ASKER, True),
        (WHOLE, ("ggd", "professional", "", MEMBERS[1], "weighing"), False),
        (WHOLE, ("ggd", "desk", "", MEMBERS[0], "weighing"), False),
        (WHOLE, ("ggd", "professional", "", MEMBERS[0], "care"), False),
        (WHOLE, ("meldpunt", "professional", "", MEMBERS[0], "weighing"), False),
        (replace(WHOLE, team=TEAMS[1]), ("ggd", "professional", TEAMS[1], MEMBERS[0], "weighing"), True),
        (replace(WHOLE, team=TEAMS[1]), ("ggd", "professional", TEAMS[2], MEMBERS[0], "weighing"), False),
        (replace(WHOLE, team=TEAMS[1]), ASKER, False),
    ],
    ids=[
        "as-given", "from-this-moment-on", "not-yet", "no-longer-at-its-end", "without-end", "another-member",
        "another-role", "another-purpose", "another-organisation", "own-team", "another-team", "no-team",
    ],
)  # fmt: skip
def test_a_right_is_its_holders_alone_and_in_its_time(region, world, right, asker, seen):
    records = world([right])
    with visible(stand_in(region, asker), "signals.open", asker[-1]) as view:
        assert bool(page_of(view, records)) == seen
        assert view.rights(record_id__in=records).exists() == seen


def test_rights_on_one_record_complete_each_other(region, world):
    parts = [replace(WHOLE, groups=frozenset({group})) for group in ("core", "contact", "narrative")]
    records = world([*parts, replace(WHOLE, groups=frozenset({"status"}), purpose="care")])
    with visible(stand_in(region, ASKER), "signals.open", "weighing") as view:
        assert page_of(view, records) == {0: {"core", "contact", "narrative"}}


@pytest.mark.parametrize("many", [1, 4, 9])
def test_a_page_is_full_however_many_rights_each_record_has(region, world, many):
    """Otherwise a list would end early, and what stands behind it would never be found."""
    same = [replace(WHOLE, record=record, groups=frozenset({"core"})) for record in range(3) for _ in range(many)]
    last = [replace(WHOLE, record=record, groups=frozenset({"contact"})) for record in range(3)]
    records = world(same + last)
    with visible(stand_in(region, ASKER), "signals.open", "weighing") as view:
        ordered = view.rights(record_id__in=records).order_by("received_at", "record_id")
        for size in (1, 2, 3):
            sights = view.page(ordered, size)
            assert [sight.record for sight in sights] == records[:size]
            assert all(sight.groups == {"core", "contact"} for sight in sights)


def test_of_another_kind_of_record_nothing_is_found(region, world):
    records = world([WHOLE])
    with visible(stand_in(region, ASKER), "signals.open", "weighing") as view, pytest.raises(NotVisible):
        view.one(records[0], "case")
