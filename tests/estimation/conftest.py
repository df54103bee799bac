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
        names = [f"L{number}" for number in range(len(chances))]
        people_seen = (frozenset(names[place] for place in np.flatnonzero(row)) for row in seen if row.any())
        return CaptureTable.from_memberships(people_seen, names)

    return world
