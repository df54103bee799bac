from itertools import combinations, product
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.estimation import CaptureTable, published_table
from zicht.estimation.loglinear import Fit, NoFit, _has_interior, fit

PATTERNS = [pattern[::-1] for pattern in product((0, 1), repeat=3)][1:]
positive = st.lists(st.integers(1, 500), min_size=7, max_size=7)
sparse = st.lists(st.sampled_from([0, 0, 0, 1, 2, 7, 40]), min_size=15, max_size=15)


def fitted(counts: list[int], lists: int, pairs: tuple[tuple[int, int], ...] = ()) -> Fit:
    found = fit(np.array(counts), lists, pairs)
    assert isinstance(found, Fit)
    return found


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=3))
@settings(deadline=None)
def test_two_independent_lists_give_lincoln_and_petersen(counts: list[int]) -> None:
    only_first, only_second, both = counts
    assert exp(fitted(counts, 2).intercept) == pytest.approx(only_first * only_second / both, rel=1e-8)


@given(positive)
@settings(deadline=None)
def test_three_lists_with_every_pair_give_the_closed_form(counts: list[int]) -> None:
    a, b, ab, c, ac, bc, abc = counts
    found = fitted(counts, 3, ((0, 1), (0, 2), (1, 2)))
    assert exp(found.intercept) == pytest.approx(a * b * c * abc / (ab * ac * bc), rel=1e-8)
    assert found.fitted == pytest.approx(counts, rel=1e-8)


@given(positive, st.sets(st.sampled_from([(0, 1), (0, 2), (1, 2)])))
@settings(deadline=None)
def test_a_fit_keeps_the_margin_of_every_term(counts: list[int], pairs: set[tuple[int, int]]) -> None:
    found = fitted(counts, 3, tuple(pairs))
    masks = np.arange(1, 8)
    for lists in [(), (0,), (1,), (2,), *pairs]:
        term = sum(1 << place for place in lists)
        cells = (masks & term) == term
        assert found.fitted[cells].sum() == pytest.approx(np.array(counts)[cells].sum(), rel=1e-9)


@given(positive, st.integers(2, 9))
@settings(deadline=None)
def test_times_as_many_people_give_times_the_unseen_and_a_root_of_the_error(counts: list[int], times: int) -> None:
    once, more = fitted(counts, 3), fitted([times * count for count in counts], 3)
    assert exp(more.intercept) == pytest.approx(times * exp(once.intercept), rel=1e-8)
    assert more.intercept_se == pytest.approx(once.intercept_se / times**0.5, rel=1e-7)


def test_counts_of_a_thousand_million_still_come_to_rest() -> None:
    counts = [10**9, 9 * 10**8, 10**6, 8 * 10**8, 2 * 10**6, 10**6, 50]
    assert isinstance(fit(np.array(counts), 3), Fit)


def _design(counts: list[int], lists: int, pairs: tuple[tuple[int, int], ...]) -> tuple[np.ndarray, np.ndarray]:
    """Kept cells and their model matrix, written out anew."""
    masks = np.arange(1, 2**lists)
    terms = [0, *(1 << place for place in range(lists)), *(1 << a | 1 << b for a, b in pairs)]
    empty = [t for t in terms[lists + 1 :] if not np.array(counts)[(masks & t) == t].any()]
    kept = np.array([all((mask & t) != t for t in empty) for mask in masks])
    design = np.array([[(mask & t) == t for t in terms if t not in empty] for mask in masks[kept]], dtype=float)
    return design, np.array(counts)[kept].astype(float)


@given(sparse, st.lists(st.sampled_from(list(combinations(range(4), 2))), unique=True))
@settings(max_examples=80, deadline=None)
def test_a_fit_comes_to_rest_exactly_when_the_linear_programme_finds_it_exists(
    counts: list[int], pairs: list[tuple[int, int]]
) -> None:
    table = np.array(counts)
    if any(not table[(np.arange(1, 16) >> place & 1) == 1].any() for place in range(4)):
        return  # an empty list is dropped before any fit
    design, kept = _design(counts, 4, tuple(pairs))
    unique = np.linalg.matrix_rank(design) == design.shape[1]
    found = fit(table, 4, tuple(pairs))
    assert isinstance(found, Fit) == (unique and _has_interior(design, kept))
    if isinstance(found, NoFit):
        assert found.code == ("no_interior" if unique else "rank")


def test_lists_that_share_nobody_have_no_estimate() -> None:
    table = CaptureTable.of("abc", {(1, 0, 0): 20, (0, 1, 0): 20, (0, 0, 1): 20})
    assert fit(table.counts, 3) == NoFit("no_interior")


def test_every_pair_of_two_lists_is_not_unique() -> None:
    assert fit(np.array([5, 6, 7]), 2, ((0, 1),)) == NoFit("rank")


def test_a_pair_that_shares_nobody_leaves_with_its_cells_and_still_counts_as_a_parameter() -> None:
    table = published_table("Ned_5").value
    place = {name: number for number, name in enumerate(table.lists)}
    pair = (place["K"], place["R"])
    found = fitted(list(table.counts), 5, (pair,))
    cells = np.arange(1, 32)
    both = (cells >> pair[0] & cells >> pair[1] & 1) == 1
    assert found.infinite == (pair,)
    assert not found.fitted[both].any()
    assert (found.fitted[~both] > 0).all()
    assert found.parameters == 1 + 5 + 1


def _r_glm(counts: np.ndarray, design: np.ndarray) -> tuple[float, float]:
    """Intercept and its error as R's ``glm`` leaves them: stopped on the deviance, weights one step old."""

    def deviance(mu: np.ndarray) -> float:
        ratio = np.where(counts > 0, counts / mu, 1)
        return float(2 * (counts * np.log(ratio) - (counts - mu)).sum())

    mu = counts + 0.1
    before = np.inf
    while True:
        information = (design * mu[:, None]).T @ design
        beta = np.linalg.solve(information, design.T @ (mu * np.log(mu) + counts - mu))
        mu = np.exp(design @ beta)
        now = deviance(mu)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            return float(beta[0]), float(np.linalg.inv(information)[0, 0] ** 0.5)
        before = now


def test_where_the_printed_interval_differs_it_is_the_stopping_rule_of_r() -> None:
    """Ned_5 at .001 is printed as 118775.43-180008.57; the exact maximum has an error 4e-6 larger."""
    table = published_table("Ned_5").value
    place = {name: number for number, name in enumerate(table.lists)}
    pairs = tuple((place[a], place[b]) for a, b in [("IO", "Z"), ("P", "Z"), ("P", "R"), ("IO", "P")])
    design, counts = _design(list(table.counts), 5, pairs)
    intercept, error = _r_glm(counts, design)
    ends = [table.observed + exp(intercept + way * 1.959963984540054 * error) for way in (-1, 1)]
    assert [round(end, 2) for end in ends] == [118775.43, 180008.57]
    exact = fitted(list(table.counts), 5, pairs)
    assert exact.intercept == pytest.approx(intercept, abs=1e-6)
    assert exact.intercept_se == pytest.approx(error, rel=1e-4)
