"""PostgreSQL, with the real credentials of each role: the intake unit may do its few acts and see nothing."""

from __future__ import annotations

import json
import secrets
import uuid

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from zicht.seal import leaf_hash
from zicht.server.intake.actions.report import report_given
from zicht.server.intake.functions import ACTS, as_wire
from zicht.server.intake.receipts import code_for, open_code
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import LogRow


def connected(user):
    """A connection of its own, as a role would make it; what it does is rolled back."""
    place = connection.settings_dict
    return psycopg.connect(host=place["HOST"], dbname=place["NAME"], user=user)


@pytest.fixture
def intake(region):
    with connected("zicht_intake") as session:
        yield session
        session.rollback()


@pytest.fixture
def owner(region):
    with connected("zicht_owner") as session:
        yield session
        session.rollback()


def tables():
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        return sorted(name for (name,) in cursor.fetchall())


def ask(session, function, **given):
    (answer,) = session.execute(f"select {function}(%s::jsonb)", [json.dumps(given)]).fetchone()
    return answer


def refused(session, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
        session.execute(statement)


def test_the_intake_role_selects_from_no_table(intake):
    found = tables()
    assert {model._meta.db_table for model in apps.get_models()} <= set(found)
    for table in found:
        refused(intake, f'select 1 from "{table}"')


def test_the_intake_role_writes_to_no_table(intake):
    for table in tables():
        refused(intake, f'insert into "{table}" default values')
        refused(intake, f'delete from "{table}"')
        refused(intake, f'truncate "{table}"')


def test_the_intake_role_has_no_right_on_any_column(intake):
    rights = intake.execute(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and a.attnum > 0"
        " and has_column_privilege(current_user, c.oid, a.attnum, 'select, insert, update, references')"
    ).fetchall()
    assert rights == []


def test_the_intake_role_may_execute_its_acts_and_nothing_else_of_ours(intake):
    found = intake.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and has_function_privilege(current_user, oid, 'execute')"
    ).fetchall()
    assert {name for (name,) in found} == set(ACTS)
    refused(intake, "select zicht_public_log('intake.look', 'ok', null, null, array[]::text[], '')")
    refused(intake, "select zicht_receipt('', 'intake.look')")
    refused(intake, f"select zicht_form_of('{uuid.uuid4()}')")


