import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, MethodResult, every_fit, published_table
from zicht.estimation import stepwise as stepwise_once
from zicht.estimation.bootstrap import Drawing, Draws, best_draws, one_less, resampled, stepwise_draws
from zicht.estimation.kernels.resampling import log_tail

PATTERNS = [tuple(mask >> place & 1 for place in range(4)) for mask in range(1, 16)]
# R packages, 200 replicates: a-hat with stepwise inside at .02.
A_HAT = {"UKdat_5": -0.01218108, "Ned_5": -0.01659998}
TOTAL = {"UKdat_5": 11312.99, "Ned_5": 121521.61, "UKdat": 11417.99, "Ned": 111139.37}
# BCa .025 and .975 of a prototype with 1,000 replicates; draws differ, so they are met loosely, and only unimodal ones.
BCA = {("UKdat_5", "stepwise"): (9440, 15089), ("UKdat", "stepwise"): (8742, 14195), ("UKdat", "bic"): (9637, 25044)}


def draws(name: str, replicates: int = 200, **more) -> Draws:
    found = stepwise_draws(published_table(name).value, 0.02, Drawing(replicates, **more))
    assert found is not None
    return found


def best(name: str, order: int = 2, **more) -> Draws:
    found = best_draws(every_fit(published_table(name).value, order), "bic", Drawing(**more))
    assert found is not None
    return found


