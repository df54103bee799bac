"""What a partner does with a referral: take it, send it back with a reason, tell what came of it. In that order."""

from __future__ import annotations

import pytest

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.server.door.view import NotVisible
from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome
from zicht.server.referrals.queries import inbox, open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.queries import open_signal

NOTE = "Zij slaapt vannacht bij haar zus."


@pytest.fixture
def partner(region):
    return region["zorg.1"]


def state(actor, referral):
    return open_referral(actor, referral).row.state


def steps(actor, referral):
    return [(step.code, step.note) for step in open_referral(actor, referral).steps]


def refused_with(act, **words):
    with pytest.raises(Refused) as refused:
        act(**words)
    return refused.value.code


def test_taken_on_and_finished_it_is_told_step_by_step(partner, sent):
    _, _, referral = sent
    assert state(partner, referral) == "sent"
    accept(referral=referral, by=partner)
    assert state(partner, referral) == "accepted"
    report_outcome(referral=referral, outcome="help_started", note=NOTE, by=partner)
    assert state(partner, referral) == "done"
    assert steps(partner, referral) == [("accepted", ""), ("help_started", NOTE)]


@pytest.mark.parametrize("outcome", [code.id for code in standard.codes("outcome")])
def test_every_outcome_of_the_standard_reaches_who_registered(region, partner, sent, outcome):
    signal, _, referral = sent
    accept(referral=referral, by=partner)
    report_outcome(referral=referral, outcome=outcome, note="", by=partner)
    assert [line.code for line in open_signal(region["ggd.1"], signal).follow_up if line.kind == "outcome"] == [outcome]


@pytest.mark.parametrize("outcome", ["", "nonsense", "Mirna woont nu in Zwolle", "help_started "])
def test_an_outcome_that_is_not_in_the_list_is_refused_and_reaches_nobody(region, partner, sent, outcome):
    signal, _, referral = sent
    accept(referral=referral, by=partner)
    told = refused_with(report_outcome, referral=referral, outcome=outcome, note="", by=partner)
    assert told == "signals.unknown_outcome"
    assert state(partner, referral) == "accepted"
    assert not [line for line in open_signal(region["ggd.1"], signal).follow_up if line.kind == "outcome"]


def test_the_note_stays_with_the_partner_and_the_desk(region, partner, sent):
    signal, _, referral = sent
    accept(referral=referral, by=partner)
    report_outcome(referral=referral, outcome="help_started", note=NOTE, by=partner)
    assert NOTE in dict(steps(region["desk.1"], referral)).values()
    for reader in ("ggd.1", "desk.1"):
        assert NOTE not in repr(open_signal(region[reader], signal))


def test_the_outcome_comes_after_taking_it_on(partner, sent):
    _, _, referral = sent
    words = {"referral": referral, "outcome": "help_started", "note": "", "by": partner}
    assert refused_with(report_outcome, **words) == "referrals.wrong_state"
    accept(referral=referral, by=partner)
    report_outcome(**words)
    assert refused_with(report_outcome, **words) == "referrals.wrong_state"
    assert len(steps(partner, referral)) == 2


def test_what_was_answered_is_not_answered_again(partner, sent):
    _, _, referral = sent
    accept(referral=referral, by=partner)
    assert refused_with(accept, referral=referral, by=partner) == "referrals.wrong_state"
    assert refused_with(decline, referral=referral, reason="Toch niet", by=partner) == "referrals.wrong_state"
    assert state(partner, referral) == "accepted"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_sending_back_needs_a_reason(partner, sent, reason):
    _, _, referral = sent
    assert refused_with(decline, referral=referral, reason=reason, by=partner) == "referrals.reason_missing"
    assert (state(partner, referral), steps(partner, referral)) == ("sent", [])


def test_the_desk_reads_why_it_came_back(region, partner, sent):
    _, _, referral = sent
    decline(referral=referral, reason="Buiten ons gebied", by=partner)
    assert steps(region["desk.1"], referral) == [("declined", "Buiten ons gebied")]
    assert state(region["desk.1"], referral) == "declined"


@pytest.mark.parametrize("username", ["desk.1", "ggd.1", "privacy.1", "fg.1", "beheer.1"])
def test_nobody_answers_for_the_partner(region, partner, sent, username):
    _, _, referral = sent
    other = region[username]
    for act, words in (
        (accept, {}),
        (decline, {"reason": "Nee"}),
        (report_outcome, {"outcome": "help_started", "note": ""}),
    ):
        assert refused_with(act, referral=referral, by=other, **words) in ("door.role", "door.not_found")
    assert state(partner, referral) == "sent"


@pytest.mark.parametrize("username", ["zorg.1", "ggd.1", "privacy.1", "fg.1", "beheer.1"])
def test_only_the_desk_refers(region, sent, username):
    _, case, _ = sent
    told = refused_with(refer, case=case, to="zorgcoordinatie", purpose="care", by=region[username])
    assert told == "door.role"


def test_a_partner_cannot_send_on_what_it_was_sent(region, partner, sent):
    signal, case, referral = sent
    for record in (signal, case, referral):
        assert refused_with(refer, case=record, to="arbeidsinspectie", purpose="care", by=partner) == "door.role"


def test_the_same_case_does_not_go_twice_while_it_is_there(region, partner, sent):
    _, case, referral = sent
    words = {"case": case, "to": "zorgcoordinatie", "purpose": "care", "by": region["desk.1"]}
    assert refused_with(refer, **words) == "referrals.already_sent"
    withdraw(grant=open_referral(region["desk.1"], referral).grant, by=region["desk.1"], why="mistake")
    again = refer(**words)
    assert [row.record for row in inbox(partner).rows] == [again]


def test_a_signal_is_no_case(region, sent):
    signal, _, referral = sent
    for record in (signal, referral):
        with pytest.raises(NotVisible):
            refer(case=record, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
