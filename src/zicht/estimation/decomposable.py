"""Decomposable graphs on the lists, each as what its marginal likelihood adds and takes away.

A graph is decomposable when its vertices can be taken out one by one, each with neighbours that all know each other.
Taking out ``v`` with neighbours ``B`` adds the part of ``B + v`` and takes away that of ``B``: together the cliques
minus the separators. Lauritzen (1996), Graphical Models, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from zicht.errors import WrongUse
from zicht.estimation.loglinear import Floats, Pair

MOST_LISTS = 6  # 18,154 graphs; of seven lists there are 617,675


@dataclass(frozen=True, slots=True, eq=False)
class Graphs:
    """Every decomposable graph on ``lists`` lists.

    ``pairs``: the lists that depend on each other, a row a graph; ``parts``: times that the part of a set of lists
    counts, a row a graph and a column for each bit mask of lists.
    """

    lists: int
    pairs: tuple[tuple[Pair, ...], ...]
    parts: Floats


def _taken_out(neighbours: Sequence[int]) -> list[tuple[int, int]] | None:
    """Each vertex taken out, as a bit, with its neighbours then; None when the graph is not decomposable."""
    left, found = (1 << len(neighbours)) - 1, []
    while left:
        for vertex in range(len(neighbours)):
            around = neighbours[vertex] & left
            if left >> vertex & 1 and all(
                around & ~neighbours[other] == 1 << other for other in range(len(neighbours)) if around >> other & 1
            ):
                found.append((1 << vertex, around))
                left &= ~(1 << vertex)
                break
        else:
            return None
    return found


@lru_cache(maxsize=4)
def decomposable_graphs(lists: int) -> Graphs:
    """All of them: 8 on three lists, 61, 822, and 18,154 on six. Raises ``WrongUse`` beyond."""
    if lists > MOST_LISTS:
        raise WrongUse("estimation.graphs_many", lists=lists, most=MOST_LISTS)
    edges = tuple(combinations(range(lists), 2))
    chosen, rows = [], []
    for graph in range(1 << len(edges)):
        pairs = tuple(pair for number, pair in enumerate(edges) if graph >> number & 1)
        neighbours = [0] * lists
        for one, other in pairs:
            neighbours[one] |= 1 << other
            neighbours[other] |= 1 << one
        steps = _taken_out(neighbours)
        if steps is not None:
            row = np.zeros(1 << lists)
            for vertex, around in steps:
                row[vertex | around] += 1
                row[around] -= 1
            chosen.append(pairs)
            rows.append(row)
    parts = np.array(rows)
    parts.setflags(write=False)
    return Graphs(lists, tuple(chosen), parts)
