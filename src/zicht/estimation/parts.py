"""The parts of an answer that are no method's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from zicht.estimation.lower import AS_IT_IS, COMPUTED_AT, LEVEL, Corrections, Doubt, corrected, doubts, lower_bound
from zicht.estimation.table import CaptureTable

ROUNDING = 1e-6  # a sum of corrected cells that should be whole
# What no table can show; sentences under ``estimation.assumption.<code>``.
ASSUMPTIONS = ("closed", "linkage", "true_members", "independence", "equal_chance", "reachable")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A lower limit of the total that holds with at least ``level``, provided the linkage is right.

    ``basis``: the people seen, certain, so at any level; or a ``lower_limit`` with those not seen (see ``lower``).
    ``stated`` is what the caller said of missed links and strangers: it moves either down. ``doubts`` are surpluses
    of people on one list, each with the limit that does not count them.
    """

    total: int
    level: float = LEVEL
    basis: Literal["people_seen", "lower_limit"] = "people_seen"
    stated: Corrections = AS_IT_IS
    doubts: tuple[Doubt, ...] = ()


def people_seen(table: CaptureTable, stated: Corrections) -> AtLeast:
    """The least that is certain: who was seen, less what is stated to be double or strange."""
    return AtLeast(math.floor(float(corrected(table, stated).sum()) + ROUNDING), stated=stated)


def lower_limit(table: CaptureTable, stated: Corrections) -> AtLeast:
    """The least there can be of a table without empty lists, never below the people seen.

    A list with a surplus of its own contradicts what the bound needs (it avoids the others, reaches a group of its
    own, or holds strangers): its surplus then does not count. That people differ does not contradict it.
    """
    bound, seen = lower_bound(table, stated), people_seen(table, stated)
    if bound is None:
        return seen
    found = doubts(table, stated)
    totals = [math.floor(bound.low(COMPUTED_AT)), *(doubt.total for doubt in found if doubt.code == "list")]
    return AtLeast(max(seen.total, min(totals)), LEVEL, "lower_limit", stated, found)


@dataclass(frozen=True, slots=True)
class Range:
    """The whole stretch over main effects, every threshold and the methods asked for, in people.

    ``low`` and ``high`` are the outer ends of the intervals, ``lowest`` and ``highest`` the outer totals; ``ways``
    is how many ways to compute lie between them.
    """

    low: float
    high: float
    lowest: float
    highest: float
    thresholds: tuple[float, ...]
    ways: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What every result must say of itself. ``unit`` and ``period`` are the caller's words; empty is not stated."""

    unit: str
    period: str
    assumptions: tuple[str, ...]
    seed: int
