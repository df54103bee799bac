"""Each role with its real credentials tries what it must not; each try is refused or finds nothing."""

from __future__ import annotations

import psycopg
import pytest
from server.wall.reference import SEEN
from server.wall.walled import ROLES

pytestmark = pytest.mark.database

NEW_RIGHT = (
    "insert into door_right (id, record_id, controller, organisation_id, role, team, member, purpose, g_core,"
    " g_observations, g_identity, g_contact, g_narrative, g_location, g_status, g_possible_perpetrators, g_follow_up,"
    " agreement, clause, given_by_id, valid_from, valid_until, kind, received_at, state, acute, due, form)"
    " values (gen_random_uuid(), '{record}', '{own}', '{own}', '*', '*', '*', '*', {core}, false, false, false, false,"
    " false, {status}, false, false, 'x', 'x', '{own}', now() - interval '1 hour', '9999-12-31', 'signal', now(),"
    " 'received', false, now(), '')"
)
ENTRY = (
    "insert into logbook_row (id, at, actor, organisation, role, origin, purpose, action, outcome, records, groups, rule,"
    " leaf_hash) values (gen_random_uuid(), now(), {actor}, {organisation}, 'desk', 'page', 'weighing', 'x', 'ok', '[]',"
    " '[]', '', '\\x00')"
)
KEY = "insert into vault_recordkey (record, under, wrapped) values ('{record}', 'k1', '\\x01')"

