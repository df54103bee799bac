"""Taking in a register's file: exactly the new rows, whatever shape the file comes in."""

from __future__ import annotations

import csv
import io
import random
import re
import tomllib
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import openpyxl
import pytest

from zicht.errors import Refused
from zicht.registers import load_mapping
from zicht.server.door.models import Record
from zicht.server.guard import opened
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.queries import own_signals

EXAMPLES = files("zicht.registers") / "examples"
MAPPING = load_mapping((EXAMPLES / "handhaving.toml").read_text())
MAPPING_ID = tomllib.loads((EXAMPLES / "handhaving.toml").read_text())["id"]
AWFUL = (EXAMPLES / "handhaving.csv").read_bytes()


def in_rows():
    """The header and the rows without traps: a plain reader mangles the others, which the core's tests cover."""
    rows = list(csv.reader(io.StringIO(AWFUL.decode("cp1252"), newline=""), delimiter=";"))
    return rows[:7]


def as_file(rows):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("cp1252")


DATA = as_file(in_rows())


def taken(region, data=DATA):
    return take_in(data=data, mapping=MAPPING, by=region["handhaving.1"], activity="demo")


def test_valid_new_rows_become_signals_of_who_takes_them_in(region):
    reading = taken(region)
    assert reading.count("new") == reading.valid > 0
    assert len(own_signals(region["handhaving.1"]).rows) == reading.count("new")


def test_the_same_file_again_adds_nothing(region):
    first, second = taken(region), taken(region)
    assert (second.count("new"), second.count("already_known")) == (0, first.count("new"))


def test_shuffled_rows_add_nothing(region):
    first = taken(region)
    rows = in_rows()
    head, body = rows[: first.file.header_row], rows[first.file.header_row :]
    random.Random(3).shuffle(body)
    again = taken(region, as_file([*head, *body]))
    assert (again.count("new"), again.count("already_known")) == (0, first.count("new"))


def test_the_same_rows_as_a_workbook_add_nothing(region):
    first = taken(region)
    book = openpyxl.Workbook()
    for row in in_rows():
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    again = taken(region, out.getvalue())
    assert (again.count("new"), again.count("already_known")) == (0, first.count("new"))


def test_ten_new_rows_add_exactly_ten(region):
    first = taken(region)
    rows = in_rows()
    column = rows[first.file.header_row - 1].index(MAPPING_ID)
    good = next(row for row in rows[first.file.header_row :] if row[:1] and row[column] == "0007")
    added = [[*good[:column], f"NIEUW-{number}", *good[column + 1 :]] for number in range(10)]
    again = taken(region, as_file([*rows, *added]))
    assert (again.count("new"), again.count("already_known")) == (10, first.count("new"))


def test_without_an_agreement_in_force_nothing_is_stored(region, settings):
    with pytest.raises(Refused) as refused:
        take_in(data=DATA, mapping=MAPPING, by=region["handhaving.1"], activity="bestaat-niet")
    assert refused.value.code == "imports.no_ground"
    assert own_signals(region["handhaving.1"]).rows == ()


def test_what_was_typed_as_a_ground_stays_out_of_the_log(region, log):
    """The log can never be corrected: a name typed in the wrong place would stand there for ever."""
    typed = "Testa Voorbeeldnaam, geboren 3 februari 1990"
    other = replace(MAPPING, source=typed)
    for mapping, activity in ((MAPPING, typed), (MAPPING, "iets anders"), (other, typed)):
        with pytest.raises(Refused):
            take_in(data=DATA, mapping=mapping, by=region["handhaving.1"], activity=activity)
    rules = Counter(line.rule for line in log("signals.import"))
    assert sorted(rules.values()) == [1, 2], "refusals of one source can be told from those of another"
    assert all(re.fullmatch("no-ground:[0-9a-f]{16}", rule) for rule in rules), rules


def test_an_agreement_in_force_is_a_ground_for_its_parties(region):
    reading = take_in(data=DATA, mapping=MAPPING, by=region["handhaving.1"], activity="meldpunt-vechtstreek")
    assert reading.count("new") > 0


def test_what_is_taken_in_says_so(region):
    taken(region)
    record = own_signals(region["handhaving.1"]).rows[0].record
    with opened("system"):
        kept = Record.objects.filter(id=record).values_list("activity", flat=True)
    assert list(kept) in ([], ["demo"])
