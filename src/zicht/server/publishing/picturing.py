"""From what was counted to the picture: every figure goes through the release gate, or is said to be withheld."""

from __future__ import annotations

from collections import Counter

from zicht.errors import Defect
from zicht.estimation import CaptureTable, assess
from zicht.figures import About, CountTable
from zicht.knowledge import standard
from zicht.knowledge.published_data import national_estimates
from zicht.picture import Picture, Withheld, published_disagreement
from zicht.release_gate import (
    NotReleased,
    ProtectedTable,
    Released,
    ShownAssessment,
    check,
    release_assessment,
)
from zicht.server.door.count import Lists
from zicht.server.publishing.counted import Counted

NOBODY = "-"  # the only list when no agreement lets anyone be linked: nobody stands on it


def capture_table(lists: Lists) -> CaptureTable:
    """People by the lists they stand on; a list on which nobody stands stays, empty."""
    people = Counter(dict(lists.patterns)).elements()
    return CaptureTable.from_memberships(people, lists.names or (NOBODY,))


def size_of(table: CaptureTable, about: About) -> Released[ShownAssessment]:
    """The verdict on this table, released without any cell of it."""
    found = release_assessment(assess(table), table.observed, about)
    if isinstance(found, NotReleased):
        raise Defect("publishing.size_not_released", why=found.code)
    return found


def _gated(tables: tuple[CountTable, ...]) -> tuple[list[Released[ProtectedTable]], list[Withheld]]:
    released, withheld = [], []
    for table in tables:
        found = check(table)
        if isinstance(found, NotReleased):
            withheld.append(Withheld(table.dimensions[0], found))
        else:
            released.append(found)
    return released, withheld


def picture_of(counted: Counted) -> Picture:
    """The picture of what was counted, beside the official national estimates and the published table."""
    released, withheld = _gated((*counted.tables, *counted.talks))
    about = counted.about_people
    return Picture(
        region=standard.region(),
        period=about.period,
        cut_off=about.cut_off,
        tables=tuple(released),
        size=size_of(capture_table(counted.lists), about),
        national=national_estimates(),
        disagreement=published_disagreement(),
        withheld=tuple(withheld),
    )
