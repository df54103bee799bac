"""The one thing of the log that the desk may ask: who opened a signal that it weighs."""

from __future__ import annotations

import psycopg
import pytest

pytestmark = pytest.mark.database
ASKED = "select actor, organisation, role from zicht_who_opened(%s, %s)"
REGISTERED = ["signals.register"]


def asked(walled, connection, username, record, actions=REGISTERED):
    walled.as_actor(connection, username)
    return connection.execute(ASKED, [walled.records[record], actions]).fetchall()


def test_the_desk_learns_who_did_this_with_its_signal(walled, session):
    registrant = walled.actors["ggd.1"]
    found = asked(walled, session("zicht_web"), "desk.1", "ggd")
    assert found == [(registrant.member, registrant.organisation, "professional")]


def test_an_act_that_was_not_asked_for_is_not_told(walled, session):
    assert asked(walled, session("zicht_web"), "desk.1", "ggd", ["signals.own"]) == []


@pytest.mark.parametrize("who", ["ggd.1", "ggd.2", "politie.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_nobody_else_learns_it(walled, session, who):
    assert asked(walled, session("zicht_web"), who, "ggd") == []


def test_the_desk_role_of_another_organisation_does_not_help(walled, session):
    connection = session("zicht_web")
    walled.as_actor(connection, "politie.1")
    connection.execute("select set_config('zicht.role', 'desk', true)")
    assert connection.execute(ASKED, [walled.records["ggd"], REGISTERED]).fetchall() == []


def test_the_unit_for_public_reports_may_not_ask(walled, session):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(walled, session("zicht_intake"), "desk.1", "ggd")
