"""Is this installation safe to run? Problems with stable ids; the sentences stand in ``words/{nl,en}/checks.toml``.

``zicht check`` shows them, the server refuses to start in production while there are any. The first part needs a
configuration only; the second asks the database, in counts, as whichever role serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from zicht.errors import Refused, WrongUse
from zicht.knowledge.sentences import Language, say
from zicht.server.config import Config
from zicht.server.vault import keyring

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
# Tables of ours that hold no personal data: names of organisations and teams, hashes and ids.
WITHOUT_ROW_SECURITY = frozenset(
    {"parties_organisation", "parties_team", "logbook_leaf", "logbook_node", "logbook_head", "logbook_unsealed"}
)
OLDEST_POSTGRESQL = 150000

# What only the demo does stands in the log for good. On PostgreSQL the views show counts to who may not read the log.
MADE_UP_POSTGRESQL = "select action, times from zicht_made_up"
MADE_UP = """
  select action, count(*) from logbook_row where role = 'system'
     and action in ('organisations.set_up_made_up', 'organisations.open_demo_account') group by action
"""
DIFFERENCES_POSTGRESQL = "select * from zicht_list_differences"
DIFFERENCES = """
  select sum(r.kind <> d.kind) as kind, sum(r.controller <> d.controller_id) as controller,
         sum(r.received_at <> d.received_at) as received_at, sum(r.state <> d.state) as state,
         sum(r.acute <> d.acute) as acute, sum(r.due <> d.due) as due,
         sum(r.form <> case when not r.g_observations then '' else (
           select case count(*) when 0 then '' when 1 then min(w.form) else 'several' end
             from signals_what w where w.record_id = r.record_id) end) as form
    from door_right r join door_record d on d.id = r.record_id
"""
# Whoever serves: may it pass by row security, does it own tables (itself or by being a member), can it read tables.
ROLE = """
  select current_user::text, current_setting('server_version_num')::int,
         (select bool_or(m.rolsuper or m.rolbypassrls) from pg_roles m where pg_has_role(m.oid, 'member')),
         (select count(*) from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
             and pg_has_role(c.relowner, 'member')),
         (select count(*) from pg_class c where c.relkind in ('r', 'p', 'v') and c.relnamespace = 'public'::regnamespace
             and has_any_column_privilege(c.oid, 'select'))
"""
SECURED = """
  select distinct c.relname from pg_class c join pg_policy p on p.polrelid = c.oid
   where c.relrowsecurity and c.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing wrong. ``code`` is "E012"; the id for scripts is ``zicht.E012`` and never changes its meaning."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The stable id."""
        return f"zicht.{self.code}"

    def says(self, language: Language) -> str:
        """What is wrong, for people."""
        return say(f"checks.{self.code}.says", language, **self.params)

    def hint(self, language: Language) -> str:
        """What to do about it."""
        return say(f"checks.{self.code}.do", language, **self.params)


def before_django(config: Config, *, production: bool) -> list[Found]:
    """What can be told without loading the server: the key file, and in production mode and hosts."""
    found = list(_keys(config, production))
    found += _outside(config, production)
    if production:
        found += _mode(config)
    return found


def can_load(found: list[Found]) -> bool:
    """Whether the server's settings can be loaded with these problems: they need the key file."""
    return not {"E002", "E003", "E005"} & {one.code for one in found}


def _mode(config: Config) -> Iterator[Found]:
    if config.demo:
        yield Found("E001")
    if set(config.hosts) <= LOCAL_HOSTS:
        yield Found("E006")
    if (config.home / "demo" / "accounts.json").exists():
        yield Found("E011")


def _keys(config: Config, production: bool) -> Iterator[Found]:
    if not config.keys.exists():
        if production or not config.demo:  # the demo makes its own
            yield Found("E002", {"path": config.keys.name})
        return
    try:
        ring = keyring.load(config.keys)
    except Refused:
        yield Found("E003", {"path": config.keys.name})
    except (ValueError, KeyError, TypeError):
        yield Found("E005", {"path": config.keys.name})
    else:
        if production and ring.demo:
            yield Found("E004", {"path": config.keys.name})
        if production and config.unit == "intake" and (ring.intake_private or ring.wrapping):
            yield Found("E007", {"path": config.keys.name})


