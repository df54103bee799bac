"""Profile likelihood interval of a total under one log-linear model.

Cormack (1992), Biometrics 48, 567-576: for each number of people in all, the best multinomial likelihood of the model
with the unseen as one more cell; the interval holds the numbers whose likelihood is not too far below the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, lgamma, log
from statistics import NormalDist

import numpy as np

from zicht.estimation.intervals import LEVEL, Interval
from zicht.estimation.loglinear import Term, lay_out, newton
from zicht.estimation.table import CaptureTable

# logs of the unseen people between which the limits are looked for: from one in a million to ten thousand million
LEAST, MOST = log(1e-6), log(1e10)


def profile_of(table: CaptureTable, terms: Sequence[Term]) -> Callable[[float], float]:
    """The profile log-likelihood as a function of the people not seen (more than 0), up to a constant.

    Minus infinity where the model has no estimate. ``table`` has no empty lists.
    """
    model = lay_out(table.counts, len(table.lists), terms)
    whole = np.vstack([np.eye(1, model.design.shape[1]), model.design])

    def profile(unseen: float) -> float:
        cells = np.concatenate([[unseen], model.seen])
        found = newton(whole, cells)
        if found is None:
            return -np.inf
        people = cells.sum()
        chances = whole @ found[0] - log(people)
        return float(lgamma(people + 1) - lgamma(unseen + 1) + cells @ chances)

    return profile


def profile_interval(table: CaptureTable, terms: Sequence[Term], unseen: float, level: float = LEVEL) -> Interval:
    """The interval around an estimate of ``unseen`` people by the model with these interactions.

    ``high`` is infinite and *not reached* when even ten thousand million people are not too many.
    """
    from scipy.optimize import brentq, minimize_scalar

    profile = profile_of(table, terms)
    middle = log(max(unseen, 1e-3))
    best = minimize_scalar(lambda at: -profile(exp(at)), bounds=(middle - 2, middle + 2), method="bounded")
    allowed = NormalDist().inv_cdf((1 + level) / 2) ** 2 / 2

    def spare(at: float) -> float:
        return profile(exp(at)) + float(best.fun) + allowed

    low = exp(brentq(spare, LEAST, best.x, xtol=1e-9)) if spare(LEAST) < 0 else 0.0
    if spare(MOST) >= 0:
        return Interval(table.observed + low, float("inf"), "profile", level, ("high",))
    high = exp(brentq(spare, best.x, MOST, xtol=1e-9))
    return Interval(table.observed + low, table.observed + high, "profile", level)
