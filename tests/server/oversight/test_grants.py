"""Access that was given: what, to whom, who had it before them, and taking it back."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from worlds import draft

from zicht.errors import Refused
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.view import NotVisible
from zicht.server.oversight import queries
from zicht.server.oversight.queries import grants, open_grant, who_saw
from zicht.server.referrals.actions.refer import accept, refer
from zicht.server.referrals.queries import inbox, open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import register_signal


@pytest.mark.parametrize("watcher", ["privacy.1", "fg.1"])
def test_a_grant_tells_what_went_to_whom_and_under_which_clause(region, grant, referral, watcher):
    (row,) = grants(region[watcher]).rows
    assert (row.id, row.record, row.state) == (grant, referral, "in_force")
    assert (row.receiver, row.role, row.purpose) == ("Regionale Zorgcoördinatie Vechtstreek", "partner", "care")
    assert set(row.groups) == {"core", "observations", "contact"}
    assert (row.rules, row.given_by) == (("doorverwijzing-zorg:2026.1#naar-zorg",), "Desk.1")


def test_another_organisation_sees_nothing_of_it(region, grant):
    assert grants(region["ggd.privacy"]).rows == ()
    with pytest.raises(NotVisible):
        open_grant(region["ggd.privacy"], grant)
    with pytest.raises(NotVisible):
        withdraw(grant=grant, by=region["ggd.privacy"], why="other")


def test_nobody_had_it_before_them_until_someone_opens_it(region, grant):
    found = open_grant(region["privacy.1"], grant)
    assert (found.shown, found.people, found.more) == ((), 0, False)


def test_whoever_opened_it_shows_with_groups_and_without_a_name(region, grant, referral):
    open_referral(region["zorg.1"], referral)
    (shown,) = open_grant(region["privacy.1"], grant).shown
    assert (shown.person, shown.line.action, shown.line.name) == (1, "referrals.open", "")
    assert shown.line.organisation == "Regionale Zorgcoördinatie Vechtstreek"
    assert {"core", "observations", "contact"} <= set(shown.line.groups)


def test_what_the_giver_read_or_what_was_refused_is_not_shown_to_the_receiver(region, grant, referral):
    open_referral(region["desk.1"], referral)
    with pytest.raises(NotVisible):
        open_referral(region["inspectie.2"], referral)
    assert open_grant(region["privacy.1"], grant).shown == ()


def test_after_withdrawal_who_had_it_before_them_stays(region, grant, referral):
    assert inbox(region["zorg.1"]).rows
    open_referral(region["zorg.1"], referral)
    before = open_grant(region["privacy.1"], grant)
    withdraw(grant=grant, by=region["privacy.1"], why="mistake")
    after = open_grant(region["privacy.1"], grant)
    assert [one.line.id for one in after.shown] == [one.line.id for one in before.shown]
    assert (after.row.state, after.row.withdrawn_by, after.row.withdrawn_why) == ("withdrawn", "Privacy.1", "mistake")
    assert after.row.withdrawn_at is not None
    assert inbox(region["zorg.1"]).rows == ()
    with pytest.raises(NotVisible):
        accept(referral=referral, by=region["zorg.1"])


def test_what_the_receiver_tries_after_withdrawal_showed_them_nothing(region, grant, referral):
    withdraw(grant=grant, by=region["privacy.1"], why="mistake")
    with pytest.raises(NotVisible):
        open_referral(region["zorg.1"], referral)
    assert open_grant(region["privacy.1"], grant).shown == ()


def test_opening_a_grant_is_on_the_record_that_it_is_about(region, grant, referral):
    open_grant(region["fg.1"], grant)
    told = [(line.action, line.name) for line in who_saw(region["privacy.1"], referral).lines]
    assert ("oversight.grants", "Fg.1") in told


def test_a_grant_that_does_not_exist_is_not_found(region):
    with pytest.raises(NotVisible):
        open_grant(region["privacy.1"], uuid.uuid4())


@pytest.mark.parametrize("other", ["ggd.1", "desk.1", "zorg.1", "beleid.1", "beheer.1"])
def test_nobody_else_reads_them(region, grant, other):
    for read in (grants, lambda actor: open_grant(actor, grant)):
        with pytest.raises(Refused) as refused:
            read(region[other])
        assert refused.value.code == "door.role"


def test_the_pages_of_grants_are_all_grants_once(region):
    given = {refer_one(region, draft()) for _ in range(5)}
    found, after = [], ""
    while True:
        page = grants(region["privacy.1"], after=after, size=2)
        found += page.rows
        after = page.after
        if not after:
            break
    assert [row.record for row in found if row.record not in given] == []
    assert len(found) == len({row.id for row in found}) == 5


def refer_one(region, signal):
    kept = register_signal(draft=signal, by=region["ggd.1"])
    case = weigh(signal=kept, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    return refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])


def test_two_people_of_the_receiver_are_counted_apart_and_keep_their_number(region, grant, referral):
    first = region["zorg.1"]
    second = replace(first, member=uuid.uuid4(), name="Iemand anders")
    for reader in (first, second, first):
        open_referral(reader, referral)
    found = open_grant(region["privacy.1"], grant)
    assert found.people == 2
    assert sorted(one.person for one in found.shown) in ([1, 1, 2], [1, 2, 2])


def test_when_it_was_opened_very_often_the_page_says_that_there_is_more(region, grant, referral, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN_MOST", 2)
    for _ in range(3):
        open_referral(region["zorg.1"], referral)
    found = open_grant(region["privacy.1"], grant)
    assert (len(found.shown), found.more) == (2, True)
