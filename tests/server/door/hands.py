"""Other hands on the same transaction: the worker's, the owner's. PostgreSQL knows who acts; SQLite has one role.

A test that names ``as_role`` gets a session that may take any role, and stands as ``zicht_web`` until it says
otherwise: what the web role may do is as in every other test.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest

POSTGRESQL = os.environ.get("ZICHT_TEST_DB") == "postgresql"
WEB, WORKER, OWNER = "zicht_web", "zicht_worker", "zicht_owner"


@pytest.fixture(autouse=True)
def _powerful_session(request):
    """Before the test's transaction opens: sign in as who may take any role."""
    if not POSTGRESQL or "as_role" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    from django.db import connection

    with blocker.unblock():
        connection.close()
        connection.settings_dict["USER"] = "postgres"
    yield
    with blocker.unblock():
        connection.close()
        connection.settings_dict["USER"] = WEB


@pytest.fixture
def as_role(db):
    """Act as another role of the database for a block."""
    from django.db import connection

    def take(role):
        with connection.cursor() as cursor:
            cursor.execute(f"set role {role}")

    @contextmanager
    def stand(role):
        if not POSTGRESQL:
            yield
            return
        take(role)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                take(WEB)

    if POSTGRESQL:
        take(WEB)
    return stand


@pytest.fixture
def as_owner(as_role):
    """A pass to read and write any row, as the owner of the tables: what no page can do."""
    from zicht.server.guard import opened

    @contextmanager
    def stand():
        with as_role(OWNER), opened("system"):
            yield

    return stand


@pytest.fixture
def log(as_owner):
    """The whole log, in order of time: rows of ``logbook_row``, optionally of one action only."""
    from zicht.server.logbook.models import LogRow

    def read(action=None, **where):
        with as_owner():
            only = where if action is None else {"action": action, **where}
            return list(LogRow.objects.filter(**only).order_by("at", "id"))

    return read


def standing_to_care(code, more):
    """An agreement by which every signal reaches the care coordination by itself; ``more`` is a line of the clause."""
    from zicht.agreements import bundled

    whole = dict(bundled())["meldpunt-vechtstreek.toml"]
    for old, new in (
        ('id = "meldpunt-vechtstreek"', f'id = "{code}"'),
        ('mode = "standing"\n', f'mode = "standing"\n{more}\n'),
        ('to = "meldpunt"', 'to = "zorgcoordinatie"'),
        ('role = "desk"', 'role = "partner"'),
    ):
        assert old in whole
        whole = whole.replace(old, new, 1)
    return whole
