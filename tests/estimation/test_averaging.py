from itertools import combinations
from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, MethodResult, NotEstimable, every_fit, published_table
from zicht.estimation.averaging import BEYOND, graph_average, prior_sensitivity
from zicht.estimation.decomposable import decomposable_graphs
from zicht.estimation.methods import bic_average, graphs
from zicht.estimation.weighing import weighed

SHARES = (0.025, 0.25, 0.5, 0.75, 0.975)
# R package dga: 20,000 points to so many times the people seen, prior 1/N: quantiles of the total.
DGA = {
    ("UKdat_5", 2**-5, 30): (10389, 12673, 22992, 26491, 33509),
    ("UKdat_5", 2**-5, 10): (10343, 12429, 22365, 25562, 29446),
    ("Ned_5", 2**-5, 30): (41671, 46858, 50379, 151760, 203390),
    ("Ned_5", 2**-5, 10): (40843, 45631, 47904, 50292, 55455),
    ("UKdat_5", 0.5, 30): (2745, 2753, 2786, 2868, 3276),
    ("Ned_5", 0.5, 30): (8235, 8247, 8321, 8556, 9643),
}


def as_dga(name: str, delta: float, times: int):
    table = published_table(name).value
    grid = np.round(np.linspace(1, times * table.observed, 20_000))
    return graph_average(table, delta=delta, unseen=grid), grid[1] - grid[0]


@pytest.mark.parametrize(("name", "delta", "times"), DGA)
def test_quantiles_are_those_of_dga_within_a_step_of_its_grid(name: str, delta: float, times: int) -> None:
    found, step = as_dga(name, delta, times)
    for share, known in zip(SHARES, DGA[name, delta, times], strict=True):
        assert abs(found.quantile(share) - known) <= step + 0.5


def test_the_mean_and_the_weightiest_graph_are_those_of_dga() -> None:
    assert round(as_dga("UKdat_5", 2**-5, 30)[0].mean) == 21282
    assert round(as_dga("UKdat_5", 2**-5, 30)[0].graphs[0][1], 3) == 0.443
    assert round(as_dga("Ned_5", 2**-5, 30)[0].mean) == 88567


@pytest.mark.parametrize("name", ["UKdat_5", "Ned_5"])
def test_the_grid_grows_until_less_than_a_millionth_lies_beyond(name: str) -> None:
    table = published_table(name).value
    cut, found = as_dga(name, 2**-5, 10)[0], graph_average(table)
    assert cut.beyond > BEYOND > found.beyond
    assert found.people[-1] > 30 * table.observed
    assert found.mass.sum() == pytest.approx(1)
    assert found.interval().not_reached == ()


def test_the_grid_that_grows_gives_what_every_whole_number_gives() -> None:
    table = CaptureTable.of(
        "abc", {(1, 0, 0): 40, (0, 1, 0): 50, (0, 0, 1): 30, (1, 1, 0): 9, (0, 1, 1): 7, (1, 0, 1): 5}
    )
    grown, whole = graph_average(table, delta=0.5), graph_average(table, delta=0.5, unseen=np.arange(0.0, 100_000.0))
    for share in SHARES:
        assert grown.quantile(share) == pytest.approx(whole.quantile(share), abs=1.0, rel=0.003)
    for (one, weight), (other, same) in zip(grown.graphs, whole.graphs, strict=True):
        assert one == other
        assert weight == pytest.approx(same, rel=1e-3)


def test_a_posterior_without_an_end_has_no_upper_limit_and_says_so() -> None:
    """Two lists that share nobody, and no belief about the number of people: nothing holds it back."""
    apart = CaptureTable.of("ab", {(1, 0): 30, (0, 1): 40})
    interval = graph_average(apart, delta=1e-6, prior="flat").interval()
    assert interval.not_reached == ("high",)
    assert interval.high == float("inf")


def _log_likelihood(table: CaptureTable, cliques, separators, delta: float, unseen: int) -> float:
    """Written out from the hyper-Dirichlet itself, cell by cell."""
    lists, people = len(table.lists), table.observed + unseen
    cells = {**dict(table.cells), (0,) * lists: unseen}

    def part(members) -> float:
        weight, whole = delta * 2 ** (lists - len(members)), delta * 2**lists
        margin: dict[tuple[int, ...], int] = {}
        for pattern, count in cells.items():
            key = tuple(pattern[place] for place in members)
            margin[key] = margin.get(key, 0) + count
        inside = sum(lgamma(count + weight) - lgamma(weight) for count in margin.values())
        return inside + lgamma(whole) - lgamma(whole + people)

    whole = sum(map(part, cliques)) - sum(map(part, separators))
    return whole + lgamma(people + 1) - lgamma(unseen + 1) - log(people)


def test_weights_of_graphs_are_those_of_the_formula_written_out() -> None:
    table = CaptureTable.of(
        "abc", {(1, 0, 0): 20, (0, 1, 0): 15, (0, 0, 1): 9, (1, 1, 0): 6, (0, 1, 1): 4, (1, 1, 1): 2}
    )
    grid = np.arange(0.0, 60.0)
    found = graph_average(table, delta=0.25, unseen=grid)
    known = {
        (): ([(0,), (1,), (2,)], []),
        ((0, 1),): ([(0, 1), (2,)], []),
        ((0, 1), (1, 2)): ([(0, 1), (1, 2)], [(1,)]),
        ((0, 1), (0, 2), (1, 2)): ([(0, 1, 2)], []),
    }
    total = {g: sum(exp(_log_likelihood(table, *known[g], 0.25, int(n))) for n in grid) for g in known}
    weight = dict(found.graphs)
    for graph in known:
        assert weight[graph] / weight[()] == pytest.approx(total[graph] / total[()], rel=1e-9)


