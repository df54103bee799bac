"""The attacker: what can be worked out about a cell that is not shown, from everything that is.

Each hidden cell is a number of at least 0; each sum that holds a hidden cell is an equation. Linear programming
gives the least and the greatest value that a hidden cell can have. For tables of one and two dimensions, totals
included, these bounds are exact for whole numbers too (the equations are those of a network).
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from zicht.errors import Defect
from zicht.release_gate.grid import Grid, Key

Floats = NDArray[np.float64]
NEAR = 1e-6  # the solver's rounding; counts are whole


class Attacker:
    """Knows every shown cell of a grid and how the sums run; looks for the hidden cells that are not hidden."""

    def __init__(self, grid: Grid, hidden: Set[Key]) -> None:
        self.grid = grid
        self.keys = sorted(hidden)
        turn = {key: place for place, key in enumerate(self.keys)}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        right: list[float] = []
        for line in grid.sums:
            signed = [(line.total, -1.0), *((part, 1.0) for part in line.parts)]
            if hidden.isdisjoint(key for key, _ in signed):
                continue
            for key, sign in signed:
                if key in hidden:
                    rows.append(len(right))
                    columns.append(turn[key])
                    signs.append(sign)
            right.append(-sum(sign * grid.values[key] for key, sign in signed if key not in hidden))
        self.equations = csr_array((signs, (rows, columns)), shape=(len(right), len(self.keys)))
        self.right = np.array(right)
        # more than any cell can be, and so far above any width that it decides nothing
        self.most = 2.0 * max(grid.values.values(), default=0) + 1000.0

    def _extreme(self, turn: int, sign: float) -> Floats:
        """A possible filling-in of the hidden cells in which one is least (sign 1) or greatest (sign -1)."""
        wanted = np.zeros(len(self.keys))
        wanted[turn] = sign
        found = linprog(wanted, A_eq=self.equations, b_eq=self.right, bounds=(0.0, self.most), method="highs")
        if found.status != 0:
            raise Defect("release.solver", status=int(found.status))
        return np.asarray(found.x, dtype=np.float64)

    def exposed(self, width: int, threshold: int) -> tuple[Key, ...]:
        """The hidden cells about which too much can be worked out, in order of key.

        A hidden cell is safe when its possible values span at least ``width``; one below ``threshold`` also when
        nothing but "at least 0" can be said from below.
        """
        truth = np.array([float(self.grid.values[key]) for key in self.keys])
        low, high = truth.copy(), truth.copy()
        found = []
        for turn, key in enumerate(self.keys):
            small = truth[turn] < threshold
            for sign in (-1.0, 1.0):  # every filling-in found widens all cells at once, so most need no solving
                if not _safe(low[turn], high[turn], width, small):
                    filling = self._extreme(turn, sign)
                    low, high = np.minimum(low, filling), np.maximum(high, filling)
            if not _safe(low[turn], high[turn], width, small):
                found.append(key)
        return tuple(found)


def _safe(low: float, high: float, width: int, small: bool) -> bool:
    return bool(high - low >= width - NEAR and (not small or low <= NEAR))
