from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.estimation import CaptureTable, MethodResult, main_effects, published_table
from zicht.estimation.profiling import profile_interval, profile_of


def two(one: int, other: int, both: int) -> CaptureTable:
    return CaptureTable.of("ab", {(1, 0): one, (0, 1): other, (1, 1): both})


def exact(one: int, other: int, both: int, unseen: float) -> float:
    """Two independent lists: the chances that fit best are the shares of the lists."""
    people, first, second = one + other + both + unseen, one + both, other + both
    shares = first / people, second / people
    inside = first * log(shares[0]) + (people - first) * log(1 - shares[0])
    inside += second * log(shares[1]) + (people - second) * log(1 - shares[1])
    return lgamma(people + 1) - lgamma(unseen + 1) + inside


@given(st.tuples(*[st.integers(1, 400)] * 3), st.floats(0.5, 5_000), st.floats(0.5, 5_000))
@settings(max_examples=60, deadline=None)
def test_of_two_lists_the_profile_is_the_closed_form(counts, one: float, other: float) -> None:
    profile = profile_of(two(*counts), ())
    wanted = exact(*counts, one) - exact(*counts, other)
    assert profile(one) - profile(other) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@given(st.tuples(st.integers(30, 400), st.integers(30, 400), st.integers(5, 400)))
@settings(max_examples=30, deadline=None)
def test_the_limits_are_where_the_likelihood_has_fallen_by_half_of_a_chi_square(counts) -> None:
    one, other, both = counts
    table = two(*counts)
    interval = profile_interval(table, (), one * other / both)
    grid = np.exp(np.linspace(log(1e-3), log(1e7), 4_000))
    best = max(exact(*counts, unseen) for unseen in grid)
    inside = [unseen for unseen in grid if exact(*counts, unseen) >= best - 1.959963984540054**2 / 2]
    step = grid[1] / grid[0]
    assert interval.high - table.observed == pytest.approx(max(inside), rel=2 * (step - 1), abs=1.0)
    assert interval.low - table.observed == pytest.approx(min(inside), rel=2 * (step - 1), abs=1.0)


@pytest.mark.parametrize("name", ["Ned", "Ned_5", "UKdat", "UKdat_5"])
def test_in_large_tables_it_lies_near_wald_and_around_the_total(name: str) -> None:
    table = published_table(name).value
    found = main_effects(table)
    assert isinstance(found, MethodResult)
    interval = profile_interval(table, (), found.unobserved)
    assert interval.kind == "profile"
    assert interval.low < found.total < interval.high
    assert interval.low == pytest.approx(found.interval.low, rel=0.02)
    assert interval.high == pytest.approx(found.interval.high, rel=0.02)


def test_with_pairs_at_minus_infinity_it_is_over_the_kept_cells() -> None:
    table = published_table("Ned_5").value
    place = {name: number for number, name in enumerate(table.lists)}
    pair = ((place["K"], place["R"]),)
    interval = profile_interval(table, pair, 45_000.0)
    assert table.observed < interval.low < interval.high < 70_000


def test_nobody_shared_has_no_upper_limit_and_says_so() -> None:
    interval = profile_interval(two(20, 20, 0), (), 1e5)
    assert interval.not_reached == ("high",)
    assert interval.high == float("inf")
    assert interval.low > 40


def test_coverage_of_an_independent_world_is_near_nominal(simulate) -> None:
    inside = 0
    for seed in range(40):
        table = simulate(seed, 500, [0.2, 0.25, 0.15])
        found = main_effects(table)
        assert isinstance(found, MethodResult)
        interval = profile_interval(table, (), found.unobserved)
        inside += interval.low <= 500 <= interval.high
    assert inside >= 33  # of forty; fewer has a chance under 1 in 500


def test_more_people_make_it_tighter() -> None:
    narrow, wide = (profile_interval(two(60 * k, 40 * k, 20 * k), (), 120.0 * k).high / (240 * k) for k in (100, 1))
    assert narrow < wide
