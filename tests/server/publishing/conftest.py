"""One login for two roles: pages act as ``zicht_web``, and what the worker does is done as ``zicht_worker``.

The worker's role may stand in for the web's, never the other way round. SQLite has one role.
"""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager

import pytest
from worlds import Region, draft

POSTGRESQL = os.environ.get("ZICHT_TEST_DB") == "postgresql"
# SQLite has no roles: what one of them may not do is tried where they exist.
collect_ignore = [] if POSTGRESQL else ["test_roles.py"]


@pytest.fixture
def _login(django_db_setup, django_db_blocker):
    """On PostgreSQL this test's connection is the worker's."""
    from django.db import connection

    with django_db_blocker.unblock():
        connection.close()
        before = connection.settings_dict["USER"]
        connection.settings_dict["USER"] = "zicht_worker" if POSTGRESQL else before
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["USER"] = before


def _stand_as(statement: str) -> None:
    from django.db import connection

    if POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def region(_login, request):
    """The fictional region, seen by the role that serves pages."""
    request.getfixturevalue("db")
    _stand_as("set role zicht_web")
    return Region()


@pytest.fixture
def working(region):
    """For the length of a block this process is the worker."""

    @contextmanager
    def stand():
        _stand_as("reset role")
        try:
            yield
        finally:
            _stand_as("set role zicht_web")

    return stand


@pytest.fixture
def told(region):
    """Registers a signal as someone."""
    from zicht.server.signals.actions.register import register_signal

    def register(username: str = "ggd.1", received_at=None, **changes) -> uuid.UUID:
        return register_signal(draft=draft(**changes), by=region[username], received_at=received_at)

    return register


@pytest.fixture
def log(region, working):
    """The log rows of one action, oldest first."""
    from zicht.server.guard import opened
    from zicht.server.logbook.models import LogRow

    def rows(action: str) -> list[LogRow]:
        with working(), opened("system"):
            return list(LogRow.objects.filter(action=action).order_by("at", "id"))

    return rows
