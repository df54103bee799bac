"""One Poisson log-linear model of a capture table, with main effects and interactions of lists.

Method: Chan, Silverman & Vincent (2021), Journal of the American Statistical Association, as in the R package
SparseMSE: an interaction on which nobody stands has parameter minus infinity, and every cell that holds all its
lists leaves the data. Existence of the estimate: Fienberg & Rinaldo (2012), Annals of Statistics.

For one model at a time: it needs no compiling. Many at once are for ``kernels.fitting``, written another way, so
that each checks the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[int, int]
Term = tuple[int, ...]

MOST_STEPS = 200
SMALL_DECREMENT = 1e-9
# An estimate that does not exist moves by about 1 in every Newton step for ever; one that exists stops moving.
# The size of the smallest fitted cell tells nothing: sound models have cells of 1e-10.
STILL = 1e-3
TINY_PIVOT = 1e-12  # of a matrix scaled to ones on its diagonal
ROUNDING = 1e-10  # relative: counts of 10**9 have likelihoods whose last digits are noise
INTERIOR = 1e-7  # the LP's best cell is a ratio of small whole numbers when positive, so far above rounding


@dataclass(frozen=True, slots=True)
class Fit:
    """A maximum-likelihood fit.

    ``intercept`` is the log of the expected number of people not seen, ``intercept_se`` its standard error
    (dispersion 1); ``fitted`` is expected people per cell in the order of ``CaptureTable.counts`` (0 in cells
    that left the data); ``log_likelihood`` is over the kept cells with its log y! term; ``parameters`` counts
    those at minus infinity too; ``infinite`` are those interactions.
    """

    intercept: float
    intercept_se: float
    fitted: Floats
    log_likelihood: float
    parameters: int
    infinite: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class NoFit:
    """Why there is no estimate.

    ``no_interior``: it does not exist; ``rank``: it is not unique; ``no_rest``: it exists but was not reached.
    """

    code: Literal["no_interior", "rank", "no_rest"]


def _mask(lists: Iterable[int]) -> int:
    return sum(1 << place for place in lists)


def _cells_with(masks: NDArray[np.int64], term: int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (masks & term) == term
    return found


def _sound(information: Floats) -> bool:
    """Whether its smallest pivot stands out above rounding: below that a step may look like rest and be none."""
    with np.errstate(all="ignore"):
        scale = np.sqrt(np.diag(information))
        try:
            pivots = np.diag(np.linalg.cholesky(information / np.outer(scale, scale))) ** 2
        except np.linalg.LinAlgError:
            return False
    return bool(pivots.min() > TINY_PIVOT)


def newton(design: Floats, counts: Floats) -> tuple[Floats, Floats] | None:
    """Coefficients and information matrix, or None when the steps do not come to rest."""
    start = counts + 0.1
    weighted = design * start[:, None]
    beta: Floats = np.linalg.lstsq(weighted.T @ design, weighted.T @ np.log(start), rcond=None)[0].astype(float)
    expected: Floats = np.exp(design @ beta)
    height = float(counts @ (design @ beta) - expected.sum())
    rest = 0
    for _ in range(MOST_STEPS):
        information = (design * expected[:, None]).T @ design
        gradient = design.T @ (counts - expected)
        if not _sound(information):
            return None
        step: Floats = np.linalg.solve(information, gradient).astype(float)
        if rest == 2:  # two more full steps after coming to rest: exact to rounding
            return beta, information
        if gradient @ step < SMALL_DECREMENT and np.abs(step).max() < STILL:
            rest += 1
        beta, expected, height = _climb(design, counts, beta, step, height, halve=not rest)
    return None


def _climb(
    design: Floats, counts: Floats, beta: Floats, step: Floats, height: float, *, halve: bool
) -> tuple[Floats, Floats, float]:
    """One step up the likelihood, halved until it does go up."""
    scale = 1.0
    while True:
        moved = beta + scale * step
        linear = design @ moved
        with np.errstate(over="ignore"):
            expected = np.exp(linear)
            reached = float(counts @ linear - expected.sum())
        if not halve or reached >= height - ROUNDING * abs(height) or scale < ROUNDING:
            return moved, expected, reached
        scale /= 2


def _has_interior(design: Floats, counts: Floats) -> bool:
    """Whether some table with every cell positive has the same margins (linear programme, exact certificate).

    Maximise s over x = z + s with z >= 0 and the margins of x those of the counts.
    """
    from scipy.optimize import linprog  # here because it takes longer to load than most tables take to fit

    margins = design.T @ counts
    equal = np.column_stack([design.T, design.sum(axis=0)])
    cost = np.zeros(equal.shape[1])
    cost[-1] = -1.0
    found = linprog(cost, A_eq=equal, b_eq=margins, bounds=(0, None), method="highs")
    return bool(found.success and -found.fun > INTERIOR)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A model written out: its matrix on the kept cells, their counts, and what is at minus infinity."""

    design: Floats
    seen: Floats
    kept: NDArray[np.bool_]
    infinite: tuple[Term, ...]


def lay_out(counts: NDArray[np.int64], lists: int, interactions: Sequence[Term]) -> Layout:
    """Main effects of all lists and these interactions; ``counts`` has length 2**lists - 1."""
    masks = np.arange(1, 2**lists)
    infinite = tuple(term for term in interactions if not counts[_cells_with(masks, _mask(term))].any())
    kept = np.ones(len(masks), dtype=bool)
    for term in infinite:
        kept &= ~_cells_with(masks, _mask(term))
    finite = [_mask(term) for term in interactions if term not in infinite]
    terms = [0, *(1 << place for place in range(lists)), *finite]
    design = np.column_stack([_cells_with(masks[kept], mask) for mask in terms]).astype(float)
    return Layout(design, counts[kept].astype(float), kept, infinite)


def fit(counts: NDArray[np.int64], lists: int, interactions: Sequence[Term] = ()) -> Fit | NoFit:
    """Fit main effects of all lists and these interactions, each with all its parts; no list may be empty.

    ``counts`` has length 2**lists - 1. A fit that comes to rest is itself the proof that it exists: its
    fitted cells are a positive table with the same margins. Only for the others the linear programme says why.
    """
    model = lay_out(counts, lists, interactions)
    if np.linalg.matrix_rank(model.design) < model.design.shape[1]:
        return NoFit("rank")
    found = newton(model.design, model.seen)
    if found is None:
        return NoFit("no_rest" if _has_interior(model.design, model.seen) else "no_interior")
    beta, information = found
    linear = model.design @ beta
    fitted = np.zeros(len(model.kept))
    fitted[model.kept] = np.exp(linear)
    likelihood = float(model.seen @ linear - fitted.sum()) - sum(lgamma(count + 1) for count in model.seen)
    spread = float(np.sqrt(np.linalg.inv(information)[0, 0]))
    parameters = model.design.shape[1] + len(model.infinite)
    return Fit(float(beta[0]), spread, fitted, likelihood, parameters, model.infinite)
