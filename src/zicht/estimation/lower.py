"""The least there can be: a lower limit that holds when people differ, as long as lists do not avoid each other.

If the odds that a list finds someone are those of the list times those of the person, then the people not seen are at
least what the lists as if independent give from the people on one list and on two alone: Rivest & Baillargeon (2007),
Biometrics 63, 999-1006, which is Chao's (1987) bound with the sizes of the lists in it. Without differences between
people it is no bound but the number itself; positive dependence makes it lower still. What makes it too high is what
puts people on one list only for another reason: missed links, records that are no victims, a group that only one list
can reach, lists that avoid each other. The first two can be stated (``Corrections``); for the rest the surplus is
tested for, and the limit without it is told beside (``Doubt``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from zicht.errors import WrongUse
from zicht.estimation.table import CaptureTable

Floats = NDArray[np.float64]

LEVEL = 0.97
# The log-normal limit is an approximation: computed at this level it holds at LEVEL in small tables too.
COMPUTED_AT = 0.985
DOUBT_AT = 0.01  # a test with a smaller p tells a doubt; over the lists together, not for each
MOST_STEPS = 100
STILL = 1e-9
MOST_STATED = 0.5  # beyond this the linkage, or the register, is too poor for any number


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the caller states about the table, as shares from 0 to ``MOST_STATED``.

    ``missed_links``: of the records of somebody who was on a list already, the share that was not recognised, so that
    it stands as a person of its own. ``no_members``: of the people on one list only, the share that does not belong
    to the group. Raises ``WrongUse`` for another share.
    """

    missed_links: float = 0.0
    no_members: float = 0.0

    def __post_init__(self) -> None:
        for share in (self.missed_links, self.no_members):
            if not 0 <= share <= MOST_STATED:
                raise WrongUse("estimation.wrong_share", share=share, most=MOST_STATED)

    @property
    def stated(self) -> bool:
        """Whether anything is corrected."""
        return bool(self.missed_links or self.no_members)


AS_IT_IS = Corrections()


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound itself, in people: seen, not seen, and the standard error of the log of the latter."""

    seen: float
    unseen: float
    error: float

    def low(self, level: float = COMPUTED_AT) -> float:
        """The total above which the truth lies with this probability, by the log-normal on the people not seen."""
        return self.seen + self.unseen * math.exp(-NormalDist().inv_cdf(level) * self.error)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A surplus of people on one list only; sentence under ``estimation.doubt.<code>``.

    ``once``: more of them than the people on two and three lists lead to expect (people differ, links are missed, or
    records are no victims). ``list``: more of them on these lists than their overlaps with the others lead to expect.
    ``total`` is the lower limit when the whole surplus does not count; ``p`` is the one-sided chance of such a surplus.
    """

    code: Literal["once", "list"]
    lists: tuple[str, ...]
    p: float
    total: int


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Lists as if independent on some of the cells: the log of the unseen and of each list's odds, with covariance."""

    values: Floats
    covariance: Floats

    def log_of(self, row: Floats) -> tuple[float, float]:
        """Log of the people expected in a cell, and its variance."""
        return float(row @ self.values), float(row @ self.covariance @ row)


def _design(lists: int) -> tuple[Floats, NDArray[np.int64]]:
    """A row per cell (1, then a 0 or 1 per list), and how many lists each cell has."""
    masks = np.arange(1, 2**lists)
    bits = (masks[:, None] >> np.arange(lists)) & 1
    return np.column_stack([np.ones(len(masks)), bits]).astype(float), bits.sum(axis=1)


def _fit(rows: Floats, people: Floats) -> _Fitted | None:
    """Poisson maximum likelihood by Newton; None where it does not come to rest."""
    values, log = np.zeros(rows.shape[1]), np.log(people + 0.5)
    for _ in range(MOST_STEPS):
        expected = np.exp(np.clip(log, -30.0, 30.0))
        information = rows.T @ (expected[:, None] * rows)
        if np.linalg.cond(information) > 1e14:
            return None
        new = np.linalg.solve(information, rows.T @ (expected * log + people - expected))
        if float(np.abs(new - values).max()) < STILL:
            return _Fitted(new, np.linalg.inv(information))
        values, log = new, rows @ new
    return None


def _with_one_more(rows: Floats, size: NDArray[np.int64], people: Floats) -> Floats:
    """One person more on two lists, spread over the pairs as their lists' sizes: as Chapman and bias-corrected Chao.

    Without it the bound is too high on the average when few people are on two lists.
    """
    single = rows[size == 1, 1:].T @ people[size == 1]
    pairs = np.flatnonzero(size == 2)
    products = np.array([np.prod(single[rows[cell, 1:] == 1]) for cell in pairs])
    more = people.copy()
    more[pairs] += products / products.sum()
    return more


def _bound(people: Floats, lists: int, without: tuple[int, ...] = (), seen: float | None = None) -> Bound | None:
    """The bound from one and two lists; the singles of the lists ``without`` take no part in it."""
    rows, size = _design(lists)
    once = [int(people[2**place - 1]) for place in range(lists)]
    if people[size == 2].sum() < 1 or not sum(count > 0 for count in once) > 1:
        return None
    used = size <= 2
    used[[2**place - 1 for place in without]] = False
    found = _fit(rows[used], _with_one_more(rows, size, people)[used])
    if found is None:
        return None
    unseen, variance = math.exp(found.values[0]), float(found.covariance[0, 0])
    # how many were missed is itself a matter of chance: variance of a Poisson number beside that of its mean
    return Bound(people.sum() if seen is None else seen, unseen, math.sqrt(math.log1p(variance + 1 / unseen)))


