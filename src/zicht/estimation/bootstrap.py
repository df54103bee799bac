"""Bootstrap and BCa intervals with the whole selection of the model inside.

Resampling: a multinomial over the patterns seen, of as many people as were seen, as Chan, Silverman & Vincent (2021),
JASA, do (R package SparseMSE); BCa: Efron (1987), JASA 82, 171-185, with the jackknife of Silverman, Chan & Vincent
(2024), Statistics in Medicine: one person less of each pattern, weighted by how many have it. They also give the
ranking shortcut: only the models that are best for the table itself are tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from zicht.errors import WrongUse
from zicht.estimation.intervals import LEVEL, End, Interval, Kind
from zicht.estimation.loglinear import Floats
from zicht.estimation.parallel import Progress, in_parts, silent
from zicht.estimation.search import CRITERIA, Criterion, Search, with_unseen_cell
from zicht.estimation.space import interactions
from zicht.estimation.table import CaptureTable

DEFAULT_REPLICATES = 1_000
LEAST_REPLICATES, MOST_REPLICATES = 40, 1_000_000
PART = 25  # replicates between two looks at the keyboard
# how many models the shortcut keeps, by number of lists; all of them when fewer (Silverman, Chan & Vincent)
SHORTCUT = {4: 20, 5: 100, 6: 100, 7: 100}

# From tables (a row each, 2**lists cells) to the people not seen, a number each, NaN where there is none.
Each = Callable[[Floats, int, int, Floats], None]


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """A method done again on resampled tables.

    ``total`` is that of the table itself; ``totals`` those of the replicates that have an estimate, ``lost`` how
    many had none; ``left_out`` the totals with one person less of each pattern that has a ``weight`` of people.
    """

    total: float
    seen: int
    totals: Floats
    lost: int
    left_out: Floats
    weights: Floats

    @property
    def acceleration(self) -> float:
        """BCa's a-hat: how the error of the total changes with the total itself."""
        away = np.average(self.left_out, weights=self.weights) - self.left_out
        spread = float(self.weights @ away**2)
        return float(self.weights @ away**3) / (6 * spread**1.5) if spread > 0 else 0.0

    @property
    def bias(self) -> float:
        """BCa's z0: where the total lies among the replicates, in standard errors; infinite beyond all of them."""
        below = float((self.totals < self.total).mean())
        return NormalDist().inv_cdf(below) if 0 < below < 1 else float("inf") * (below - 0.5)

    def quantile(self, share: float) -> float:
        """A quantile of the replicates, of type 8 (Hyndman & Fan 1996), as the R packages use."""
        return float(np.quantile(self.totals, share, method="median_unbiased"))

    def bca_share(self, share: float) -> float:
        """The share of replicates below the BCa limit that should have ``share`` below it."""
        z = self.bias + NormalDist().inv_cdf(share)
        return NormalDist().cdf(self.bias + z / (1 - self.acceleration * z))

    def percentile(self, level: float = LEVEL) -> Interval:
        """The plain bootstrap interval: quantiles of the replicates."""
        low, high = (self.quantile((1 + way * level) / 2) for way in (-1, 1))
        return self._checked(low, high, "bootstrap", level)

    def bca(self, level: float = LEVEL) -> Interval:
        """The bias-corrected and accelerated interval."""
        if not np.isfinite(self.bias):
            return Interval(self.seen, float("inf"), "bca", level, ("low", "high"))
        low, high = (self.quantile(self.bca_share((1 + way * level) / 2)) for way in (-1, 1))
        return self._checked(low, high, "bca", level)

    def _checked(self, low: float, high: float, kind: Kind, level: float) -> Interval:
        """A limit that is the last replicate itself is no limit: nobody knows how far beyond it lies."""
        ends: list[End] = []
        if low <= self.totals.min():
            ends.append("low")
        if high >= self.totals.max():
            ends.append("high")
        return Interval(
            low=float(self.seen) if "low" in ends else low,
            high=float("inf") if "high" in ends else high,
            kind=kind,
            level=level,
            not_reached=tuple(ends),
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to resample: how often, from which seed, with the shortcut or all models, on how many threads.

    Raises ``WrongUse`` unless there are enough replicates for a 95% interval, and no more than a machine can do.
    """

    replicates: int = DEFAULT_REPLICATES
    seed: int = 1
    shortcut: bool = True
    threads: int = 0
    progress: Progress = silent

    def __post_init__(self) -> None:
        """Check the number of replicates and the seed."""
        if not LEAST_REPLICATES <= self.replicates <= MOST_REPLICATES:
            raise WrongUse(
                "estimation.wrong_replicates", replicates=self.replicates, least=LEAST_REPLICATES, most=MOST_REPLICATES
            )
        if self.seed < 0:
            raise WrongUse("estimation.wrong_seed", seed=self.seed)


DEFAULT = Drawing()


def resampled(table: CaptureTable, replicates: int, seed: int) -> Floats:
    """Tables as if as many people had been seen again, a row each by bit mask from 0 on."""
    counts = with_unseen_cell(table.counts)
    drawn = np.random.default_rng(seed).multinomial(table.observed, counts / table.observed, size=replicates)
    return drawn.astype(float)


def one_less(table: CaptureTable) -> tuple[Floats, Floats]:
    """The table with one person less of each pattern in turn, and how many people each stands for."""
    counts = with_unseen_cell(table.counts)
    present = np.flatnonzero(counts)
    rows = np.tile(counts, (len(present), 1))
    rows[np.arange(len(present)), present] -= 1
    return rows, counts[present]


def _drawn(table: CaptureTable, each: Each, how: Drawing) -> Draws | None:
    left, weights = one_less(table)
    rows = np.concatenate([with_unseen_cell(table.counts)[None], left, resampled(table, how.replicates, how.seed)])
    unseen = np.full(len(rows), np.nan)
    done = in_parts(lambda start, stop: each(rows, start, stop, unseen), len(rows), PART, how.threads, how.progress)
    if sum(stop - start for start, stop in done) < len(rows) or np.isnan(unseen[0]):
        return None
    totals = rows.sum(axis=1) + np.exp(unseen)
    first = 1 + len(left)
    known, kept = np.isfinite(totals[1:first]), np.isfinite(totals[first:])
    return Draws(
        total=float(totals[0]),
        seen=table.observed,
        totals=totals[first:][kept],
        lost=int((~kept).sum()),
        left_out=totals[1:first][known],
        weights=weights[known],
    )


def stepwise_draws(table: CaptureTable, threshold: float, how: Drawing = DEFAULT) -> Draws | None:
    """Stepwise choice again for every replicate; threshold 0 is main effects. None when there is no estimate.

    ``table`` has no empty lists. A list that is empty in a replicate is dropped there, where SparseMSE keeps it.
    """
    from zicht.estimation.kernels.resampling import stepwise_each

    pairs = np.array(interactions(len(table.lists), 2), dtype=np.int64)

    def each(rows: Floats, start: int, stop: int, unseen: Floats) -> None:
        stepwise_each(rows[start:stop], pairs, threshold, unseen[start:stop])

    return _drawn(table, each, how)


def best_draws(search: Search, criterion: Criterion, how: Drawing = DEFAULT) -> Draws | None:
    """The best of all models again for every replicate; None when no model has an estimate.

    With the ``shortcut`` only the models that are best for the table itself are tried (20 of four lists, 100 of
    more, all of three); without it all of them, which is the check on it.
    """
    from zicht.estimation.kernels.resampling import best_each, starts

    table, space = search.table, search.space
    most = SHORTCUT.get(len(table.lists), search.tried) if how.shortcut else search.tried
    models = space.models[search.order(criterion, most) if how.shortcut else np.arange(search.tried)]
    terms = np.array(space.terms, dtype=np.int64)
    warm, number = starts(with_unseen_cell(table.counts), terms, models), CRITERIA.index(criterion)

    def each(rows: Floats, start: int, stop: int, unseen: Floats) -> None:
        best_each(rows[start:stop], terms, models, warm, number, unseen[start:stop])

    return _drawn(table, each, how)
