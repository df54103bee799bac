"""Pages act as ``zicht_web``; what the worker does is done as ``zicht_worker``. SQLite has one role."""

from __future__ import annotations

import uuid
from contextlib import contextmanager

import pytest
from server.door.hands import POSTGRESQL, WORKER, _powerful_session, as_owner, as_role, log
from worlds import draft

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]

# SQLite has no roles: what one of them may not do is tried where they exist.
collect_ignore = [] if POSTGRESQL else ["test_roles.py"]


@pytest.fixture
def working(region, as_role):
    """For the length of a block this process is the worker."""

    @contextmanager
    def stand():
        with as_role(WORKER):
            yield

    return stand


@pytest.fixture
def told(region):
    """Registers a signal as someone."""
    from zicht.server.signals.actions.register import register_signal

    def register(username: str = "ggd.1", received_at=None, **changes) -> uuid.UUID:
        return register_signal(draft=draft(**changes), by=region[username], received_at=received_at)

    return register
