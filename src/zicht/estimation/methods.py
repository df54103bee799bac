"""The methods, and what each makes of a table: a total with its interval, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from zicht.errors import WrongUse
from zicht.estimation import closed_forms
from zicht.estimation.loglinear import Fit, NoFit, Term
from zicht.estimation.loglinear import fit as fit_one
from zicht.estimation.parallel import Progress, silent
from zicht.estimation.search import Criterion, Search, every_fit, without_empty
from zicht.estimation.space import check_order, listable
from zicht.estimation.stepwise import path
from zicht.estimation.table import CaptureTable

Closed = Literal["chao", "zelterman", "lincoln-petersen", "chapman"]
Method = Literal["main-effects", "stepwise", "aic", "aicc", "bic", "chao", "zelterman", "lincoln-petersen", "chapman"]
RANKED: tuple[Criterion, ...] = ("aic", "aicc", "bic")
CLOSED: Mapping[Closed, Callable[[CaptureTable], closed_forms.Formula | closed_forms.NoFormula]] = {
    "chao": closed_forms.chao,
    "zelterman": closed_forms.zelterman,
    "lincoln-petersen": closed_forms.lincoln_petersen,
    "chapman": closed_forms.chapman,
}
METHODS: tuple[Method, ...] = ("main-effects", "stepwise", *RANKED, *CLOSED)
# The thresholds at which Chan, Silverman & Vincent (2021) show their results; 0 is main effects.
THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
DEFAULT_THRESHOLD = 0.02
DEFAULT_ORDER = 2
LEVEL = 0.95
STANDARD_ERRORS = NormalDist().inv_cdf((1 + LEVEL) / 2)  # either side of the estimate


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of a total, in people. ``wald``: log-normal on the people not seen, never below the seen.

    It holds under the model alone: it does not cover the choice of the model, nor what no list can show.
    """

    low: float
    high: float
    kind: Literal["wald"] = "wald"
    level: float = LEVEL


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method makes of a table, in people.

    ``terms``: the interactions ("A:B") of the model, for stepwise in the order they came in; ``not_estimable``:
    those among them on which nobody stands (parameter minus infinity). ``bic`` weighs with the log of the people
    seen. None: the method has no threshold, no order of interactions or no likelihood.
    """

    method: Method
    threshold: float | None
    total: float
    unobserved: float
    interval: Interval
    terms: tuple[str, ...] = ()
    not_estimable: tuple[str, ...] = ()
    aic: float | None = None
    bic: float | None = None
    max_order: int | None = None


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """A method that has no estimate for this table; sentences under ``estimation.no_estimate.<code>``.

    ``code``: see ``NoFit`` and ``NoFormula``; or ``lists_few``, ``models_many``, ``interrupted``.
    """

    method: Method
    threshold: float | None
    code: str


def log_normal(seen: float, unseen: float, error: float, level: float = LEVEL) -> Interval:
    """The interval of a total whose unseen part has a log with this standard error."""
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    log = math.log(unseen) if unseen > 0 else -math.inf
    low, high = (seen + math.exp(min(log + way * reach, 700.0)) for way in (-1, 1))
    return Interval(low, high, level=level)


def term_name(table: CaptureTable, term: Term) -> str:
    """An interaction by the names of its lists: "A:B"."""
    return ":".join(table.lists[place] for place in term)


def _result(
    table: CaptureTable,
    method: Method,
    terms: tuple[Term, ...],
    found: Fit,
    *,
    threshold: float | None = None,
    max_order: int | None = None,
) -> MethodResult:
    seen, unseen = table.observed, math.exp(found.intercept)
    return MethodResult(
        method=method,
        threshold=threshold,
        total=seen + unseen,
        unobserved=unseen,
        interval=log_normal(seen, unseen, found.intercept_se),
        terms=tuple(term_name(table, term) for term in terms),
        not_estimable=tuple(term_name(table, term) for term in found.infinite),
        aic=2 * found.parameters - 2 * found.log_likelihood,
        bic=math.log(seen) * found.parameters - 2 * found.log_likelihood,
        max_order=max_order,
    )


def check_threshold(threshold: float) -> None:
    """Raise ``WrongUse`` unless the p-value threshold lies in [0, 1)."""
    if not 0 <= threshold < 1:
        raise WrongUse("estimation.wrong_threshold", threshold=threshold)


def stepwise(table: CaptureTable, threshold: float = DEFAULT_THRESHOLD) -> MethodResult | NotEstimable:
    """Main effects and the pairs that come in under ``threshold``; an empty list is dropped, never fitted.

    Chan, Silverman & Vincent (2021), JASA 116, as in their R package SparseMSE. That package keeps an empty list
    in and then can choose no pair at all, which biases it.
    """
    check_threshold(threshold)
    return _along_path(table, "stepwise", threshold)


def main_effects(table: CaptureTable) -> MethodResult | NotEstimable:
    """The lists as if independent: the log-linear model without interactions.

    Fienberg (1972), Biometrika 59, 591-603; the interval is Cormack's (1989), Biometrics 45, 395-413.
    """
    return _along_path(table, "main-effects", 0.0)


def _along_path(table: CaptureTable, method: Method, threshold: float) -> MethodResult | NotEstimable:
    used = without_empty(table)
    if len(used.lists) < 2 or not table.observed:
        return NotEstimable(method, threshold, "lists_few")
    found = path(used, max(threshold, THRESHOLDS[-1]))
    if isinstance(found, NoFit):
        return NotEstimable(method, threshold, found.code)
    pairs, fitted = found.at(threshold)
    return _result(used, method, pairs, fitted, threshold=threshold)


def closed_form(table: CaptureTable, method: Closed) -> MethodResult | NotEstimable:
    """One of the formulas of ``closed_forms``, with a log-normal interval on the people not seen."""
    used = without_empty(table)
    if len(used.lists) < 2 or not table.observed:
        return NotEstimable(method, None, "lists_few")
    found = CLOSED[method](used)
    if isinstance(found, closed_forms.NoFormula):
        return NotEstimable(method, None, found.code)
    seen, unseen = used.observed, found.unseen
    error = math.sqrt(math.log1p(found.variance / unseen**2)) if unseen > 0 else 0.0
    return MethodResult(method, None, seen + unseen, unseen, log_normal(seen, unseen, error))


def possible_order(table: CaptureTable, max_order: int | None) -> int:
    """The order of interactions to look at: pairs unless asked otherwise, and below the number of lists in use.

    Raises ``WrongUse`` for an order that this table's lists cannot have.
    """
    if max_order is not None:
        check_order(len(table.lists), max_order)
    return min(max_order or DEFAULT_ORDER, max(1, len(without_empty(table).lists) - 1))


def best_by(search: Search, criterion: Criterion) -> MethodResult | NotEstimable:
    """The best hierarchical model that has an estimate, by AIC (Akaike 1974), AICc or BIC (Schwarz 1978)."""
    if search.tried < len(search.space.models):
        return NotEstimable(criterion, None, "interrupted")
    for best in search.best(criterion):
        found = fit_one(search.table.counts, len(search.table.lists), best.terms)
        if isinstance(found, Fit):
            return _result(search.table, criterion, best.terms, found, max_order=search.space.order)
    return NotEstimable(criterion, None, "no_interior")


def ranked(
    table: CaptureTable,
    criteria: tuple[Criterion, ...] = RANKED,
    max_order: int | None = None,
    *,
    threads: int = 0,
    progress: Progress = silent,
) -> tuple[MethodResult | NotEstimable, ...]:
    """The best of all hierarchical models by each of these criteria, in one pass over the models.

    Raises ``WrongUse`` for an order that this table's lists cannot have.
    """
    used, order = without_empty(table), possible_order(table, max_order)
    why = "lists_few" if len(used.lists) < 2 or not used.observed else ""
    if why or not listable(len(used.lists), order):
        return tuple(NotEstimable(criterion, None, why or "models_many") for criterion in criteria)
    search = every_fit(used, order, threads=threads, progress=progress)
    return tuple(best_by(search, criterion) for criterion in criteria)


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
