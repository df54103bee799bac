"""The methods, and what each makes of a table: a total with its interval, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from zicht.errors import WrongUse
from zicht.estimation.loglinear import Fit, NoFit, Pair
from zicht.estimation.stepwise import path
from zicht.estimation.table import CaptureTable

Method = Literal["main-effects", "stepwise"]
METHODS: tuple[Method, ...] = ("main-effects", "stepwise")
# The thresholds at which Chan, Silverman & Vincent (2021) show their results; 0 is main effects.
THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
DEFAULT_THRESHOLD = 0.02
LEVEL = 0.95
STANDARD_ERRORS = NormalDist().inv_cdf((1 + LEVEL) / 2)  # either side of the estimate


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of a total, in people. ``wald``: log-normal on the people not seen, never below the seen.

    It holds under the model alone: it does not cover the choice of the pairs, nor what no list can show.
    """

    low: float
    high: float
    kind: Literal["wald"] = "wald"
    level: float = LEVEL


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method makes of a table, in people.

    ``terms``: the pairs ("A:B") of the model in the order they came in; ``not_estimable``: those among them on
    which nobody stands (parameter minus infinity). ``bic`` weighs with the log of the people seen.
    """

    method: Method
    threshold: float
    total: float
    unobserved: float
    interval: Interval
    terms: tuple[str, ...]
    not_estimable: tuple[str, ...]
    aic: float
    bic: float


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """A method that has no estimate for this table; ``code`` says why (see ``NoFit``, or ``lists_few``)."""

    method: Method
    threshold: float
    code: str


def _result(table: CaptureTable, method: Method, threshold: float, pairs: tuple[Pair, ...], found: Fit) -> MethodResult:
    def named(some: tuple[Pair, ...]) -> tuple[str, ...]:
        return tuple(f"{table.lists[a]}:{table.lists[b]}" for a, b in some)

    seen = table.observed
    reach = STANDARD_ERRORS * found.intercept_se
    low, high = (seen + math.exp(min(found.intercept + way * reach, 700.0)) for way in (-1, 1))
    unseen = math.exp(found.intercept)
    return MethodResult(
        method=method,
        threshold=threshold,
        total=seen + unseen,
        unobserved=unseen,
        interval=Interval(low, high),
        terms=named(pairs),
        not_estimable=named(found.infinite),
        aic=2 * found.parameters - 2 * found.log_likelihood,
        bic=math.log(seen) * found.parameters - 2 * found.log_likelihood,
    )


def check_threshold(threshold: float) -> None:
    """Raise ``WrongUse`` unless the p-value threshold lies in [0, 1)."""
    if not 0 <= threshold < 1:
        raise WrongUse("estimation.wrong_threshold", threshold=threshold)


def stepwise(table: CaptureTable, threshold: float = DEFAULT_THRESHOLD) -> MethodResult | NotEstimable:
    """Main effects and the pairs that come in under ``threshold``; an empty list is dropped, never fitted.

    SparseMSE keeps an empty list in and then can choose no pair at all, which biases it.
    """
    check_threshold(threshold)
    return _along_path(table, "stepwise", threshold)


def main_effects(table: CaptureTable) -> MethodResult | NotEstimable:
    """The lists as if independent: the log-linear model without pairs."""
    return _along_path(table, "main-effects", 0.0)


def _along_path(table: CaptureTable, method: Method, threshold: float) -> MethodResult | NotEstimable:
    used = table.without(*table.empty_lists) if table.observed else table
    if len(used.lists) < 2 or not table.observed:
        return NotEstimable(method, threshold, "lists_few")
    found = path(used, max(threshold, THRESHOLDS[-1]))
    if isinstance(found, NoFit):
        return NotEstimable(method, threshold, found.code)
    return _result(used, method, threshold, *found.at(threshold))


def disagreement(table: CaptureTable, *more_thresholds: float) -> tuple[MethodResult, ...]:
    """The same table by main effects and by each of the published thresholds (and any more), in rising order.

    How far they lie apart is the lesson: one number from one model is not an honest answer. Empty when not
    even main effects has an estimate.
    """
    first = main_effects(table)
    if isinstance(first, NotEstimable):
        return ()
    above = sorted({*THRESHOLDS[1:], *(threshold for threshold in more_thresholds if threshold > 0)})
    rest = (stepwise(table, threshold) for threshold in above)
    return (first, *(found for found in rest if isinstance(found, MethodResult)))
