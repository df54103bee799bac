"""The worlds in which the lower limit and the sensitivity interval are judged, at a small size."""

from __future__ import annotations

import pytest

from benchmarks.limits import WORLDS, drawn, line, main, tuned
from zicht.estimation.lower import doubts
from zicht.estimation.sensitivity import DEFAULT_ALLOWANCE


@pytest.mark.parametrize("world", WORLDS)
def test_a_world_is_the_same_for_the_same_arguments_and_another_on_the_other_half(world: str) -> None:
    one = drawn(world, "report", 3, 500)
    assert one == drawn(world, "report", 3, 500)
    assert one != drawn(world, "tune", 3, 500)
    assert 3 <= len(one.lists) <= 6


def test_every_class_and_size_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--tables", "2", "--people", "500", "--lists", "4"])
    told = capsys.readouterr().out
    assert all(world in told for world in WORLDS)
    assert f"in use: {DEFAULT_ALLOWANCE}" in told


def test_honest_tables_are_seldom_doubted() -> None:
    told = [doubts(drawn("homogeneous", "report", number, 2_000, 5)) for number in range(60)]
    assert sum(bool(found) for found in told) <= 6  # each of two tests errs in at most one of a hundred


@pytest.mark.parametrize("world", ["homogeneous", "referral", "differing, strong", "missed links, stated"])
def test_the_limit_holds_in_worlds_where_it_promises_to(world: str) -> None:
    found = line(world, "report", 40, 2_000, 5)
    assert found.held >= 0.9  # of forty; fewer has a chance under 1 in 100 when it holds in 97 of 100
    if world == "homogeneous":
        assert found.share >= 0.6


def test_the_limit_does_not_hold_where_it_says_so_and_the_list_is_doubted() -> None:
    found = line("strangers", "report", 30, 20_000, 5)
    assert found.doubted >= 0.9


def test_the_default_was_fixed_on_the_tuning_half() -> None:
    assert tuned(200) == DEFAULT_ALLOWANCE


def test_the_interval_covers_worlds_that_the_models_alone_miss() -> None:
    naive, allowed = (line("differing, strong", "report", 40, 2_000, 5, allowance=a) for a in (0.0, DEFAULT_ALLOWANCE))
    assert naive.covered < 0.4
    assert allowed.covered > 0.75  # of forty; fewer has a chance under 1 in 100 when it covers 90 of 100
    assert allowed.wide < 2.5