def _outside(config: Config, production: bool) -> Iterator[Found]:
    """The organisation's own sign-in: told whole, and by nobody who listens in; nothing when it is not used."""
    if config.oidc is None:
        return
    if config.oidc.missing:
        yield Found("E031", {"missing": ", ".join(config.oidc.missing)})
    if production and config.oidc.issuer and not config.oidc.issuer.startswith("https://"):
        yield Found("E032", {"issuer": config.oidc.issuer})
    if config.oidc.secret_file:
        try:
            config.oidc.secret()
        except WrongUse:
            yield Found("E033", {"path": Path(config.oidc.secret_file).name})


def of_database(config: Config, *, production: bool, lists: bool = True) -> list[Found]:
    """What the database tells; Django must be loaded. ``lists`` compares every right with its record: for the night.

    What a check is there to find is never an exception.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return list(_questions(cursor, config, production, lists))
    except DatabaseError as error:
        return [Found("E008", {"kind": type(error).__name__})]


def _questions(cursor: CursorWrapper, config: Config, production: bool, lists: bool) -> Iterator[Found]:
    if production and config.postgresql:
        yield from _role(cursor, config)
    if config.unit == "intake":  # reads no table, so there is nothing more it can tell
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Found("E009")
        return
    if production:
        yield from _contents(cursor, config)
    if production and config.postgresql:
        yield from _row_security(cursor)
    if lists:
        yield from _lists(cursor, config)


def _contents(cursor: CursorWrapper, config: Config) -> Iterator[Found]:
    cursor.execute("select count(*) from parties_organisation")
    organisations = int(cursor.fetchone()[0])
    if not config.postgresql and organisations > 1:
        yield Found("E010", {"count": organisations})
    cursor.execute(MADE_UP_POSTGRESQL if config.postgresql else MADE_UP)
    times = dict(cursor.fetchall())
    if times.get("organisations.set_up_made_up"):
        yield Found("E012")
    if times.get("organisations.open_demo_account"):
        yield Found("E013", {"count": times["organisations.open_demo_account"]})


def _role(cursor: CursorWrapper, config: Config) -> Iterator[Found]:
    cursor.execute(ROLE)
    name, version, powerful, owns, reads = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        yield Found("E019", {"version": version // 10000})
    if powerful:
        yield Found("E020", {"role": name})
    if owns:
        yield Found("E021", {"role": name, "count": owns})
    if config.unit == "intake" and reads:
        yield Found("E023", {"role": name, "count": reads})


def _row_security(cursor: CursorWrapper) -> Iterator[Found]:
    ours = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("zicht.server.")}
    cursor.execute(SECURED)
    missing = sorted(ours - WITHOUT_ROW_SECURITY - {table for (table,) in cursor.fetchall()})
    if missing:
        yield Found("E022", {"tables": ", ".join(missing)})


def _lists(cursor: CursorWrapper, config: Config) -> Iterator[Found]:
    """The columns that lists filter and sort on are copies: each must be what the record says."""
    cursor.execute(DIFFERENCES_POSTGRESQL if config.postgresql else DIFFERENCES)
    for column, count in zip([part[0] for part in cursor.description], cursor.fetchone(), strict=True):
        if count:
            yield Found("E030", {"column": column, "count": count})


def refuse_unsafe(config: Config) -> None:
    """Raise ``Refused`` with the first problem when this may not serve in production; the demo serves as it is."""
    if config.demo:
        return
    found = before_django(config, production=True)
    if can_load(found):
        django.setup()
        found += of_database(config, production=True, lists=False)
        connection.close()  # who serves opens its own
    if found:
        raise Refused("checks.unsafe", rule=found[0].id, count=len(found), first=found[0].says("nl"))


def log_check(config: Config, found: list[Found]) -> None:
    """Note in the log that this installation was checked, and what was found; a named act of the system.

    Not for the unit that takes in public reports, which writes no log of its own, nor where no database answers.
    """
    if config.unit == "intake" or {"E008", "E009"} & {one.code for one in found}:
        return
    from zicht.server.guard import opened, tell_database
    from zicht.server.logbook.entries import Entry
    from zicht.server.logbook.write import write
    from zicht.server.organisations.actions.setup import SYSTEM

    with transaction.atomic(), opened("system"):
        tell_database(member=str(SYSTEM))
        rule = " ".join(sorted({one.id for one in found}))[:200]
        write(Entry(timezone.now(), SYSTEM, None, "system", "cli", "check", "checks.check", "ok", rule=rule))
        tell_database()
