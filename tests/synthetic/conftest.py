"""One region for all tests of this room that only look: made once."""

from datetime import date

import pytest

from zicht.synthetic import Region, SyntheticSignal, region

UNTIL = date(2026, 11, 23)


@pytest.fixture(scope="session")
def some_region() -> Region:
    return region(1_600, 7, UNTIL)


@pytest.fixture(scope="session")
def signals(some_region: Region) -> tuple[SyntheticSignal, ...]:
    return tuple(some_region.signals())
