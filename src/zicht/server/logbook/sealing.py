"""Sealing: the worker orders waiting rows into leaves and grows the tree; verifying reads it all again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from zicht import seal
from zicht.errors import Refused
from zicht.seal import FirstBad, Head, LogCheck, NodeId
from zicht.server.guard import opened, tell_database
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import Head as HeadRow
from zicht.server.logbook.models import Leaf, LogRow, LogSubject, Node, Unsealed

BATCH = 5000
PORTION = 4_000_000
"""Characters of record ids that are read at a time: about 100,000 records."""


def _peaks(size: int) -> dict[NodeId, bytes]:
    found: dict[NodeId, bytes] = {}
    for level, position in seal.peaks(size):
        found[level, position] = bytes(Node.objects.get(level=level, position=position).value)
    return found


def _waiting() -> list[LogRow]:
    """Entries that wait. Whoever serves may add to what waits: a line of it that leads to no entry, or to one that has
    its place, stays where it is for all to see, and keeps no other from being sealed."""
    there, placed = LogRow.objects.filter(id=OuterRef("row")), Leaf.objects.filter(row=OuterRef("row"))
    ids = list(Unsealed.objects.filter(Exists(there), ~Exists(placed)).values_list("row", flat=True)[:BATCH])
    rows = LogRow.objects.filter(id__in=ids).only("id", "at", "leaf_hash")
    return sorted(rows, key=lambda row: (row.at, str(row.id)))


def _append(rows: list[LogRow], now: datetime) -> Head:
    last = HeadRow.objects.order_by("-size").first()
    size = last.size if last else 0
    nodes = _peaks(size)
    new = seal.grow(size, nodes, (bytes(row.leaf_hash) for row in rows))
    Leaf.objects.bulk_create(
        Leaf(sequence=sequence, row=row.id, leaf_hash=row.leaf_hash) for sequence, row in enumerate(rows, size)
    )
    Node.objects.bulk_create(
        (Node(level=level, position=position, value=value) for (level, position), value in new.items()),
        batch_size=2000,
    )
    Unsealed.objects.filter(row__in=[row.id for row in rows]).delete()
    root = seal.root(size + len(rows), nodes | new)
    HeadRow.objects.create(size=size + len(rows), root=root, at=now)
    return Head(size + len(rows), root)


def seal_batch() -> Head | None:
    """Seal up to a batch of waiting rows; None when nothing waits. One worker at a time."""
    with transaction.atomic(), opened("system"):
        tell_database()
        rows = _waiting()
        return _append(rows, timezone.now()) if rows else None


def seal_all(heads: Path | None = None) -> Head | None:
    """Seal everything that waits; the last head is also written outside the database."""
    last = None
    while head := seal_batch():
        last = head
    if last and heads:
        publish_head(last, heads)
    return last


def publish_head(head: Head, folder: Path) -> Path:
    """Write a head where the database cannot reach it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{head.size:012}.json"
    path.write_text(json.dumps({"size": head.size, "root": head.root.hex()}))
    return path


def read_heads(folder: Path) -> list[Head]:
    """The heads kept outside the database."""
    found = []
    for path in sorted(folder.glob("*.json")) if folder.exists() else []:
        content = json.loads(path.read_text())
        found.append(Head(int(content["size"]), bytes.fromhex(content["root"])))
    return found


def _in_order() -> Iterator[dict[str, Any]]:
    for start in range(0, Leaf.objects.count(), BATCH):
        leaves = Leaf.objects.filter(sequence__gte=start, sequence__lt=start + BATCH).order_by("sequence")
        for ids in _portions(list(leaves.values_list("row", flat=True))):
            rows, led = LogRow.objects.in_bulk(ids), _led_to(ids)
            yield from (_as_kept(rows[row], led[row]) if row in rows else {"missing": str(row)} for row in ids)


def _portions(ids: list[UUID]) -> Iterator[list[UUID]]:
    """Entries in portions that fit in memory: one that tells of a whole batch names thousands of records."""
    sizes = dict(LogRow.objects.filter(id__in=ids).annotate(size=Length("records")).values_list("id", "size"))
    portion: list[UUID] = []
    room = PORTION
    for row in ids:
        if portion and sizes.get(row, 0) > room:
            yield portion
            portion, room = [], PORTION
        portion.append(row)
        room -= sizes.get(row, 0)
    if portion:
        yield portion


def _led_to(rows: list[UUID]) -> defaultdict[UUID, set[str]]:
    """From which records each of these entries is found."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for row, record in LogSubject.objects.filter(row__in=rows).values_list("row", "record"):
        found[row].add(str(record))
    return found


def _as_kept(row: LogRow, led: set[str]) -> dict[str, Any]:
    """The entry as the tree sees it; another one when the records it names are not those that lead to it.

    The way from a record to its entries is no leaf: an entry that "who saw this" no longer finds counts as changed.
    """
    try:
        named = set(json.loads(row.records))
    except (ValueError, TypeError):
        named = set()
    return canonical(row) if led == named else canonical(row) | {"found from": json.dumps(sorted(led))}


def sees_whole_log() -> bool:
    """Whether this role of the database sees every entry: the worker and the owner of the tables do; on SQLite all."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select not row_security_active('logbook_row') or pg_has_role('zicht_worker', 'usage')")
        return bool(cursor.fetchone()[0])


def verify_log(extra: Iterable[Head] = ()) -> LogCheck:
    """Read every sealed entry again and hold it against the leaves, every stored head, and heads kept elsewhere.

    A named system act: the caller is told counts and the first bad place, never content. ``Refused`` under a role that
    does not see every entry: what it cannot see it would take for gone.
    """
    if not sees_whole_log():
        raise Refused("log.not_whole", rule="log:whole")
    with transaction.atomic(), opened("system"):
        tell_database()
        kept = [Head(row.size, bytes(row.root)) for row in HeadRow.objects.order_by("size")]
        leaves = [bytes(value) for value in Leaf.objects.order_by("sequence").values_list("leaf_hash", flat=True)]
        check = seal.verify(_in_order(), [*kept, *extra], leaves)
        strays = _never_sealed() if check.first_bad is None else 0
        bad = FirstBad("seal.head_mismatch", check.sealed, check.sealed + strays - 1)
        return replace(check, first_bad=bad) if strays else check


def _never_sealed() -> int:
    """How many entries the worker never had: rows that neither stand in the tree nor wait, leaves after the last head.

    Each is counted in one statement, so that a worker who seals meanwhile is not mistaken for someone else.
    """
    placed, waits = Leaf.objects.filter(row=OuterRef("id")), Unsealed.objects.filter(row=OuterRef("id"))
    beside = LogRow.objects.filter(~Exists(placed), ~Exists(waits)).count()
    last = Subquery(HeadRow.objects.order_by("-size").values("size")[:1])
    return beside + Leaf.objects.filter(sequence__gte=Coalesce(last, 0)).count()


def waiting() -> int:
    """How many entries the tree does not cover yet."""
    with opened("system"):
        return Unsealed.objects.count()
