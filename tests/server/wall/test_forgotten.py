"""A query that forgets the door finds nothing, in any table, for any role."""

from __future__ import annotations

import pytest
from server.wall.reference import SEEN, WORKER_SEES_TOO
from server.wall.walled import tell

pytestmark = pytest.mark.database

COUNTED = {table: "record_id" if table == "intake_receipt" else "*" for table in SEEN}
# Sealing the log is the worker's: it reads all of the log, which names ids and codes and no content.
WORKER_READS_ALWAYS = {"logbook_row", "logbook_subject"}


def count(connection, table):
    return connection.execute(f"select count({COUNTED[table]}) from {table}").fetchone()[0]


@pytest.mark.parametrize("table", SEEN)
def test_a_query_that_forgets_the_door_returns_nothing(session, table):
    connection = session("zicht_web")
    assert count(connection, table) == 0
    tell(connection)
    assert count(connection, table) == 0


def test_what_was_said_in_one_transaction_is_gone_in_the_next(walled, session):
    connection = session("zicht_web")
    walled.as_actor(connection, "desk.1")
    assert count(connection, "signals_core") > 0
    connection.commit()
    assert count(connection, "signals_core") == 0


def test_a_worker_without_a_task_sees_the_log_and_nothing_else(session):
    connection = session("zicht_worker")
    seen = {table for table in SEEN if count(connection, table)}
    assert seen == WORKER_READS_ALWAYS


def test_counting_shows_no_group_that_is_not_counted(walled, session):
    connection = session("zicht_worker")
    organisation = str(walled.actors["beleid.1"].organisation)
    tell(connection, scope="count", organisation=organisation, role="policy", purpose="size")
    shown = {table for table in SEEN if count(connection, table)}
    assert shown & {"signals_core", "signals_what", "door_right"}
    # a member of the organisation, its grants and agreements in general are not about a signal
    assert shown <= set(WORKER_SEES_TOO) | {"door_agreement", "door_activity", "parties_member", "sharing_grant"}


def test_the_web_role_cannot_count(walled, session):
    connection = session("zicht_web")
    organisation = str(walled.actors["beleid.1"].organisation)
    tell(connection, scope="count", organisation=organisation, role="policy", purpose="size")
    assert {count(connection, table) for table in ("signals_core", "signals_what", "signals_follow_up")} == {0}
