"""The planted world of the access tests, for tests that go over every page."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from access.planted import Planted, plant
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role, log
from worlds import draft

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]


@pytest.fixture
def world(region, as_owner) -> Planted:
    """Something of everything: signals in every state, a case, a referral, a grant, a picture."""
    return plant(region, as_owner)


@pytest.fixture
def ready(world, region) -> Planted:
    """The same with something left to do for everyone: a referral to answer, one to report on, a key to take back."""
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.organisations.actions.keys import make_key
    from zicht.server.referrals.actions.refer import accept, refer
    from zicht.server.signals.actions.register import register_signal

    for name in ("sent", "accepted"):
        signal = register_signal(draft=draft(), by=region["ggd.1"])
        case = weigh(signal=signal, end="case", reason="zqreden", by=region["desk.1"])
        world.ids[name] = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    accept(referral=world.ids["accepted"], by=region["zorg.1"])
    tomorrow = timezone.localdate() + timedelta(days=1)
    world.ids["key"] = make_key(label="zqsleutel", until=tomorrow, by=region["ggd.1"]).id
    return world


@pytest.fixture(autouse=True)
def _one_step_of_the_code(monkeypatch):
    """A code is good for half a minute: on a slow machine that must not end between making and sending it."""
    moment = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: moment))
