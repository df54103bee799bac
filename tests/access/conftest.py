"""The planted world, and callers in every relation to it."""

from __future__ import annotations

import pytest
from access.asking import Caller, caller
from access.check import relation
from access.planted import Planted, plant
from server.door.hands import POSTGRESQL, _powerful_session, as_owner, as_role

from zicht.server.api import health
from zicht.server.sharing.actions.grants import withdraw

# SQLite has one wall.
collect_ignore = [] if POSTGRESQL else ["test_wall.py"]
__all__ = ["_powerful_session", "as_owner", "as_role"]


@pytest.fixture(autouse=True)
def _no_worker_is_missed(monkeypatch):
    """No worker runs in these tests: health would say so after a minute."""
    monkeypatch.setattr(health, "watch", health.Watch())


@pytest.fixture
def world(region, as_owner) -> Planted:
    return plant(region, as_owner)


@pytest.fixture
def standing(region, request):
    """``standing("desk")`` is the caller in that relation; what must have happened first, happens."""

    def stand(name: str) -> Caller:
        found = relation(name)
        if found.after_withdrawal:
            grant = request.getfixturevalue("world").ids["grant"]
            withdraw(grant=grant, by=region["privacy.1"], why="purpose_ended")
        return caller(region, found)

    return stand
