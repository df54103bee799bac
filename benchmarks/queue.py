"""The queue and registering on one database, with the door on against the same statements with it off.

Run by ``python -m benchmarks`` in a process of its own per database, with the database in the environment.
"On" is the product's own query: rights, log row and, on PostgreSQL, the second wall as ``zicht_web``. "Off" is the
SQL that "on" sends to fetch what is shown, sent again as the owner of the tables, without guard, settings and log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.timing import Line, in_turns, timed

CLIENTS = 8
SEED = 7
OWNER, WEB = "zicht_owner", "zicht_web"


@dataclass
class Statements:
    """The statements that fetch what is shown, as the product sent them, with their parameters."""

    kept: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Note a statement and run it."""
        if sql.lstrip().upper().startswith('SELECT "DOOR_RIGHT"') or sql.startswith('SELECT "signals_'):
            self.kept.append((sql, params))
        return execute(sql, params, many, context)


def as_role(role: str) -> None:
    """Act as a role of PostgreSQL on the connection of this thread; SQLite has one."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"set role {role}")


def off(statements: Statements) -> Callable[[], None]:
    """Send the same statements again and take every row, as the owner, in one transaction."""
    from django.db import connection, transaction

    def send() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params in statements.kept:
                cursor.execute(sql, params)
                cursor.fetchall()

    return send


def with_role(role: str, do: Callable[[], object]) -> Callable[[], float]:
    """Call as a role; changing the role is not part of the time, so the time itself is given back."""

    def call() -> float:
        as_role(role)
        return timed(do)

    return call


def compare(what: str, on: Callable[[], object], n: int, note: str = "") -> Line:
    """A query of the product against its own statements with the door off."""
    from django.db import connection

    as_role(WEB)
    statements = Statements()
    with connection.execute_wrapper(statements):
        on()
    return in_turns(what, with_role(WEB, on), with_role(OWNER, off(statements)), n, note)
