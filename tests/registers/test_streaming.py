"""A file read batch by batch says the same as read at once, whatever the batches; nothing in it is dropped."""

from __future__ import annotations

import importlib.util
import random
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.registers import (
    Placing,
    RememberedRows,
    Stream,
    Totals,
    check_file,
    csv_file,
    load_mapping,
    read,
    streaming,
)
from zicht.registers.keys import stand

# The folder tests/benchmarks hides the package of that name.
_SPEC = importlib.util.spec_from_file_location("register", Path(__file__).parents[2] / "benchmarks" / "register.py")
REGISTERS = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(REGISTERS)
COLUMNS, MAPPING, rows = REGISTERS.COLUMNS, REGISTERS.MAPPING, REGISTERS.rows
TODAY = date(2026, 6, 1)
FEW = settings(max_examples=60, deadline=None)
NUMBERS = st.sampled_from(["1", "2", "007", "7", "A-3", ""])
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "Soort": st.sampled_from(["SX", "XX9", "beide", ""]),
        "Datum": st.sampled_from(["02-01-2025", "morgen", "", "01-01-2199"]),
        "Leeftijd": st.sampled_from(["23", "ca. 20", "17-19", "volwassene"]),
        "Tekst": st.sampled_from(["Deur op slot", "=1+1", "-", 'een "hij" zei', "regel\nregel", "caf\u00e9"]),
    },
)
REGISTER = st.lists(st.tuples(NUMBERS, CELLS), max_size=12)
SMALL = load_mapping(MAPPING)


def same(streamed: Totals, whole: Totals) -> None:
    """Equal, but for the order in which problems of one row are told."""
    assert replace(streamed, problems=()) == replace(whole, problems=())
    assert Counter(map(repr, streamed.problems)) == Counter(map(repr, whole.problems))
    assert [p.row or 0 for p in streamed.problems] == sorted(p.row or 0 for p in whole.problems)


def streamed(data, mapping, today, known, size):
    stream = Stream(data, mapping, today)
    survey = stream.survey()
    if isinstance(survey, Totals):
        return survey
    placing, standings = Placing(known, survey.repeated), Counter()
    read_up_to = 0
    for batch in stream.batches(survey, size):
        assert read_up_to < batch.read <= read_up_to + size
        read_up_to = batch.read
        standings.update(placing.place(batch.rows))
    assert survey.rows == read_up_to
    return stream.totals(standings)


@FEW
@given(given_rows=REGISTER, before=REGISTER, size=st.integers(1, 5), numbered=st.booleans(), bom=st.booleans())
def test_batches_of_any_size_say_what_the_whole_says(
    write, mapping, mapping_without_id, tmp_path_factory, given_rows, before, size, numbered, bom
):
    under = mapping if numbered else mapping_without_id
    encoding = "utf-8-sig" if bom else "utf-8"
    data = write.text([write.row(number, **cells) for number, cells in given_rows], encoding=encoding)
    earlier = write.text([write.row(number, **cells) for number, cells in before])
    known = RememberedRows().with_new(read(earlier, under, write.TODAY).rows)
    whole = Totals.of(read(data, under, write.TODAY, known))
    same(streamed(data, under, write.TODAY, known, size), whole)
    path = tmp_path_factory.mktemp("file") / "register.csv"
    path.write_bytes(data)
    same(check_file(path, under, write.TODAY, known), whole)


class Growing:
    """Known rows that come to know those of earlier batches at once, as a database does when each is committed."""

    def __init__(self, known):
        self.now = known

    def identities(self, keys):
        return self.now.identities(keys)

    def contents(self, keys):
        return self.now.contents(keys)


@FEW
@given(given_rows=REGISTER, before=REGISTER, size=st.integers(1, 4), numbered=st.booleans())
def test_what_an_earlier_batch_kept_does_not_make_a_later_row_known(
    write, mapping, mapping_without_id, given_rows, before, size, numbered
):
    under = mapping if numbered else mapping_without_id
    data = write.text([write.row(number, **cells) for number, cells in given_rows])
    earlier = write.text([write.row(number, **cells) for number, cells in before])
    known = RememberedRows().with_new(read(earlier, under, write.TODAY).rows)
    expected = stand(read(data, under, write.TODAY).rows, known).rows
    stream = Stream(data, under, write.TODAY)
    survey = stream.survey()
    if isinstance(survey, Totals):
        return
    growing = Growing(known)
    placing, found = Placing(growing, survey.repeated), []
    for batch in stream.batches(survey, size):
        standings = placing.place(batch.rows)
        placed = [replace(row, standing=to) for (row, _), to in zip(batch.rows, standings, strict=True)]
        found += placed
        growing.now = growing.now.with_new(placed)
    assert [(row.number, row.standing) for row in found] == [(row.number, row.standing) for row in expected]


