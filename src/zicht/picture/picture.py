"""What a yearly local picture is made of. Only what passed the release gate, or was published, fits in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zicht.errors import WrongUse
from zicht.estimation import MethodResult
from zicht.figures import Period
from zicht.knowledge.published_data import NationalEstimate, Published
from zicht.release_gate import NotReleased, ProtectedTable, Released, ShownAssessment


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table that did not pass the gate: over which dimension, and why. It stays in the picture as just that."""

    dimension: str
    why: NotReleased


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one region over one period, as known on the cut-off date.

    ``tables``: nature, each figure with its own unit, period, cut-off, source and de-duplication; ``size``: the
    verdict on the region's own capture table; ``national``: official estimates of the whole country a year;
    ``disagreement``: what each method makes of one published table, totals in people over its whole period;
    ``withheld``: the tables that were counted but not released, said as such.
    A picture without a region, or two tables of one name, is ``WrongUse``.
    """

    region: str
    period: Period
    cut_off: date
    tables: tuple[Released[ProtectedTable], ...]
    size: Released[ShownAssessment]
    national: tuple[Published[NationalEstimate], ...]
    disagreement: Published[tuple[MethodResult, ...]]
    withheld: tuple[Withheld, ...] = ()

    def __post_init__(self) -> None:
        names = [released.value.name for released in self.tables]
        if not self.region.strip():
            raise WrongUse("picture.no_region")
        for name in names:
            if names.count(name) > 1:
                raise WrongUse("picture.table_twice", table=name)
