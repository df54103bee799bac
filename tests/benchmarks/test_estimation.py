"""The benchmark of the size runs, measures what it says, and says whether a bar was met."""

import json

from benchmarks.estimation import Took, Work, main, measured, told


def test_a_small_run_measures_every_quick_line(capsys) -> None:
    assert main(["--quick", "--runs", "1", "--replicates", "40", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "Python" in found["machine"]
    assert len(found["lines"]) == 5
    for line in found["lines"]:
        assert line["seconds"] > 0, line
        assert all(ratio > 0 for _, ratio in line["times"])


def test_the_run_that_compiles_does_not_count_and_the_shortest_of_the_others_does() -> None:
    ran: list[int] = []

    def do() -> None:
        ran.append(1)
        sum(range(3_000_000 if len(ran) in (1, 2) else 10))

    took = measured(Work("x", do, 1.0, (("peer", 2.0),)), 3)
    assert len(ran) == 4
    assert took.seconds < 0.01
    assert took.times[0][1] == 2.0 / took.seconds


def test_a_bar_that_is_not_met_is_told() -> None:
    assert "OVER" in told(Took("slow", 2.0, 1.0, ()))
    assert "within" in told(Took("fast", 0.5, 1.0, (("R", 400.0),)))
    assert "400x R" in told(Took("fast", 0.5, 1.0, (("R", 400.0),)))
