"""A signal on its way: registered, opened as a case, referred to the care coordination."""

import pytest
from server.door.hands import _powerful_session, as_owner, as_role, log
from worlds import draft

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]


@pytest.fixture
def send(region):
    """Makes one more: (signal, case, referral)."""
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.referrals.actions.refer import refer
    from zicht.server.signals.actions.register import register_signal

    def make(to="zorgcoordinatie", purpose="care", **changes):
        signal = register_signal(draft=draft(**changes), by=region["ggd.1"])
        case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
        return signal, case, refer(case=case, to=to, purpose=purpose, by=region["desk.1"])

    return make


@pytest.fixture
def sent(send):
    return send()
