"""Chance that can be repeated and looked up: every thing in the region has its own dice.

A person's dice depend on the seed and the person's number only, so that any person can be made again
at any moment without keeping the others: that is what keeps memory flat. Only ``Random.random`` is
used, the one method whose sequence Python promises to keep between versions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import log
from random import Random
from typing import Literal, TypeVar

T = TypeVar("T")
Stream = Literal["person", "details", "address", "loose", "signal", "user", "sample"]
_STREAM: dict[Stream, int] = {
    "person": 1,
    "details": 2,
    "address": 3,
    "loose": 4,
    "signal": 5,
    "user": 6,
    "sample": 7,
}


def dice(seed: int, stream: Stream, number: int) -> Random:
    """The dice of one thing: the same seed, stream and number always roll the same."""
    return Random((seed << 48) | (_STREAM[stream] << 40) | number)  # noqa: S311  (made-up data, no secret)


def choose(roll: Random, items: Sequence[T]) -> T:
    """One of the items, each as likely."""
    return items[int(roll.random() * len(items))]


def ladder(shares: Sequence[float]) -> tuple[float, ...]:
    """Shares as running totals that end at 1, for ``weighted``."""
    steps = list(accumulate(shares))
    return (*(step / steps[-1] for step in steps[:-1]), 1.0)


def weighted(roll: Random, steps: Sequence[float]) -> int:
    """A position, each as likely as its share; ``steps`` comes from ``ladder``."""
    return bisect_right(steps, roll.random())


def span(roll: Random, mean: float) -> int:
    """A number of whole days with this mean, short ones most often (exponential)."""
    return int(-mean * log(1.0 - roll.random()))


def some(roll: Random, items: Sequence[T], count: int) -> list[T]:
    """So many of the items, or all when there are fewer, none twice, in any order (Fisher and Yates)."""
    mixed = list(items)
    count = min(count, len(mixed))
    for at in range(count):
        other = at + int(roll.random() * (len(mixed) - at))
        mixed[at], mixed[other] = mixed[other], mixed[at]
    return mixed[:count]
