import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.estimation import CaptureTable, MethodResult, NotEstimable, closed_form, main_effects, published_table
from zicht.estimation.closed_forms import (
    Formula,
    NoFormula,
    chao,
    chapman,
    lincoln_petersen,
    times_seen,
    zelterman,
)

BOTH = CaptureTable.of("ab", {(1, 0): 60, (0, 1): 30, (1, 1): 20})  # sizes 80 and 50, overlap 20
THREE = CaptureTable.of("abc", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 30, (1, 1, 0): 15, (0, 1, 1): 5, (1, 1, 1): 2})


def test_people_are_counted_by_how_many_lists_they_are_on() -> None:
    assert times_seen(THREE) == {1: 100, 2: 20, 3: 2}


def test_lincoln_petersen_is_the_product_of_sizes_over_the_overlap() -> None:
    assert lincoln_petersen(BOTH) == Formula(80 * 50 / 20 - 110, 80 * 50 * 60 * 30 / 20**3)


def test_chapman_adds_one_everywhere() -> None:
    assert chapman(BOTH) == Formula(81 * 51 / 21 - 1 - 110, 81 * 51 * 60 * 30 / (21**2 * 22))


def test_chao_takes_people_on_one_list_squared_over_twice_those_on_two() -> None:
    assert chao(THREE) == Formula(100**2 / 40, 20 * (5**4 / 4 + 5**3 + 5**2 / 2))


def test_zelterman_takes_its_rate_from_people_on_one_and_on_two_lists() -> None:
    rate = 2 * 20 / 100
    found = zelterman(THREE)
    assert isinstance(found, Formula)
    assert THREE.observed + found.unseen == pytest.approx(122 / (1 - math.exp(-rate)))


def test_the_variance_of_zelterman_is_what_the_delta_method_gives() -> None:
    """Numerically: the chance of being missed, and a rate that is twice the odds of a binomial share."""
    rate, people = 0.4, 122

    def total(log_rate: float) -> float:
        return people / (1 - math.exp(-math.exp(log_rate)))

    slope = (total(math.log(rate) + 1e-6) - total(math.log(rate) - 1e-6)) / 2e-6
    seen = 1 - math.exp(-rate)
    wanted = people * (1 - seen) / seen**2 + slope**2 * (1 / 100 + 1 / 20)
    found = zelterman(THREE)
    assert isinstance(found, Formula)
    assert found.variance == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("method", ["lincoln-petersen", "chapman"])
def test_formulas_of_two_lists_are_for_two_lists_only(method) -> None:
    assert closed_form(THREE, method) == NotEstimable(method, None, "lists_two")
    assert isinstance(closed_form(CaptureTable.of("abc", {(*p, 0): n for p, n in BOTH.cells}), method), MethodResult)


def test_without_anyone_on_two_lists_there_is_nothing_to_divide_by() -> None:
    apart = CaptureTable.of("ab", {(1, 0): 60, (0, 1): 30})
    assert chao(apart) == zelterman(apart) == lincoln_petersen(apart) == NoFormula("overlap_none")
    assert chapman(apart) == Formula(61 * 31 - 1 - 90, 61 * 31 * 60 * 30 / 2)
    assert closed_form(apart, "chao") == NotEstimable("chao", None, "overlap_none")


@pytest.mark.parametrize("method", ["chao", "zelterman", "lincoln-petersen", "chapman"])
def test_one_list_and_an_empty_table_have_no_formula(method) -> None:
    assert closed_form(CaptureTable.of("a", {(1,): 9}), method) == NotEstimable(method, None, "lists_few")
    assert closed_form(CaptureTable.of("ab", {}), method) == NotEstimable(method, None, "lists_few")


@given(*[st.integers(1, 10_000)] * 3)
def test_lincoln_petersen_is_the_log_linear_model_without_interactions(one: int, other: int, both: int) -> None:
    table = CaptureTable.of("ab", {(1, 0): one, (0, 1): other, (1, 1): both})
    formula, model = closed_form(table, "lincoln-petersen"), main_effects(table)
    assert isinstance(formula, MethodResult)
    assert isinstance(model, MethodResult)
    assert formula.total == pytest.approx(model.total, rel=1e-7)


@given(st.dictionaries(st.integers(1, 31), st.integers(0, 500), min_size=1))
def test_the_total_is_never_below_the_people_seen_and_lies_in_its_interval(cells: dict[int, int]) -> None:
    table = CaptureTable.of("abcde", {tuple(m >> k & 1 for k in range(5)): n for m, n in cells.items()})
    for method in ("chao", "zelterman", "lincoln-petersen", "chapman"):
        found = closed_form(table, method)
        if isinstance(found, MethodResult):
            assert table.observed <= found.interval.low <= found.total <= found.interval.high
            assert found.total == pytest.approx(table.observed + found.unobserved)
            assert (found.aic, found.bic, found.threshold, found.terms) == (None, None, None, ())


def test_a_group_seen_on_every_list_leaves_nobody_unseen() -> None:
    found = closed_form(CaptureTable.of("ab", {(1, 1): 30, (1, 0): 5}), "lincoln-petersen")
    assert isinstance(found, MethodResult)
    assert (found.unobserved, found.interval.low, found.interval.high) == (0.0, 35.0, 35.0)


def test_intervals_of_independent_lists_cover_their_truth(simulate) -> None:
    inside = {"lincoln-petersen": 0, "chapman": 0}
    for seed in range(40):
        table = simulate(seed, 2_000, [0.2, 0.25])
        for method in inside:
            found = closed_form(table, method)
            assert isinstance(found, MethodResult)
            inside[method] += found.interval.low <= 2_000 <= found.interval.high
    assert min(inside.values()) >= 33  # of forty 95% intervals; fewer has a chance under 1 in 500


def test_chao_stays_a_bound_from_below_where_people_differ() -> None:
    chance = np.random.default_rng(3)
    low = 0
    for _ in range(20):
        each = np.where(chance.random(5_000) < 0.4, 0.2, 0.04)
        seen = chance.random((5_000, 5)) < each[:, None]
        rows, counts = np.unique(seen[seen.any(axis=1)].astype(int), axis=0, return_counts=True)
        table = CaptureTable(tuple("abcde"), tuple(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True)))
        found = closed_form(table, "chao")
        assert isinstance(found, MethodResult)
        low += found.total < 5_000
    assert low == 20


@pytest.mark.parametrize(("name", "once", "twice"), [("Ned_5", 7_803, 417), ("UKdat_5", 2_523, 214)])
def test_the_published_tables_by_hand(name: str, once: int, twice: int) -> None:
    table = published_table(name).value
    assert (times_seen(table)[1], times_seen(table)[2]) == (once, twice)
    found = closed_form(table, "chao")
    assert isinstance(found, MethodResult)
    assert found.unobserved == pytest.approx(once**2 / (2 * twice))
