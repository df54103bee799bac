"""A database of its own where things are really committed, for what one rolled-back transaction cannot show.

Two people at the same moment, each with a connection of their own; a connection that breaks halfway.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count

import pytest
from server.wall.walled import django_on

POSTGRESQL = os.environ.get("ZICHT_TEST_DB") == "postgresql"
# each folder of tests that takes these fixtures has a database of its own, also when one process runs both
DATABASES = (f"elsewhere_{number}" for number in count())
WEB, OWNER = ("zicht_web", "zicht_owner") if POSTGRESQL else ("", "")
PATIENCE = 20


class Elsewhere:
    """Where it is, and the region's people."""

    def __init__(self, name: str) -> None:
        self.name = name

    @contextmanager
    def as_owner(self):
        """Every row there is, from the test's own thread while no other is at work."""
        from zicht.server.guard import opened

        with django_on(self.name, OWNER), opened("system"):
            yield

    def at_once(self, *acts):
        """Do these at the same moment, each on a connection of its own; what each came to, an error included."""
        start = threading.Barrier(len(acts))

        def run(act):
            from django.db import connection

            try:
                connection.ensure_connection()
                start.wait(PATIENCE)
                return act()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))


def _copied(place) -> str:
    """The tests' own database as it was set up: what is committed there and nothing of a test that is under way."""
    from django.db import connection

    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours, closing(sqlite3.connect(place)) as copy:
        ours.backup(copy)
    return str(place)


@pytest.fixture(scope="session")
def _elsewhere(_cluster, django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for a folder: migrated and set up by its owner."""
    from django.core.management import call_command
    from worlds import set_up_region

    if not _cluster:
        return Elsewhere(_copied(tmp_path_factory.mktemp("elsewhere") / "zicht.sqlite3"))
    import postgres

    name = next(DATABASES)
    postgres.make_database(_cluster, name)
    with django_db_blocker.unblock(), django_on(name, OWNER):
        call_command("migrate", verbosity=0)
        set_up_region()
    return Elsewhere(name)


@pytest.fixture
def elsewhere(_elsewhere, django_db_blocker):
    """Everything in the test happens there, as the web role, and stays."""
    with django_db_blocker.unblock(), django_on(_elsewhere.name, WEB):
        yield _elsewhere


@pytest.fixture
def people(elsewhere):
    """Actors by username."""
    from worlds import Region

    return Region()
