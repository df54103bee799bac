"""Every database test runs on both databases: SQLite, and PostgreSQL as the role that serves.

``ZICHT_TEST_DB=postgresql`` starts a private cluster; the tables are made by their owner, the tests then run
as ``zicht_web``. Tests share one fictional region and roll back.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="zicht-test-"))
ENGINE = os.environ.get("ZICHT_TEST_DB", "sqlite")
(HOME / "static").mkdir()
os.environ.pop("ZICHT_DATABASE_URL", None)
os.environ.update(ZICHT_HOME=str(HOME), ZICHT_MODE="demo", DJANGO_SETTINGS_MODULE="zicht.server.settings")
if ENGINE == "postgresql":
    os.environ["ZICHT_DATABASE_URL"] = f"postgresql://zicht_web@localhost/zicht?host={HOME}/pg"

import django  # noqa: E402  # the environment comes first
import pytest  # noqa: E402

django.setup()

pytest_plugins = ["plugin_noskip"]
DATABASE_FIXTURES = {"db", "transactional_db", "region", "live"}


def pytest_collection_modifyitems(items):
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def pytest_configure(config):
    config.addinivalue_line("markers", "database: needs a database; runs on SQLite and on PostgreSQL")
    if getattr(config.option, "numprocesses", None):
        # A worker that inherits this would load our settings before its own home is set: all would share one database.
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.fixture(scope="session")
def _cluster():
    """The private PostgreSQL, or None on SQLite."""
    if ENGINE != "postgresql":
        yield None
        return
    import postgres

    with postgres.cluster() as socket:
        (HOME / "pg").symlink_to(socket)
        postgres.make_owner(socket)
        postgres.make_database(socket, "zicht")
        yield socket


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, _cluster):
    """Tables and the fictional region, made by the owner; then the role that serves takes over."""
    from django.core.management import call_command
    from django.db import connection
    from worlds import set_up_region

    with django_db_blocker.unblock():
        if _cluster:
            connection.settings_dict["USER"] = "zicht_owner"
        call_command("migrate", verbosity=0)
        set_up_region()
        connection.close()
        if _cluster:
            connection.settings_dict["USER"] = "zicht_web"
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def region(db):
    """The fictional region: actors by role and organisation, agreements in force."""
    from worlds import Region

    return Region()
