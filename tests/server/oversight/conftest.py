"""One signal of another organisation that the desk made a case of and referred: what supervisors look at.

Sealing is the worker's: on PostgreSQL the role of the tests may not, so what needs a sealed log runs on SQLite.
"""

from __future__ import annotations

import os

import pytest
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import open_referral
from zicht.server.signals.actions.register import register_signal

collect_ignore = ["test_sealed.py"] if os.environ.get("ZICHT_TEST_DB") == "postgresql" else []


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


@pytest.fixture
def referral(region, signal):
    case = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    return refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])


@pytest.fixture
def grant(region, referral):
    return open_referral(region["desk.1"], referral).grant
