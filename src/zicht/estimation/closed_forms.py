"""Estimators that are one formula. Each result holds the people not seen and the variance of that number.

They need independent lists, and all but Chao's lower bound need everyone to be found equally easily; they are shown
beside the models to compare, and because they are what others quote.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from zicht.estimation.table import CaptureTable


@dataclass(frozen=True, slots=True)
class Formula:
    """People not seen, and the variance of that number."""

    unseen: float
    variance: float


@dataclass(frozen=True, slots=True)
class NoFormula:
    """Why a formula does not apply: ``lists_two`` (it is for two lists) or ``overlap_none`` (it would divide by 0)."""

    code: Literal["lists_two", "overlap_none"]


def times_seen(table: CaptureTable) -> dict[int, int]:
    """How many people are on exactly 1, 2, ... lists."""
    found = dict.fromkeys(range(1, len(table.lists) + 1), 0)
    for pattern, count in table.cells:
        found[sum(pattern)] += count
    return found


def chao(table: CaptureTable) -> Formula | NoFormula:
    """Chao's lower bound: people on one list, squared, over twice the people on two.

    Chao (1987), Biometrics 43, 783-791: ``f1**2 / (2 f2)``, with her variance. A bound from below when people differ
    in how easily they are found; lists that depend on each other can still push it too high.
    """
    seen = times_seen(table)
    once, twice = seen.get(1, 0), seen.get(2, 0)
    if not twice:
        return NoFormula("overlap_none")
    ratio = once / twice
    return Formula(once**2 / (2 * twice), twice * (ratio**4 / 4 + ratio**3 + ratio**2 / 2))


def zelterman(table: CaptureTable) -> Formula | NoFormula:
    """Zelterman's estimator: a Poisson rate from the people on one list and on two alone.

    Zelterman (1988), Journal of Statistical Planning and Inference 18, 225-237; variance of Boehning (2008),
    Statistical Methodology 5, 410-423.
    """
    seen = times_seen(table)
    once, twice = seen.get(1, 0), seen.get(2, 0)
    if not once or not twice:
        return NoFormula("overlap_none")
    rate = 2 * twice / once
    missed, people = math.exp(-rate), table.observed
    spread = missed / (1 - missed) ** 2
    variance = people * spread * (1 + people * spread * rate**2 * (1 / once + 1 / twice))
    return Formula(people * missed / (1 - missed), variance)


def _two_lists(table: CaptureTable) -> tuple[int, int, int] | NoFormula:
    """People on the first list, on the second, on both."""
    if len(table.lists) != 2:
        return NoFormula("lists_two")
    counts = dict(table.cells)
    both = counts.get((1, 1), 0)
    return counts.get((1, 0), 0) + both, counts.get((0, 1), 0) + both, both


def lincoln_petersen(table: CaptureTable) -> Formula | NoFormula:
    """Two lists: the product of their sizes over the overlap.

    Petersen (1896), Lincoln (1930); variance of Sekar & Deming (1949), JASA 44, 101-115.
    """
    sizes = _two_lists(table)
    if isinstance(sizes, NoFormula):
        return sizes
    one, other, both = sizes
    if not both:
        return NoFormula("overlap_none")
    variance = one * other * (one - both) * (other - both) / both**3
    return Formula(one * other / both - table.observed, variance)


def chapman(table: CaptureTable) -> Formula | NoFormula:
    """Two lists: Lincoln-Petersen with one added, nearly without bias and defined without overlap.

    Chapman (1951), University of California Publications in Statistics 1, 131-160; variance of Seber (1970),
    Biometrics 26, 13-22.
    """
    sizes = _two_lists(table)
    if isinstance(sizes, NoFormula):
        return sizes
    one, other, both = sizes
    total = (one + 1) * (other + 1) / (both + 1) - 1
    variance = (one + 1) * (other + 1) * (one - both) * (other - both) / ((both + 1) ** 2 * (both + 2))
    return Formula(total - table.observed, variance)
