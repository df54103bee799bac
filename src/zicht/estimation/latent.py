"""Latent classes of people: some are easier to find than others, on every list in its own way.

Manrique-Vallier (2016), Biometrics 72, 1246-1254, as in the R package LCMCR: a mixture of classes in which lists are
independent, with a Dirichlet process on their shares (at most ten classes) and a prior 1/N on the number of people. One
chain may sit in one of two answers and look settled, so there are always several, started far apart, and without
agreement between them there is no number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zicht.errors import WrongUse
from zicht.estimation.convergence import Convergence, Floats, effective_size, modes_of, rhat
from zicht.estimation.intervals import LEVEL, Interval
from zicht.estimation.parallel import Progress, in_parts, silent
from zicht.estimation.table import CaptureTable

CLASSES = 10
CHAINS, LEAST_CHAINS = 8, 4
SWEEPS, THIN = 100_000, 20
BURN = 1 / 2  # of every chain, thrown away
PRIOR = (0.25, 0.25)  # of the concentration: shape and rate, as in LCMCR
MOST_RHAT, LEAST_SIZE = 1.05, 400.0
# chains start where so many times the people seen is the total: evenly in logs, the first and the last on both sides
NEAREST, FARTHEST = 1.5, 40.0


@dataclass(frozen=True, slots=True, eq=False)
class LatentClasses:
    """Draws of the total, a row a chain, after burn-in; and whether the chains agree."""

    seen: int
    totals: Floats
    convergence: Convergence

    @property
    def converged(self) -> bool:
        """Whether the chains came to one answer and are worth enough draws."""
        return self.convergence.rhat <= MOST_RHAT and self.convergence.size >= LEAST_SIZE

    def quantile(self, share: float) -> float:
        """A quantile of all draws together."""
        return float(np.quantile(self.totals, share))

    def interval(self, level: float = LEVEL) -> Interval:
        """The middle of the posterior; only of chains that converged does it mean anything."""
        low, high = (self.quantile((1 + way * level) / 2) for way in (-1, 1))
        return Interval(low, high, "posterior", level)


def _one_chain(
    patterns: np.ndarray, counts: np.ndarray, times: float, seed: np.random.SeedSequence, unseen: Floats
) -> None:
    """Run a chain that starts as if the total were ``times`` the people seen."""
    from zicht.estimation.kernels.latent import State, run

    chance = np.random.Generator(np.random.SFC64(seed))
    sizes, lists = patterns.T @ counts / (counts.sum() * times), patterns.shape[1]
    found = np.clip(sizes * chance.gamma(4, 0.25, (CLASSES, lists)), 1e-6, 0.9)
    share = np.sort(chance.dirichlet(np.full(CLASSES, 0.5)))[::-1].copy()
    members, caught = np.zeros(CLASSES, np.int64), np.zeros((CLASSES, lists), np.int64)
    state = State(found, share, np.array([0.5]), members, caught, np.zeros(CLASSES))
    run(chance, patterns, counts, state, np.array(PRIOR), THIN, unseen)


def latent_classes(
    table: CaptureTable,
    *,
    chains: int = CHAINS,
    sweeps: int = SWEEPS,
    seed: int = 1,
    threads: int = 0,
    progress: Progress = silent,
) -> LatentClasses | None:
    """Sample the total; None when it was interrupted. ``table`` has no empty lists, two at least.

    Every chain has its own stream of draws, so the answer does not depend on ``threads``. Raises ``WrongUse`` for
    fewer than four chains or chains too short to judge.
    """
    if chains < LEAST_CHAINS or sweeps < 100 * THIN:
        raise WrongUse("estimation.wrong_chains", chains=chains, sweeps=sweeps, least=LEAST_CHAINS, most=100 * THIN)
    patterns = np.array([pattern for pattern, _ in table.cells], dtype=np.int64)
    counts = np.array([count for _, count in table.cells], dtype=np.int64)
    unseen = np.zeros((chains, sweeps // THIN))
    seeds = np.random.SeedSequence(seed).spawn(chains)
    times = np.exp(np.linspace(np.log(NEAREST), np.log(FARTHEST), chains))

    def work(start: int, stop: int) -> None:
        for number in range(start, stop):
            _one_chain(patterns, counts, float(times[number]), seeds[number], unseen[number])

    if len(in_parts(work, chains, 1, threads, progress)) < chains:
        return None
    totals = table.observed + unseen[:, int(BURN * unseen.shape[1]) :]
    logs = np.log(totals)
    found = Convergence(rhat(logs), effective_size(logs), tuple(np.exp(modes_of(logs)).tolist()))
    return LatentClasses(table.observed, totals, found)
