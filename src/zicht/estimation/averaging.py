"""Averages over models instead of one chosen: all decomposable graphs, and all hierarchical models by BIC weights.

Graphs: Madigan & York (1997), Biometrika 84, 19-31, as in the R package dga (Johndrow, Lum & Ball): Dirichlet priors on
the cells of every clique that agree with each other, and a prior on the number of people. Its answer depends on both
priors, so a result never comes without the table of other priors. The package sums to a largest N that the user gives;
here the grid grows until less than a millionth of the posterior lies beyond it, and says so when it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from zicht.errors import WrongUse
from zicht.estimation.decomposable import Graphs, decomposable_graphs
from zicht.estimation.intervals import LEVEL, Interval
from zicht.estimation.loglinear import Floats, Pair
from zicht.estimation.search import with_unseen_cell
from zicht.estimation.table import CaptureTable

NumberPrior = Literal["1/N", "flat"]
NUMBER_PRIORS: tuple[NumberPrior, ...] = get_args(NumberPrior)
BEYOND = 1e-6  # of the posterior, at most, past the last point of the grid
FINE, COARSE = 0.002, 0.02  # steps of the grid relative to the people not seen
MOST_UNSEEN = 1e10
COLUMNS = 1_000  # points of the grid at once: the memory of graphs times points stays small
NEGLIGIBLE = 60.0  # logs below the top
TOP = 10


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What the number of people is after seeing the table, under one pair of priors.

    ``people`` are the totals of the grid, rising, ``mass`` the posterior of each (sums to 1); ``beyond`` is the share
    past the last point, infinite when it has no end; ``graphs`` the weightiest with their weight.
    """

    delta: float
    prior: NumberPrior
    people: Floats
    mass: Floats
    beyond: float
    graphs: tuple[tuple[tuple[Pair, ...], float], ...]

    def quantile(self, share: float) -> float:
        """The first total of the grid at or below which lies this share."""
        place = int(np.searchsorted(np.cumsum(self.mass), share))
        return float(self.people[min(place, len(self.people) - 1)])

    @property
    def mean(self) -> float:
        """The mean; it moves with the end of the grid, so no result is told by it."""
        return float(self.people @ self.mass)

    def interval(self, level: float = LEVEL) -> Interval:
        """The middle of the posterior; ``high`` is not reached when too much of it lies past the grid."""
        low, high = (self.quantile((1 + way * level) / 2) for way in (-1, 1))
        if self.beyond > (1 - level) / 2 or high >= self.people[-1]:
            return Interval(low, float("inf"), "posterior", level, ("high",))
        return Interval(low, high, "posterior", level)


@dataclass(frozen=True, slots=True)
class UnderPrior:
    """The same average under other priors: ``middle`` is the median, ``interval`` the 95% of the middle."""

    delta: float
    prior: NumberPrior
    middle: float
    interval: Interval


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """What does not change along the grid: for every set of lists, its cells other than the one of nobody."""

    graphs: Graphs
    seen: int
    delta: float
    prior: NumberPrior
    fixed: Floats
    nobody: Floats
    weight: Floats


def _log_gamma(values: Floats) -> Floats:
    from scipy.special import gammaln

    return np.asarray(gammaln(values), dtype=float)


def _model(table: CaptureTable, graphs: Graphs, delta: float, prior: NumberPrior) -> _Model:
    """``fixed``: log-likelihood of the seen cells of each set of lists; ``nobody``: seen people on none of them."""
    lists, cells = len(table.lists), with_unseen_cell(table.counts)
    masks = np.arange(1 << lists)
    fixed, nobody = np.zeros(1 << lists), np.zeros(1 << lists)
    weight = delta * 2.0 ** (lists - np.array([int(mask).bit_count() for mask in masks]))
    for mask in masks[1:]:
        margin = np.bincount(masks & mask, weights=cells, minlength=1 << lists)
        inside = masks[(masks & ~mask == 0) & (masks > 0)]
        terms = _log_gamma(margin[inside] + weight[mask]) - _log_gamma(np.full(len(inside), weight[mask]))
        fixed[mask], nobody[mask] = terms.sum(), margin[0]
    return _Model(graphs, table.observed, delta, prior, fixed, nobody, weight)


def _log_posteriors(model: _Model, unseen: Floats, kept: slice | NDArray[np.intp] = slice(None)) -> Floats:
    """Log of posterior weight up to a constant: a row a kept graph, a column a point of the grid."""
    people, whole = unseen + model.seen, model.weight[0]
    parts = model.fixed[:, None] + _log_gamma(model.nobody[:, None] + unseen + model.weight[:, None])
    parts += _log_gamma(np.full(1, whole)) - _log_gamma(model.weight)[:, None] - _log_gamma(people + whole)
    parts[0] = 0.0
    shared = _log_gamma(people + 1) - _log_gamma(unseen + 1)
    if model.prior == "1/N":
        shared = shared - np.log(people)
    found: Floats = model.graphs.parts[kept] @ parts
    found += shared
    return found


