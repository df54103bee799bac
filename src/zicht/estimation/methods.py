"""The methods, and what each makes of a table: a total with its interval, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from zicht.errors import WrongUse
from zicht.estimation import closed_forms
from zicht.estimation.averaging import UnderPrior, graph_average, prior_sensitivity
from zicht.estimation.convergence import Convergence
from zicht.estimation.decomposable import MOST_LISTS
from zicht.estimation.intervals import Interval, log_normal
from zicht.estimation.latent import latent_classes
from zicht.estimation.loglinear import Fit, NoFit, Term
from zicht.estimation.loglinear import fit as fit_one
from zicht.estimation.parallel import Progress, silent
from zicht.estimation.search import Criterion, Search, every_fit, without_empty
from zicht.estimation.space import check_order, listable
from zicht.estimation.stepwise import path
from zicht.estimation.table import CaptureTable
from zicht.estimation.weighing import Mixture, weighed

Closed = Literal["chao", "zelterman", "lincoln-petersen", "chapman"]
Method = Literal[
    "main-effects", "stepwise", "aic", "aicc", "bic", "bic-average", "dga", "lcmcr",
    "chao", "zelterman", "lincoln-petersen", "chapman",
]  # fmt: skip
RANKED: tuple[Criterion, ...] = ("aic", "aicc", "bic")
CLOSED: Mapping[Closed, Callable[[CaptureTable], closed_forms.Formula | closed_forms.NoFormula]] = {
    "chao": closed_forms.chao,
    "zelterman": closed_forms.zelterman,
    "lincoln-petersen": closed_forms.lincoln_petersen,
    "chapman": closed_forms.chapman,
}
METHODS: tuple[Method, ...] = ("main-effects", "stepwise", *RANKED, "bic-average", "dga", "lcmcr", *CLOSED)
# The thresholds at which Chan, Silverman & Vincent (2021) show their results; 0 is main effects.
THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
DEFAULT_THRESHOLD = 0.02
DEFAULT_ORDER = 2
SHOWN = 10  # models of an average


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method makes of a table, in people.

    ``terms``: the interactions ("A:B") of the model, for stepwise in the order they came in; ``not_estimable``:
    those among them on which nobody stands (parameter minus infinity). ``bic`` weighs with the log of the people
    seen. None: the method has no threshold, no order of interactions or no likelihood. ``places``: the interactions
    as places of lists, of the table without its empty lists. An average has no model of its own but the weightiest
    ``models`` with their weights, and its ``total`` is the middle (median); ``priors`` is the same under other priors,
    without which no average over graphs may be shown.
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
    places: tuple[Term, ...] = ()
    models: tuple[tuple[tuple[str, ...], float], ...] = ()
    priors: tuple[UnderPrior, ...] = ()
    convergence: Convergence | None = None


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """A method that has no estimate for this table; sentences under ``estimation.no_estimate.<code>``.

    ``code``: see ``NoFit`` and ``NoFormula``; or ``lists_few``, ``models_many``, ``graphs_many``, ``interrupted``;
    or ``not_converged``, with what became of the chains in ``convergence``.
    """

    method: Method
    threshold: float | None
    code: str
    convergence: Convergence | None = None


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
        places=terms,
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


def bic_average(search: Search) -> MethodResult | NotEstimable:
    """All hierarchical models by their BIC weights (Buckland, Burnham & Augustin 1997): see ``weighing``."""
    if search.tried < len(search.space.models):
        return NotEstimable("bic-average", None, "interrupted")
    found = weighed(search)
    if not isinstance(found, Mixture):
        return NotEstimable("bic-average", None, "no_interior")
    table, total = search.table, found.quantile(0.5)
    models = tuple((tuple(term_name(table, t) for t in one.terms), one.weight) for one in found.models[:SHOWN])
    return MethodResult(
        "bic-average",
        None,
        total,
        total - table.observed,
        found.interval(),
        max_order=search.space.order,
        models=models,
    )


def graphs(table: CaptureTable) -> MethodResult | NotEstimable:
    """All decomposable graphs, as the R package dga with its default priors: see ``averaging``."""
    used = without_empty(table)
    if len(used.lists) < 2 or not used.observed:
        return NotEstimable("dga", None, "lists_few")
    if len(used.lists) > MOST_LISTS:
        return NotEstimable("dga", None, "graphs_many")
    found = graph_average(used)
    total = found.quantile(0.5)
    models = tuple((tuple(term_name(used, pair) for pair in pairs), weight) for pairs, weight in found.graphs)
    interval, priors = found.interval(), prior_sensitivity(used)
    return MethodResult("dga", None, total, total - used.observed, interval, models=models, priors=priors)


def classes(
    table: CaptureTable, *, seed: int = 1, threads: int = 0, progress: Progress = silent
) -> MethodResult | NotEstimable:
    """Latent classes of people (Manrique-Vallier 2016), or *not converged*, without any number: see ``latent``."""
    used = without_empty(table)
    if len(used.lists) < 2 or not used.observed:
        return NotEstimable("lcmcr", None, "lists_few")
    found = latent_classes(used, seed=seed, threads=threads, progress=progress)
    if found is None:
        return NotEstimable("lcmcr", None, "interrupted")
    if not found.converged:
        return NotEstimable("lcmcr", None, "not_converged", found.convergence)
    total = found.quantile(0.5)
    return MethodResult("lcmcr", None, total, total - used.observed, found.interval(), convergence=found.convergence)


def searched(
    table: CaptureTable, max_order: int | None = None, *, threads: int = 0, progress: Progress = silent
) -> Search | Literal["lists_few", "models_many"]:
    """Every hierarchical model of the table, or why they are not tried.

    Raises ``WrongUse`` for an order that this table's lists cannot have.
    """
    used, order = without_empty(table), possible_order(table, max_order)
    if len(used.lists) < 2 or not used.observed:
        return "lists_few"
    if not listable(len(used.lists), order):
        return "models_many"
    return every_fit(used, order, threads=threads, progress=progress)


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
    search = searched(table, max_order, threads=threads, progress=progress)
    if isinstance(search, str):
        return tuple(NotEstimable(criterion, None, search) for criterion in criteria)
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
