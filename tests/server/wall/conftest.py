"""The second wall stands on PostgreSQL only: on SQLite these files are not collected, so that nothing is skipped."""

from __future__ import annotations

import os

import pytest

if os.environ.get("ZICHT_TEST_DB") != "postgresql":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def walled(_cluster, django_db_setup, django_db_blocker):
    """A database of its own with something in every protected table, kept for good: see ``walled.py``."""
    from server.wall.walled import build

    with django_db_blocker.unblock():
        yield build(_cluster)


@pytest.fixture
def session(walled):
    """Connections with a role's own credentials; what they do is rolled back."""
    opened = []

    def connect(user):
        opened.append(walled.connect(user))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.rollback()
        connection.close()
