"""Someone with every power over the database: whatever they do to the log shows, and where.

The log has ten known entries. The triggers that refuse any change are dropped first, as an owner could.
"""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from server.door.hands import OWNER, WORKER
from server.logbook.test_sealing import entry

from zicht.seal import Head as SealHead
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import Head, Leaf, LogRow, LogSubject, Node, Unsealed
from zicht.server.logbook.sealing import publish_head, read_heads, seal_all, seal_batch, verify_log
from zicht.server.logbook.write import write_many

TABLES = ("logbook_row", "logbook_subject", "logbook_leaf", "logbook_node", "logbook_head")
HEADS = (4, 8, 10)


@contextmanager
def without_triggers():
    """Drop what keeps the log append-only."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"drop trigger {table}_append_only on {table}")
            else:
                cursor.execute(f"drop trigger {table}_no_update")
                cursor.execute(f"drop trigger {table}_no_delete")
    yield


@pytest.fixture
def kept(region, as_owner, as_role):
    """Ten entries, sealed at 4, 8 and 10; gives their rows in order. Nothing else is in the log."""
    with as_owner(), without_triggers():
        for model in (LogRow, LogSubject, Unsealed, Leaf, Node, Head):
            model.objects.all().delete()
    _install_triggers(as_role)
    rows, before = [], 0
    for size in HEADS:
        with as_owner():
            rows += write_many([entry(second) for second in range(before, size)])
        with as_role(WORKER):
            assert seal_batch().size == size
        before = size
    return rows


def _install_triggers(as_role):
    from importlib import import_module

    walls = import_module("zicht.server.door.migrations.0002_walls")
    made = [text for text in walls.statements(connection.vendor) if "trigger logbook_" in text]
    assert len(made) == len(TABLES) * (1 if connection.vendor == "postgresql" else 2)
    with as_role(OWNER), connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)


@pytest.fixture
def tamper(kept, as_owner):
    """The rows, in a block that may change anything."""

    @contextmanager
    def block():
        with as_owner(), without_triggers():
            yield kept

    return block


@pytest.fixture
def found(kept, as_role):
    """What verifying says now: code, first and last entry of the first bad place; None when all is well."""

    def verify(extra=()):
        with as_role(WORKER):
            bad = verify_log(extra).first_bad
        return bad and (bad.code, bad.first, bad.last)

    return verify


def test_an_untouched_log_verifies_up_to_its_last_entry(kept, as_role):
    with as_role(WORKER):
        check = verify_log()
    assert (check.entries, check.sealed, check.heads_checked, check.first_bad) == (10, 10, 3, None)


@pytest.mark.parametrize("place", range(10))
@pytest.mark.parametrize("column", ["role", "action", "rule", "records"])
def test_a_changed_entry_is_found_at_its_place(tamper, found, place, column):
    with tamper() as rows:
        LogRow.objects.filter(id=rows[place].id).update(**{column: "anders"})
    assert found() == ("seal.entry_changed", place, place)


@pytest.mark.parametrize("place", [0, 3, 4, 9])
def test_a_changed_entry_with_its_stored_hashes_made_to_fit_is_found_between_heads(tamper, found, place):
    """Who also rewrites the leaf hash still cannot rewrite the head."""
    from zicht.seal import leaf_hash

    with tamper() as rows:
        row = rows[place]
        row.outcome = "error"
        fitting = leaf_hash(canonical(row))
        LogRow.objects.filter(id=row.id).update(outcome="error", leaf_hash=fitting)
        Leaf.objects.filter(row=row.id).update(leaf_hash=fitting)
        Node.objects.filter(level=0, position=place).update(value=fitting)
    first = max(head for head in (0, *HEADS) if head <= place)
    last = min(head for head in HEADS if head > place) - 1
    assert found() == ("seal.head_mismatch", first, last)


@pytest.mark.parametrize("place", [0, 5, 9])
def test_an_entry_taken_out_is_found_at_its_place(tamper, found, place):
    with tamper() as rows:
        LogRow.objects.filter(id=rows[place].id).delete()
    assert found() == ("seal.entry_changed", place, place)


def test_an_entry_taken_out_with_its_leaf_and_the_gap_closed_is_found(tamper, found):
    with tamper() as rows:
        LogRow.objects.filter(id=rows[5].id).delete()
        Leaf.objects.filter(sequence=5).delete()
        for sequence in range(6, 10):
            Leaf.objects.filter(sequence=sequence).update(sequence=sequence - 1)
    code, first, last = found()
    assert (code, first) == ("seal.head_mismatch", 4)
    assert last >= 5


@pytest.mark.parametrize("hashes_too", [False, True])
def test_two_entries_swapped_are_found(tamper, found, hashes_too):
    with tamper() as rows:
        one, two = (Leaf.objects.get(sequence=sequence) for sequence in (5, 6))
        Leaf.objects.filter(sequence__in=(5, 6)).delete()
        for leaf, other in ((one, two), (two, one)):
            value = other.leaf_hash if hashes_too else leaf.leaf_hash
            Leaf.objects.create(sequence=leaf.sequence, row=other.row, leaf_hash=value)
        assert one.row == rows[5].id
    assert found() == (("seal.head_mismatch", 4, 7) if hashes_too else ("seal.entry_changed", 5, 5))


def test_an_entry_added_in_the_middle_is_found(tamper, found):
    with tamper():
        (row,) = write_many([entry(2)])
        Unsealed.objects.all().delete()
        for sequence in range(9, 2, -1):
            Leaf.objects.filter(sequence=sequence).update(sequence=sequence + 1)
        Leaf.objects.create(sequence=3, row=row.id, leaf_hash=row.leaf_hash)
    assert found() == ("seal.head_mismatch", 0, 3)


def test_an_entry_added_at_the_end_without_the_worker_is_found(tamper, found):
    with tamper():
        (row,) = write_many([entry(99)])
        Unsealed.objects.all().delete()
        Leaf.objects.create(sequence=10, row=row.id, leaf_hash=row.leaf_hash)
    assert found() == ("seal.head_mismatch", 10, 10)


def test_an_entry_that_was_never_handed_to_the_worker_is_found(tamper, found):
    """Rows put beside the tree: they would be shown, and never be proven."""
    with tamper():
        write_many([entry(2), entry(3)])
        Unsealed.objects.all().delete()
    assert found() == ("seal.head_mismatch", 10, 11)


@pytest.mark.parametrize("place", [0, 5, 9])
def test_an_entry_that_its_record_no_longer_leads_to_is_found_at_its_place(tamper, found, place):
    """Who saw a record is found by the way from it to its entries: cut, an entry is there and is never shown."""
    with tamper() as rows:
        LogSubject.objects.filter(row=rows[place].id).delete()
    assert found() == ("seal.entry_changed", place, place)


def test_an_entry_that_was_led_to_from_another_record_is_found_at_its_place(tamper, found):
    with tamper() as rows:
        other = LogSubject.objects.get(row=rows[3].id)
        LogSubject.objects.create(row=rows[6].id, record=other.record, controller=other.controller, at=other.at)
    assert found() == ("seal.entry_changed", 6, 6)


def test_a_record_put_in_an_entry_together_with_a_way_to_it_is_found(tamper, found):
    with tamper() as rows:
        there, added = LogSubject.objects.get(row=rows[2].id), uuid.uuid4()
        LogSubject.objects.create(row=rows[2].id, record=added, controller=there.controller, at=there.at)
        LogRow.objects.filter(id=rows[2].id).update(records=json.dumps([str(there.record), str(added)]))
    assert found() == ("seal.entry_changed", 2, 2)


def test_entries_that_wait_for_the_worker_are_no_tampering(kept, found, as_owner):
    with as_owner():
        write_many([entry(20)])
    assert found() is None


@pytest.mark.parametrize(("size", "first"), [(4, 0), (8, 4), (10, 8)])
def test_a_changed_head_is_found_where_it_stands(tamper, found, size, first):
    with tamper():
        Head.objects.filter(size=size).update(root=b"\x07" * 32)
    assert found() == ("seal.head_mismatch", first, size - 1)


def test_a_tail_cut_off_together_with_its_head_is_found_by_a_head_kept_elsewhere(tamper, found, tmp_path, as_role):
    with as_role(WORKER):
        root = verify_log().root
    publish_head(SealHead(10, root), tmp_path)
    with tamper() as rows:
        LogRow.objects.filter(id__in=[row.id for row in rows[8:]]).delete()
        Leaf.objects.filter(sequence__gte=8).delete()
        Head.objects.filter(size__gt=8).delete()
    assert found() is None, "inside the database nothing shows: that is why heads are kept outside"
    assert found(read_heads(tmp_path)) == ("seal.truncated", 8, 9)


def test_a_tail_cut_off_is_found_by_its_own_head(tamper, found):
    with tamper():
        Leaf.objects.filter(sequence__gte=9).delete()
    assert found() == ("seal.truncated", 9, 9)


def test_a_tree_rewritten_from_the_start_is_found_by_a_head_kept_elsewhere(tamper, found, as_role, as_owner, tmp_path):
    with as_role(WORKER):
        published = publish_head(SealHead(10, verify_log().root), tmp_path)
    with tamper() as rows:
        LogRow.objects.filter(id=rows[6].id).update(action="signals.own")
        for model in (Leaf, Node, Head):
            model.objects.all().delete()
        for row in LogRow.objects.all():
            from zicht.seal import leaf_hash

            LogRow.objects.filter(id=row.id).update(leaf_hash=leaf_hash(canonical(row)))
        Unsealed.objects.bulk_create([Unsealed(row=row.id) for row in rows])
    with as_role(WORKER):
        seal_all()
    assert found() is None
    assert json.loads(published.read_text())["size"] == 10
    assert found(read_heads(tmp_path)) == ("seal.head_fork", 0, 9)


# --- the triggers -------------------------------------------------------------------------------------------

CHANGES = [
    ("update", "update {table} set {column} = {column}"),
    ("delete", "delete from {table}"),
]
COLUMNS = {"logbook_row": "role", "logbook_subject": "record", "logbook_leaf": "row", "logbook_node": "level",
           "logbook_head": "root"}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("kind", "statement"), CHANGES, ids=[kind for kind, _ in CHANGES])
def test_no_statement_changes_the_log_not_even_the_owners(kept, as_role, table, kind, statement):
    refused = pytest.raises(DatabaseError, match="append-only")
    with as_role(OWNER), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=f'"{COLUMNS[table]}"'))


@pytest.mark.parametrize("model", [LogRow, LogSubject, Leaf, Node, Head], ids=lambda model: model.__name__)
def test_django_changes_nothing_of_the_log_either(kept, as_owner, model):
    with as_owner():
        first = model.objects.first()
        for change in (first.delete, first.save, model.objects.all().delete):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
        assert model.objects.filter(pk=first.pk).exists()
