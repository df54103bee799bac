"""The answer to "how many?": an estimate with all it rests on, or a refusal with what would have to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from zicht.errors import WrongUse
from zicht.estimation.assessment import Assessment, assess
from zicht.estimation.methods import (
    CLOSED,
    DEFAULT_THRESHOLD,
    METHODS,
    RANKED,
    Method,
    MethodResult,
    NotEstimable,
    check_threshold,
    closed_form,
    disagreement,
    main_effects,
    possible_order,
    ranked,
    stepwise,
)
from zicht.estimation.parallel import Progress, silent
from zicht.estimation.parts import ASSUMPTIONS, AtLeast, Range, Statement
from zicht.estimation.reading import sources_of
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

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, in the form of ``zicht estimate --json``."""
        return as_dict(self._told())

    def summary(self, language: Language = "nl") -> str:
        """The answer for people: verdict first, then what is certain, then the range, then the methods."""
        return "\n".join(as_text(self._told(), language))

    def _told(self) -> Told:
        return Told(
            self.table, self.assessment, self.at_least, self.statement, sources_of(self.table), self.override,
            self.estimates, self.without, self.range,
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
    threads: int
    progress: Progress


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
        yield main_effects(table)
    if "stepwise" in asked.methods:
        yield stepwise(table, asked.threshold)
    if criteria := tuple(criterion for criterion in RANKED if criterion in asked.methods):
        yield from ranked(table, criteria, asked.max_order, threads=asked.threads, progress=asked.progress)
    for name in (name for name in CLOSED if name in asked.methods):
        found = closed_form(table, name)
        if len(asked.methods) == 1 or isinstance(found, MethodResult) or found.code != "lists_two":
            yield found  # that a formula is for two lists only is told to who asks for it, not in every table


def estimate(
    table: CaptureTable,
    *,
    method: Choice = "all",
    threshold: float = DEFAULT_THRESHOLD,
    max_order: int | None = None,
    override: str = "",
    seed: int = 1,
    unit: str = "",
    period: str = "",
    threads: int = 0,
    progress: Progress = silent,
) -> Estimate | Refusal:
    """How many people there are in all, seen or not; or a refusal, when the table cannot carry a number.

    ``override`` is a reason to show the numbers of a refused table all the same; the verdict stays on them.
    A table for which no model has an estimate stays refused. ``max_order``: the most lists in one interaction of
    the models that ``aic``, ``aicc`` and ``bic`` choose from (pairs unless given). ``threads`` 0 is one per
    processor; ``progress`` is told how far long work is. Raises ``WrongUse`` for a method that does not exist, a
    threshold outside [0, 1), or an order that the lists cannot have.
    """
    if method not in CHOICES:
        raise WrongUse("estimation.wrong_method", method=method)
    check_threshold(threshold)
    possible_order(table, max_order)
    asked = _Asked(METHODS if method == "all" else (method,), threshold, max_order, threads, progress)
    verdict = assess(table)
    at_least = AtLeast(table.observed)
    statement = Statement(unit, period, ASSUMPTIONS, seed)
    results = disagreement(table, threshold)
    if not results or (verdict.level == "refused" and not override.strip()):
        return Refusal(table, verdict, at_least, statement)
    tried = tuple(_tried(table, asked))
    found = tuple(result for result in tried if isinstance(result, MethodResult))
    none = tuple(result for result in tried if isinstance(result, NotEstimable))
    stamped = override.strip() if verdict.level == "refused" else ""
    return Estimate(table, verdict, stamped, found, none, at_least, _range((*results, *found)), statement)
