"""``check``: a table of counts becomes a released table with its small cells protected, or a reason why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from zicht.errors import WrongUse
from zicht.figures import About, CountTable
from zicht.release_gate.attack import Attacker
from zicht.release_gate.grid import TOTAL, Grid, Key, Sum, grid, totalled
from zicht.release_gate.released import NotReleased, Released, sealed

THRESHOLD = 5  # below this a count may point at people; nobody has confirmed this limit for the region yet
MOST_DIMENSIONS = 2  # up to here the attacker's bounds are exact for whole numbers


class Suppressed(Enum):
    """What stands in the place of a count that is not shown. Whether it is small or hides a small one is not told."""

    SUPPRESSED = "suppressed"


SUPPRESSED = Suppressed.SUPPRESSED
Shown = int | Suppressed


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table as it may be shown. Keys are codes per dimension; ``*`` stands for a total.

    ``cells`` holds every combination, ``totals`` the sums over one dimension or more, the grand total last.
    """

    name: str
    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Key, Shown], ...]
    totals: tuple[tuple[Key, Shown], ...]
    about: About
    threshold: int

    def at(self, *key: str) -> Shown:
        """The count under these codes (``*`` for a total), or that it is not shown. Another key is ``WrongUse``."""
        for candidate, shown in (*self.cells, *self.totals):
            if candidate == key:
                return shown
        raise WrongUse("release.no_cell", cell=" ".join(key))

    @property
    def suppressed(self) -> int:
        """How many counts are not shown, totals included."""
        return sum(shown is SUPPRESSED for _, shown in (*self.cells, *self.totals))


def _unfit(table: CountTable) -> NotReleased | None:
    if not 1 <= len(table.dimensions) <= MOST_DIMENSIONS:
        return NotReleased("release.dimensions", {"have": len(table.dimensions), "most": MOST_DIMENSIONS})
    if not table.cells:
        return NotReleased("release.empty")
    twice = [key for key, times in Counter(key for key, _ in table.cells).items() if times > 1]
    if twice:
        return NotReleased("release.cell_twice", {"cell": " ".join(twice[0])})
    if any(TOTAL in key for key, _ in table.cells):
        return NotReleased("release.total_inside", {"code": TOTAL})
    return None


def _cheapest(whole: Grid, candidates: set[Key]) -> Key:
    """The cell whose loss costs the reader least: of the table before a total, and the smallest."""
    return min(candidates, key=lambda key: (totalled(key), whole.values[key], key))


def _tells(line: Sum, whole: Grid, hidden: set[Key], width: int) -> bool:
    """Whether one sum by itself gives away what is hidden in it: a quick look that saves the solver most work."""
    inside = hidden.intersection(line.parts)
    if line.total in hidden:
        return not inside
    return bool(inside) and (len(inside) == 1 or sum(whole.values[key] for key in inside) < width)


def _one_more(whole: Grid, hidden: set[Key], width: int, threshold: int) -> Key | None:
    """One more cell to hide, or None when nothing hidden can be worked out any more."""
    for line in whole.sums:
        if _tells(line, whole, hidden, width):
            shown_parts = set(line.parts) - hidden
            return _cheapest(whole, shown_parts) if shown_parts else line.total
    exposed = Attacker(whole, hidden).exposed(width, threshold)
    if not exposed:
        return None
    around = {
        key for line in whole.sums for key in (line.total, *line.parts) if exposed[0] in (line.total, *line.parts)
    }
    return _cheapest(whole, around - hidden or set(whole.values) - hidden)


def _hidden(whole: Grid, width: int, threshold: int) -> set[Key]:
    hidden = {key for key, count in whole.values.items() if count < threshold}
    while hidden:
        more = _one_more(whole, hidden, width, threshold)
        if more is None:
            break
        hidden.add(more)
    return hidden


def check(
    table: CountTable, *, threshold: int = THRESHOLD, width: int | None = None
) -> Released[ProtectedTable] | NotReleased:
    """Protect a table of one or two dimensions, with all its totals, or say why it cannot leave.

    No count below ``threshold`` is shown, and 0 is one of them: whoever keeps people silent could otherwise see in a
    0 that nobody spoke, and in a 0 that is gone next year that somebody did. Further cells are hidden until no
    hidden cell can be worked out from the rest to within ``width`` (default: the threshold; see
    ``Attacker.exposed``). Totals are treated as known to everyone. Nothing is rounded here. Whether this table
    together with earlier ones gives something away is not checked: there is no ledger of releases yet.
    Raises ``WrongUse`` for a threshold or width below 1.
    """
    span = threshold if width is None else width
    if threshold < 1 or span < 1:
        raise WrongUse("release.wrong_threshold", threshold=threshold, width=span)
    unfit = _unfit(table)
    if unfit:
        return unfit
    whole = grid(table)
    hidden = _hidden(whole, span, threshold)
    if len(hidden) == len(whole.values):
        return NotReleased("release.nothing_left", {"threshold": threshold})
    shown: list[tuple[Key, Shown]] = [
        (key, SUPPRESSED if key in hidden else count) for key, count in whole.values.items()
    ]
    shown.sort(key=lambda cell: totalled(cell[0]))  # stable: the table's own order within each kind
    return sealed(
        ProtectedTable(
            name=table.name,
            dimensions=table.dimensions,
            codes=whole.codes,
            cells=tuple(cell for cell in shown if TOTAL not in cell[0]),
            totals=tuple(cell for cell in shown if TOTAL in cell[0]),
            about=table.about,
            threshold=threshold,
        )
    )
