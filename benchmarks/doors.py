"""The door on and off: as which role, and which of the product's statements fetch what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.timing import Line, in_turns, timed

OWNER, WEB = "zicht_owner", "zicht_web"
FETCHES = ('SELECT "door_right"', 'SELECT "signals_', 'SELECT "referrals_')


def as_role(role: str) -> None:
    """Act as a role of PostgreSQL on the connection of this thread; SQLite has one."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"set role {role}")


def fetches_of(query: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements by which a query of the product fetches what it shows, with their parameters."""
    from django.db import connection

    kept: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(FETCHES):
            kept.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        query()
    return kept


def sent_again(statements: list[tuple[str, Any]]) -> int:
    """Send statements in one transaction and take every row; how many rows came."""
    from django.db import connection, transaction

    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            count += len(cursor.fetchall())
    return count


def timed_as(role: str, do: Callable[[], object]) -> Callable[[], float]:
    """Seconds of doing something as a role; becoming it is not counted."""

    def call() -> float:
        as_role(role)
        return timed(do)

    return call


def on_against_off(what: str, query: Callable[[], object], n: int, note: str = "") -> Line:
    """A query of the product as the web role, against its own statements sent bare by the owner of the tables."""
    as_role(WEB)
    statements = fetches_of(query)
    shown = sent_again(statements)
    as_role(OWNER)
    # Without their settings the policies show the web role nothing; the owner sees what the query saw.
    if not statements or (shown and not sent_again(statements)):
        raise AssertionError(f"{what}: the statements sent bare are not those of the query")
    return in_turns(what, timed_as(WEB, query), timed_as(OWNER, lambda: sent_again(statements)), n, note)
