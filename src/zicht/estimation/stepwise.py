"""Stepwise choice of pairs, exactly as the R package SparseMSE 2.0.1 does it.

Chan, Silverman & Vincent (2021), Journal of the American Statistical Association. From main effects on, the
pair whose overlap is the least likely under the current model comes in, if its p-value is under the threshold.
Pairs never leave. The order in which pairs come in does not depend on the threshold, so one path serves all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zicht.estimation.loglinear import Fit, Floats, NoFit, Pair, fit
from zicht.estimation.table import CaptureTable


@dataclass(frozen=True, slots=True)
class Step:
    """A pair that came in, the p-value with which it did, and the fit with it."""

    pair: Pair
    p_value: float
    fit: Fit


@dataclass(frozen=True, slots=True)
class Path:
    """Main effects and the pairs that came in one after the other, for thresholds up to ``threshold``."""

    main: Fit
    steps: tuple[Step, ...]

    def at(self, threshold: float) -> tuple[tuple[Pair, ...], Fit]:
        """The pairs chosen at this threshold, in order, and the fit with them."""
        taken: list[Step] = []
        for step in self.steps:
            if step.p_value >= threshold:
                break
            taken.append(step)
        return tuple(step.pair for step in taken), taken[-1].fit if taken else self.main


def pair_p_values(overlaps: Floats, expected: Floats) -> Floats:
    """The smaller tail of a Poisson count, one-sided and not doubled: SparseMSE's rule."""
    from scipy.special import pdtr, pdtrc  # here so that no other command waits for it to load

    above = np.where(overlaps > 0, pdtrc(np.maximum(overlaps - 1, 0), expected), 1.0)
    return np.asarray(np.minimum(pdtr(overlaps, expected), above), dtype=float)


def _without_noise(p_values: Floats) -> Floats:
    """Logs without their last digits, so that a tie is a tie whatever the rounding of the fit."""
    with np.errstate(divide="ignore"):
        cleaned: Floats = np.round(np.log(p_values), 8).astype(float)
    return cleaned


def _first_that_exists(
    counts: NDArray[np.int64], lists: int, chosen: tuple[Pair, ...], candidates: list[tuple[Pair, float]]
) -> tuple[Step, ...]:
    """The first candidate with which the estimate exists, as a step; no step when there is none."""
    for pair, p_value in candidates:
        found = fit(counts, lists, (*chosen, pair))
        if isinstance(found, Fit):
            return (Step(pair, p_value, found),)
    return ()


@lru_cache(maxsize=64)
def path(table: CaptureTable, threshold: float) -> Path | NoFit:
    """The stepwise path of a table without empty lists, up to ``threshold`` (strict, in [0, 1)).

    Ties go to the first pair in the order (1,2), (1,3), ...; a pair with which the estimate would not exist
    or not be unique is passed over.
    """
    counts, lists = table.counts, len(table.lists)
    main = fit(counts, lists)
    if isinstance(main, NoFit):
        return main
    pairs = tuple(combinations(range(lists), 2))
    masks = np.arange(1, 2**lists)
    both = np.array([(masks >> a & masks >> b & 1).astype(float) for a, b in pairs]).reshape(len(pairs), len(masks))
    overlaps = both @ counts.astype(float)
    steps: tuple[Step, ...] = ()
    while True:
        current = steps[-1].fit if steps else main
        chosen = tuple(step.pair for step in steps)
        p_values = pair_p_values(overlaps, both @ current.fitted)
        order = np.argsort(_without_noise(p_values), kind="stable")
        candidates = [
            (pairs[k], float(p_values[k])) for k in order if p_values[k] < threshold and pairs[k] not in chosen
        ]
        more = _first_that_exists(counts, lists, chosen, candidates)
        if not more:
            return Path(main, steps)
        steps += more
