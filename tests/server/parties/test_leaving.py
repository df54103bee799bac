"""People come, go, and move: what a member may see is decided by who they are now, never by who they were."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import PEOPLE, draft

from zicht.errors import InputProblems, Refused
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door.view import NotVisible, visible
from zicht.server.organisations.actions.keys import make_key
from zicht.server.organisations.queries import keys
from zicht.server.parties.actor import by_api_key, by_id, by_username
from zicht.server.parties.models import Member, Organisation, Team
from zicht.server.referrals.actions.refer import accept, refer
from zicht.server.referrals.queries import inbox
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undone(Exception):
    """Takes back what one example did."""


@pytest.fixture
def becomes(as_owner, region):
    """What the organisation's administration changes about somebody; gives who they are from then on."""

    def change(username, organisation="", **values):
        with as_owner():
            if organisation:
                values["organisation_id"] = Organisation.objects.get(code=organisation).id
            assert Member.objects.filter(username=username).update(**values) == 1
        return by_username(username, "page")

    return change


def test_who_moves_to_another_organisation_leaves_their_signals_behind(region, becomes):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    moved = becomes("ggd.1", organisation="politie")
    with pytest.raises(NotVisible):
        open_signal(moved, signal)
    assert own_signals(moved).rows == ()
    back = becomes("ggd.1", organisation="ggd")
    assert open_signal(back, signal).narrative


def test_who_gets_another_role_has_that_roles_work_and_no_longer_the_old(region, becomes):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    assert [row.record for row in queue(region["desk.2"]).rows] == [signal]
    now_policy = becomes("desk.2", role="policy")
    for tried in (lambda: queue(now_policy), lambda: open_signal(now_policy, signal),
                  lambda: weigh(signal=signal, end="no_sign", reason="x", by=now_policy)):  # fmt: skip
        with pytest.raises(Refused) as refused:
            tried()
        assert refused.value.code == "door.role"


def test_work_begun_by_who_left_goes_on_with_their_colleagues(region, becomes):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    becomes("desk.1", is_active=False)
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.2"])
    accept(referral=referral, by=region["zorg.1"])
    assert [row.record for row in inbox(region["zorg.1"]).rows] == [referral]


def test_who_left_and_comes_back_finds_their_own_and_their_keys(region, becomes):
    me = region["ggd.1"]
    signal = register_signal(draft=draft(), by=me)
    key = make_key(label="x", until=timezone.localdate(), by=me).key
    assert becomes("ggd.1", is_active=False) is None
    assert by_api_key(key, timezone.now()) is None
    back = becomes("ggd.1", is_active=True)
    assert [row.record for row in own_signals(back).rows] == [signal]
    assert by_api_key(key, timezone.now()).member == me.member


def test_a_key_works_for_who_its_member_is_now(region, becomes):
    """A key made as a professional does not keep that role when its member gets another one."""
    key = make_key(label="x", until=timezone.localdate(), by=region["ggd.1"]).key
    becomes("ggd.1", organisation="meldpunt", role="fg")
    found = by_api_key(key, timezone.now())
    assert (found.role, found.organisation_code, found.origin) == ("fg", "meldpunt", "api")
    with pytest.raises(Refused):
        own_signals(found)


def test_the_keys_of_one_member_are_listed_to_nobody_else(region):
    make_key(label="van mij", until=timezone.localdate(), by=region["ggd.1"])
    assert [row.label for row in keys(region["ggd.1"])] == ["van mij"]
    for username, *_ in PEOPLE:
        if username != "ggd.1":
            assert keys(region[username]) == (), username


PLACES = st.sampled_from(["ggd", "politie", "meldpunt"])
moves = st.lists(st.tuples(PLACES, st.sampled_from(["professional", "desk", "partner"])), min_size=1, max_size=4)


@FEW
@given(moves=moves)
def test_whatever_somebody_becomes_they_read_what_such_a_person_reads(region, becomes, moves):
    """Own rights hold for the same member in the same organisation; the desk's for whoever is at the desk."""
    with pytest.raises(Undone), transaction.atomic():
        made = {}
        for place, role in moves:
            now = becomes("ggd.2", organisation=place, role=role)
            made[register_signal(draft=draft(), by=now)] = place
            for record, where in made.items():
                expected = where == place or (place == "meldpunt" and role == "desk")
                with visible(now, "signals.open", "weighing") as view:
                    assert view.rights(record_id=record).exists() == expected, (moves, where)
        raise Undone


def test_a_member_of_a_team_is_asked_for_by_that_team(region, as_owner):
    with as_owner():
        team = Team.objects.create(organisation_id=region["ggd.1"].organisation, name="Jeugd")
        Member.objects.filter(username="ggd.1").update(team=team)
    assert by_username("ggd.1", "page").team == str(team.id)
    assert by_username("ggd.2", "page").team == ""


# --- the day of a key ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "until", "ends"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=AMSTERDAM), (2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM), (2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, tzinfo=AMSTERDAM), (2028, 2, 29), datetime(2028, 2, 29, 23, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=AMSTERDAM), (2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
    ids=["clock-forward", "clock-back", "leap-day", "last-minute-of-the-year"],
)
def test_the_last_day_of_a_key_is_a_whole_dutch_day(region, monkeypatch, today, until, ends):
    from zicht.server.organisations.actions import keys as room

    monkeypatch.setattr(room.timezone, "localdate", lambda: today.date())
    made = make_key(label="x", until=datetime(*until).date(), by=region["ggd.1"])
    assert made.expires == ends
    assert by_api_key(made.key, ends - timedelta(microseconds=1)).username == "ggd.1"
    assert by_api_key(made.key, ends) is None


@pytest.mark.parametrize("label", ["a\x00b", "\ud800", "\x00"])
def test_a_label_that_no_database_keeps_is_refused_at_its_field(region, label):
    with pytest.raises(InputProblems) as caught:
        make_key(label=label, until=timezone.localdate(), by=region["ggd.1"])
    assert [(one.field, one.rule) for one in caught.value.problems] == [("label", "text.signs")]


@pytest.mark.parametrize("label", ["\U0001f511 sleutel", "مفتاح", "e\u0301", "x" * 80])
def test_a_label_in_any_script_is_kept_to_the_letter(region, label):
    make_key(label=label, until=timezone.localdate(), by=region["ggd.1"])
    assert [row.label for row in keys(region["ggd.1"])] == [label]


# --- whatever is asked ---------------------------------------------------------------------------------------


@FEW
@given(word=st.text(max_size=60) | st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_no_text_at_all_is_somebodys_key_or_name(region, word):
    assert by_api_key(word, timezone.now()) is None
    known = {username for username, *_ in PEOPLE}
    assert (by_username(word, "page") is not None) == (word in known)


@FEW
@given(member=st.uuids())
def test_no_id_made_up_is_somebody(region, member):
    assert by_id(member, "page") is None
    assert by_id(uuid.UUID(int=0), "page") is None, "the system is no member"
