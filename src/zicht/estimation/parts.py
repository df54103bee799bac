"""The parts of an answer that are no method's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
