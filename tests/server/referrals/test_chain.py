"""One signal through the rooms: queue, case, referral, outcome back, withdrawal."""

from __future__ import annotations

import pytest
from worlds import draft

from zicht.errors import Refused
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.view import NotVisible
from zicht.server.referrals.actions.refer import accept, refer, report_outcome
from zicht.server.referrals.queries import inbox, open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal


@pytest.fixture
def referred(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    return signal, case, referral


def test_the_partner_sees_core_observations_and_contact_and_nothing_else(region, referred):
    signal, _, referral = referred
    assert [row.record for row in inbox(region["zorg.1"]).rows] == [referral]
    seen = open_referral(region["zorg.1"], referral)
    (shown,) = seen.signals
    assert shown.record == signal
    assert shown.groups == {"core", "observations", "contact"}
    assert (shown.core is None, shown.observations is None, shown.contact is None) == (False, False, False)
    hidden = (shown.identity, shown.narrative, shown.location, shown.status, shown.follow_up)
    assert hidden == (None,) * 5


def test_the_outcome_comes_back_to_who_registered(region, referred):
    signal, _, referral = referred
    accept(referral=referral, by=region["zorg.1"])
    report_outcome(referral=referral, outcome="help_started", note="Intake gedaan", by=region["zorg.1"])
    follow_up = open_signal(region["ggd.1"], signal).follow_up
    assert [(row.kind, row.code) for row in follow_up] == [("weighing", "case"), ("outcome", "help_started")]


def test_after_withdrawal_the_partner_finds_nothing(region, referred):
    signal, _, referral = referred
    grant = open_referral(region["desk.1"], referral).grant
    withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
    assert inbox(region["zorg.1"]).rows == ()
    with pytest.raises(NotVisible):
        open_referral(region["zorg.1"], referral)
    with pytest.raises(NotVisible):
        open_signal(region["zorg.1"], signal)


def test_without_an_agreement_nothing_is_referred(region, referred):
    _, case, _ = referred
    with pytest.raises(Refused) as refused:
        refer(case=case, to="woonstichting", purpose="care", by=region["desk.1"])
    assert refused.value.code == "sharing.not_under_agreements"
