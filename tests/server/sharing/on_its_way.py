"""A signal on its way: registered, opened as a case, referred to the care coordination."""

from __future__ import annotations

import pytest
from django.utils import timezone
from worlds import draft

from zicht.agreements import bundled
from zicht.server.cases.actions.weigh import weigh
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.referrals.actions.refer import refer
from zicht.server.signals.actions.register import register_signal


@pytest.fixture
def send(region):
    """Makes one more: (signal, case, referral)."""

    def make(to="zorgcoordinatie", purpose="care", **changes):
        signal = register_signal(draft=draft(**changes), by=region["ggd.1"])
        case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
        return signal, case, refer(case=case, to=to, purpose=purpose, by=region["desk.1"])

    return make


@pytest.fixture
def sent(send):
    return send()


@pytest.fixture
def second_purpose(region):
    """The care coordination may also be asked to inspect."""
    text = dict(bundled())["doorverwijzing-zorg.toml"].replace('id = "doorverwijzing-zorg"', 'id = "tweede-doel"', 1)
    old = 'to = "zorgcoordinatie"\npurpose = "care"'
    assert old in text
    text = text.replace(old, 'to = "zorgcoordinatie"\npurpose = "inspection"', 1)
    text = text.replace('field_groups = ["core", "observations", "contact"]', 'field_groups = ["core"]', 1)
    load_agreement(text=text, by=region["privacy.1"], now=timezone.now())
