"""How far the total may lie from what the models say: an interval under a stated allowance, and the allowance's curve.

No table shows that people differ in how easily they are found, nor dependence that all lists share (the identifying
assumption: Aleshin-Guendel, Sadinle & Wakefield 2024, Biometrics 80). So that is not estimated but allowed for, in the
way of Rosenbaum (2002), Observational Studies, chapter 4. An allowance of a lets the people not seen be up to 1 + a
times as many as the models say. When the number of lists somebody is on is Poisson, and its mean differs between
people as a gamma with coefficient of variation c, then the unseen are 1 + c**2 times Chao's bound: a is that square.

The low end needs no allowance: it is what the models and the bound say without differences between people, and
these only hide people. Lists that avoid each other are not allowed for.

Each end is one-sided at ``LEVEL``: an interval for whatever truth lies within the allowance covers it with that
probability when only one end can fail (Imbens & Manski 2004, Econometrica 72).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from zicht.estimation.intervals import STANDARD_ERRORS
from zicht.estimation.lower import Bound, Doubt
from zicht.estimation.methods import MethodResult

LEVEL = 0.90
# Fixed on the tuning half of the worlds of ``benchmarks.limits``: the largest, in twentieths, at which the middle
# table of homogeneous worlds of 2,000 people still has a high end under twice its low end. One for all tables.
DEFAULT_ALLOWANCE = 1.4
CURVE = (0.0, 0.25, 0.5, 1.0, DEFAULT_ALLOWANCE, 2.0, 3.0, 5.0)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The interval of the total, in people, under one allowance."""

    allowance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The interval as a function of the allowance: people seen, and the outer ends for the people not seen."""

    seen: int
    fewest: float
    most: float

    def at(self, allowance: float = DEFAULT_ALLOWANCE) -> Allowed:
        """The interval under this allowance, 0 or more."""
        return Allowed(allowance, self.seen + self.fewest, self.seen + (1 + allowance) * self.most)

    @property
    def curve(self) -> tuple[Allowed, ...]:
        """The interval under each allowance that is shown."""
        return tuple(self.at(allowance) for allowance in CURVE)

    def needed(self, total: float) -> float:
        """The least allowance whose interval reaches up to this total; 0 when it does without; infinite if never."""
        return max(0.0, (total - self.seen) / self.most - 1) if self.most else math.inf

    @property
    def doubling(self) -> float:
        """The allowance at which the high end is twice what it is without: the value that changes the conclusion."""
        return self.needed(2 * self.at(0.0).high)


def sensitivity(
    results: Iterable[MethodResult], bound: Bound | None, doubted: Iterable[Doubt] = ()
) -> Sensitivity | None:
    """The curve over main effects and every threshold of stepwise (``disagreement``) and the bound; None of nothing.

    A list with a surplus of its own (``doubted``) lowers the low end to the limit without that surplus. Corrections
    for missed links or strangers take no part: they belong to the lower limit.
    """
    found = list(results)
    if not found:
        return None
    seen, reach = round(found[0].total - found[0].unobserved), NormalDist().inv_cdf(LEVEL)
    ends = [(one.unobserved, _error(one)) for one in found]
    ends += [(bound.unseen, bound.error)] if bound is not None else []
    fewest = [unseen * math.exp(-reach * error) for unseen, error in ends]
    fewest += [doubt.total - seen for doubt in doubted if doubt.code == "list"]
    return Sensitivity(
        seen,
        max(0.0, min(fewest)),
        max(unseen * math.exp(min(reach * error, 700.0)) for unseen, error in ends),
    )


def _error(one: MethodResult) -> float:
    """The standard error of the log of the people not seen, from the Wald interval of a model."""
    above = one.interval.high - (one.total - one.unobserved)
    return math.log(above / one.unobserved) / STANDARD_ERRORS if one.unobserved > 0 else 0.0