# What no role of the server may do, whatever it says about who asks.
NOBODY = {
    "become the owner": "set role zicht_owner",
    "become the superuser": "set role postgres",
    "become another session": "set session authorization zicht_owner",
    "leave row security": "alter table signals_core disable row level security",
    "drop a policy": "drop policy select_signals_core on signals_core",
    "add a policy": "create policy mine on signals_core using (true)",
    "let itself bypass": "alter role {role} bypassrls",
    "join the owner": "grant zicht_owner to {role}",
    "make a role": "create role helper superuser login",
    "make a table": "create table mine (x int)",
    "make a temporary table that stands in": "create temporary table door_record (id uuid)",
    "make a function": "create function mine() returns int language sql as 'select 1'",
    "make a schema": "create schema mine",
    "make a view": "create view mine as select * from signals_core",
    "make an extension": "create extension dblink",
    "read the passwords": "select * from pg_authid",
    "read a file": "select pg_read_file('/etc/passwd')",
    "list a folder": "select pg_ls_dir('/')",
    "copy to a file": "copy parties_organisation to '/tmp/zicht-copy'",
    "copy to a program": "copy parties_organisation to program 'cat'",
    "copy from a file": "copy parties_organisation from '/etc/passwd'",
    "import a large object": "select lo_import('/etc/passwd')",
    "turn triggers off": "set session_replication_role = replica",
    "disable the log's trigger": "alter table logbook_row disable trigger all",
    "empty the log": "truncate logbook_row",
    "change the log": "update logbook_row set action = 'x'",
    "delete from the log": "delete from logbook_row",
    "change a leaf": "update logbook_leaf set leaf_hash = '\\x00'",
    "delete a leaf": "delete from logbook_leaf",
    "change a head": "update logbook_head set root = '\\x00'",
    "delete a head": "delete from logbook_head",
    "delete a key": "delete from vault_recordkey",
    "change a key": "update vault_recordkey set wrapped = '\\x00'",
    "delete a record": "delete from door_record",
    "delete a right": "delete from door_right",
    "change what a right holds": "update door_right set g_status = true",
    "change whose a right is": "update door_right set organisation_id = given_by_id, member = '*'",
    "change whose a record is": "update door_record set controller_id = null",
    "change a statement": "update signals_observation set answer = 'no'",
    "delete a signal's core": "delete from signals_core",
    "delete a message": "delete from intake_message",
    "read what a receipt opens": "select wrapped from intake_receipt",
    "make a member": "insert into parties_member (id) values (gen_random_uuid())",
    "give a member another role": "update parties_member set role = 'admin'",
    "move a member": "update parties_member set organisation_id = null",
    "delete a member": "delete from parties_member",
    "change an organisation": "update parties_organisation set reporting_point = true",
    "read the migrations": "select * from django_migrations",
    "write the public log": "select zicht_public_log('x', 'ok', null, null, array[]::text[], '')",
    "find a receipt": "select zicht_receipt('x', 'x')",
    "ask a form by id": "select zicht_form_of('{police}')",
}
# As ggd.1, a professional who registered one signal.
PROFESSIONAL_REFUSED = {
    "a right on another organisation's signal": NEW_RIGHT.format(
        record="{police}", own="{own}", core="true", status="false"
    ),
    "a right that holds nothing": NEW_RIGHT.format(record="{police}", own="{own}", core="false", status="false"),
    "a right on a case made of one's signal": NEW_RIGHT.format(
        record="{case}", own="{own}", core="true", status="false"
    ),
    "a key for another's record": KEY.format(record="{police}"),
    "a record in another's name": "insert into door_record (id, kind, controller_id, body, activity, standard, made_by,"
    " retention_rule, retention_trigger, retention_term, retention_category, hold, hold_reason, received_at, state, acute,"
    " due) select gen_random_uuid(), kind, controller_id, body, activity, standard, '{other}', '', '', '', '', hold, '',"
    " received_at, state, acute, due from door_record where id = '{ggd}'",
    "a log entry in another's name": ENTRY.format(actor="'{other}'", organisation="'{own}'"),
    "a log entry of another organisation": ENTRY.format(actor="'{member}'", organisation="'{point}'"),
    "an agreement": "insert into door_agreement (id, code, version, title, text, sha256, valid_from, valid_until,"
    " loaded_by) values (gen_random_uuid(), 'x', '1', 'x', 'x', 'x', now(), '9999-12-31', gen_random_uuid())",
    "a grant": "insert into sharing_grant (id, record_id, receiver_id, giver_id, role, purpose, groups, rules, given_by,"
    " given_at, until, withdrawn_why) values (gen_random_uuid(), '{ggd}', '{point}', '{own}', 'desk', 'care', '', '',"
    " gen_random_uuid(), now(), now(), '')",
    "another's key for the API": "insert into parties_apikey (id, member_id, digest, label, created, expires)"
    " values (gen_random_uuid(), '{other}', 'x', 'x', now(), now())",
    "row security off": "set local row_security = off; select * from signals_core",
    "a statement on another's signal": "insert into signals_what (id, record_id, form)"
    " values (gen_random_uuid(), '{police}', 'labour')",
}
PROFESSIONAL_FINDS_NOTHING = {
    "another's record": "select id from door_record where id = '{police}'",
    "another's record, changed": "update door_record set state = 'closed' where id = '{police}'",
    "a right of one's own, made longer": "update door_right set valid_until = '9999-12-31'",
    "a right of another": "select id from door_right where organisation_id <> '{own}'",
    "the password of a colleague": "update parties_member set password = 'x' where id = '{colleague}'",
    "members elsewhere": "select id from parties_member where organisation_id <> '{own}'",
    "keys of others": "select id from parties_apikey where member_id <> '{member}'",
    "secrets of second factors": "select id from mfa_authenticator",
    "the log": "select id from logbook_row",
    "who opened a signal": "select * from zicht_who_opened('{ggd}', array['signals.open', 'cases.signal'])",
    "statistics on hidden columns": "select * from pg_stats where schemaname = 'public' and tablename like 'signals%%'",
}
# As desk.1, who may give what the desk holds to others.
DESK_REFUSED = {
    "a longer right": "update door_right set valid_until = '9999-12-31' where organisation_id = '{own}'",
    "a right for the desk itself": NEW_RIGHT.format(record="{police}", own="{own}", core="true", status="false"),
    "a group that it does not hold": NEW_RIGHT.format(record="{ggd}", own="{own}", core="true", status="true").replace(
        "'{ggd}', '{own}', '{own}', '*'", "'{ggd}', '{own}', '{partner}', '*'"
    ),
    "a grant in another's name": "insert into sharing_grant (id, record_id, receiver_id, giver_id, role, purpose, groups,"
    " rules, given_by, given_at, until, withdrawn_why) values (gen_random_uuid(), '{ggd}', '{own}', '{partner}', 'desk',"
    " 'care', '', '', gen_random_uuid(), now(), now(), '')",
    "a released picture": "insert into publishing_picture (id, organisation_id, year, state, asked_by, asked_by_name,"
    " asked_at, problem, size_level) values (gen_random_uuid(), '{own}', 2025, 'asked', '{member}', 'x', now(), '', '')",
}


