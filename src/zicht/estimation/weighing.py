"""An average over all hierarchical log-linear models, each by the weight its BIC gives it.

Buckland, Burnham & Augustin (1997), Biometrics 53, 603-618; weights exp(-BIC/2) as in Kass & Raftery (1995), JASA 90.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from zicht.estimation.intervals import LEVEL, Interval
from zicht.estimation.loglinear import Fit, Term, fit
from zicht.estimation.search import Search

ENOUGH = 1 - 1e-4  # of the weight; the models that share the rest are left out
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A model with its weight and its own estimate: people not seen, and the standard error of their log."""

    terms: tuple[Term, ...]
    weight: float
    unseen: float
    error: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """The models that share nearly all weight, weightiest first; their weights sum to 1."""

    seen: int
    models: tuple[Weighed, ...]

    def below(self, total: float) -> float:
        """The share of the mixture of log-normals below a total, in people."""
        unseen = total - self.seen
        if unseen <= 0:
            return 0.0
        at = math.log(unseen)
        return sum(one.weight * NormalDist(math.log(one.unseen), one.error).cdf(at) for one in self.models)

    def quantile(self, share: float) -> float:
        """The total below which lies this share, to a millionth of itself."""
        low, high = math.log(1e-9), math.log(1e15)
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(self.seen + math.exp(middle)) < share else (low, middle)
        return self.seen + math.exp(low)

    def interval(self, level: float = LEVEL) -> Interval:
        """The middle of the mixture."""
        low, high = (self.quantile((1 + way * level) / 2) for way in (-1, 1))
        return Interval(low, high, "average", level)


def weighed(search: Search) -> Mixture | None:
    """The models of a search by their BIC weights; None when no model has an estimate."""
    values = search.values("bic")
    order = search.order("bic", MOST)
    if not len(order):
        return None
    weights = np.exp((values[order[0]] - values[order]) / 2)
    whole = float(np.exp((values[order[0]] - values[np.isfinite(values)]) / 2).sum())
    enough = int(np.searchsorted(np.cumsum(weights) / whole, ENOUGH)) + 1
    found = []
    for place, weight in zip(order[:enough].tolist(), weights.tolist(), strict=False):
        terms = search.terms(place)
        one = fit(search.table.counts, len(search.table.lists), terms)
        if isinstance(one, Fit):
            found.append(Weighed(terms, weight, math.exp(one.intercept), one.intercept_se))
    total = sum(one.weight for one in found)
    models = tuple(Weighed(one.terms, one.weight / total, one.unseen, one.error) for one in found)
    return Mixture(search.table.observed, models) if models else None
