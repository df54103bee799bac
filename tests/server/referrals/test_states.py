"""Who may do what with a referral in which state, and what is left of it for whom when access ends.

The tables are written by hand: three acts, four states, everyone of the region.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from worlds import PEOPLE

from zicht.errors import Refused
from zicht.knowledge.signal import Answer
from zicht.server.door.models import Right
from zicht.server.door.view import NotVisible
from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome
from zicht.server.referrals.models import Referral, Step
from zicht.server.referrals.queries import case_file, inbox, open_referral, sent
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.sharing.models import Grant
from zicht.server.signals.queries import open_signal

ACTS = {
    "accept": lambda referral, by: accept(referral=referral, by=by),
    "decline": lambda referral, by: decline(referral=referral, reason="Geen plaats", by=by),
    "outcome": lambda referral, by: report_outcome(referral=referral, outcome="help_started", note="Gezien", by=by),
}
WAY_TO = {"sent": (), "accepted": ("accept",), "declined": ("decline",), "done": ("accept", "outcome")}
BECOMES = {("sent", "accept"): "accepted", ("sent", "decline"): "declined", ("accepted", "outcome"): "done"}
EVERYONE = [username for username, _, _ in PEOPLE]
OTHERS = [username for username in EVERYONE if username != "zorg.1"]


@pytest.fixture
def brought(region, send):
    """A referral brought to a state by the partner's own acts: (signal, case, referral)."""

    def bring(state, **changes):
        made = send(**changes)
        for act in WAY_TO[state]:
            ACTS[act](made[2], region["zorg.1"])
        return made

    return bring


def seen(actor, referral):
    found = open_referral(actor, referral)
    return found.row.state, [(step.code, step.note) for step in found.steps]


def refused_with(act, *given):
    with pytest.raises(Refused) as refused:
        act(*given)
    return refused.value.code


# --- which act in which state -------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", WAY_TO)
def test_each_act_moves_one_state_on_and_is_refused_in_every_other(region, brought, state, act):
    _, _, referral = brought(state)
    before = seen(region["desk.1"], referral)
    assert before[0] == state
    if (state, act) in BECOMES:
        ACTS[act](referral, region["zorg.1"])
        after = seen(region["desk.1"], referral)
        assert after[0] == BECOMES[state, act]
        assert (after[1][:-1], len(after[1])) == (before[1], len(before[1]) + 1), "exactly one step, at the end"
    else:
        assert refused_with(ACTS[act], referral, region["zorg.1"]) == "referrals.wrong_state"
        assert seen(region["desk.1"], referral) == before


@pytest.mark.parametrize("state", WAY_TO)
def test_nobody_but_the_receiving_partner_moves_it_on(region, brought, state):
    """Of another role it is told that the role may not; a partner elsewhere does not hear that it exists."""
    _, _, referral = brought(state)
    before = seen(region["desk.1"], referral)
    for username in OTHERS:
        expected = "door.not_found" if username == "inspectie.2" else "door.role"
        for act in ACTS.values():
            # Before anything else the act asks for which purpose it was sent, and that too finds nothing.
            assert refused_with(act, referral, region[username]) in {expected, "door.not_found"}, username
    assert seen(region["desk.1"], referral) == before


@pytest.mark.parametrize("act", ACTS)
def test_whoever_may_see_a_referral_but_not_answer_it_is_refused_for_their_role(region, brought, act):
    _, _, referral = brought("sent")
    for username in ("desk.1", "desk.2"):
        assert refused_with(ACTS[act], referral, region[username]) == "door.role"


def test_who_may_open_a_referral_is_the_desk_that_sent_it_and_the_partner_it_went_to(region, brought):
    _, _, referral = brought("accepted")
    may = set()
    for username in EVERYONE:
        try:
            open_referral(region[username], referral)
            may.add(username)
        except Refused:
            continue
    assert may == {"desk.1", "desk.2", "zorg.1"}


def test_a_refused_act_stands_in_the_log_without_what_was_typed(region, brought, log):
    _, _, referral = brought("accepted")
    refused_with(ACTS["decline"], referral, region["zorg.1"])
    (line,) = log("referrals.decline")
    assert (line.outcome, line.rule) == ("denied", "referrals.wrong_state")
    assert "Geen plaats" not in repr([line.rule, line.records, line.groups, line.payload])


def test_the_note_and_the_reason_lie_sealed(region, brought, as_owner):
    _, _, done = brought("done")
    _, _, declined = brought("declined")
    with as_owner():
        kept = {row.code: bytes(row.sealed or b"") for row in Step.objects.filter(record_id__in=[done, declined])}
    assert kept["accepted"] == b""
    assert kept["help_started"] and b"Gezien" not in kept["help_started"]
    assert kept["declined"] and b"Geen plaats" not in kept["declined"]