@pytest.fixture
def names(walled):
    def found(username):
        actors, actor = walled.actors, walled.actors[username]
        return {
            **{name: str(record) for name, record in walled.records.items()},
            "own": actor.organisation, "member": actor.member, "other": actors["politie.1"].member,
            "colleague": actors["ggd.2"].member, "point": actors["desk.1"].organisation,
            "partner": actors["zorg.1"].organisation,
        }  # fmt: skip

    return found


def refused(connection, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("attempt", NOBODY)
def test_no_role_can(session, names, role, attempt):
    connection = session(role)
    refused(connection, NOBODY[attempt].format(role=role, **names("desk.1")))


@pytest.mark.parametrize("attempt", PROFESSIONAL_REFUSED)
def test_a_professional_is_refused(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    refused(connection, PROFESSIONAL_REFUSED[attempt].format(**names("ggd.1")))


@pytest.mark.parametrize("attempt", PROFESSIONAL_FINDS_NOTHING)
def test_a_professional_finds_nothing(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    assert connection.execute(PROFESSIONAL_FINDS_NOTHING[attempt].format(**names("ggd.1"))).rowcount == 0


@pytest.mark.parametrize("attempt", DESK_REFUSED)
def test_a_desk_is_refused(walled, session, names, attempt):
    connection = session("zicht_web")
    walled.as_actor(connection, "desk.1")
    refused(connection, DESK_REFUSED[attempt].format(**names("desk.1")))


def test_a_colleagues_signal_cannot_be_taken(walled, session, names):
    """Same organisation, same role: being the controller is not enough to give oneself a right."""
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.2")
    refused(
        connection,
        NEW_RIGHT.format(record=walled.records["ggd"], own=names("ggd.2")["own"], core="true", status="false"),
    )


def test_a_partner_prolongs_and_passes_on_nothing(walled, session, names):
    connection = session("zicht_web")
    walled.as_actor(connection, "zorg.1", "care")
    given = {**names("zorg.1"), "record": walled.records["ggd"], "core": "true", "status": "false"}
    with connection.transaction(force_rollback=True):
        assert connection.execute("update door_right set valid_until = '9999-12-31'").rowcount == 0
        assert connection.execute("update door_record set state = 'x' where id = %s", [given["record"]]).rowcount == 0
    refused(connection, NEW_RIGHT.format(**given))


def test_a_copy_of_a_table_is_what_is_seen_and_no_more(walled, session):
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    with connection.cursor().copy("copy (select record_id from signals_core) to stdout") as copy:
        shown = [row[0] for row in copy.rows()]
    assert shown == [str(walled.records["ggd"])]


def test_with_what_one_may_see_the_acts_are_let_through(walled, session, names):
    """The same statements that are refused elsewhere work where they should: the refusals are not about spelling."""
    connection = session("zicht_web")
    walled.as_actor(connection, "ggd.1")
    given = names("ggd.1")
    right = NEW_RIGHT.format(record="{ggd}", own="{own}", core="true", status="false").format(**given)
    assert connection.execute(right).rowcount == 1
    assert connection.execute(ENTRY.format(actor="'{member}'", organisation="'{own}'").format(**given)).rowcount == 1
    walled.as_actor(connection, "desk.1")
    passed_on = NEW_RIGHT.format(record="{ggd}", own="{own}", core="true", status="false").replace(
        "'{ggd}', '{own}', '{own}', '*'", "'{ggd}', '{own}', '{partner}', '*'"
    )
    assert connection.execute(passed_on.format(**names("desk.1"))).rowcount == 1
    assert connection.execute("update door_right set valid_until = now()").rowcount > 0


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


def test_the_intake_role_reads_no_table_and_may_do_three_things(session):
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
    assert [name for (name,) in callable_] == ["intake_look", "intake_reply", "intake_report"]


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
    tables = [table for table in SEEN if table.startswith("signals_") and table != "signals_possible_perpetrators"]
    for table in tables:
        shown = {row for (row,) in connection.execute(f"select record_id from {table}")}
        assert shown == {walled.records["ggd"]}, table
