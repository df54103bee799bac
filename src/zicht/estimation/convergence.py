"""Whether chains of draws agree, and how many independent draws they are worth.

Vehtari, Gelman, Simpson, Carpenter & Buerkner (2021), Bayesian Analysis 16, 667-718: rank-normalised split R-hat (the
larger of the plain and the folded) and the bulk effective sample size.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POINTS = 400
SMOOTH = 1 / 25  # of the stretch that holds 98% of the draws: how far a draw is smeared out
SHALLOW = 0.5  # a valley no deeper than this part of the lower top beside it is none
SMALL = 0.03  # of the draws: fewer make no mode


@dataclass(frozen=True, slots=True)
class Convergence:
    """How far chains agree: R-hat (1 when they do), draws they are worth, and the totals that they stay near."""

    rhat: float
    size: float
    modes: tuple[float, ...]


def _split(draws: Floats) -> Floats:
    """Each chain (row) as its two halves."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def _ranked(draws: Floats) -> Floats:
    """Ranks over all chains, ties shared, as normal scores."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws, method="average").reshape(draws.shape)
    return np.asarray(ndtri((ranks - 0.375) / (draws.size + 0.25)), dtype=float)


def _plain_rhat(draws: Floats) -> float:
    length = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean()
    between = length * draws.mean(axis=1).var(ddof=1)
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((length - 1) / length + between / (length * within)))


def rhat(draws: Floats) -> float:
    """Rank-normalised split R-hat of chains (rows): 1 when they agree; infinite when each stands still elsewhere."""
    split = _split(draws)
    folded = np.abs(split - np.median(split))
    return max(_plain_rhat(_ranked(split)), _plain_rhat(_ranked(folded)))


def _autocovariances(draws: Floats) -> Floats:
    """Of every chain at every lag, by FFT."""
    length = draws.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(draws - draws.mean(axis=1, keepdims=True), size, axis=1)
    return np.asarray(np.fft.irfft(np.abs(spectrum) ** 2, size, axis=1)[:, :length] / length, dtype=float)


def effective_size(draws: Floats) -> float:
    """Bulk effective sample size of chains (rows), by Geyer's initial monotone sequence on normal scores."""
    scores = _ranked(_split(draws))
    length = scores.shape[1]
    covariances = _autocovariances(scores)
    within = float(covariances[:, 0].mean()) * length / (length - 1)
    whole = within * (length - 1) / length + float(scores.mean(axis=1).var(ddof=1))
    if whole == 0:
        return float(scores.size)
    correlations = 1 - (within - covariances.mean(axis=0) * length / (length - 1)) / whole
    correlations[0] = 1.0
    pairs = correlations[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    falling = np.minimum.accumulate(pairs[:stop])
    time = max(2 * falling.sum() - 1, 1 / np.log10(scores.size))
    return float(min(scores.size / time, scores.size * np.log10(scores.size)))


def modes_of(draws: Floats) -> Floats:
    """Where draws pile up, from low to high: tops of a smoothed density, with a real valley between them."""
    values = np.sort(draws.ravel())
    low, high = np.quantile(values, [0.01, 0.99])
    if high <= low:
        return np.array([low])
    grid = np.linspace(low, high, POINTS)
    smear = SMOOTH * (high - low)
    counts = np.histogram(values, np.append(grid, 2 * high - grid[-2]))[0]
    density = np.exp(-0.5 * ((grid[:, None] - grid) / smear) ** 2) @ counts
    tops = [k for k in range(POINTS) if density[k] == density[max(0, k - 1) : k + 2].max() and density[k] > 0]
    kept: list[int] = []
    for top in tops:
        if kept and density[kept[-1] : top + 1].min() > SHALLOW * min(density[kept[-1]], density[top]):
            kept[-1] = max(kept[-1], top, key=lambda k: density[k])
        else:
            kept.append(top)
    return grid[_large_enough(kept, density, counts)]


def _large_enough(tops: list[int], density: Floats, counts: NDArray[np.int64]) -> list[int]:
    """The tops whose stretch, from valley to valley, holds enough of the draws."""
    valleys = [one + int(np.argmin(density[one : other + 1])) for one, other in itertools.pairwise(tops)]
    ends = [0, *valleys, len(counts)]
    held = [counts[start:stop].sum() / counts.sum() for start, stop in itertools.pairwise(ends)]
    return [top for top, part in zip(tops, held, strict=True) if part >= SMALL]
