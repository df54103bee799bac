"""The queue and registering on one database, with the door on against the same statements with it off.

Run by ``python -m benchmarks``, in a process of its own per database. "On" is the product's own query: rights,
log row and, on PostgreSQL, the second wall as ``zicht_web``. "Off" sends the statements that fetch what is shown
once more as the owner of the tables: no guard, no settings, no row security, no log, no Python rows.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

from benchmarks.doors import OWNER, WEB, as_role, on_against_off, second_wall_alone, timed_as
from benchmarks.timing import Line, Spread, in_turns, spread, timed
from zicht.cli import loading
from zicht.cli.output import say_line
from zicht.cli.starting import migrate, start
from zicht.synthetic import Region, SyntheticSignal, region

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor
    from zicht.server.signals.queries import SignalPage

CLIENTS = 8
SEED = 7


@dataclass(frozen=True, slots=True)
class World:
    """A loaded region: who acts, and what is still to be registered."""

    actors: dict[str, Actor]
    fresh: list[SyntheticSignal]
    loading_seconds: float

    def desk(self) -> Actor:
        """Somebody of the reporting point's desk."""
        return next(actor for actor in self.actors.values() if actor.role == "desk" and actor.reporting_point)


def load(size: int) -> World:
    """Make the tables and load a region as the owner; afterwards statistics are up to date."""
    from django.utils import timezone

    as_role(OWNER)
    migrate()
    made = region(size, SEED, timezone.localdate())
    loading.set_up_region(made)
    seconds = timed(lambda: loading.load(made))
    _analyse()
    as_role(WEB)
    more: Region = region(max(200, size // 50), SEED + 1, timezone.localdate())
    return World(loading.actors(made), list(more.signals()), seconds)


def _analyse() -> None:
    from django.db import connection

    if connection.vendor == "postgresql":  # autovacuum does it there; on SQLite nobody does
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")


def deepest(desk: Actor) -> tuple[str, int]:
    """The key of the last whole page of the queue, found by walking it; and how many pages lie before it."""
    from zicht.server.cases.queries import queue

    after, last, pages = "", "", 0
    while True:
        page = queue(desk, after=after, size=500)
        if not page.after:
            return last, pages
        last, after, pages = after, page.after, pages + 1


def forms_by_number(desk: Actor) -> list[str]:
    """The forms in the first pages of the queue, the commonest first."""
    from collections import Counter

    from zicht.server.cases.queries import queue

    found = Counter(row.form for row in queue(desk, size=500).rows if row.form)
    return [form for form, _ in found.most_common()]


def cold(query: Callable[[], SignalPage], n: int) -> Line:
    """The first page on a connection just made: what PostgreSQL and SQLite keep per connection is empty."""
    from django.db import connection

    def once() -> float:
        connection.close()
        as_role(WEB)
        return timed(query)

    return Line("queue, cold connection", spread([once() for _ in range(n)]))


def clients(query: Callable[[], object], each: int) -> Line:
    """Several clients at once, each with a connection of its own."""
    from django.db import connection

    seconds: list[float] = []
    wrong: list[Exception] = []

    def client() -> None:
        try:
            as_role(WEB)
            query()
            seconds.extend(timed(query) for _ in range(each))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    if wrong:
        raise wrong[0]
    return Line(f"queue, {CLIENTS} clients at once", spread(seconds), note=f"{CLIENTS * each / took:.0f} a second")


def worst_role(world: World, n: int) -> Line:
    """The first page of the list that each role begins with, for whoever is shown something; the slowest counts."""
    from zicht.server.cases.queries import queue
    from zicht.server.referrals.queries import inbox
    from zicht.server.signals.queries import own_signals

    lists: dict[str, Callable[[Actor], Any]] = {
        "professional": own_signals, "desk": queue, "partner": inbox,
    }  # fmt: skip
    asked = [actor for actor in world.actors.values() if actor.role in lists and lists[actor.role](actor).rows]
    slowest: tuple[float, Actor] | None = None
    for actor in asked:
        took = min(timed(lambda actor=actor: lists[actor.role](actor)) for _ in range(3))  # type: ignore[misc]
        if slowest is None or took > slowest[0]:
            slowest = (took, actor)
    assert slowest is not None
    actor = slowest[1]
    named = f"slowest of {len(asked)}: {actor.role}, {actor.organisation_code}"
    return on_against_off("first page, worst role", lambda: lists[actor.role](actor), n, named)


def registering(world: World, n: int) -> Line:
    """Registering one signal, against inserting the same rows as the owner: no settings, policies, agreements, log."""
    from django.db import transaction
    from django.utils import timezone

    from zicht.server.door.bulk import Batch
    from zicht.server.door.fill import giver
    from zicht.server.door.passing import Passage
    from zicht.server.guard import opened
    from zicht.server.signals.actions.register import Incoming, batch_rows, register_signal

    stream = cycle(world.fresh)
    desk = world.desk()
    as_role(OWNER)
    with opened("system"):
        by = giver(desk, timezone.now())

    def on() -> object:
        signal = next(stream)
        return register_signal(draft=signal.draft, by=desk, received_at=signal.received_at)

    def off() -> None:
        signal = next(stream)
        bare = Batch(Passage(desk, "signals.register", "weighing", by.now))
        with transaction.atomic(), opened("system"):
            bare.keep(batch_rows(bare, by, Incoming(signal.draft, desk, signal.received_at)))

    return in_turns("registering a signal", timed_as(WEB, on), timed_as(OWNER, off), n)


def measure(size: int, n: int) -> dict[str, Any]:
    """Everything on the database of this process."""
    from django.db import connection

    from zicht.server.cases.queries import queue

    world = load(size)
    desk = world.desk()
    after, pages = deepest(desk)
    forms = forms_by_number(desk)
    lines = [
        cold(lambda: queue(desk), n),
        on_against_off("queue, warm", lambda: queue(desk), n),
        on_against_off("queue, deepest page", lambda: queue(desk, after=after), n, f"behind {pages * 500:,} signals"),
        on_against_off("queue, acute only", lambda: queue(desk, acute=True), n),
        on_against_off("queue, commonest form", lambda: queue(desk, form=forms[0]), n, forms[0]),
        on_against_off("queue, rarest form", lambda: queue(desk, form=forms[-1]), n, forms[-1]),
        worst_role(world, n),
        clients(lambda: queue(desk), max(5, n // 4)),
        registering(world, n),
    ]
    if connection.vendor == "postgresql":
        lines.insert(3, second_wall_alone("  second wall alone, warm", lambda: queue(desk), n))
        lines.insert(4, second_wall_alone("  second wall alone, deepest", lambda: queue(desk, after=after), n))
    return {
        "database": _database(connection),
        "size": size,
        "loading": {
            "seconds": round(world.loading_seconds, 2),
            "ms_each": round(1000 * world.loading_seconds / size, 3),
        },
        "lines": [line.as_json() for line in lines],
    }


def _database(connection: Any) -> str:
    if connection.vendor == "postgresql":
        return f"PostgreSQL {connection.cursor().connection.info.server_version // 10000}"
    return f"SQLite {connection.Database.sqlite_version}"


def from_json(row: dict[str, Any]) -> Line:
    """A line as it was before it was plain values."""
    off, ratio = row["off"], row["ratio"]
    return Line(
        row["what"], Spread(**row["on"]), Spread(**off) if off else None, tuple(ratio) if ratio else None, row["note"]
    )


def main() -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    args = parser.parse_args()
    start()
    say_line(f"{args.size:,} signals")
    print(json.dumps(measure(args.size, args.runs)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
