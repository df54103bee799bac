"""The door on and off: as which role, and which of the product's statements fetch what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.timing import Line, in_turns, timed

OWNER, WEB = "zicht_owner", "zicht_web"
TELLS = "select set_config("
FETCHES = ('SELECT "door_right"', 'SELECT "signals_', 'SELECT "referrals_')


def as_role(role: str) -> None:
    """Act as a role of PostgreSQL on the connection of this thread; SQLite has one."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"set role {role}")


def fetches_of(query: Callable[[], object], *, telling: bool = False) -> list[tuple[str, Any]]:
    """The statements by which a query of the product fetches what it shows, with their parameters.

    ``telling`` keeps the first one too, with which it tells PostgreSQL who asks.
    """
    from django.db import connection

    kept: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(FETCHES) or (telling and not kept and sql.startswith(TELLS)):
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
    as_role(OWNER)
    if not sent_again(statements):
        raise AssertionError(f"{what}: nothing is shown, so nothing is compared")
    return in_turns(what, timed_as(WEB, query), timed_as(OWNER, lambda: sent_again(statements)), n, note)


def second_wall_alone(what: str, query: Callable[[], object], n: int) -> Line:
    """The bare statements as the web role behind row security, against the same ones as the owner without it."""
    as_role(WEB)
    behind = fetches_of(query, telling=True)
    bare = behind[1:]
    shown = sent_again(behind) - 1  # telling gives one row
    as_role(OWNER)
    if shown != sent_again(bare):
        raise AssertionError(f"{what}: the wall shows {shown} rows, the door asks for {sent_again(bare)}")
    return in_turns(what, timed_as(WEB, lambda: sent_again(behind)), timed_as(OWNER, lambda: sent_again(bare)), n)
