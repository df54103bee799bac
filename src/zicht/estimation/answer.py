"""The answer to "how many?": an estimate with all it rests on, or a refusal with what would have to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zicht.errors import WrongUse
from zicht.estimation.assessment import Assessment, assess
from zicht.estimation.methods import (
    DEFAULT_THRESHOLD,
    METHODS,
    MethodResult,
    check_threshold,
    disagreement,
    main_effects,
    stepwise,
)
from zicht.estimation.table import CaptureTable

Choice = Literal["main-effects", "stepwise", "all"]
CHOICES: tuple[Choice, ...] = (*METHODS, "all")
# What no table can show; sentences under ``estimation.assumption.<code>``.
ASSUMPTIONS = ("closed", "linkage", "true_members", "independence", "equal_chance", "reachable")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A lower limit of the total that holds with at least ``level``, provided the linkage is right.

    For now always the people seen (``basis``): certain, so at any level. It promises no more than that.
    """

    total: int
    level: float = 0.97
    basis: Literal["people_seen"] = "people_seen"


@dataclass(frozen=True, slots=True)
class Range:
    """The whole stretch over main effects and every threshold, in people, whichever method was asked for.

    ``low`` and ``high`` are the outer ends of the intervals, ``lowest`` and ``highest`` the outer totals.
    """

    low: float
    high: float
    lowest: float
    highest: float
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What every result must say of itself. ``unit`` and ``period`` are the caller's words; empty is not stated.

    ``seed`` is kept for methods that draw; those built now draw nothing.
    """

    unit: str
    period: str
    assumptions: tuple[str, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Numbers with their verdict. ``override`` is the reason given for showing them against a refusal."""

    table: CaptureTable
    assessment: Assessment
    override: str
    estimates: tuple[MethodResult, ...]
    at_least: AtLeast
    range: Range
    statement: Statement


@dataclass(frozen=True, slots=True)
class Refusal:
    """No numbers: the table cannot carry them. The people seen stay, as the least there can be."""

    table: CaptureTable
    assessment: Assessment
    at_least: AtLeast
    statement: Statement


def _range(results: tuple[MethodResult, ...]) -> Range:
    return Range(
        low=min(result.interval.low for result in results),
        high=max(result.interval.high for result in results),
        lowest=min(result.total for result in results),
        highest=max(result.total for result in results),
        thresholds=tuple(result.threshold for result in results),
    )


def estimate(
    table: CaptureTable,
    *,
    method: Choice = "all",
    threshold: float = DEFAULT_THRESHOLD,
    override: str = "",
    seed: int = 1,
    unit: str = "",
    period: str = "",
) -> Estimate | Refusal:
    """How many people there are in all, seen or not; or a refusal, when the table cannot carry a number.

    ``override`` is a reason to show the numbers of a refused table all the same; the verdict stays on them.
    A table for which no model has an estimate stays refused. Raises ``WrongUse`` for a method that does not
    exist or a threshold outside [0, 1).
    """
    if method not in CHOICES:
        raise WrongUse("estimation.wrong_method", method=method)
    check_threshold(threshold)
    verdict = assess(table)
    at_least = AtLeast(table.observed)
    statement = Statement(unit, period, ASSUMPTIONS, seed)
    results = disagreement(table, threshold)
    if not results or (verdict.level == "refused" and not override.strip()):
        return Refusal(table, verdict, at_least, statement)
    tried = {"main-effects": main_effects(table), "stepwise": stepwise(table, threshold)}
    asked = (found for name, found in tried.items() if method in (name, "all") and isinstance(found, MethodResult))
    stamped = override.strip() if verdict.level == "refused" else ""
    return Estimate(table, verdict, stamped, tuple(asked), at_least, _range(results), statement)
