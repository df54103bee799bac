"""The answer to "how many?": an estimate with all it rests on, or a refusal with what would have to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from zicht.errors import WrongUse
from zicht.estimation.assessment import Assessment, assess
from zicht.estimation.bootstrap import DEFAULT_REPLICATES, Drawing, Draws, best_draws, stepwise_draws
from zicht.estimation.intervals import KINDS, Kind
from zicht.estimation.lower import Corrections, doubts, lower_bound
from zicht.estimation.methods import (
    CLOSED,
    DEFAULT_THRESHOLD,
    METHODS,
    RANKED,
    Method,
    MethodResult,
    NotEstimable,
    best_by,
    bic_average,
    check_threshold,
    closed_form,
    disagreement,
    graphs,
    main_effects,
    possible_order,
    searched,
    stepwise,
)
from zicht.estimation.parallel import Progress, silent
from zicht.estimation.parts import ASSUMPTIONS, AtLeast, Range, Statement, lower_limit, people_seen
from zicht.estimation.profiling import profile_interval
from zicht.estimation.reading import sources_of
from zicht.estimation.search import without_empty
from zicht.estimation.sensitivity import Sensitivity, sensitivity
from zicht.estimation.table import CaptureTable
from zicht.estimation.telling import Told, as_dict, as_text
from zicht.knowledge.sentences import Language

Choice = Method | Literal["all"]
CHOICES: tuple[Choice, ...] = (*METHODS, "all")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Numbers with their verdict. ``override`` is the reason given for showing them against a refusal.

    ``estimates`` are of the methods asked for that have one; ``without`` those that have none, and why.
    """

    table: CaptureTable
    assessment: Assessment
    override: str
    estimates: tuple[MethodResult, ...]
    without: tuple[NotEstimable, ...]
    at_least: AtLeast
    range: Range
    statement: Statement
    sensitivity: Sensitivity

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, in the form of ``zicht estimate --json``."""
        return as_dict(self._told())

    def summary(self, language: Language = "nl") -> str:
        """The answer for people: verdict first, then what is certain, then the range, then the methods."""
        return "\n".join(as_text(self._told(), language))

    def _told(self) -> Told:
        return Told(
            self.table, self.assessment, self.at_least, self.statement, sources_of(self.table), self.override,
            self.estimates, self.without, self.range, self.sensitivity,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """No numbers: the table cannot carry them. The people seen stay, as the least there can be."""

    table: CaptureTable
    assessment: Assessment
    at_least: AtLeast
    statement: Statement

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, in the form of ``zicht estimate --json``."""
        return as_dict(self._told())

    def summary(self, language: Language = "nl") -> str:
        """The refusal for people: why, what would be needed, and what is certain."""
        return "\n".join(as_text(self._told(), language))

    def _told(self) -> Told:
        return Told(self.table, self.assessment, self.at_least, self.statement, sources_of(self.table))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, and how."""

    methods: tuple[Method, ...]
    threshold: float
    max_order: int | None
    interval: Kind
    drawing: Drawing


def _range(results: tuple[MethodResult, ...]) -> Range:
    return Range(
        low=min(result.interval.low for result in results),
        high=max(result.interval.high for result in results),
        lowest=min(result.total for result in results),
        highest=max(result.total for result in results),
        thresholds=tuple(dict.fromkeys(result.threshold for result in results if result.threshold is not None)),
        ways=len({(result.method, result.threshold) for result in results}),
    )


def _tried(table: CaptureTable, asked: _Asked) -> Iterator[MethodResult | NotEstimable]:
    """Every method asked for, in the order of ``METHODS``."""
    if "main-effects" in asked.methods:
        yield _with_interval(table, main_effects(table), asked)
    if "stepwise" in asked.methods:
        yield _with_interval(table, stepwise(table, asked.threshold), asked)
    if {*RANKED, "bic-average"} & {*asked.methods}:
        yield from _of_all_models(table, asked)
    if "dga" in asked.methods:
        yield graphs(table)
    for name in (name for name in CLOSED if name in asked.methods):
        found = closed_form(table, name)
        if len(asked.methods) == 1 or isinstance(found, MethodResult) or found.code != "lists_two":
            yield found  # that a formula is for two lists only is told to who asks for it, not in every table


def _with_interval(
    table: CaptureTable, found: MethodResult | NotEstimable, asked: _Asked
) -> MethodResult | NotEstimable:
    """The result with the interval that was asked for."""
    if isinstance(found, NotEstimable) or asked.interval == "wald":
        return found
    used = without_empty(table)
    if asked.interval == "profile":
        return replace(found, interval=profile_interval(used, found.places, found.unobserved))
    return _with_draws(found, stepwise_draws(used, found.threshold or 0.0, asked.drawing), asked.interval)


def _with_draws(found: MethodResult, draws: Draws | None, kind: Kind) -> MethodResult | NotEstimable:
    if draws is None:
        return NotEstimable(found.method, found.threshold, "interrupted")
    return replace(found, interval=draws.bca() if kind == "bca" else draws.percentile())


def _of_all_models(table: CaptureTable, asked: _Asked) -> Iterator[MethodResult | NotEstimable]:
    """The best of all models by each criterion asked for, and their average, from one search."""
    how, wanted = asked.drawing, tuple(name for name in (*RANKED, "bic-average") if name in asked.methods)
    search = searched(table, asked.max_order, threads=how.threads, progress=how.progress)
    if isinstance(search, str):
        yield from (NotEstimable(name, None, search) for name in asked.methods if name in wanted)
        return
    for criterion in (criterion for criterion in RANKED if criterion in wanted):
        found = best_by(search, criterion)
        if isinstance(found, MethodResult) and asked.interval in ("bootstrap", "bca"):
            yield _with_draws(found, best_draws(search, criterion, how), asked.interval)
        else:
            yield _with_interval(table, found, asked)
    if "bic-average" in wanted:
        yield bic_average(search)


def estimate(
    table: CaptureTable,
    *,
    method: Choice = "all",
    threshold: float = DEFAULT_THRESHOLD,
    max_order: int | None = None,
    interval: Kind = "wald",
    replicates: int = DEFAULT_REPLICATES,
    shortcut: bool = True,
    override: str = "",
    seed: int = 1,
    unit: str = "",
    period: str = "",
    missed_links: float = 0.0,
    no_members: float = 0.0,
    threads: int = 0,
    progress: Progress = silent,
) -> Estimate | Refusal:
    """How many people there are in all, seen or not; or a refusal, when the table cannot carry a number.

    ``override`` is a reason to show the numbers of a refused table all the same; the verdict stays on them.
    A table for which no model has an estimate stays refused. ``max_order``: the most lists in one interaction of
    the models that ``aic``, ``aicc`` and ``bic`` choose from (pairs unless given). ``interval`` is of the models;
    the formulas keep their own. ``replicates``, ``shortcut`` (only the best models are tried again) and ``seed`` are
    for ``bootstrap`` and ``bca``. ``threads`` 0 is one per processor; ``progress`` is told how far long work is.
    ``missed_links`` and ``no_members`` (shares, see ``Corrections``) move the lower limit down, and nothing else.
    Raises ``WrongUse`` for a method or interval that does not exist, a threshold outside [0, 1), an order that the
    lists cannot have, too few or too many replicates, or a share beyond a half.
    """
    if method not in CHOICES:
        raise WrongUse("estimation.wrong_method", method=method)
    if interval not in KINDS:
        raise WrongUse("estimation.wrong_interval", interval=interval)
    check_threshold(threshold)
    possible_order(table, max_order)
    drawing = Drawing(replicates, seed, shortcut, threads, progress)
    asked = _Asked(METHODS if method == "all" else (method,), threshold, max_order, interval, drawing)
    verdict, stated = assess(table), Corrections(missed_links, no_members)
    statement = Statement(unit, period, ASSUMPTIONS, seed)
    results = disagreement(table, threshold)
    used = without_empty(table)
    allowed = sensitivity(results, lower_bound(used), doubts(used)) if results else None
    if allowed is None or (verdict.level == "refused" and not override.strip()):
        return Refusal(table, verdict, people_seen(table, stated), statement)
    tried = tuple(_tried(table, asked))
    found = tuple(result for result in tried if isinstance(result, MethodResult))
    none = tuple(result for result in tried if isinstance(result, NotEstimable))
    stamped = override.strip() if verdict.level == "refused" else ""
    return Estimate(
        table, verdict, stamped, found, none, lower_limit(used, stated), _range((*results, *found)), statement,
        allowed,
    )  # fmt: skip
