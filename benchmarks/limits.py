"""``.venv/bin/python -m benchmarks.limits``: does the lower limit hold, and does the sensitivity interval cover?

A class is a kind of world; lists and chances are drawn anew for every table. The default allowance is fixed on the
tuning half (``--half tune``) and everything is reported on the other. Figures are per class, never pooled, with their
Monte-Carlo standard error; a table counts whatever its verdict.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from zicht.estimation import CaptureTable, Corrections, disagreement, lower_bound, sensitivity
from zicht.estimation.lower import doubts
from zicht.estimation.parts import lower_limit
from zicht.estimation.search import without_empty
from zicht.estimation.sensitivity import DEFAULT_ALLOWANCE

Half = Literal["tune", "report"]
Chance = np.random.Generator
People = NDArray[np.bool_]  # a row per person, a column per list
SEEDS: Mapping[Half, int] = {"tune": 777, "report": 20_261}
MISSED = 0.1
FEWEST_LISTS, MOST_LISTS = 3, 6
STEP = 0.05


def chances(chance: Chance, people: int, lists: int, low: float = 0.03, high: float = 0.25) -> NDArray[np.float64]:
    """The same chance for everyone on a list, drawn between low and high for each list."""
    return np.tile(chance.uniform(low, high, lists), (people, 1))


def _homogeneous(chance: Chance, people: int, lists: int) -> People:
    return chance.random((people, lists)) < chances(chance, people, lists)


def _pair(chance: Chance, people: int, lists: int) -> People:
    seen = _homogeneous(chance, people, lists)
    seen[:, 1] |= seen[:, 0] & (chance.random(people) < 0.15)
    return seen


def _referral(chance: Chance, people: int, lists: int) -> People:
    seen = _homogeneous(chance, people, lists)
    seen[:, 1] |= seen[:, 0] & (chance.random(people) < 0.3)
    return seen


def _differing(low: float, high: float) -> Callable[[Chance, int, int], People]:
    """Four in ten are found easily; for the others each list has a chance between low and high."""

    def world(chance: Chance, people: int, lists: int) -> People:
        easy = round(0.4 * people)
        each = [chances(chance, easy, lists, 0.05, 0.35), chances(chance, people - easy, lists, low, high)]
        return chance.random((people, lists)) < np.vstack(each)

    return world


def _both(chance: Chance, people: int, lists: int) -> People:
    seen = _differing(0.01, 0.08)(chance, people, lists)
    seen[:, 1] |= seen[:, 0] & (chance.random(people) < 0.3)
    return seen


def _missed_links(chance: Chance, people: int, lists: int) -> People:
    """Of the records of somebody after the first, one in ten stands as a person of its own."""
    seen = _homogeneous(chance, people, lists)
    first = np.argmax(np.where(seen, chance.random(seen.shape), -1.0), axis=1)
    loose = seen & (chance.random(seen.shape) < MISSED)
    loose[np.arange(people), first] = False
    alone = np.eye(lists, dtype=bool)[np.nonzero(loose)[1]]
    return np.vstack([seen & ~loose, alone])


def _strangers(chance: Chance, people: int, lists: int) -> People:
    """Who does not belong to the group: a tenth of it more, all on the first list alone."""
    alone = np.zeros((people // 10, lists), dtype=bool)
    alone[:, 0] = True
    return np.vstack([_homogeneous(chance, people, lists), alone])


def _one_list_group(chance: Chance, people: int, lists: int) -> People:
    """A fifth of the people can be found by the first list alone."""
    seen = _homogeneous(chance, people, lists)
    seen[: people // 5, 1:] = False
    return seen


def _part_period(chance: Chance, people: int, lists: int) -> People:
    """The first list works half of the time, and half of the people are there in each half."""
    seen = _homogeneous(chance, people, lists)
    seen[: people // 2, 0] = False
    return seen


WORLDS: Mapping[str, Callable[[Chance, int, int], People]] = {
    "homogeneous": _homogeneous,
    "pair": _pair,
    "referral": _referral,
    "differing, weak": _differing(0.03, 0.15),
    "differing, strong": _differing(0.01, 0.08),
    "differing, referral": _both,
    "missed links": _missed_links,
    "missed links, stated": _missed_links,
    "strangers": _strangers,
    "group on one list": _one_list_group,
    "part of the period": _part_period,
}


def drawn(name: str, half: Half, number: int, people: int, lists: int = 0) -> CaptureTable:
    """A table of a class; with ``lists`` 0 their number is drawn too. The same arguments give the same table."""
    chance = np.random.default_rng([SEEDS[half], list(WORLDS).index(name), number, people])
    lists = lists or int(chance.integers(FEWEST_LISTS, MOST_LISTS + 1))
    seen = WORLDS[name](chance, people, lists)
    rows, counts = np.unique(seen[seen.any(axis=1)].astype(int), axis=0, return_counts=True)
    cells = tuple(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True))
    return CaptureTable(tuple(f"L{place}" for place in range(lists)), cells)


@dataclass(frozen=True, slots=True)
class Tried:
    """One table: whether the limit held, its share of the unseen, both ends of the interval over the truth."""

    held: bool
    share: float
    doubted: bool
    low: float
    most: float
    seen: float

    def high(self, allowance: float) -> float:
        """The high end over the truth, under this allowance."""
        return self.seen + (1 + allowance) * self.most


def tried(name: str, half: Half, number: int, people: int, lists: int = 0) -> Tried | None:
    """What the limit and the interval do on one table of a class; None of a table that no model can estimate."""
    table = without_empty(drawn(name, half, number, people, lists))
    stated = Corrections(missed_links=MISSED if name.endswith("stated") else 0.0)
    least, surplus = lower_limit(table, stated), doubts(table)
    found = sensitivity(disagreement(table), lower_bound(table), surplus)
    if found is None:
        return None
    seen = table.observed
    share = (least.total - seen) / (people - seen) if people > seen else math.nan
    ends = (found.at(0.0).low / people, found.most / people, seen / people)
    return Tried(least.total <= people, share, any(one.code == "list" for one in surplus), *ends)


@dataclass(frozen=True, slots=True)
class Line:
    """A class in figures; shares with the number of tables they are of."""

    world: str
    people: int
    tables: int
    held: float
    share: float
    doubted: float
    covered: float
    wide: float

    def error(self, share: float) -> float:
        """The Monte-Carlo standard error of a share."""
        return math.sqrt(share * (1 - share) / self.tables)


def line(name: str, half: Half, tables: int, people: int, lists: int = 0, allowance: float = DEFAULT_ALLOWANCE) -> Line:
    """One class on one half of the worlds, tables 0, 1, ...; those without any estimate are left out."""
    found = [one for number in range(tables) if (one := tried(name, half, number, people, lists)) is not None]
    return Line(
        name,
        people,
        len(found),
        float(np.mean([one.held for one in found])),
        float(np.median([one.share for one in found])),
        float(np.mean([one.doubted for one in found])),
        float(np.mean([one.low <= 1 <= one.high(allowance) for one in found])),
        float(np.median([one.high(allowance) / one.low for one in found])),
    )


def tuned(tables: int, half: Half = "tune") -> float:
    """The largest allowance, in twentieths, at which the middle homogeneous table of 2,000 stays under a factor 2."""
    found = [one for number in range(tables) if (one := tried("homogeneous", half, number, 2_000, 5)) is not None]
    steps = [STEP * step for step in range(61)]
    narrow = [a for a in steps if np.median([one.high(a) / one.low for one in found]) < 2]
    return round(max(narrow), 2)


def main(argv: list[str] | None = None) -> None:
    """Print the classes as a table."""
    parser = argparse.ArgumentParser(prog="benchmarks.limits", description=__doc__)
    parser.add_argument("--tables", type=int, default=200, help="of each class and size")
    parser.add_argument("--half", choices=SEEDS, default="report")
    parser.add_argument("--people", type=int, nargs="+", default=[200, 2_000, 20_000])
    parser.add_argument("--lists", type=int, default=5, help="0: drawn anew for every table, from 3 to 6")
    args = parser.parse_args(argv)
    print(f"allowance by the tuning half: {tuned(args.tables)}; in use: {DEFAULT_ALLOWANCE}")
    for name in WORLDS:
        for people in args.people:
            one = line(name, args.half, args.tables, people, args.lists)
            print(
                f"{name:22}{people:>7}{one.tables:>6}  limit holds {one.held:.3f} ({one.error(one.held):.3f})"
                f"  of the unseen {one.share:+.2f}  list doubted {one.doubted:.2f}"
                f"  covers {one.covered:.3f} ({one.error(one.covered):.3f})  high/low {one.wide:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
