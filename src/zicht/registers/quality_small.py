"""Small counts are not shown: from 1 to 4 rows could point at people.

A hidden count must not come back by subtraction from its total, so the largest count beside it is then
shown as a range that leaves every hidden count free between 1 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping

SMALLEST = 5
"""The smallest count above zero that is shown. Zero is shown: it is about nobody."""

FEW = "<5"
WITHHELD = "-"

Shown = int | str
"""A count; or ``"<5"``, a range ``"16-19"``, or ``"-"`` when not even a range can be shown."""


def shown(count: int) -> Shown:
    """One count that stands by itself."""
    return FEW if 0 < count < SMALLEST else count


def protected(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Counts that add up to a total that is shown as well.

    When some are hidden, the largest becomes a range; when that range would fall below the next count (or 5),
    it would give away where it came from, and the whole line is withheld.
    """
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    if not hidden:
        return dict(counts)
    if sum(counts.values()) < SMALLEST:
        return {name: shown(count) for name, count in counts.items()}
    most = max(counts, key=lambda name: counts[name])
    around = counts[most] + sum(counts[name] for name in hidden)
    low, high = around - (SMALLEST - 1) * len(hidden), around - len(hidden)
    second = max((count for name, count in counts.items() if name != most and name not in hidden), default=0)
    if most in hidden or low < max(SMALLEST, second):
        return dict.fromkeys(counts, WITHHELD)
    return {name: f"{low}-{high}" if name == most else shown(count) for name, count in counts.items()}


def bounds(value: Shown) -> tuple[int, int] | None:
    """Between which counts a shown one lies, both included; None for one that is withheld."""
    if isinstance(value, int):
        return value, value
    if value == WITHHELD:
        return None
    if value == FEW:
        return 1, SMALLEST - 1
    low, high = value.split("-")
    return int(low), int(high)


def share(parts: tuple[Shown, ...], total: int) -> tuple[int, int] | None:
    """Between which whole percentages the sum of some shown counts lies; None when that cannot be said."""
    ends = [bounds(part) for part in parts]
    if not total or total < SMALLEST or any(end is None for end in ends):
        return None
    low, high = (sum(end[side] for end in ends if end) for side in (0, 1))
    return round(100 * low / total), round(100 * min(high, total) / total)
