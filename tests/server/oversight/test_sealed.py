"""Verifying a sealed log from a page: what is in sight is made again, and tampering shows."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.db import connection
from worlds import draft

from zicht.server.guard import opened
from zicht.server.logbook.models import Head, Leaf, LogRow, LogSubject
from zicht.server.logbook.sealing import seal_all
from zicht.server.oversight.actions import verify as verifying
from zicht.server.oversight.actions.verify import verify
from zicht.server.oversight.queries import log
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

TABLES = ("row", "subject", "leaf", "head")


@pytest.fixture
def home(settings, tmp_path):
    settings.ZICHT = dataclasses.replace(settings.ZICHT, home=tmp_path)
    return tmp_path


@pytest.fixture
def sealed(region, home, signal):
    """A sealed log in which the desk opened a signal of the GGD, and the police registered its own."""
    open_signal(region["desk.1"], signal)
    register_signal(draft=draft(), by=region["politie.1"])
    seal_all()
    return signal


@pytest.fixture
def tamper():
    """SQL as whoever keeps the database could run it, past the triggers; rolled back with the test."""

    def run(statement, *values):
        with connection.cursor() as cursor:
            for table in TABLES:
                for event in ("update", "delete"):
                    cursor.execute(f"drop trigger if exists logbook_{table}_no_{event}")
            cursor.execute(statement, values)
            assert cursor.rowcount == 1

    return run


def row_of(action):
    with opened("system"):
        return LogRow.objects.get(action=action, role="desk")


def place_of(row):
    with opened("system"):
        return Leaf.objects.get(row=row.id).sequence


def test_an_intact_log_is_told_as_intact_with_what_was_read(region, sealed):
    with opened("system"):
        leaves, head = Leaf.objects.count(), Head.objects.latest("size")
    found = verify(by=region["privacy.1"])
    assert found.intact
    assert (found.tree.leaves, found.tree.root) == (leaves, bytes(head.root))
    assert found.tree.heads_checked >= 1
    # of the sealed lines the meldpunt sees one, its desk's; the police's and the GGD's own are not read
    assert (found.lines.same, found.lines.all_of_them) == (1, True)
    assert verify(by=region["ggd.privacy"]).lines.same == 2


@pytest.mark.parametrize("column", ["outcome", "purpose", "rule", "role", "records", "actor"])
def test_a_changed_line_shows_at_its_place(region, sealed, tamper, column):
    row = row_of("signals.open")
    value = region["desk.2"].member.hex if column == "actor" else json.dumps([])
    tamper(f"update logbook_row set {column} = %s where id = %s", value, row.id.hex)
    found = verify(by=region["privacy.1"])
    assert not found.intact
    assert (found.lines.first_bad, found.tree.first_bad) == (place_of(row), None)


def test_a_line_and_its_leaf_changed_together_show_in_the_tree(region, sealed, tamper):
    row = row_of("signals.open")
    place = place_of(row)
    tamper("update logbook_row set outcome = 'denied' where id = %s", row.id.hex)
    with opened("system"):
        made = verifying.seal.leaf_hash(verifying.canonical(LogRow.objects.get(id=row.id)))
    tamper("update logbook_leaf set leaf_hash = %s where row = %s", made, row.id.hex)
    bad = verify(by=region["privacy.1"]).tree.first_bad
    assert bad.code == "seal.head_mismatch"
    assert bad.first <= place <= bad.last


def test_a_line_on_an_own_record_that_is_gone_shows(region, sealed, tamper):
    tamper("delete from logbook_row where id = %s", row_of("signals.open").id.hex)
    found = verify(by=region["ggd.privacy"])
    assert (found.intact, found.lines.lost) == (False, 1)


def test_a_leaf_taken_out_shows(region, sealed, tamper):
    row = row_of("signals.open")
    tamper("delete from logbook_leaf where row = %s", row.id.hex)
    found = verify(by=region["privacy.1"])
    assert (found.tree.first_bad.code, found.lines.lost) == ("seal.truncated", 1)


def test_a_log_cut_off_with_its_heads_shows_by_the_head_kept_outside(region, home, signal, tamper):
    open_signal(region["desk.1"], signal)
    seal_all(home / "heads")
    assert verify(by=region["fg.1"]).intact
    with opened("system"):
        last = Leaf.objects.latest("sequence").sequence
    tamper("delete from logbook_leaf where sequence = %s", last)
    tamper("delete from logbook_head where size = %s", last + 1)
    assert verify(by=region["fg.1"]).tree.first_bad.code == "seal.truncated"


def test_when_not_every_line_is_read_again_it_says_so(region, sealed, monkeypatch):
    for _ in range(3):
        open_signal(region["desk.1"], sealed)
    monkeypatch.setattr(verifying, "LINES_MOST", 2)
    found = verify(by=region["privacy.1"])
    assert found.lines.all_of_them is False
    assert found.lines.same + found.lines.waiting == 2


def test_a_line_says_whether_the_seal_covers_it(region, sealed):
    open_signal(region["desk.2"], sealed)
    told = {line.name: line.sealed for line in log(region["privacy.1"]).lines if line.action == "signals.open"}
    assert told == {"Desk.1": True, "Desk.2": False}


def test_subjects_lead_to_lines_that_are_there(region, sealed):
    with opened("system"):
        rows = set(LogRow.objects.values_list("id", flat=True))
        assert set(LogSubject.objects.values_list("row", flat=True)) <= rows