@pytest.mark.parametrize(("lists", "known"), [(2, 2), (3, 8), (4, 61), (5, 822)])
def test_there_are_as_many_decomposable_graphs_as_counted_by_others(lists: int, known: int) -> None:
    found = decomposable_graphs(lists)
    assert len(found.pairs) == len(set(found.pairs)) == known
    assert (found.parts[:, 1:].sum(axis=1) >= 1).all()


def test_on_four_lists_only_the_three_squares_are_left_out() -> None:
    every = {some for size in range(7) for some in combinations(tuple(combinations(range(4), 2)), size)}
    out = every - set(decomposable_graphs(4).pairs)
    assert len(out) == 3
    for graph in out:
        assert len(graph) == 4
        assert all(sum(place in pair for pair in graph) == 2 for place in range(4))


def test_more_lists_than_six_are_too_many_graphs() -> None:
    with pytest.raises(WrongUse):
        decomposable_graphs(7)
    wide = CaptureTable.of("abcdefg", {tuple(int(p in (k, (k + 1) % 7)) for p in range(7)): 9 for k in range(7)})
    assert graphs(wide) == NotEstimable("dga", None, "graphs_many")


@pytest.mark.parametrize(("delta", "prior"), [(0.0, "1/N"), (-1.0, "1/N"), (float("nan"), "flat"), (0.5, "gamma")])
def test_impossible_priors_are_wrong_use(delta: float, prior) -> None:
    with pytest.raises(WrongUse):
        graph_average(published_table("UKdat_5").value, delta=delta, prior=prior)


def test_no_average_over_graphs_comes_without_the_table_of_other_priors() -> None:
    found = graphs(published_table("Ned_5").value)
    assert isinstance(found, MethodResult)
    assert {(one.delta, one.prior) for one in found.priors} == {
        (delta, prior) for delta in (2**-5, 0.125, 0.5, 1.0) for prior in ("1/N", "flat")
    }
    middles = [one.middle for one in found.priors]
    assert max(middles) / min(middles) > 10  # the lesson: 8,400 to 153,000 from the same table
    assert found.priors == prior_sensitivity(published_table("Ned_5").value)
    assert len(found.models) == 10


@given(st.permutations(range(3)), st.lists(st.integers(0, 60), min_size=7, max_size=7).filter(any))
@settings(max_examples=20, deadline=None)
def test_names_and_order_of_lists_change_no_posterior(order: list[int], counts: list[int]) -> None:
    patterns = [tuple(mask >> place & 1 for place in range(3)) for mask in range(1, 8)]
    table = CaptureTable.of("abc", dict(zip(patterns, counts, strict=True)))
    turned = CaptureTable.of("xyz", {tuple(p[place] for place in order): n for p, n in table.cells})
    one, other = (graph_average(some, delta=0.5, unseen=np.arange(0.0, 500.0)) for some in (table, turned))
    assert one.mass == pytest.approx(other.mass, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("name", ["UKdat_5", "Ned_5"])
def test_bic_weights_are_those_of_all_models_and_their_mixture_has_its_quantiles(name: str) -> None:
    search = every_fit(published_table(name).value, 2)
    found = weighed(search)
    assert found is not None
    assert sum(one.weight for one in found.models) == pytest.approx(1)
    (first, second), values = search.best("bic", 2), search.values("bic")
    assert found.models[0].terms == first.terms
    assert found.models[1].weight / found.models[0].weight == pytest.approx(exp(-second.behind / 2))
    assert found.models[0].weight == pytest.approx(1 / np.exp((values.min() - values) / 2).sum(), rel=1e-3)
    for share in SHARES:
        assert found.below(found.quantile(share)) == pytest.approx(share, abs=1e-6)


def test_the_average_of_one_model_alone_is_its_own_wald_interval() -> None:
    table = CaptureTable.of("ab", {(1, 0): 60, (0, 1): 30, (1, 1): 20})
    found = bic_average(every_fit(table, 1))
    assert isinstance(found, MethodResult)
    assert found.total == pytest.approx(200, rel=1e-6)
    error = (1 / 60 + 1 / 30 + 1 / 20) ** 0.5
    assert found.interval.low == pytest.approx(110 + 90 * exp(-1.959964 * error), rel=1e-5)
    assert found.interval.high == pytest.approx(110 + 90 * exp(1.959964 * error), rel=1e-5)


def test_lists_that_share_nobody_have_no_average() -> None:
    apart = CaptureTable.of("abc", {(1, 0, 0): 20, (0, 1, 0): 20, (0, 0, 1): 20})
    assert bic_average(every_fit(apart, 2)) == NotEstimable("bic-average", None, "no_interior")
    assert graphs(CaptureTable.of("a", {(1,): 5})) == NotEstimable("dga", None, "lists_few")
