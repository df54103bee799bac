"""Whoever received a grant may end its own rights of it, and can do nothing else with that."""

from __future__ import annotations

import psycopg
import pytest

pytestmark = pytest.mark.database
GIVE_BACK = "select zicht_give_back(%s)"
STANDING = "select count(*) from door_right where \"grant\" = %s and valid_until > now() and kind <> 'referral'"


def standing(session, grant):
    return session("postgres").execute(STANDING, [grant]).fetchone()[0]


def grant_of(session, walled, username):
    found = session("postgres").execute(
        "select id from sharing_grant where receiver_id = %s limit 1", [walled.actors[username].organisation]
    )
    return found.fetchone()[0]


@pytest.mark.parametrize("who", ["desk.1", "ggd.1", "politie.1", "inspectie.2", "privacy.1", "fg.1", "beleid.1"])
def test_nobody_else_ends_it(walled, session, who):
    grant = grant_of(session, walled, "zorg.1")
    connection = session("zicht_web")
    walled.as_actor(connection, who)
    connection.execute(GIVE_BACK, [grant])
    ended = connection.execute("select count(*) from door_right where valid_until = now()").fetchone()[0]
    assert ended == 0
    assert standing(session, grant) > 0


def test_the_receiver_ends_it_for_itself(walled, session):
    grant = grant_of(session, walled, "zorg.1")
    connection = session("zicht_web")
    walled.as_actor(connection, "zorg.1", "care")
    seen = "select count(*) from door_right where \"grant\" = %s and kind <> 'referral'"
    assert connection.execute(seen, [grant]).fetchone()[0] > 0
    connection.execute(GIVE_BACK, [grant])
    assert connection.execute(seen, [grant]).fetchone()[0] == 0


def test_the_unit_for_public_reports_may_not(walled, session):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session("zicht_intake").execute(GIVE_BACK, [grant_of(session, walled, "zorg.1")])