FAULTS = [
    "", " ", "\x00", '"', "=cmd|' /C calc'!A0", "#REF!", "31-02-2024", "99-99-9999", "-5", "x" * 5000, "é\x07", "??",
    "1E+10", "onbekend", "niet gevraagd", "morgen", "2199-01-01",
]  # fmt: skip
WRITTEN = {"Plaats", "Voornaam", "Achternaam", "Toelichting", "Nr"}
SILENCE = {"", "onbekend", "niet gevraagd"}


@pytest.mark.parametrize("seed", range(8))
def test_random_faults_in_random_cells_are_told_or_harmless_and_nothing_is_dropped(tmp_path, seed):
    dice = random.Random(seed)
    good = [list(row) for row in rows(120, seed)]
    spoiled = [list(row) for row in good]
    for _ in range(60):
        spoiled[dice.randrange(120)][dice.randrange(len(COLUMNS))] = dice.choice(FAULTS)
    path = tmp_path / "register.csv"
    path.write_bytes(quoted(spoiled))
    totals = check_file(path, SMALL, TODAY)
    assert totals.read == 120 == totals.valid + totals.rejected
    assert totals.valid == sum(totals.count(standing) for standing in ("new", "changed", "already_known"))
    refused = {problem.row for problem in totals.problems if problem.severity == "error"}
    assert len(refused) == totals.rejected, "each rejected row is told, and no other"
    touched = {at for at in range(120) if spoiled[at] != good[at]}
    assert {row - 2 for row in refused} <= touched, "a fault costs no row but its own"
    told = {(problem.row - 2, problem.column) for problem in totals.problems if problem.row}
    for at in touched - {row - 2 for row in refused}:
        for column, cell, was in zip(COLUMNS, spoiled[at], good[at], strict=True):
            if cell == was or (at, column) in told:
                continue
            harmless = column == "Nr" or (column in WRITTEN and "=" not in cell and "\x00" not in cell)
            assert harmless or cell.strip() in SILENCE, column  # of a number no more than a keyed hash is kept


def quoted(lines):
    """As text in which every cell is quoted, so that a fault stays inside its cell."""
    text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in [[*COLUMNS], *lines])
    return text.encode()


def test_many_problems_are_counted_when_they_are_no_longer_listed(write, mapping, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_PROBLEMS", 3)
    data = write.text([write.row(number, Datum="morgen") for number in range(10)])
    totals = check_file(data, mapping, write.TODAY)
    assert (totals.read, totals.rejected) == (10, 10)
    assert [(p.rule, p.params.get("count")) for p in totals.problems if p.row is None] == [("import.more_problems", 7)]
    assert totals.has_errors


def test_a_long_file_is_not_held_in_memory(tmp_path):
    """A path is read line by line: what is remembered of a row is far less than the row."""
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write(";".join(COLUMNS) + "\n")
        for row in rows(4000):
            file.write(";".join((*row[:-1], row[-1] * 20)) + "\n")
    stream = Stream(path, SMALL, TODAY)
    tracemalloc.start()
    survey = stream.survey()
    for _ in stream.batches(survey, 200):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert survey.rows == 4000
    assert most < path.stat().st_size / 1.2, (most, path.stat().st_size)


def test_an_endless_line_is_not_held_in_memory_and_costs_itself_only(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "LONGEST_LINE", 2000)
    path = tmp_path / "endless.csv"
    lines = [list(COLUMNS), *rows(3)]
    text = [";".join(line) for line in lines]
    text.insert(2, "x" * 9000)
    path.write_text("\n".join(text), "utf-8")
    totals = check_file(path, SMALL, TODAY)
    assert (totals.read, totals.valid, totals.rejected) == (4, 3, 1)
    assert [problem.row for problem in totals.problems if problem.severity == "error"] == [3]