def _shares(on: int, missed: float) -> tuple[dict[int, float], float]:
    """Of somebody on so many lists: the chance that one given subset of each size is left, and of a given single.

    Every record after the first is missed with chance ``missed`` and is then a person of its own; which record is
    first is a matter of chance.
    """
    left = {
        size: math.comb(on - 1, on - size) * missed ** (on - size) * (1 - missed) ** (size - 1) / math.comb(on, size)
        for size in range(1, on + 1)
    }
    return left, (on - 1) * missed / on + left[1]


def corrected(table: CaptureTable, stated: Corrections) -> Floats:
    """The cells as they are expected to be without the missed links and strangers that are stated; in people.

    Exact on the average; a cell never falls below nobody. Order of ``CaptureTable.counts``.
    """
    people: Floats = table.counts.astype(np.float64)
    cells = sorted((int(cell) + 1 for cell in np.flatnonzero(people)), key=int.bit_count, reverse=True)
    singles = [1 << place for place in range(len(table.lists))]
    for cell in cells if stated.missed_links else ():
        on = cell.bit_count()
        if on == 1:
            continue
        left, alone = _shares(on, stated.missed_links)
        true = max(0.0, people[cell - 1]) / left[on]
        people[cell - 1] = true
        for smaller in cells:
            if smaller & cell == smaller and 1 < smaller.bit_count() < on:
                people[smaller - 1] -= true * left[smaller.bit_count()]
        for single in singles:
            if single & cell:
                people[single - 1] -= true * alone
    np.maximum(people, 0.0, out=people)
    people[[single - 1 for single in singles]] *= 1 - stated.no_members
    return people


def _surplus_once(people: Floats, lists: int) -> tuple[float, Bound] | None:
    """P-value of the people on one list being no more than two and three lists predict, and the bound from those."""
    rows, size = _design(lists)
    used = (size == 2) | (size == 3)
    if lists < 3 or people[size == 3].sum() < 1:
        return None
    found = _fit(rows[used], people[used])
    if found is None:
        return None
    singles = np.exp(rows[size == 1] @ found.values)
    expected, once = float(singles.sum()), float(people[size == 1].sum())
    slope = (singles / expected) @ rows[size == 1]
    variance = float(slope @ found.covariance @ slope)
    p = NormalDist().cdf(-math.log(max(once, 1.0) / expected) / math.sqrt(variance + 1 / expected))
    # from the people not seen once more: everyone who is on fewer than two lists
    both = np.append(singles, math.exp(found.values[0]))
    weights = (both / both.sum()) @ np.vstack([rows[size == 1], np.eye(lists + 1)[:1]])
    error = math.sqrt(math.log1p(float(weights @ found.covariance @ weights) + 1 / float(both.sum())))
    return p, Bound(float(people[size > 1].sum()), float(both.sum()), error)


def _surplus_on(people: Floats, lists: int, place: int) -> tuple[float, Bound] | None:
    """P-value of the singles of one list being no more than the rest predicts, and the bound without that surplus."""
    rows, size = _design(lists)
    own = 2**place - 1
    used = size <= 2
    used[own] = False
    found = _fit(rows[used], people[used]) if lists > 2 and people[size == 2].sum() else None
    if found is None:
        return None
    log, variance = found.log_of(rows[own])
    expected = math.exp(log)
    p = NormalDist().cdf(-math.log(max(people[own], 1.0) / expected) / math.sqrt(variance + 1 / expected))
    bound = _bound(people, lists, (place,), float(people.sum() - max(0.0, people[own] - expected)))
    return None if bound is None else (p, bound)


def _doubts(table: CaptureTable, people: Floats) -> tuple[Doubt, ...]:
    lists, found = len(table.lists), []
    once = _surplus_once(people, lists)
    if once is not None and once[0] < DOUBT_AT:
        found.append(Doubt("once", (), once[0], math.floor(once[1].low())))
    for place in range(lists):
        alone = _surplus_on(people, lists, place)
        if alone is not None and alone[0] < DOUBT_AT / lists:
            found.append(Doubt("list", (table.lists[place],), alone[0], math.floor(alone[1].low())))
    return tuple(found)


def lower_bound(table: CaptureTable, stated: Corrections = AS_IT_IS) -> Bound | None:
    """The bound of a table without empty lists; None where nobody is on just two lists, or a fit has no end."""
    found = _bound(corrected(table, stated), len(table.lists))
    if found is None or not stated.missed_links:
        return found
    # a corrected pair is a smaller count made larger: its chance error grows in the same measure
    return Bound(found.seen, found.unseen, found.error / math.sqrt(1 - stated.missed_links))


def doubts(table: CaptureTable, stated: Corrections = AS_IT_IS) -> tuple[Doubt, ...]:
    """The surpluses of people on one list only that the table shows, after what is stated is taken off."""
    return _doubts(table, corrected(table, stated))