# --- declining gives back what came with it ------------------------------------------------------------------


def test_who_declines_reads_their_reason_back_and_nothing_of_the_signal_any_more(region, brought):
    signal, case, referral = brought("declined")
    found = open_referral(region["zorg.1"], referral)
    assert (found.row.state, found.signals) == ("declined", ())
    assert [(step.code, step.note) for step in found.steps] == [("declined", "Geen plaats")]
    for record in (signal, case):
        assert refused_with(open_signal, region["zorg.1"], record) == "door.not_found"
    assert open_signal(region["ggd.1"], signal).narrative, "who registered it loses nothing"


def test_declining_one_referral_leaves_what_another_gives(region, send, second_purpose):
    signal, case, care = send()
    inspection = refer(case=case, to="zorgcoordinatie", purpose="inspection", by=region["desk.1"])
    decline(referral=care, reason="Geen plaats", by=region["zorg.1"])
    (shown,) = open_referral(region["zorg.1"], inspection).signals
    assert shown.record == signal
    assert open_referral(region["zorg.1"], care).signals == ()


def test_accepting_gives_nothing_back(region, brought):
    signal, _, referral = brought("accepted")
    assert [shown.record for shown in open_referral(region["zorg.1"], referral).signals] == [signal]


# --- when access ends ---------------------------------------------------------------------------------------


def taken_away(region, referral, as_owner):
    withdraw(grant=open_referral(region["desk.1"], referral).grant, by=region["privacy.1"], why="purpose_ended")


def run_out(region, referral, as_owner):
    """Half a year passes, as far as the database knows."""
    grant, now = open_referral(region["desk.1"], referral).grant, timezone.now()
    with as_owner():
        past = {"valid_from": now - timedelta(days=200), "valid_until": now - timedelta(days=18)}
        assert Right.objects.filter(grant=grant).update(**past) == 2, "the right on the referral and on its signal"
        Grant.objects.filter(id=grant).update(until=now - timedelta(days=18))


@pytest.mark.parametrize("ends", [taken_away, run_out])
@pytest.mark.parametrize("state", WAY_TO)
def test_when_access_ends_the_partner_finds_nothing_whatever_they_had_done(region, brought, as_owner, state, ends):
    signal, _, referral = brought(state)
    partner = region["zorg.1"]
    assert [row.record for row in inbox(partner).rows] == [referral]
    ends(region, referral, as_owner)
    assert inbox(partner).rows == ()
    for find in (open_referral, open_signal):
        for record in (referral, signal):
            assert refused_with(find, partner, record) == "door.not_found"
    for act in ACTS.values():
        assert refused_with(act, referral, partner) == "door.not_found"


@pytest.mark.parametrize("ends", [taken_away, run_out])
@pytest.mark.parametrize("state", WAY_TO)
def test_when_access_ends_the_desk_keeps_what_was_done_and_sees_that_it_ended(region, brought, as_owner, state, ends):
    signal, case, referral = brought(state)
    desk, before = region["desk.2"], open_referral(region["desk.2"], referral)
    ends(region, referral, as_owner)
    after = open_referral(desk, referral)
    assert (after.row, after.steps, after.granted) == (before.row, before.steps, before.granted)
    assert (after.withdrawn_at is not None) == (ends is taken_away)
    assert (after.until <= timezone.now()) == (ends is run_out)
    assert [row.record for row in sent(desk).rows] == [row.record for row in case_file(desk, case).referrals]
    assert open_signal(region["ggd.1"], signal).narrative, "who registered it loses nothing"


@pytest.mark.parametrize("ends", [taken_away, run_out])
def test_an_outcome_that_was_told_stays_told(region, brought, as_owner, ends):
    signal, _, referral = brought("done")
    ends(region, referral, as_owner)
    follow_up = open_signal(region["ggd.1"], signal).follow_up
    assert [line.code for line in follow_up if line.kind == "outcome"] == ["help_started"]


@pytest.mark.parametrize(
    ("state", "ends", "again"),
    [
        ("sent", None, False),
        ("accepted", None, False),
        ("declined", None, True),
        ("done", None, True),
        ("sent", taken_away, True),
        ("accepted", taken_away, True),
        ("sent", run_out, True),
        ("accepted", run_out, True),
    ],
)
def test_a_case_goes_to_the_same_partner_again_once_the_first_time_is_over(
    region, brought, as_owner, state, ends, again
):
    signal, case, referral = brought(state)
    if ends:
        ends(region, referral, as_owner)
    words = {"case": case, "to": "zorgcoordinatie", "purpose": "care", "by": region["desk.1"]}
    if not again:
        with pytest.raises(Refused) as refused:
            refer(**words)
        assert refused.value.code == "referrals.already_sent"
        return
    second = refer(**words)
    assert open_referral(region["zorg.1"], second).row.state == "sent"
    assert [shown.record for shown in open_referral(region["zorg.1"], second).signals] == [signal]
    assert open_referral(region["desk.1"], referral).row.state == state, "the first keeps its own story"


