"""Times in pairs: with and without, in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of ``n`` runs: half were at most ``p50``, 95% at most ``p95``."""

    n: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured. ``off`` is the same without the door; ``ratio`` of each pair: middle, and middle half."""

    what: str
    on: Spread
    off: Spread | None = None
    ratio: tuple[float, float, float] | None = None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """The line as plain values."""
        return asdict(self)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that at least this share of the values does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def spread(seconds: Sequence[float]) -> Spread:
    """The spread of some times in seconds."""
    return Spread(len(seconds), 1000 * statistics.median(seconds), 1000 * quantile(seconds, 0.95))


def timed(do: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def alone(what: str, do: Callable[[], object], n: int, note: str = "") -> Line:
    """Measure one thing ``n`` times, after one run that does not count."""
    do()
    return Line(what, spread([timed(do) for _ in range(n)]), note=note)


def in_turns(what: str, on: Callable[[], float], off: Callable[[], float], n: int, note: str = "") -> Line:
    """Measure two things in turns; each gives its own seconds, goes first in half of the pairs, and ran once before."""
    on(), off()
    pairs = []
    for turn in range(n):
        if turn % 2:
            with_it = on()
            pairs.append((with_it, off()))
        else:
            without = off()
            pairs.append((on(), without))
    ratios = [with_it / without for with_it, without in pairs]
    middle = (statistics.median(ratios), quantile(ratios, 0.25), quantile(ratios, 0.75))
    return Line(what, spread([a for a, _ in pairs]), spread([b for _, b in pairs]), middle, note)


def machine() -> str:
    """What this ran on."""
    info = Path("/proc/cpuinfo")
    named = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    model = named[0].partition(":")[2].strip() if named else platform.machine()
    load = Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "?"
    return f"{len(named) or '?'} x {model}, load {load}, {platform.system()}, Python {platform.python_version()}"


def table(lines: Sequence[Line]) -> str:
    """The lines for people, in milliseconds."""
    head = f"{'':34}{'n':>6}{'on p50':>9}{'p95':>9}{'off p50':>9}{'p95':>9}   ratio (middle half)"
    rows = [head]
    for line in lines:
        row = f"{line.what:34}{line.on.n:6}{line.on.p50:9.1f}{line.on.p95:9.1f}"
        if line.off and line.ratio:
            middle, low, high = line.ratio
            row += f"{line.off.p50:9.1f}{line.off.p95:9.1f}   {middle:.2f} ({low:.2f}-{high:.2f})"
        rows.append(f"{row}   {line.note}".rstrip())
    return "\n".join(rows)