@given(st.integers(0, 5_000), st.floats(1e-3, 6_000))
@settings(max_examples=200, deadline=None)
def test_the_tail_of_a_poisson_count_is_that_of_scipy(observed: int, expected: float) -> None:
    wanted = min(poisson.logcdf(observed, expected), poisson.logsf(observed - 1, expected) if observed else 0.0)
    assume(wanted > -700)
    assert log_tail(float(observed), expected) == pytest.approx(wanted, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", TOTAL)
def test_the_compiled_stepwise_gives_the_published_total(name: str) -> None:
    assert round(draws(name, 40).total, 2) == TOTAL[name]


@pytest.mark.parametrize("name", A_HAT)
def test_the_acceleration_is_that_of_r(name: str) -> None:
    assert draws(name, 40).acceleration == pytest.approx(A_HAT[name], abs=1e-5)


@given(st.lists(st.integers(0, 25), min_size=15, max_size=15), st.sampled_from([0.0, 0.001, 0.02, 0.05]))
@settings(max_examples=80, deadline=None)
def test_a_replicate_is_chosen_as_the_table_itself_would_be(counts: list[int], threshold: float) -> None:
    """The compiled selection against the plain one, with its empty lists dropped."""
    table = CaptureTable.of("abcd", dict(zip(PATTERNS, counts, strict=True)))
    assume(table.observed and not table.empty_lists)
    plain = stepwise_once(table, threshold)
    found = stepwise_draws(table, threshold, Drawing(40))
    if isinstance(plain, MethodResult):
        assert found is not None
        assert found.total == pytest.approx(plain.total, rel=1e-7)
    else:
        assert found is None


def test_a_list_that_is_empty_in_a_replicate_is_dropped_there() -> None:
    """UKdat_5 with nobody on LA: 10896.45 without the column, 14879.69 by SparseMSE, which keeps it."""
    from zicht.estimation.kernels.resampling import stepwise_each
    from zicht.estimation.search import with_unseen_cell
    from zicht.estimation.space import interactions

    table = published_table("UKdat_5").value
    cells = with_unseen_cell(table.counts)
    place = table.lists.index("LA")
    cells[(np.arange(32) >> place & 1) == 1] = 0
    unseen = np.zeros(1)
    stepwise_each(cells[None], np.array(interactions(5, 2)), 0.02, unseen)
    assert round(cells.sum() + math.exp(unseen[0]), 2) == 10896.45


@pytest.mark.parametrize(("name", "order", "total"), [("UKdat_5", 2, 22991.33), ("Ned_5", 3, 148788.76)])
def test_the_best_model_inside_the_bootstrap_is_the_best_of_all(name: str, order: int, total: float) -> None:
    assert round(best(name, order, replicates=40).total, 2) == total


@pytest.mark.parametrize(("name", "how"), BCA)
def test_bca_limits_of_unimodal_tables_are_near_those_of_others(name: str, how: str) -> None:
    found = draws(name, 1_000) if how == "stepwise" else best(name, replicates=400)
    interval = found.bca()
    low, high = BCA[name, how]
    assert interval.kind == "bca"
    assert interval.low == pytest.approx(low, rel=0.1)
    assert interval.high == pytest.approx(high, rel=0.25)


@pytest.mark.parametrize("how", ["stepwise", "best"])
def test_the_same_to_the_bit_for_one_two_and_four_threads(how: str) -> None:
    one, *others = (
        draws("Ned_5", threads=threads) if how == "stepwise" else best("UKdat_5", replicates=60, threads=threads)
        for threads in (1, 2, 4)
    )
    for other in others:
        assert one.totals.tobytes() == other.totals.tobytes()
        assert one.left_out.tobytes() == other.left_out.tobytes()
        assert one.bca() == other.bca()


def test_another_seed_draws_other_tables_and_the_same_seed_the_same() -> None:
    assert draws("UKdat_5", seed=7).totals.tobytes() == draws("UKdat_5", seed=7).totals.tobytes()
    assert draws("UKdat_5", seed=8).totals.tobytes() != draws("UKdat_5", seed=7).totals.tobytes()


def test_the_shortcut_and_all_models_agree_where_the_best_are_among_the_first() -> None:
    short, whole = (best("UKdat_5", shortcut=yes, replicates=60) for yes in (True, False))
    assert short.total == whole.total
    assert short.acceleration == pytest.approx(whole.acceleration)
    same = np.isclose(short.totals, whole.totals, rtol=1e-8).mean()
    assert 0.6 < same <= 1.0
    assert short.percentile().low == pytest.approx(whole.percentile().low, rel=0.15)


def test_a_replicate_by_all_models_is_the_best_model_of_that_table() -> None:
    table = published_table("UKdat_5").value
    whole = best("UKdat_5", shortcut=False, replicates=40, seed=3)
    for row, total in zip(resampled(table, 40, 3)[:5], whole.totals[:5], strict=True):
        patterns = {tuple(m >> place & 1 for place in range(5)): int(row[m]) for m in range(1, 32)}
        again = CaptureTable.of(table.lists, patterns)
        assert not again.empty_lists
        (wanted,) = every_fit(again, 2).best("bic")
        assert total == pytest.approx(wanted.total, rel=1e-7)


def test_replicates_hold_as_many_people_and_only_patterns_that_were_seen() -> None:
    table = published_table("Ned_5").value
    rows = resampled(table, 50, 1)
    assert (rows.sum(axis=1) == table.observed).all()
    assert not rows[:, 1:][:, table.counts == 0].any()
    assert not rows[:, 0].any()


def test_one_person_less_of_each_pattern_stands_for_all_who_have_it() -> None:
    table = published_table("UKdat_5").value
    rows, weights = one_less(table)
    assert weights.sum() == table.observed
    assert (rows.sum(axis=1) == table.observed - 1).all()
    assert len(rows) == len(table.cells)


def _made(totals: list[float], total: float, left: list[float] | None = None) -> Draws:
    jack = np.array(left or [total, total])
    return Draws(total, 10, np.array(totals, dtype=float), 0, jack, np.ones(len(jack)))


def test_a_limit_that_is_the_last_replicate_is_not_reached() -> None:
    pile = _made([20.0] * 50 + [30.0] * 50, 25.0)
    interval = pile.percentile()
    assert interval.not_reached == ("low", "high")
    assert (interval.low, interval.high) == (10.0, math.inf)
    spread = _made(list(range(100, 300)), 200.5)
    assert spread.percentile().not_reached == spread.bca().not_reached == ()


def test_the_published_limits_that_repeat_are_told_as_not_reached() -> None:
    """Of Ned by BIC the .9 and .975 limits of BCa are one and the same number: the largest of the replicates."""
    interval = best("Ned", replicates=200).bca()
    assert "high" in interval.not_reached
    assert interval.high == math.inf


def test_a_total_beyond_all_replicates_has_no_bca() -> None:
    interval = _made([20.0, 21.0, 22.0], 90.0).bca()
    assert (interval.not_reached, interval.low, interval.high) == (("low", "high"), 10.0, math.inf)


def test_quantiles_are_of_type_eight() -> None:
    found = _made([1.0, 2.0, 3.0, 4.0, 5.0], 3.0)
    assert found.quantile(0.5) == 3.0
    assert found.quantile(0.25) == pytest.approx(1 + 2 / 3)  # R: quantile(1:5, .25, type = 8)
    assert found.quantile(0.9) == pytest.approx(5.0)


def test_without_bias_or_acceleration_bca_is_the_plain_interval() -> None:
    found = _made([*range(100), *range(101, 201)], 100.0)
    assert (found.bias, found.acceleration) == (0.0, 0.0)
    assert (found.bca().low, found.bca().high) == pytest.approx((found.percentile().low, found.percentile().high))


@pytest.mark.parametrize("replicates", [0, 39, -5, 10**7])
def test_too_few_or_too_many_replicates_are_wrong_use(replicates: int) -> None:
    with pytest.raises(WrongUse):
        draws("UKdat_5", replicates)


def test_interrupted_draws_are_no_interval() -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    assert stepwise_draws(published_table("Ned").value, 0.02, Drawing(20_000, progress=stop)) is None
