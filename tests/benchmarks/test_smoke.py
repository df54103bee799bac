"""The benchmark runs, on the database of these tests' lane, and measures what it says."""

from __future__ import annotations

import os

import pytest

from benchmarks.__main__ import run, told
from benchmarks.accepting import refuse_without_room
from benchmarks.accepting import told as told_of_accepting
from benchmarks.queue import CLIENTS, from_json
from benchmarks.timing import Line, Spread, in_turns, machine, quantile, spread, table
from zicht.errors import WrongUse

ENGINE = "postgresql" if os.environ.get("ZICHT_TEST_DB") == "postgresql" else "sqlite"


@pytest.mark.database
def test_a_small_run_measures_every_line_and_says_so():
    found = run(ENGINE, "benchmarks.queue", "--size", "200", "--runs", "3")
    lines = {line.what.strip(): line for line in map(from_json, found["lines"])}
    assert set(lines) >= {
        "queue, cold connection", "queue, warm", "queue, deepest page", "queue, acute only", "queue, commonest form",
        "queue, rarest form", "first page, worst role", f"queue, {CLIENTS} clients at once", "registering a signal",
    }  # fmt: skip
    assert ("second wall alone, warm" in lines) == (ENGINE == "postgresql")
    for what, line in lines.items():
        assert 0 < line.on.p50 <= line.on.p95, what
        if line.off and line.ratio:
            assert line.ratio[1] <= line.ratio[0] <= line.ratio[2], what
    assert found["size"] == 200 and found["loading"]["seconds"] > 0
    text = told(found)
    assert all(what in text for what in lines)
    assert "300 ms" in text


@pytest.mark.database
def test_taking_in_a_small_register_is_measured_against_a_bare_copy():
    found = run(ENGINE, "benchmarks.accepting", "--size", "300")
    assert found["rows"] == {"read": 300, "valid": 300, "rejected": 0, "new": 300}
    assert found["log"] == {"entries": 1, "most_records": 300}
    assert found["seconds"] > found["copy"] > 0
    assert 20 < found["peak_mib"] < 1024
    assert (found["database_cpu"] > 0) == (ENGINE == "postgresql")
    text = told_of_accepting(found)
    assert "300 rows" in text and "ratio" in text and "peak memory" in text


def test_what_needs_more_room_than_the_disk_has_is_refused(tmp_path):
    with pytest.raises(WrongUse):
        refuse_without_room(10**9, tmp_path)
    assert refuse_without_room(10, tmp_path) is None


def test_both_sides_go_first_equally_often():
    order = []

    def side(name, seconds):
        def run():
            order.append(name)
            return seconds

        return run

    line = in_turns("x", side("on", 0.004), side("off", 0.002), 4)
    assert order == ["on", "off", "off", "on", "on", "off", "off", "on", "on", "off"]
    assert (line.on.p50, line.off.p50, line.ratio) == (4.0, 2.0, (2.0, 2.0, 2.0))


def test_quantiles_are_of_the_values_themselves():
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile(range(100), 0.95) == 95
    assert quantile([7], 0.95) == 7
    assert spread([0.001, 0.003, 0.002]) == Spread(3, 2.0, 3.0)


def test_the_table_shows_ratio_and_spread_where_there_is_an_off():
    lines = [Line("with", Spread(2, 4, 5), Spread(2, 2, 3), (2.0, 1.5, 2.5), "a note"), Line("alone", Spread(2, 1, 1))]
    _, compared, alone = table(lines).splitlines()
    assert compared.split() == ["with", "2", "4.0", "5.0", "2.0", "3.0", "2.00", "(1.50-2.50)", "a", "note"]
    assert alone.split() == ["alone", "2", "1.0", "1.0"]


def test_the_machine_is_named():
    assert "Python" in machine() and "load" in machine()
