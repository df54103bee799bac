"""Two people of the partner who answer the same referral at the same time: one answer stands."""

from __future__ import annotations

import pytest
from server.door.hands import _powerful_session, as_owner, as_role
from worlds import draft

from zicht.errors import Refused
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.act import act
from zicht.server.door.models import Record
from zicht.server.referrals.actions.refer import _in_state, refer
from zicht.server.referrals.models import Step
from zicht.server.signals.actions.register import register_signal

__all__ = ["_powerful_session", "as_owner", "as_role"]


@pytest.fixture
def referral(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    return refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])


def test_who_saw_it_before_a_colleague_answered_finds_it_done(region, referral, as_owner):
    """What one saw on entering is not what holds: the state is read again, with the row held until the act ends."""
    with act("referrals.decline", by=region["zorg.1"], on=referral, purpose="care") as doing:
        doing.change(referral, state="accepted")
        assert doing.sight and doing.sight.state == "sent"
        with pytest.raises(Refused) as refused:
            _in_state(doing, referral, "sent")
    assert refused.value.code == "referrals.wrong_state"
    with as_owner():
        assert Record.objects.get(id=referral).state == "accepted"
        assert not Step.objects.filter(record_id=referral).exists()
