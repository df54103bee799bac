"""Pictures for the tests: made by the real gate, the real assessment and the real published tables."""

from datetime import date

from zicht.estimation import CaptureTable, assess
from zicht.figures import About, CountTable, Period
from zicht.knowledge.published_data import national_estimates
from zicht.picture import Picture, published_disagreement
from zicht.release_gate import ProtectedTable, Released, ShownAssessment, check, release_assessment

CUT_OFF = date(2026, 12, 31)
SIGNALS = About(
    "signals", Period.year(2026), CUT_OFF, "signalen van acht organisaties", "picture.deduplication.signal_once"
)
PEOPLE = About(
    "persons", Period.year(2026), CUT_OFF, "lijsten van drie organisaties", "picture.deduplication.person_once"
)

COUNTS = {
    "form": {
        "sexual": 115,
        "labour": 85,
        "criminal": 60,
        "domestic": 11,
        "begging": 2,
        "organ_removal": 0,
        "unknown": 25,
    },
    "municipality": {"vechterdam": 190, "oudermeer": 61, "lindeveen": 30, "sint-aagtenkerk": 14, "broekwolde": 3},
    "capacity": {"police": 90, "care": 70, "housing": 40, "neighbour": 33, "inspection": 30, "unknown": 35},
    "age_class": {"adult": 200, "minor": 60, "unknown": 30, "not_asked": 8},
    "register": {"politie": 120, "arbeidsinspectie": 80, "woonstichting": 98},
    "outcome": {"help_started": 44, "no_place": 12, "help_refused": 9, "not_reached": 21, "other": 1},
}
SMALL = CaptureTable.of(("A", "B", "C"), {(1, 0, 0): 20, (0, 1, 0): 14, (1, 1, 0): 3, (0, 0, 1): 9})
LARGE = CaptureTable.of(
    ("A", "B", "C"),
    {(1, 1, 1): 400, (1, 1, 0): 600, (1, 0, 1): 600, (0, 1, 1): 600, (1, 0, 0): 900, (0, 1, 0): 900, (0, 0, 1): 900},
)
FRAGILE = CaptureTable.of(
    ("A", "B", "C"),
    {(1, 1, 1): 8, (1, 1, 0): 16, (1, 0, 1): 15, (0, 1, 1): 14, (1, 0, 0): 40, (0, 1, 0): 42, (0, 0, 1): 41},
)


def released(table: CountTable) -> Released[ProtectedTable]:
    passed = check(table)
    assert isinstance(passed, Released)
    return passed


def counted(dimension: str, counts: dict[str, int] | None = None, about: About = SIGNALS) -> Released[ProtectedTable]:
    cells = tuple(((code,), count) for code, count in (counts or COUNTS[dimension]).items())
    return released(CountTable(f"by_{dimension}", (dimension,), cells, about))


def size_of(table: CaptureTable = SMALL) -> Released[ShownAssessment]:
    passed = release_assessment(assess(table), table.observed, PEOPLE)
    assert isinstance(passed, Released)
    return passed


def picture(**changed: object) -> Picture:
    parts: dict[str, object] = {
        "region": "Vechtstreek",
        "period": Period.year(2026),
        "cut_off": CUT_OFF,
        "tables": tuple(counted(dimension) for dimension in COUNTS),
        "size": size_of(),
        "national": national_estimates(),
        "disagreement": published_disagreement(),
    }
    return Picture(**{**parts, **changed})  # type: ignore[arg-type]
