"""The log as a tree: grown in batches it is the tree of RFC 9162 over the rows, whatever came in when."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from server.door.hands import WORKER

from zicht import seal
from zicht.server.guard import opened
from zicht.server.logbook import sealing
from zicht.server.logbook.entries import Entry, as_row, canonical
from zicht.server.logbook.models import Head, Leaf, LogRow, Node, Unsealed
from zicht.server.logbook.sealing import seal_all, seal_batch, verify_log, waiting
from zicht.server.logbook.write import write, write_many

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def entry(seconds=0, **changes):
    given = {
        "at": START + timedelta(seconds=seconds),
        "actor": uuid.uuid4(),
        "organisation": uuid.uuid4(),
        "role": "desk",
        "origin": "page",
        "purpose": "weighing",
        "action": "signals.open",
        "outcome": "ok",
        "subjects": ((uuid.uuid4(), uuid.uuid4()),),
        "groups": ("core",),
        "rule": "a:1#c",
    }
    return Entry(**(given | changes))


@pytest.fixture
def bare(region, as_role):
    """A log whose earlier rows are sealed, as the worker keeps it."""
    with as_role(WORKER):
        seal_all()
    return region


@pytest.fixture
def written(as_owner):
    """Write entries that nobody said: the web role may only write what its own actor did."""

    def write_them(*entries):
        with as_owner():
            return write_many(entries)

    return write_them


def leaves():
    with opened("system"):
        return list(Leaf.objects.order_by("sequence"))


def roots():
    with opened("system"):
        return {head.size: bytes(head.root) for head in Head.objects.all()}


class Undone(Exception):
    """Takes back what a test did in a savepoint."""


def sealed_in(as_owner, as_role, chunks):
    """The head when these rows come in and are sealed chunk by chunk; nothing of it stays."""
    with pytest.raises(Undone), transaction.atomic():
        for chunk in chunks:
            with as_owner():
                LogRow.objects.bulk_create(chunk)
                Unsealed.objects.bulk_create([Unsealed(row=row.id) for row in chunk])
            with as_role(WORKER):
                head = seal_batch()
                assert verify_log().first_bad is None
        raise Undone
    return head


def test_grown_in_batches_or_in_one_go_it_is_the_tree_over_the_canonical_rows(bare, as_role, as_owner):
    with as_owner():
        earlier = [canonical(LogRow.objects.get(id=leaf.row)) for leaf in leaves()]
    rows = [as_row(entry(second, subjects=())) for second in range(23)]
    hashes = [seal.leaf_hash(one) for one in [*earlier, *map(canonical, rows)]]
    size = len(hashes)
    expected = seal.Head(size, seal.root(size, seal.grow(0, {}, hashes)))
    assert earlier
    assert sealed_in(as_owner, as_role, [rows]) == expected
    assert sealed_in(as_owner, as_role, [rows[:1], rows[1:4], rows[4:12], rows[12:]]) == expected
    assert sealed_in(as_owner, as_role, [[row] for row in rows]) == expected


def test_a_small_batch_size_leaves_nothing_behind(bare, as_role, written, monkeypatch):
    written(*(entry(second) for second in range(11)))
    monkeypatch.setattr(sealing, "BATCH", 3)
    with as_role(WORKER):
        before = len(leaves())
        last = seal_all()
        assert last.size == before + 11
        assert waiting() == 0
        assert [leaf.sequence for leaf in leaves()] == list(range(before + 11))
        assert verify_log().first_bad is None


def test_what_leads_to_no_entry_or_to_a_sealed_one_keeps_nothing_from_being_sealed(bare, as_role, written, monkeypatch):
    """Whoever serves may add to what waits. Enough of it would otherwise stop the tree from growing, unseen."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    before = len(leaves())
    with transaction.atomic(), opened("system"):
        Unsealed.objects.bulk_create([Unsealed(row=uuid.uuid4()) for _ in range(7)])
        Unsealed.objects.create(row=leaves()[0].row)
    rows = written(*(entry(second) for second in range(5)))
    with as_role(WORKER):
        assert seal_all().size == before + 5
        assert verify_log().first_bad is None
        assert waiting() == 8, "it stays to be seen: the worker is said to be behind"
    assert {leaf.row for leaf in leaves()[before:]} == {row.id for row in rows}


