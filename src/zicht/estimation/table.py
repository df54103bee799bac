"""The capture table: how many people were seen on exactly which lists.

It is all that any method here sees. Only tables that keep the list membership of every person can carry an
estimate: merged registers cannot (principle 16).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zicht.errors import InputProblems, Problem

MOST_LISTS = 10  # 2**10 - 1 cells: beyond this no published analysis goes and the tables are nearly all zeros
LARGEST_COUNT = 10**9  # above any population of people; keeps every sum exact in a float
COUNT_COLUMN = "count"

Pattern = tuple[int, ...]
Cell = tuple[Pattern, int]


def list_problems(lists: tuple[str, ...]) -> list[Problem]:
    """What is wrong with the names of the lists, at least one and at most ``MOST_LISTS``."""
    found = []
    if not lists:
        found.append(Problem("capture_table.no_lists"))
    if len(lists) > MOST_LISTS:
        found.append(Problem("capture_table.lists_many", params={"lists": len(lists), "most": MOST_LISTS}))
    for number, name in enumerate(lists, 1):
        if not name.strip() or name.lower() == COUNT_COLUMN:
            found.append(Problem("capture_table.list_unnamed", column=str(number), params={"number": number}))
        elif name in lists[: number - 1]:
            found.append(Problem("capture_table.list_twice", column=name, params={"list": name}))
    return found


def _cell_problems(lists: tuple[str, ...], cells: tuple[Cell, ...]) -> list[Problem]:
    found = []
    for row, (pattern, count) in enumerate(cells, 1):
        if len(pattern) != len(lists) or not set(pattern) <= {0, 1}:
            found.append(Problem("capture_table.pattern", row=row, params={"lists": len(lists)}))
        elif not any(pattern):
            found.append(Problem("capture_table.unobserved", row=row))
        if not isinstance(count, int | np.integer) or not 0 <= count <= LARGEST_COUNT:
            found.append(
                Problem("capture_table.count", row=row, column=COUNT_COLUMN, params={"value": str(count)[:40]})
            )
    for pattern, times in Counter(pattern for pattern, _ in cells).items():
        if times > 1:
            found.append(Problem("capture_table.pattern_twice", params={"pattern": "".join(map(str, pattern))}))
    return found


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """People by the lists they stand on. ``cells``: pattern of 0/1 in the order of ``lists`` -> people.

    1 to 10 lists; patterns not given were not seen; cells are kept sorted and without zeros, so equal content
    in any row order is equal. Raises ``InputProblems`` with every problem when it cannot be such a table.
    """

    lists: tuple[str, ...]
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        problems = list_problems(self.lists) + _cell_problems(self.lists, self.cells)
        if problems:
            raise InputProblems(tuple(problems))
        kept = sorted(((tuple(map(int, pattern)), int(count)) for pattern, count in self.cells if count), reverse=True)
        object.__setattr__(self, "cells", tuple(kept))

    @classmethod
    def of(cls, lists: Iterable[str], cells: Mapping[Pattern, int]) -> CaptureTable:
        """A table from a mapping of patterns to counts."""
        return cls(tuple(lists), tuple(cells.items()))

    @classmethod
    def from_memberships(
        cls, memberships: Iterable[frozenset[str]], lists: Iterable[str] | None = None
    ) -> CaptureTable:
        """A table from one set of list names per person.

        ``lists`` fixes the columns (a list on which nobody stands stays, empty); without it they are the names
        met, sorted. A person on no list, or on a list that is not named, is an ``InputProblems``.
        """
        sets = Counter(memberships)
        names = tuple(lists) if lists is not None else tuple(sorted(frozenset().union(*sets)))
        strangers = sorted(frozenset().union(*sets) - set(names))
        if strangers:
            raise InputProblems(tuple(Problem("capture_table.list_unknown", params={"list": n}) for n in strangers))
        return cls.of(names, {tuple(int(name in found) for name in names): count for found, count in sets.items()})

    @property
    def observed(self) -> int:
        """People seen on at least one list."""
        return sum(count for _, count in self.cells)

    @property
    def counts(self) -> NDArray[np.int64]:
        """People per cell, length 2**lists - 1; cell ``m - 1`` is bit mask ``m``, bit i = list i."""
        found = np.zeros(2 ** len(self.lists) - 1, dtype=np.int64)
        for pattern, count in self.cells:
            found[sum(bit << place for place, bit in enumerate(pattern)) - 1] = count
        return found

    @property
    def sha256(self) -> str:
        """Hash of the content, the same for any order of rows or lists."""
        order = sorted(range(len(self.lists)), key=self.lists.__getitem__)
        cells = sorted([[pattern[place] for place in order], count] for pattern, count in self.cells)
        content = json.dumps([sorted(self.lists), cells], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def empty_lists(self) -> tuple[str, ...]:
        """Lists on which nobody stands."""
        return tuple(name for place, name in enumerate(self.lists) if not any(p[place] for p, _ in self.cells))

    @property
    def on_several_lists(self) -> int:
        """People seen on two lists or more: all that tells about people not seen."""
        return sum(count for pattern, count in self.cells if sum(pattern) > 1)

    def only(self, names: Iterable[str]) -> CaptureTable:
        """The table of these lists alone; people on none of them are no longer seen."""
        wanted = set(names)
        places = [place for place, name in enumerate(self.lists) if name in wanted]
        merged: Counter[Pattern] = Counter()
        for pattern, count in self.cells:
            rest = tuple(pattern[place] for place in places)
            if any(rest):
                merged[rest] += count
        return CaptureTable.of((self.lists[place] for place in places), merged)

    def without(self, *names: str) -> CaptureTable:
        """The table without these lists; at least one list must stay."""
        return self.only(set(self.lists) - set(names))

    def pair_overlaps(self) -> dict[tuple[str, str], int]:
        """People seen on both lists, for every pair in the order (1,2), (1,3), ..."""
        return {
            (self.lists[a], self.lists[b]): sum(count for pattern, count in self.cells if pattern[a] and pattern[b])
            for a, b in combinations(range(len(self.lists)), 2)
        }
