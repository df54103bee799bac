"""Each role with its real credentials tries what it must not; each try is refused or finds nothing."""

from __future__ import annotations

import psycopg
import pytest
from server.wall import attempts
from server.wall.reference import SEEN
from server.wall.walled import ADVICE, ROLES

from zicht.server.intake.functions import ACTS

pytestmark = pytest.mark.database


@pytest.fixture
def names(walled):
    def found(username):
        actors, actor = walled.actors, walled.actors[username]
        return {
            **{name: str(record) for name, record in walled.records.items()},
            "own": actor.organisation, "member": actor.member, "other": actors["politie.1"].member,
            "colleague": actors["ggd.2"].member, "point": actors["desk.1"].organisation,
            "partner": actors["zorg.1"].organisation, "advice": ADVICE,
            "advice_to_point": walled.rows("oversight_advice")[0]["id"],
        }  # fmt: skip

    return found


def refused(connection, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("attempt", attempts.NOBODY)
def test_no_role_can(session, names, role, attempt):
    connection = session(role)
    refused(connection, attempts.NOBODY[attempt].format(role=role, **names("desk.1")))


@pytest.mark.parametrize("attempt", attempts.PROFESSIONAL_REFUSED)
def test_a_professional_is_refused(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    refused(connection, attempts.PROFESSIONAL_REFUSED[attempt].format(**names("ggd.1")))


@pytest.mark.parametrize("attempt", attempts.PROFESSIONAL_FINDS_NOTHING)
def test_a_professional_finds_nothing(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    assert connection.execute(attempts.PROFESSIONAL_FINDS_NOTHING[attempt].format(**names("ggd.1"))).rowcount == 0


@pytest.mark.parametrize("attempt", attempts.DESK_REFUSED)
def test_a_desk_is_refused(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "desk.1")
    refused(connection, attempts.DESK_REFUSED[attempt].format(**names("desk.1")))


def test_a_partner_signs_as_nobody_else(walled, session, names):
    connection = session("zicht_web")
    walled.as_actor(connection, "zorg.1", "care")
    assert connection.execute(attempts.new_step("own").format(**names("zorg.1"))).rowcount == 1
    refused(connection, attempts.new_step("point").format(**names("zorg.1")))


def test_what_was_withdrawn_is_not_given_back_nor_withdrawn_by_another(walled, session, names):
    connection = session("zicht_web")
    at, nobody = "timestamptz '2020-01-01'", "gen_random_uuid()"
    for given in ({"at": "now()", "by": nobody}, {"at": "null", "by": "'{member}'"}):
        walled.as_actor(connection, "desk.1")
        refused(connection, attempts.WITHDRAW.format(**given).format(**names("desk.1")))
        connection.rollback()
    walled.as_actor(connection, "desk.1")
    withdraw = attempts.WITHDRAW.format(at="now()", by="'{member}'").format(**names("desk.1"))
    assert connection.execute(withdraw).rowcount > 0
    for again in (withdraw, attempts.WITHDRAW.format(at="null", by="null"), attempts.WITHDRAW.format(at=at, by="null")):
        assert connection.execute(again).rowcount == 0


@pytest.mark.parametrize(("username", "may"), [("privacy.1", True), ("ggd.privacy", False)])
def test_what_is_agreed_is_written_by_the_reporting_point_alone(walled, session, names, username, may):
    connection = session("zicht_web")
    walled.as_actor(connection, username)
    ended = connection.execute("update door_agreement set valid_until = now(), ended_at = now()").rowcount
    assert (ended > 0) is may
    kept = attempts.new_agreement("member").format(**names(username))
    if not may:
        refused(connection, kept)
        return
    assert connection.execute(kept).rowcount == 1
    refused(connection, attempts.new_agreement("other").format(**names(username)))


@pytest.mark.parametrize("attempt", attempts.PRIVACY_REFUSED)
def test_a_privacy_officer_is_refused(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.privacy")
    refused(connection, attempts.PRIVACY_REFUSED[attempt].format(**names("ggd.privacy")))


@pytest.mark.parametrize("username", ["fg.1", "desk.1", "beheer.1", "beleid.1"])
def test_nobody_but_a_privacy_officer_switches(walled, session, names, username):
    connection = session("zicht_web")
    walled.as_actor(connection, username)
    off = "update door_activity set valid_until = now(), ended_at = now(), ended_by = '{member}'"
    assert connection.execute(off.format(**names(username))).rowcount == 0
    refused(connection, attempts.new_activity(advice="advice_to_point").format(**names(username)))


def test_a_privacy_officer_switches_off_once_and_on_again(walled, session, names):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.privacy")
    off = "update door_activity set valid_until = now(), ended_at = now(), ended_by = '{member}'"
    off = off.format(**names("ggd.privacy"))
    assert [connection.execute(off).rowcount for _ in range(2)] == [1, 0]
    assert connection.execute(attempts.new_activity().format(**names("ggd.privacy"))).rowcount == 1


def test_advice_is_given_in_ones_own_name(walled, session, names):
    connection = session("zicht_web")
    walled.as_actor(connection, "fg.1")
    assert connection.execute(attempts.new_advice("member").format(**names("fg.1"))).rowcount == 1
    refused(connection, attempts.new_advice("other").format(**names("fg.1")))


def test_a_colleagues_signal_cannot_be_taken(walled, session, names):
    """Same organisation, same role: being the controller is not enough to give oneself a right."""
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.2")
    refused(connection, attempts.new_right("ggd").format(**names("ggd.2")))


def test_a_partner_prolongs_changes_and_passes_on_nothing(walled, session, names):
    connection = session("zicht_web")
    walled.as_actor(connection, "zorg.1", "care")
    assert connection.execute("select from signals_core where record_id = %s", [walled.records["ggd"]]).rowcount == 1
    assert connection.execute("update door_right set valid_until = '9999-12-31'").rowcount == 0
    assert connection.execute("update door_record set state = 'x' where id = %s", [walled.records["ggd"]]).rowcount == 0
    refused(connection, attempts.new_right("ggd").format(**names("zorg.1")))


def test_a_copy_of_a_table_is_what_is_seen_and_no_more(walled, session):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    with connection.cursor().copy("copy (select record_id from signals_core) to stdout") as copy:
        shown = [row[0] for row in copy.rows()]
    assert shown == [str(walled.records["ggd"])]


@pytest.mark.parametrize(
    ("username", "statement"),
    [("ggd.1", text) for text in attempts.PROFESSIONAL_MAY.values()]
    + [("desk.1", text) for text in attempts.DESK_MAY.values()],
    ids=[*attempts.PROFESSIONAL_MAY, *attempts.DESK_MAY],
)
def test_what_belongs_to_the_work_is_let_through(walled, session, names, username, statement):
    connection = session("zicht_web")
    walled.as_actor(connection, username)
    assert connection.execute(statement.format(**names(username))).rowcount > 0


def test_no_role_owns_bypasses_or_inherits_anything(session):
    connection = session("postgres")
    attributes = connection.execute(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication from pg_roles"
        " where rolname = any(%s)", [list(ROLES)],
    ).fetchall()  # fmt: skip
    assert dict(attributes) == dict.fromkeys(ROLES, False)
    for catalogue, owner in (("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_namespace", "nspowner"),
                             ("pg_database", "datdba"), ("pg_type", "typowner")):  # fmt: skip
        owned = f"select count(*) from {catalogue} where {owner} in (select oid from pg_roles where rolname = any(%s))"
        assert connection.execute(owned, [list(ROLES)]).fetchone() == (0,), catalogue
    members = connection.execute(
        "select m.roleid::regrole::text, m.member::regrole::text from pg_auth_members m"
        " where m.member in (select oid from pg_roles where rolname = any(%s))", [list(ROLES)],
    ).fetchall()  # fmt: skip
    assert members == [("zicht_web", "zicht_worker")]


def test_the_intake_role_reads_no_table_and_may_do_its_acts(session):
    connection = session("postgres")
    readable = connection.execute(
        "select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace and"
        " c.relkind in ('r', 'p', 'v', 'm', 'f') and (has_any_column_privilege('zicht_intake', c.oid, 'select')"
        " or has_table_privilege('zicht_intake', c.oid, 'insert, update, delete, truncate, references, trigger'))"
    ).fetchall()
    assert readable == []
    callable_ = connection.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and has_function_privilege('zicht_intake', oid, 'execute') order by 1"
    ).fetchall()
    assert [name for (name,) in callable_] == sorted(ACTS)


def test_the_web_role_may_call_what_it_needs_and_no_more(session):
    found = session("postgres").execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and has_function_privilege('zicht_web', oid, 'execute')"
    )
    asks = {
        "zicht_in_force",
        "zicht_sees_right",
        "zicht_may_give",
        "zicht_who_opened",
        "zicht_may_tell",
        "zicht_give_back",
        "zicht_may_correct",
        "zicht_corrects",
        "zicht_rights_to_settle",
        "zicht_settle",
        "zicht_forget_tokens",
        "zicht_perpetrators_on",
        "zicht_grounded",
        "zicht_may_draft",
        "zicht_drop_draft",
    }
    assert {name for (name,) in found} == asks | set(ACTS)


def test_functions_of_the_owner_look_nowhere_but_in_our_tables(session):
    """A function that runs as its owner must not find a table that its caller put in front of ours."""
    connection = session("postgres")
    found = connection.execute(
        "select proname, proconfig from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    ).fetchall()
    assert found
    for name, config in found:
        assert "search_path=public, pg_temp" in (config or []), name


def test_of_every_field_group_one_sees_ones_own_signal_and_no_other(walled, session):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    tables = [table for table in SEEN if table.startswith("signals_") and "possible_perpetrators" not in table]
    for table in tables:
        shown = {row for (row,) in connection.execute(f"select record_id from {table}")}
        assert shown == {walled.records["ggd"]}, table
