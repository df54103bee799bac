"""Several rows of a file that are one signal: kept whole by the batch in which it begins, once, with a person each."""

from __future__ import annotations

import json

import pytest

from zicht.registers import load_mapping
from zicht.server.door.models import IndexToken, Record
from zicht.server.signals import models
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.models import ImportRun

CONSTANTS = ("wat", "waar", "wanneer", "wie", "acuut", "bekendVia", "hoedanigheid", "contact")
MAPPING = load_mapping(
    """
    source = "Verzonnen register"
    id = "Nr"
    rows = "persons"
    date_formats = ["dd-mm-jjjj"]
    [fields.naam]
    column = "Naam"
    [fields.geboortedatum]
    column = "Geboren"
    [fields.rol]
    constant = "mogelijk_slachtoffer"
    """
    + "".join(f'[fields.{name}]\nconstant = "onbekend"\n' for name in CONSTANTS)
)
ROWS = ("1;Fictief-A;01-03-1999", "2;Fictief-B;02-03-1999", "2;Fictief-C;03-03-1999", "2;Fictief-D;04-03-1999",
        "3;Fictief-E;05-03-1999", "3;Fictief-F;06-03-1999")  # fmt: skip


def taken(by, rows=ROWS, activity="demo", **more):
    data = "\n".join(["Nr;Naam;Geboren", *rows]).encode()
    return take_in(data=data, mapping=MAPPING, by=by, activity=activity, at_once=2, **more)


def persons(activity="demo"):
    """How many persons each signal has, and how many can be found again by name."""
    records = Record.objects.filter(activity=activity).values_list("id", flat=True)
    found = [models.Person.objects.filter(record=record).count() for record in records]
    keys = IndexToken.objects.filter(record__in=list(records), kind="person")
    return sorted(found), len(set(keys.values_list("token", flat=True)))


def test_six_rows_are_three_signals_however_the_batches_fall(region, as_owner, log):
    totals = taken(region["desk.1"])
    assert (totals.read, totals.valid, totals.count("new")) == (6, 6, 6), "every line counts"
    with as_owner():
        counts, _ = persons()
        assert counts == [1, 2, 3]
        numbers = models.Person.objects.values_list("number", flat=True)
        assert sorted(numbers) == [1, 1, 1, 2, 2, 3]
        assert IndexToken.objects.filter(kind="row-identity").count() == 3
    named = [json.loads(entry.records) for entry in log("signals.import", outcome="ok")]
    assert sorted(map(len, named)) == [0, 1, 2], "a batch that only goes on with a signal names nothing new"


def test_the_same_file_again_adds_nobody_and_a_person_more_is_told_as_changed(region, as_owner):
    by = region["desk.1"]
    taken(by)
    again = taken(by)
    assert (again.count("new"), again.count("already_known")) == (0, 6)
    more = taken(by, (*ROWS, "3;Fictief-G;07-03-1999"))
    assert (more.count("new"), more.count("already_known"), more.count("changed")) == (0, 4, 3)
    with as_owner():
        assert persons()[0] == [1, 2, 3]


@pytest.mark.parametrize("batches", [1, 2])
def test_broken_off_in_the_middle_of_a_signal_it_goes_on_and_nothing_is_there_twice(region, as_owner, batches):
    class Stopped(Exception):
        pass

    def stop(done, rows):
        if done == 2 * batches:
            raise Stopped

    by = region["desk.1"]
    with pytest.raises(Stopped):
        taken(by, tell=stop)
    with as_owner():
        assert ImportRun.objects.get().kept == 2 * batches
    again = taken(by)
    assert again.resumed == 2 * batches
    assert again.count("new") + again.count("already_known") == 6
    with as_owner():
        assert persons()[0] == [1, 2, 3]


def test_for_size_each_person_of_a_signal_has_a_key_of_their_own(region, as_owner):
    assert taken(region["handhaving.1"], activity="omvang").count("new") == 6
    with as_owner():
        assert persons("omvang") == ([1, 2, 3], 6)
        assert not models.Identity.objects.exists()
