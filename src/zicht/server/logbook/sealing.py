"""Sealing: the worker orders waiting rows into leaves and grows the tree; verifying reads it all again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from zicht import seal
from zicht.seal import FirstBad, Head, LogCheck, NodeId
from zicht.server.guard import opened, tell_database
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import Head as HeadRow
from zicht.server.logbook.models import Leaf, LogRow, Node, Unsealed

BATCH = 5000


def _peaks(size: int) -> dict[NodeId, bytes]:
    found: dict[NodeId, bytes] = {}
    for level, position in seal.peaks(size):
        found[level, position] = bytes(Node.objects.get(level=level, position=position).value)
    return found


def _waiting() -> list[LogRow]:
    ids = list(Unsealed.objects.values_list("row", flat=True)[:BATCH])
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
        ids = list(Leaf.objects.filter(sequence__gte=start, sequence__lt=start + BATCH).order_by("sequence"))
        rows = {row.id: row for row in LogRow.objects.filter(id__in=[leaf.row for leaf in ids])}
        yield from (canonical(rows[leaf.row]) if leaf.row in rows else {"missing": str(leaf.row)} for leaf in ids)


def verify_log(extra: Iterable[Head] = ()) -> LogCheck:
    """Read every sealed entry again and hold it against the leaves, every stored head, and heads kept elsewhere.

    A named system act: the caller is told counts and the first bad place, never content.
    """
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
