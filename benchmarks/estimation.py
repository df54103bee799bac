"""``python -m benchmarks.estimation``: how long the size of a group takes to compute, in processor seconds.

Each line is measured after one run that does not count (compiling, loading); the shortest of the runs is shown, because
a busy machine only ever adds. Beside it stand the bar and the peer: the R packages, as measured by the project on
2026-11-23 on two cores of another day (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0, Rcapture 1.4-4, dga 2.0.2;
processor seconds of one thread). They were not run again here, so ratios are rough.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.timing import machine
from zicht.estimation import every_fit, published_table
from zicht.estimation.averaging import graph_average
from zicht.estimation.bootstrap import Drawing, best_draws, stepwise_draws


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do, with the bar in seconds and what the peers took."""

    what: str
    do: Callable[[], object]
    bar: float
    peers: tuple[tuple[str, float], ...]
    quick: bool = True


@dataclass(frozen=True, slots=True)
class Took:
    """Processor seconds of the shortest run, the bar, and how many times longer each peer took."""

    what: str
    seconds: float
    bar: float
    times: tuple[tuple[str, float], ...]

    @property
    def within(self) -> bool:
        """Whether the bar was met."""
        return self.seconds <= self.bar


def works(replicates: int = 1_000) -> tuple[Work, ...]:
    """All that is measured; peers are scaled to ``replicates`` where they draw."""
    ned, uk = published_table("Ned_5").value, published_table("UKdat_5").value
    six, part = published_table("UKdat").value, replicates / 1_000
    drawing = Drawing(replicates, threads=1)
    search = every_fit(uk, 2, threads=1)
    grid = np.round(np.linspace(1, 30 * uk.observed, 20_000))
    return (
        Work("32,768 models, 6 lists, with verdicts", lambda: every_fit(six, 2, threads=1), 0.6,
             (("Rcapture", 277.0), ("MSE", 145.0))),
        Work("6,212 models, 5 lists, with verdicts", lambda: every_fit(uk, 3, threads=1), 0.1, (("MSE", 20.0),)),
        Work(f"{replicates:,} bootstraps, stepwise, BCa", lambda: bca(stepwise_draws(ned, 0.02, drawing)), 0.2 * part,
             (("SparseMSE", 203.0 * part),)),
        Work(f"{replicates:,} bootstraps, BIC of the top 100", lambda: bca(best_draws(search, "bic", drawing)),
             2.0 * part, (("MSE", 210.0 * part),)),
        Work(f"{replicates:,} bootstraps, BIC of all 1,024",
             lambda: bca(best_draws(search, "bic", Drawing(replicates, shortcut=False, threads=1))), 8.0 * part,
             (("MSE", 3_100.0 * part),), quick=False),
        Work("dga, 5 lists, 20,000 points", lambda: graph_average(uk, unseen=grid), 0.35, (("dga", 1.0),)),
        Work("dga, 6 lists, 20,000 points", lambda: graph_average(six, unseen=grid), 10.0, (), quick=False),
    )  # fmt: skip


def bca(draws: object) -> object:
    """The interval of draws, so that it is measured too."""
    return draws.bca() if draws is not None else None  # type: ignore[attr-defined]


def measured(work: Work, runs: int) -> Took:
    """The shortest of some runs, after one that does not count."""
    work.do()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work.do()
        taken.append(time.process_time() - start)
    best = min(taken)
    return Took(work.what, best, work.bar, tuple((name, seconds / best) for name, seconds in work.peers))


def told(took: Took) -> str:
    """One line for people."""
    ratios = ", ".join(f"{ratio:,.0f}x {name}" for name, ratio in took.times)
    verdict = "within" if took.within else "OVER"
    return f"{took.what:42}{took.seconds:9.3f} s   bar {took.bar:6.2f} s {verdict:7}{ratios}"


def main(argv: list[str] | None = None) -> int:
    """Measure and print; always 0, for a busy machine proves nothing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimation", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--replicates", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="without what takes more than a few seconds")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args(argv)
    chosen = (work for work in works(args.replicates) if work.quick or not args.quick)
    found = [measured(work, args.runs) for work in chosen]
    if args.json:
        print(json.dumps({"machine": machine(), "lines": [asdict(took) for took in found]}, indent=1))
        return 0
    print(f"{machine()}; processor seconds, one thread (BLAS may use more)")
    for took in found:
        print(told(took))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
