"""A register comes in by batches: one log entry for each, by which every record is found; broken off, it goes on."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from importlib.resources import files

import pytest

from zicht.errors import Refused
from zicht.registers import load_mapping
from zicht.server.door import bulk
from zicht.server.door.bulk import batch
from zicht.server.door.models import IndexToken, Record
from zicht.server.logbook import sealing
from zicht.server.oversight import lines
from zicht.server.oversight.queries import log as log_page
from zicht.server.oversight.queries import who_saw
from zicht.server.signals.actions import imports
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.models import ImportRun

MAPPING = load_mapping((files("zicht.registers") / "examples" / "handhaving.toml").read_text())
HEAD = "Zaaknr.;Datum invoer;Soort;Gemeente;Datum voorval;Leeftijd;Spoed;Locatie;Naam betrokkene;geb.datum;Toelichting"
ROW = "{};02-01-2025;SX;Vechterdam;30-12-2024;23;N;Voorbeeldkade {};Fictief-{};14-03-1999;Deur op slot"


def file_of(count, wrong=()):
    lines = [ROW.format(f"Z{at}", at, at) if at not in wrong else ROW.format(f"Z{at}", at, at).replace("30-12", "99-12")
             for at in range(count)]  # fmt: skip
    return "\n".join([HEAD, *lines]).encode("cp1252")


@pytest.fixture
def by(region):
    return region["desk.1"]


def taken(by, data, **more):
    return take_in(data=data, mapping=MAPPING, by=by, activity="demo", at_once=4, **more)


def made(as_owner):
    with as_owner():
        return set(Record.objects.filter(activity="demo").values_list("id", flat=True))


def test_each_batch_has_one_log_entry_that_names_its_records(by, as_owner, log):
    totals = taken(by, file_of(10, wrong=(5,)))
    assert (totals.read, totals.valid, totals.rejected, totals.count("new")) == (10, 9, 1, 9)
    named = [json.loads(entry.records) for entry in log("signals.import", outcome="ok")]
    assert sorted(map(len, named)) == [0, 2, 3, 4], "one that it began, and one for each batch"
    assert sorted(record for records in named for record in records) == sorted(map(str, made(as_owner)))


def test_who_made_a_record_is_found_for_every_record_of_a_batch(region, by, as_owner):
    taken(by, file_of(6))
    for record in made(as_owner):
        trail = who_saw(region["privacy.1"], record)
        assert [line.action for line in trail.lines] == ["signals.import"], record


def test_the_log_of_batches_is_sealed_and_verified_in_portions(by, as_role, monkeypatch):
    taken(by, file_of(9))
    with as_role("zicht_owner"):
        sealing.seal_all()
        whole = sealing.verify_log()
        monkeypatch.setattr(sealing, "PORTION", 50)  # less than one entry names
        assert sealing.verify_log() == whole
        assert whole.first_bad is None
        assert whole.sealed == whole.entries > 3


def test_a_record_that_no_longer_leads_to_its_batch_is_noticed(by, as_role, monkeypatch):
    taken(by, file_of(9))
    whole = sealing._led_to

    def one_less(rows):
        return defaultdict(set, {row: set(sorted(records)[1:]) for row, records in whole(rows).items()})

    with as_role("zicht_owner"):
        sealing.seal_all()
        assert sealing.verify_log().first_bad is None
        monkeypatch.setattr(sealing, "_led_to", one_less)
        assert sealing.verify_log().first_bad is not None


def test_a_page_of_the_log_names_a_hundred_records_of_a_batch_and_counts_all(region, by, monkeypatch):
    monkeypatch.setattr(lines, "NAMED", 2)
    before = {one.id for one in log_page(region["privacy.1"]).lines}  # what other tests left in the log for good
    taken(by, file_of(4))
    (line,) = (one for one in log_page(region["privacy.1"]).lines if one.about and one.id not in before)
    assert (len(line.records), line.about) == (2, 4)


def test_one_entry_never_names_more_records_than_may_be(by, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 3)
    with pytest.raises(ValueError, match="at most 3"):
        taken(by, file_of(4))


def test_what_was_kept_before_it_broke_off_is_known_and_told(by, as_owner):
    class Stopped(Exception):
        pass

    def stop(done, rows):
        if done == 8:
            raise Stopped

    with pytest.raises(Stopped):
        taken(by, file_of(10), tell=stop)
    with as_owner():
        run = ImportRun.objects.get()
        assert (run.state, run.rows, run.done, run.kept) == ("running", 10, 8, 8)
    again = taken(by, file_of(10))
    assert (again.count("new"), again.count("already_known"), again.resumed) == (2, 8, 8)
    third = taken(by, file_of(10))
    assert (third.count("new"), third.count("already_known"), third.resumed) == (0, 10, 0)
    with as_owner():
        assert Counter(ImportRun.objects.values_list("state", flat=True)) == {"done": 2}
        assert Record.objects.filter(activity="demo").count() == 10
        assert set(IndexToken.objects.filter(kind="row-identity").values_list("record", flat=True)) == made_now()


def made_now():
    return set(Record.objects.filter(activity="demo").values_list("id", flat=True))


def test_equal_rows_without_a_number_are_each_kept_once_whatever_the_batches(by, as_owner):
    bare = replace(MAPPING, id_column="")
    data = "\n".join([HEAD, *[ROW.format("", 1, 1)] * 6]).encode("cp1252")
    first = take_in(data=data, mapping=bare, by=by, activity="demo", at_once=2)
    second = take_in(data=data + b"\n" + data.split(b"\n")[1], mapping=bare, by=by, activity="demo", at_once=2)
    assert first.count("new") == 6
    assert (second.count("new"), second.count("already_known")) == (1, 6)
    assert len(made(as_owner)) == 7


def test_a_ground_that_ends_on_the_way_stops_it_at_the_next_batch(by, monkeypatch, as_owner):
    asked = []
    real = imports.ground_for

    def ends(*given):
        asked.append(given)
        if len(asked) == 4:
            raise Refused("imports.no_ground", rule="no-ground:x", activity="demo")
        return real(*given)

    monkeypatch.setattr(imports, "ground_for", ends)
    with pytest.raises(Refused):
        taken(by, file_of(12))
    assert len(made(as_owner)) == 8, "what was kept under it stays"


def test_a_batch_in_which_nothing_came_in_leaves_no_entry(by, log):
    with batch("signals.import", by=by, together=True):
        pass
    assert log("signals.import") == []
