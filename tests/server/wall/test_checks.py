"""The check at the start knows a database that would let the server pass by the second wall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from server.wall.test_tables import OPEN
from server.wall.walled import DATABASE, django_on

from zicht.server import checks
from zicht.server.config import Config

pytestmark = pytest.mark.database

STAFF = Config(
    home=Path("x"), port=8000, database_url="postgresql://", mode="production", keys=Path("x"), unit="staff", hosts=()
)
# The filled database has accounts with passwords, made as the demo makes them.
ALWAYS = {"E013"}


@pytest.fixture
def found(walled, django_db_blocker):
    def as_user(user, config=STAFF):
        with django_db_blocker.unblock(), django_on(DATABASE, user):
            return {one.code: one.params for one in checks.of_database(config, production=True)}

    return as_user


@pytest.mark.parametrize("role", ["zicht_web", "zicht_worker"])
def test_the_roles_that_serve_are_fit(found, role):
    assert set(found(role)) == ALWAYS


def test_the_intake_role_is_fit_for_intake_and_the_web_role_is_not(found):
    intake = replace(STAFF, unit="intake")
    assert found("zicht_intake", intake) == {}
    assert found("zicht_web", intake)["E023"]["role"] == "zicht_web"


def test_the_owner_of_the_tables_does_not_serve(found):
    told = found("zicht_owner")
    assert set(told) == ALWAYS | {"E021"}
    assert told["E021"]["count"] > 30


def test_the_superuser_does_not_serve(found):
    assert set(found("postgres")) == ALWAYS | {"E020", "E021"}


def test_a_role_that_may_become_the_owner_does_not_serve(found, walled):
    with walled.connect("postgres", autocommit=True) as connection:
        connection.execute("create role helper login in role zicht_owner, zicht_web")
        connection.execute("create role passer login bypassrls in role zicht_web")
        try:
            assert set(found("helper")) == ALWAYS | {"E021"}
            assert set(found("passer")) == ALWAYS | {"E020"}
        finally:
            connection.execute("drop role helper, passer")


@pytest.mark.parametrize("table", ["signals_core", "door_right"])
def test_a_table_without_its_wall_is_named(found, walled, table):
    with walled.connect("postgres", autocommit=True) as connection:
        connection.execute(f"alter table {table} disable row level security")
        try:
            assert found("zicht_web")["E022"] == {"tables": table}
        finally:
            connection.execute(f"alter table {table} enable row level security")


def test_no_database_is_a_problem_and_no_crash(found):
    assert found("nobody_by_this_name") == {"E008": {"kind": "OperationalError"}}


def test_what_stands_open_is_the_same_list_as_in_the_tests_of_the_wall():
    assert set(OPEN) >= checks.WITHOUT_ROW_SECURITY
