"""Every table is behind the wall or on a list with the reason why not, found by asking the database."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from server.wall.reference import SEEN
from server.wall.walled import SETTINGS

pytestmark = pytest.mark.database

# Not behind row-level security, and why. An entry that is no longer needed fails.
OPEN = {
    "parties_organisation": "names of organisations that take part; no persons",
    "parties_team": "names of teams; no persons",
    "logbook_leaf": "ids and hashes; what they cover is behind the wall",
    "logbook_node": "hashes",
    "logbook_head": "hashes",
    "logbook_unsealed": "ids of rows that wait for the tree",
    "django_session": "read before anyone is known; signed, kept under a digest of its key, holds ids and times",
    "django_tasks_database_dbtaskresult": "arguments are ids; the web role may add and not read",
    "django_migrations": "names of migrations, which the check at the start compares",
    "account_emailaddress": "allauth asks for it; members have no addresses, so it stays empty",
}
# Made by the libraries and not used: no role of ours has any right on them.
UNUSED = {
    "account_emailconfirmation", "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
    "socialaccount_socialaccount", "socialaccount_socialapp", "socialaccount_socialtoken",
}  # fmt: skip

# Everything that a policy may know: settings, roles, scopes, and states that are columns' values. Agreements are data.
LITERALS = {
    *(f"zicht.{name}" for name in SETTINGS), "", "*", ":", "desk", "privacy", "fg", "policy", "professional", "partner",
    "count", "task", "sign-in", "person", "asked", "to_reporter",
}  # fmt: skip
RIGHT_COLUMNS = {
    "record_id", "organisation_id", "role", "member", "team", "purpose", "valid_from", "valid_until", "given_by_id",
    "g_core", "g_observations", "g_identity", "g_contact", "g_narrative", "g_location", "g_status",
    "g_possible_perpetrators", "g_follow_up",
}  # fmt: skip
# Other tables that a policy may look at besides its own.
# A value goes only when its past was kept: so its policy looks whether it was.
LOOKED_AT = {"door_right", "drafts_draft", "logbook_subject", "parties_organisation"} | {
    table for table in SEEN if table.endswith("_before")
}

POLICIES = """
  select c.relname, p.polname, coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
         coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    from pg_policy p join pg_class c on c.oid = p.polrelid
"""


@pytest.fixture
def ask(session):
    connection = session("postgres")
    return lambda query, *given: connection.execute(query, given or None).fetchall()


def tables(ask):
    ours = "relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    return dict(ask(f"select relname, relrowsecurity from pg_class where {ours}"))


def texts(ask):
    return {(table, name): f"{using}\n{check}" for table, name, using, check in ask(POLICIES)}


def test_every_table_is_behind_the_wall_or_has_a_reason(ask):
    found = tables(ask)
    behind = {table for table, secured in found.items() if secured}
    assert set(found) - behind == set(OPEN) | UNUSED
    assert all(OPEN.values())


def test_every_table_of_our_rooms_is_known_to_the_reference_or_open(ask):
    ours = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("zicht.server.")}
    assert ours <= set(SEEN) | set(OPEN)
    assert {table for table, secured in tables(ask).items() if secured} == set(SEEN)


def test_every_field_group_table_is_read_under_its_own_group(ask):
    found = texts(ask)
    for model in apps.get_models():
        group, table = getattr(model, "FIELD_GROUP", None), model._meta.db_table
        if group:
            assert f"r.g_{group}" in found[table, f"select_{table}"], table


def test_unused_tables_are_closed_to_every_role(ask):
    for table in UNUSED:
        for role in ("zicht_web", "zicht_intake", "zicht_worker", "public"):
            may = "select has_table_privilege(%s, %s, 'select, insert, update, delete, truncate')"
            assert ask(may, role, f"public.{table}") == [(False,)], (role, table)


def test_there_is_something_in_every_protected_table(walled):
    """Else "it shows nothing" would prove nothing."""
    assert [table for table in SEEN if not walled.rows(table)] == []


def test_no_policy_knows_more_than_settings_roles_and_states(ask):
    for key, text in texts(ask).items():
        assert set(re.findall(r"'((?:[^']|'')*)'", text)) <= LITERALS, key


def test_the_functions_that_policies_call_know_no_more(ask):
    called = "select proname, prosrc from pg_proc where proname in ('zicht_in_force', 'zicht_sees_right')"
    found = dict(ask(called))
    assert len(found) == 2
    for name, text in found.items():
        assert set(re.findall(r"'((?:[^']|'')*)'", text)) <= LITERALS, name
        assert not re.search(r"\b(from|join|execute)\b", text), f"{name} looks at a table"


def test_policies_read_fixed_columns_of_rights_and_no_other_table(ask):
    read = ask(
        "select distinct own.relname, other.relname, a.attname from pg_depend d join pg_policy p on p.oid = d.objid"
        " join pg_class own on own.oid = p.polrelid join pg_class other on other.oid = d.refobjid"
        " join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid"
        " where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0"
    )
    assert {other for own, other, _ in read if other != own} <= LOOKED_AT
    assert {column for _, other, column in read if other == "door_right"} == RIGHT_COLUMNS


def compared_with_itself(text):
    """Comparisons of a column with itself: what a name without its table turns into inside a subquery."""
    return [left for left, right in re.findall(r"\(?([\w.]+)\)? = \(?([\w.]+)\)?", text) if left == right]


def test_no_policy_compares_a_column_with_itself(ask):
    for key, text in texts(ask).items():
        assert compared_with_itself(text) == [], key


def test_a_column_without_its_table_would_be_found(session):
    """The known trap: in the subquery ``record_id`` is the right's own, so any right opens every row."""
    connection = session("postgres")
    connection.execute(
        "create policy planted on signals_core for select to zicht_web"
        " using (exists (select 1 from door_right r where r.record_id = record_id))"
    )
    (text,) = (u for _, name, u, _ in connection.execute(POLICIES).fetchall() if name == "planted")
    assert compared_with_itself(text) == ["r.record_id"]