def _first_look(unseen: Floats) -> Floats:
    """Some points of a grid, both ends among them."""
    places = np.unique(np.linspace(0, len(unseen) - 1, 60).astype(int))
    return np.asarray(unseen[places], dtype=float)


def _summed(model: _Model, unseen: Floats, widths: Floats, top: float) -> tuple[Floats, Floats]:
    """Mass of every point and of every graph, relative to exp(``top``).

    A graph's weight is smooth along the grid: one that is nowhere near the top at a first look is left out.
    """
    mass, graphs = np.zeros(len(unseen)), np.zeros(len(model.graphs.pairs))
    kept = np.flatnonzero(_log_posteriors(model, _first_look(unseen)).max(axis=1) > top - NEGLIGIBLE)
    for start in range(0, len(unseen), COLUMNS):
        columns = slice(start, start + COLUMNS)
        weights = _log_posteriors(model, unseen[columns], kept)
        weights -= top
        np.exp(weights, out=weights)
        mass[columns] = weights.sum(axis=0) * widths[columns]
        graphs[kept] += weights @ widths[columns]
    return mass, graphs


def _geometric(first: float, last: float, step: float) -> tuple[Floats, Floats]:
    """Points from ``first`` up to ``last`` and how many whole numbers each stands for."""
    points, at = [], first
    while at <= last:
        points.append(at)
        at = max(at + 1, np.floor(at * (1 + step)))
    widths = np.diff(points, append=at)
    return np.array(points) + (widths - 1) / 2, widths


def _past(people: Floats, density: Floats) -> float:
    """Mass past the last point when the end goes on as a power of N; infinite when that has no sum."""
    if density[-1] <= 0:
        return 0.0
    slope = -np.log(density[-1] / density[-2]) / np.log(people[-1] / people[-2])
    return float(density[-1] * people[-1] / (slope - 1)) if slope > 1 else float("inf")


def _grown(model: _Model, step: float) -> Iterator[tuple[Floats, Floats]]:
    """Stretches of the grid: to thirty times the people seen, then each four times as far."""
    first, last = 0.0, 30.0 * max(model.seen, 10)
    while first < MOST_UNSEEN:
        points, widths = _geometric(first, last, step)
        yield points, widths
        first, last = float(np.floor(points[-1] + (widths[-1] + 1) / 2)), 4 * last


def check_priors(delta: float, prior: str) -> None:
    """Raise ``WrongUse`` unless delta is above 0 and the prior on N is one of those there are."""
    if not 0 < delta < 1e6 or prior not in NUMBER_PRIORS:
        raise WrongUse("estimation.wrong_prior", delta=delta, prior=prior)


def graph_average(
    table: CaptureTable,
    *,
    delta: float | None = None,
    prior: NumberPrior = "1/N",
    unseen: Floats | None = None,
    step: float = FINE,
) -> Posterior:
    """The posterior of the total over all decomposable graphs.

    ``delta``: the Dirichlet weight of each full cell, 2**-lists unless given (as dga); ``unseen``: a grid of one's
    own with equal weights, as dga has it; otherwise it grows by itself. ``table`` has no empty lists, two to six.
    Raises ``WrongUse`` for other numbers of lists and impossible priors.
    """
    size = len(table.lists)
    delta = 2.0**-size if delta is None else delta
    check_priors(delta, prior)
    model = _model(table, decomposable_graphs(size), delta, prior)
    stretches = iter([(unseen, np.ones(len(unseen)))]) if unseen is not None else _grown(model, step)
    people, mass, weights, top = np.zeros(0), np.zeros(0), np.zeros(len(model.graphs.pairs)), -np.inf
    beyond = 0.0
    for points, widths in stretches:
        if top == -np.inf:
            top = float(_log_posteriors(model, _first_look(points)).max())
        more, of_graphs = _summed(model, points, widths, top)
        people, mass = np.append(people, points + model.seen), np.append(mass, more)
        weights = weights + of_graphs
        beyond = _past(people, more / widths) / mass.sum()
        if beyond < BEYOND:
            break
    total = mass.sum()
    best = np.argsort(-weights, kind="stable")[:TOP]
    graphs = tuple((model.graphs.pairs[place], float(weights[place] / total)) for place in best)
    return Posterior(delta, prior, people, mass / total, beyond, graphs)


def prior_sensitivity(table: CaptureTable) -> tuple[UnderPrior, ...]:
    """The same table under other Dirichlet weights and both priors on the number of people."""
    weights = sorted({2.0 ** -len(table.lists), 0.125, 0.5, 1.0})
    found = (graph_average(table, delta=d, prior=p, step=COARSE) for d in weights for p in NUMBER_PRIORS)
    return tuple(UnderPrior(one.delta, one.prior, one.quantile(0.5), one.interval()) for one in found)
