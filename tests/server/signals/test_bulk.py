"""Loading in bulk keeps what registering one by one keeps: the same rows, rights, keys, index tokens and log leaves."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import cycle

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DataError, connection, transaction
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role

from zicht.errors import Defect
from zicht.seal import leaf_hash
from zicht.server.door.models import IndexToken, Record, Right
from zicht.server.guard import opened
from zicht.server.inserting import insert_many, made
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import LogRow, LogSubject, Unsealed
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.before import BEFORE
from zicht.server.signals.models import GROUP_TABLES, FollowUp, Observation, PossiblePerpetrators
from zicht.server.vault.envelope import open_json, unwrap
from zicht.server.vault.keyring import load
from zicht.server.vault.models import RecordKey
from zicht.synthetic import region as fictional

__all__ = ["_powerful_session", "as_owner", "as_role"]

# One by one on PostgreSQL takes 18 statements a signal through the socket: the same law on fewer of them.
SIGNALS = 1000 if connection.vendor == "sqlite" else 250
NOON = datetime(2026, 3, 29, 12, 0, 0, 123456, tzinfo=UTC)
WHO = ("ggd.1", "ggd.2", "politie.1", "inspectie.1", "burgerzaken.1", "handhaving.1", "woon.1", "desk.1", "desk.2")
SINGLE, BULK = uuid.UUID(int=1), uuid.UUID(int=2)
# What registering does not fill: what was done and what it said before come later, possible perpetrators are off.
EMPTY = {FollowUp, PossiblePerpetrators, *BEFORE}
FILLED = (Record, Right, RecordKey, IndexToken, *(model for model in GROUP_TABLES if model not in EMPTY))


def record_id(way, number):
    return uuid.uuid5(way, str(number))


class Kept:
    """Everything that one way of loading left behind, without what is random: ids, nonces, the moment of keeping."""

    def __init__(self, way):
        self.numbers = {record_id(way, number): number for number in range(SIGNALS)}
        ids = list(self.numbers)
        self.entries = [
            row for row in LogRow.objects.filter(action="signals.register") if self.number_of(row) is not None
        ]
        self.moments = {self.number_of(row): row.at for row in self.entries}
        self.keys = {row.record: self.key(row) for row in RecordKey.objects.filter(record__in=ids)}
        self.tables = {model: Counter(self.rows(model, ids)) for model in FILLED}

    def number_of(self, entry):
        records = json.loads(entry.records)
        return self.numbers.get(uuid.UUID(records[0])) if len(records) == 1 else None

    def key(self, row):
        return unwrap(load(settings.ZICHT.keys), row.under, row.wrapped, row.record)

    def rows(self, model, ids):
        column = "record" if model is RecordKey else "id" if model is Record else "record_id"
        for row in model.objects.filter(**{f"{column}__in": ids}).values():
            record = row.pop(column)
            yield (self.numbers[record], *sorted(self.without_chance(model, record, row).items()))

    def without_chance(self, model, record, row):
        row.pop("id", None)
        if "sealed" in row:
            content = open_json(self.keys[record], row["sealed"], f"{model._meta.db_table}:{record}")
            row["sealed"] = json.dumps(content, sort_keys=True)
        if "wrapped" in row:
            del row["wrapped"]  # opened for ``keys``: had it not fitted, nothing sealed would have opened
        if "valid_from" in row:
            assert row["valid_from"] == self.moments[self.numbers[record]], "a right begins when its signal is logged"
            del row["valid_from"]
        return row

    def leaves(self):
        """Log rows by signal; each waits for the tree under the hash of what it says, and leads to its record."""
        waiting = set(Unsealed.objects.values_list("row", flat=True))
        subjects = {row.row: row for row in LogSubject.objects.filter(record__in=list(self.numbers))}
        for row in self.entries:
            assert bytes(row.leaf_hash) == leaf_hash(canonical(row))
            assert row.id in waiting
            assert self.numbers[subjects[row.id].record] == self.number_of(row)
            assert subjects[row.id].at == row.at
            said = canonical(row) | {"id": "", "at": "", "records": self.number_of(row)}
            yield (*sorted(said.items()), ("controller", str(subjects[row.id].controller)))


@pytest.fixture
def both(region, as_owner):
    """The same signals, registered one by one and loaded in bulk."""
    made = list(fictional(SIGNALS, 11, timezone.localdate()).signals())
    actors = {name: region[name] for name in WHO}
    given = [(signal.draft, actors[name], signal.received_at) for signal, name in zip(made, cycle(WHO), strict=False)]
    for number, (draft, by, at) in enumerate(given):
        register_signal(draft=draft, by=by, received_at=at, record=record_id(SINGLE, number))
    loaded = [Incoming(draft, by, at, record=record_id(BULK, number)) for number, (draft, by, at) in enumerate(given)]
    assert register_many(loaded) == SIGNALS
    with as_owner():
        single, bulk = Kept(SINGLE), Kept(BULK)
        return single, bulk, (Counter(single.leaves()), Counter(bulk.leaves()))


def test_signals_loaded_both_ways_are_the_same(both):
    single, bulk, (single_leaves, bulk_leaves) = both
    for model in FILLED:
        assert single.tables[model], f"{model.__name__}: nothing to compare"
        assert single.tables[model] == bulk.tables[model], model.__name__
    assert single_leaves == bulk_leaves
    assert sum(single_leaves.values()) == SIGNALS
    assert set(single.keys.values()).isdisjoint(bulk.keys.values())


def test_every_table_of_a_signal_is_compared():
    of_a_record = {
        model
        for model in apps.get_models()
        if model.__module__.startswith(("zicht.server.signals", "zicht.server.door", "zicht.server.vault"))
        and (model in (Record, RecordKey) or any(field.name == "record" for field in model._meta.concrete_fields))
    }
    assert of_a_record == set(FILLED) | EMPTY


def entry(row_id, actor):
    subjects = {"action": "x", "records": "[]", "groups": "[]", "payload": b"\x00\xff", "leaf_hash": b"\x01"}
    return LogRow(id=row_id, at=NOON, actor=actor, organisation=None, role="desk", origin="page", **subjects)


def subject(row_id, actor):
    return LogSubject(id=row_id, row=actor, record=actor, controller=actor, at=NOON)


@pytest.mark.parametrize("make", [entry, subject])
def test_many_rows_at_once_are_kept_as_django_keeps_them(region, as_owner, make):
    """The quick way of inserting and Django's own leave the same values in every column."""
    quick, slow, actor = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    model = type(make(quick, actor))
    with as_owner():
        insert_many([make(quick, actor)])
        model.objects.bulk_create([make(slow, actor)])
        rows = {row.pop("id"): row for row in model.objects.filter(id__in=[quick, slow]).values()}
    assert set(rows) == {quick, slow}
    assert rows[quick] == rows[slow]


def test_what_is_too_long_is_never_cut(region, as_owner):
    row = entry(uuid.uuid4(), uuid.uuid4())
    row.action = "x" * 81
    with as_owner():
        try:
            with transaction.atomic():
                insert_many([row])
        except DataError:
            assert connection.vendor == "postgresql"
        assert list(LogRow.objects.filter(id=row.id).values_list("action", flat=True)) in ([], ["x" * 81])


def test_inserting_many_needs_a_pass_that_writes():
    with pytest.raises(Defect) as without:
        insert_many([Observation()])
    assert without.value.code == "guard.write"
    with opened("read"), pytest.raises(Defect):
        insert_many([Observation()])
    assert insert_many([]) is None


def test_rows_made_by_many_threads_at_once_each_have_an_id_of_their_own():
    """A web process has threads: making rows is nobody's alone."""
    with ThreadPoolExecutor(8) as pool:
        made_ids = pool.map(lambda _: [made(Right).id for _ in range(500)], range(16))
    ids = [one for some in made_ids for one in some]
    assert len(set(ids)) == len(ids) == 8000
    assert {one.version for one in ids} == {4}