def test_the_intake_role_is_no_member_of_another_and_cannot_become_one(intake):
    for role in ("zicht_web", "zicht_worker", "zicht_owner", "postgres"):
        refused(intake, f"set role {role}")
    bypass = intake.execute("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
    assert bypass.fetchone() == (False, False, False)


def test_with_its_own_credentials_the_intake_role_takes_in_looks_and_replies(intake, public_draft):
    nonce = secrets.token_hex(16)
    given = report_given(public_draft(), nonce, code_for(nonce))
    assert ask(intake, "intake_report", **given) == {"outcome": "new"}
    assert ask(intake, "intake_report", **given) == {"outcome": "known"}
    lookup = open_code(code_for(nonce)).lookup
    found = ask(intake, "intake_look", lookup=lookup)
    assert (found["record"], found["wrapped"], found["messages"]) == (given["record"], given["receipt_wrapped"], [])
    reply = {"lookup": lookup, "id": str(uuid.uuid4()), "sealed": as_wire(b"sealed")}
    assert ask(intake, "intake_reply", **reply) == {"outcome": "not_now"}
    assert ask(intake, "intake_look", lookup="0" * 64) is None
    assert ask(intake, "intake_reply", **(reply | {"lookup": "0" * 64})) == {"outcome": "unknown"}


def test_what_is_given_cannot_widen_what_is_kept(owner, public_draft):
    given = report_given(public_draft(), "n", "1" * 20)
    stranger = str(uuid.uuid4())
    given |= {"kind": "case", "state": "case", "controller_id": stranger, "role": "*", "g_status": True}
    given["signals_core"][0] |= {"channel": "form", "record_id": stranger}
    given["signals_narrative"][0] |= {"record_id": stranger}
    assert ask(owner, "intake_report", **given) == {"outcome": "new"}
    signal = given["record"]
    kept = owner.execute("select kind, state, made_by from door_record where id = %s", [signal]).fetchone()
    assert kept == ("signal", "received", None)
    right = owner.execute(
        "select role, g_status, g_possible_perpetrators from door_right where record_id = %s", [signal]
    ).fetchall()
    assert right == [("desk", False, False)]
    core = owner.execute("select channel from signals_core where record_id = %s", [signal]).fetchall()
    assert core == [("public_form",)]
    assert owner.execute("select 1 from signals_narrative where record_id = %s", [stranger]).fetchall() == []


def test_every_log_row_of_the_functions_is_a_leaf_python_would_have_made(owner, public_draft):
    given = report_given(public_draft(), "n", "1" * 20)
    ask(owner, "intake_report", **given)
    lookup = open_code("1" * 20).lookup
    ask(owner, "intake_look", lookup=lookup)
    ask(owner, "intake_look", lookup="0" * 64)
    ask(owner, "intake_reply", lookup="0" * 64)
    owner.execute(
        "insert into intake_message values (gen_random_uuid(), 'to_reporter', now(), 'x', %s)", [given["record"]]
    )
    assert ask(owner, "intake_reply", lookup=lookup, id=str(uuid.uuid4()), sealed="\\x00") == {"outcome": "new"}
    names = [field.attname for field in LogRow._meta.concrete_fields]
    found = owner.execute(
        f"select {', '.join(names)} from logbook_row where origin = 'public' and at = now()"
    ).fetchall()
    rows = [LogRow(**dict(zip(names, values, strict=True))) for values in found]
    assert sorted((row.action, row.outcome) for row in rows) == [
        ("intake.look", "denied"),
        ("intake.look", "ok"),
        ("intake.reply", "denied"),
        ("intake.reply", "ok"),
        ("intake.report", "ok"),
    ]
    for row in rows:
        assert bytes(row.leaf_hash) == leaf_hash(canonical(row)), row.action
    subjects = owner.execute("select count(*) from logbook_subject where record = %s", [given["record"]]).fetchone()
    assert subjects == (3,), "what names no record leads to none"


def test_an_expired_receipt_is_as_unknown_as_a_wrong_one(owner, public_draft):
    given = report_given(public_draft(), "n", "1" * 20) | {"receipt_seconds": -1}
    ask(owner, "intake_report", **given)
    lookup = open_code("1" * 20).lookup
    assert ask(owner, "intake_look", lookup=lookup) is None
    assert ask(owner, "intake_reply", lookup=lookup, id=str(uuid.uuid4()), sealed="\\x00") == {"outcome": "unknown"}


@pytest.mark.parametrize("how_many", [0, 2])
def test_without_exactly_one_reporting_point_nothing_is_taken_in(owner, public_draft, how_many):
    owner.execute(
        "update parties_organisation set reporting_point = (%s and code in ('meldpunt', 'ggd'))", [how_many == 2]
    )
    given = report_given(public_draft(), "n", "1" * 20)
    assert ask(owner, "intake_report", **given) == {"outcome": "no_reporting_point"}
    assert owner.execute("select 1 from door_record where id = %s", [given["record"]]).fetchall() == []


def test_two_sends_at_the_same_time_keep_one_report(region, public_draft):
    given = [report_given(public_draft(), "n", "1" * 20) for _ in range(2)]
    with connected("zicht_intake") as first, connected("zicht_intake") as second:
        assert ask(first, "intake_report", **given[0]) == {"outcome": "new"}
        second.execute("set lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            ask(second, "intake_report", **given[1])
        first.rollback()
        second.rollback()


def test_staff_see_that_a_receipt_exists_but_never_what_a_code_opens(sent):
    with connection.cursor() as cursor:
        for column in ("nonce", "lookup", "wrapped", "*"):
            cursor.execute("savepoint here")
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(f"select {column} from intake_receipt")
            cursor.execute("rollback to savepoint here")


def test_a_reading_that_forgets_the_door_finds_no_message_and_no_receipt(region, sent):
    from zicht.server.cases.actions.answer import answer_reporter

    answer_reporter(signal=sent[1], text="Dank u", by=region["desk.1"])
    with connection.cursor() as cursor:
        for table in ("intake_message", "intake_receipt"):
            cursor.execute(f"select record_id from {table}")
            assert cursor.fetchall() == []


def test_the_web_role_changes_and_deletes_no_message(region):
    with connected("zicht_web") as web:
        for statement in ("update intake_message set at = now()", "delete from intake_message",
                          "update intake_receipt set expires_at = now()", "delete from intake_receipt"):  # fmt: skip
            refused(web, statement)
        web.rollback()
