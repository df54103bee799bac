"""Lists walk an index in their own order, on both databases; nothing is sorted, and no insert asks for its row back."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role
from worlds import draft

from benchmarks.doors import fetches_of
from zicht.server.cases.queries import queue
from zicht.server.door.models import IS_WAITING, WAITING, Right
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import own_signals, page_key

__all__ = ["_powerful_session", "as_owner", "as_role"]

ANYTIME = page_key(False, timezone.now().isoformat(), "00000000-0000-0000-0000-000000000001")
LISTS = {
    "the queue": (lambda people: queue(people["desk.1"]), "right_queue"),
    "a page far down": (lambda people: queue(people["desk.1"], after=ANYTIME), "right_queue"),
    "acute only": (lambda people: queue(people["desk.1"], acute=True), "right_queue"),
    "one form": (lambda people: queue(people["desk.1"], form="sexual"), "right_queue_form"),
}


def plan(sql, params):
    """How the database would go about a statement, as text. On few rows PostgreSQL reads all and sorts: not here."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
                cursor.execute(f"set local {way} = off")
            cursor.execute(f"explain {sql}", params)
            return "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"explain query plan {sql}", params)
        return "\n".join(row[3] for row in cursor.fetchall())


def of_rights(query):
    """The first statement of a list: the one that finds the rights."""
    return fetches_of(query)[0]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_walks_its_index_in_its_own_order(region, name):
    ask, index = LISTS[name]
    found = plan(*of_rights(lambda: ask(region)))
    # With this few rows PostgreSQL holds the indexes of the queue for equally cheap; SQLite goes by their columns.
    named = {index, "right_queue"} if connection.vendor == "postgresql" else {index}
    assert named & set(found.replace("\n", " ").split()), found
    assert "Sort" not in found and "TEMP B-TREE" not in found, found


def test_a_page_far_down_begins_at_the_page(region):
    """The index is entered at acute and due of the page's key: what lies before it is not read."""
    found = plan(*of_rights(lambda: queue(region["desk.1"], after=ANYTIME)))
    condition = next(line for line in found.splitlines() if "Index Cond" in line or "SEARCH" in line)
    assert "acute" in condition and "due" in condition, found


def test_ones_own_signals_are_found_by_name(region):
    found = plan(*of_rights(lambda: own_signals(region["ggd.1"])))
    # on this few rows PostgreSQL holds the list by day received for equally cheap
    assert "right_own" in found or (connection.vendor == "postgresql" and "right_received" in found)


def test_the_text_of_the_condition_is_that_of_the_index():
    index = next(index for index in Right._meta.indexes if index.name == "right_queue")
    assert dict([index.condition.children[0]]) == {"state__in": WAITING}
    assert f"door_right.state in {WAITING}" == IS_WAITING


@pytest.fixture
def statements():
    kept = []

    def keep(execute, sql, params, many, context):
        kept.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield kept


def test_no_insert_asks_for_its_row_back(region, statements):
    """The web role may insert what it may not read; ``returning`` would need the right to read."""
    register_signal(draft=draft(), by=region["ggd.1"])
    inserts = [sql for sql in statements if sql.lower().startswith("insert")]
    assert len(inserts) > 10
    assert [sql for sql in inserts if "returning" in sql.lower()] == []


def test_registering_takes_few_statements(region, statements):
    """Each statement is a way to the database and back: one per table that is filled, and a handful around them."""
    register_signal(draft=draft(), by=region["ggd.1"])
    assert len(statements) <= 38, "\n".join(sql[:80] for sql in statements)


def test_a_page_of_the_queue_takes_as_many_statements_for_many_rows_as_for_one(region, statements):
    register_signal(draft=draft(), by=region["ggd.1"])
    before = len(statements)
    assert queue(region["desk.1"]).rows
    for_one = len(statements) - before
    for _ in range(8):
        register_signal(draft=draft(), by=region["ggd.1"])
    before = len(statements)
    assert len(queue(region["desk.1"]).rows) > 8
    assert len(statements) - before == for_one
