from collections.abc import Callable

import numpy as np
import pytest

from zicht.estimation import CaptureTable

Simulate = Callable[..., CaptureTable]


@pytest.fixture
def simulate() -> Simulate:
    """A world of ``people`` in which list i sees everyone independently with ``chances[i]``."""

    def world(seed: int, people: int, chances: list[float]) -> CaptureTable:
        seen = np.random.default_rng(seed).random((people, len(chances))) < np.array(chances)
        names = tuple(f"L{number}" for number in range(len(chances)))
        rows, counts = np.unique(seen[seen.any(axis=1)].astype(int), axis=0, return_counts=True)
        return CaptureTable(names, tuple(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True)))

    return world
