"""PostgreSQL, with real credentials on data that is really kept: only the worker counts, and it sees no more than that.

A copy of the tests' database of its own, because here nothing is rolled back.
"""

from __future__ import annotations

import uuid

import psycopg
import pytest
from django.db import connection
from worlds import Region, draft

from zicht.errors import Refused
from zicht.server.door.count import COUNTABLE
from zicht.server.door.later import run_due
from zicht.server.publishing.actions.make import ask
from zicht.server.publishing.counted import count_year
from zicht.server.signals.actions.register import register_signal

NAME = "zicht_count"
TOLD = ("ggd.1", "ggd.1", "politie.1")
COUNTED = {**dict.fromkeys(("signals_core", "signals_what", "door_record"), 3), "door_indextoken": 1}
HIDDEN = ("identity", "contact", "narrative", "location", "status", "possible_perpetrators", "observation", "person")


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, _cluster):
    """Three signals of one person, kept for good by the role that serves pages; the copy is the connection's now."""
    import postgres

    before = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        postgres.make_database(_cluster, NAME, template=before["NAME"])
        connection.settings_dict["NAME"] = NAME
        for username in TOLD:
            register_signal(draft=draft(), by=Region()[username])
        yield Region()["beleid.1"]
        connection.close()
        connection.settings_dict.update(before)


def session(user: str) -> psycopg.Connection:
    """A connection with a role's own credentials."""
    return psycopg.connect(host=connection.settings_dict["HOST"], dbname=NAME, user=user)


def telling(asking: psycopg.Connection, actor, **changed: str) -> None:
    """Say to the database what the door says when a picture is counted."""
    said = {
        "scope": "count", "organisation": str(actor.organisation), "role": actor.role,
        "member": str(actor.member), "team": "", "purpose": "size",
    } | changed  # fmt: skip
    for name, value in said.items():
        asking.execute("select set_config(%s, %s, true)", [f"zicht.{name}", value])


def seen(asking: psycopg.Connection, table: str) -> int:
    return asking.execute(f"select count(*) from {table}").fetchone()[0]


def tokens(asking: psycopg.Connection) -> int:
    return asking.execute("select count(distinct token) from door_indextoken").fetchone()[0]


def test_the_worker_counts_what_the_desk_may_see(kept):
    with session("zicht_worker") as worker:
        telling(worker, kept)
        found = {table: seen(worker, table) for table in COUNTED if table != "door_indextoken"}
        assert {**found, "door_indextoken": tokens(worker)} == COUNTED


@pytest.mark.parametrize("table", [*COUNTED, *COUNTABLE, "door_right"])
def test_the_web_role_counts_nothing_whatever_it_says(kept, table):
    with session("zicht_web") as web:
        for changed in ({}, {"scope": ""}, {"role": "worker"}, {"member": "*"}):
            telling(web, kept, **changed)
            assert seen(web, table) == 0


def test_the_web_role_cannot_take_the_workers(kept):
    with session("zicht_web") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("set role zicht_worker")


def test_a_page_that_opens_a_count_is_refused_and_says_so(kept):
    with pytest.raises(Refused) as refused:
        count_year(kept, 2026)
    assert refused.value.code == "count.worker_only"
    with pytest.raises(Refused) as refused:
        run_due()
    assert refused.value.code == "later.elsewhere"


@pytest.mark.parametrize("table", HIDDEN)
def test_the_worker_sees_nothing_of_a_person_while_it_counts(kept, table):
    with session("zicht_worker") as worker:
        telling(worker, kept)
        assert seen(worker, f"signals_{table}") == 0


def test_the_keys_that_open_sealed_content_are_not_the_workers_to_read(kept):
    with session("zicht_worker") as worker:
        telling(worker, kept)
        assert seen(worker, "vault_recordkey") == 0


def test_while_counting_only_keys_of_people_given_for_this_purpose_are_seen(kept):
    with session("zicht_worker") as worker:
        telling(worker, kept)
        found = worker.execute("select distinct kind, scope from door_indextoken").fetchall()
        assert found == [("person", "size:meldpunt")]
        for changed in ({"purpose": "care"}, {"purpose": ""}, {"purpose": "%"}, {"organisation": str(uuid.uuid4())}):
            telling(worker, kept, **changed)
            assert tokens(worker) == 0


def test_without_saying_that_it_counts_the_worker_sees_nothing(kept):
    with session("zicht_worker") as worker:
        for scope in ("", "read", "counting"):
            telling(worker, kept, scope=scope)
            assert [seen(worker, table) for table in COUNTED] == [0] * len(COUNTED)


def test_an_organisation_without_a_desk_counts_nothing_of_what_its_own_people_registered(kept):
    with session("zicht_worker") as worker:
        telling(worker, kept, organisation=str(Region()["ggd.1"].organisation))
        assert seen(worker, "signals_core") == 0


def test_counting_changes_nothing(kept):
    with session("zicht_worker") as worker:
        telling(worker, kept)
        assert worker.execute("update door_record set state = 'case'").rowcount == 0


def refused(asking: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), asking.transaction():
        asking.execute(statement)


def test_a_page_asks_for_a_picture_and_only_the_worker_writes_what_is_released(kept):
    asked = ask(year=2026, by=kept)
    with session("zicht_web") as web:
        telling(web, kept, scope="")
        assert seen(web, "publishing_picture") == 1
        refused(web, f"update publishing_picture set state = 'failed' where id = '{asked}'")
        columns = "id, organisation_id, year, state, asked_by, asked_by_name, asked_at, problem, size_level"
        forged = f"'{uuid.uuid4()}', '{kept.organisation}', 2026, %s, '{kept.member}', 'x', now(), '', ''"
        for state in ("'made'", "'failed'"):
            refused(web, f"insert into publishing_picture ({columns}) values ({forged.replace('%s', state)})")
    with session("zicht_worker") as worker:
        telling(worker, kept, scope="task", role="")
        assert worker.execute("update publishing_picture set problem = 'x'").rowcount == 1
        telling(worker, kept, scope="task", role="", organisation=str(uuid.uuid4()))
        assert worker.execute("update publishing_picture set problem = 'y'").rowcount == 0
        worker.rollback()


def test_a_page_leaves_work_but_does_not_read_or_change_what_waits(kept):
    ask(year=2025, by=kept)
    with session("zicht_web") as web:
        refused(web, "select 1 from django_tasks_database_dbtaskresult")
        refused(web, "update django_tasks_database_dbtaskresult set status = 'SUCCESSFUL'")
        refused(web, "delete from django_tasks_database_dbtaskresult")
    with session("zicht_worker") as worker:
        assert seen(worker, "django_tasks_database_dbtaskresult") >= 1