def test_taking_one_grant_away_leaves_what_another_gives_on_the_same_signal(region, send, second_purpose):
    signal, case, care = send()
    inspection = refer(case=case, to="zorgcoordinatie", purpose="inspection", by=region["desk.1"])
    withdraw(grant=open_referral(region["desk.1"], care).grant, by=region["privacy.1"], why="mistake")
    partner = region["zorg.1"]
    assert refused_with(open_referral, partner, care) == "door.not_found"
    (shown,) = open_referral(partner, inspection).signals
    assert (shown.record, set(shown.groups)) == (signal, {"core"})


# --- the outcome --------------------------------------------------------------------------------------------


def outcomes(actor, signal):
    return [(line.code, line.note) for line in open_signal(actor, signal).follow_up or () if line.kind == "outcome"]


def test_the_outcome_reaches_who_registered_and_the_desk_and_nobody_else(region, brought):
    signal, _, referral = brought("done")
    read = {}
    for username in EVERYONE:
        try:
            read[username] = outcomes(region[username], signal)
        except Refused:
            continue
    told = [("help_started", "")]
    assert read == {"ggd.1": told, "desk.1": told, "desk.2": told}
    (shown,) = open_referral(region["zorg.1"], referral).signals
    assert (shown.record, shown.follow_up) == (signal, None), "the partner sees the signal, not what others did"


def test_the_outcome_of_one_referral_stays_off_every_other_signal(region, brought, send):
    other, _, _ = send()
    signal, _, _ = brought("done")
    assert len(outcomes(region["ggd.1"], signal)) == 1
    assert outcomes(region["ggd.1"], other) == []


@pytest.mark.parametrize("outcome", ["", "nonsense", "help_started ", "sent"])
def test_an_outcome_out_of_the_list_is_kept_nowhere_even_when_no_signal_is_left_to_tell(
    region, brought, as_owner, outcome
):
    """The right on the signal ended apart from the one on the referral: nothing else would look at the code."""
    signal, _, referral = brought("accepted")
    with as_owner():
        Right.objects.filter(record_id=signal).exclude(grant=None).update(valid_until=timezone.now())
    with pytest.raises(Refused) as refused:
        report_outcome(referral=referral, outcome=outcome, note="x", by=region["zorg.1"])
    assert refused.value.code == "signals.unknown_outcome"
    assert seen(region["desk.1"], referral) == ("accepted", [("accepted", "")])


# --- what a referral is made of -----------------------------------------------------------------------------


def test_what_was_granted_is_told_to_the_desk_and_is_what_the_partner_sees(region, send):
    labour = {"to": "arbeidsinspectie", "purpose": "inspection"}
    for partner, groups, made in (
        ("zorg.1", {"core", "observations", "contact"}, send()),
        ("inspectie.2", {"core", "observations"}, send(**labour, what=Answer.of("labour"))),
    ):
        _, _, referral = made
        told = open_referral(region["desk.1"], referral)
        assert told.granted == groups
        assert told.withdrawn_at is None and told.until > timezone.now()
        (shown,) = open_referral(region[partner], referral).signals
        assert shown.groups == groups


def test_the_desk_reads_no_signal_by_way_of_the_referral(region, send):
    """Its own right on the signal is for weighing, by the page for that."""
    _, _, referral = send()
    assert open_referral(region["desk.1"], referral).signals == ()


def test_danger_stated_in_the_signal_goes_along(region, send):
    _, _, calm = send()
    _, _, danger = send(acute=Answer.of("yes"))
    assert {row.record: row.acute for row in inbox(region["zorg.1"]).rows} == {calm: False, danger: True}


def test_a_refused_referral_leaves_no_record_grant_or_right(region, send, as_owner):
    _, case, _ = send()
    with as_owner():
        before = (Referral.objects.count(), Grant.objects.count(), Right.objects.count())
    for to in ("zorgcoordinatie", "nergens", "ggd"):
        with pytest.raises(Refused):
            refer(case=case, to=to, purpose="care", by=region["desk.1"])
    with as_owner():
        assert (Referral.objects.count(), Grant.objects.count(), Right.objects.count()) == before


def test_a_case_that_is_not_there_is_not_referred(region, send):
    _, _, referral = send()
    for record in (referral, uuid.uuid4()):
        with pytest.raises(NotVisible):
            refer(case=record, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