def test_rows_stand_in_order_of_time_and_then_of_id(bare, as_role, written):
    rows = written(*(entry(second) for second in (5, 1, 3, 3, 3, 0)))
    with as_role(WORKER):
        seal_all()
        placed = [leaf.row for leaf in leaves()][-6:]
    assert placed == [row.id for row in sorted(rows, key=lambda row: (row.at, str(row.id)))]


def test_a_row_that_comes_in_late_with_an_earlier_moment_gets_a_later_place(bare, as_role, written):
    """Two transactions: the one that began first may commit last."""
    (fast,) = written(entry(10))
    with as_role(WORKER):
        seal_batch()
    (slow,) = written(entry(2))
    with as_role(WORKER):
        seal_batch()
        assert [leaf.row for leaf in leaves()][-2:] == [fast.id, slow.id]
        assert verify_log().first_bad is None


def test_a_place_once_given_never_changes(bare, as_role, written):
    written(*(entry(second) for second in range(5)))
    with as_role(WORKER):
        seal_all()
        first, heads = [(leaf.sequence, leaf.row) for leaf in leaves()], roots()
    written(*(entry(-second) for second in range(5)))
    with as_role(WORKER):
        seal_all()
        assert [(leaf.sequence, leaf.row) for leaf in leaves()][: len(first)] == first
        assert {size: root for size, root in roots().items() if size in heads} == heads


def test_each_new_head_is_proven_to_extend_the_last(bare, as_role, written):
    with as_role(WORKER):
        old = verify_log()
    written(*(entry(second) for second in range(7)))
    with as_role(WORKER):
        new = seal_batch()
        with opened("system"):
            nodes = {(node.level, node.position): bytes(node.value) for node in Node.objects.all()}
    proof = seal.consistency_proof(old.entries, new.size, nodes)
    seal.verify_consistency(old.entries, old.root, new.size, new.root, proof)


def test_when_nothing_waits_nothing_is_sealed(bare, as_role):
    with as_role(WORKER):
        before = roots()
        assert seal_batch() is None
        assert roots() == before


def test_one_by_one_and_many_at_once_write_the_same_rows(bare, as_owner, written):
    entries = [entry(second) for second in range(3)]
    with as_owner():
        single = [write(one) for one in entries]
    many = written(*entries)
    for one, other in zip(single, many, strict=True):
        assert canonical(one) | {"id": ""} == canonical(other) | {"id": ""}


def test_a_row_read_back_is_the_row_that_was_sealed(bare, as_owner, written):
    """Moments and ids come back from both databases exactly as they were hashed."""
    rows = written(
        entry(0, at=START + timedelta(microseconds=1)), entry(1, actor=None, organisation=None, payload=b"\x00x")
    )
    with as_owner():
        for row in rows:
            kept = LogRow.objects.get(id=row.id)
            assert canonical(kept) == canonical(row)
            assert bytes(kept.leaf_hash) == seal.leaf_hash(canonical(kept))


@pytest.mark.parametrize("column", ["actor", "organisation", "role", "origin", "purpose", "action", "outcome", "rule"])
def test_every_column_is_under_the_seal(column):
    row = as_row(entry(), uuid.uuid4())
    before = seal.leaf_hash(canonical(row))
    setattr(row, column, uuid.uuid4() if column in ("actor", "organisation") else "anders")
    assert seal.leaf_hash(canonical(row)) != before


@pytest.mark.parametrize("field", ["records", "groups", "payload", "at", "id"])
def test_what_a_row_is_about_is_under_the_seal(field):
    row = as_row(entry(payload=b"sealed"), uuid.uuid4())
    before = seal.leaf_hash(canonical(row))
    other = {"payload": b"sealed.", "at": START - timedelta(microseconds=1), "id": uuid.uuid4()}
    setattr(row, field, other.get(field, "[]"))
    assert seal.leaf_hash(canonical(row)) != before
