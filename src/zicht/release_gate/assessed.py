"""What may leave of an assessment made from the database: level, reasons, what is needed, people seen. No cell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from zicht.estimation import Assessment, Level, Need
from zicht.figures import About
from zicht.release_gate.gate import SUPPRESSED, THRESHOLD, Shown
from zicht.release_gate.released import NotReleased, Released, sealed

ROUND_TO = 5
PEOPLE = ("persons", "presumed_victims")  # a capture table counts people; signals and notifications are not people
# Of a reason only the rule's own limits leave. Its other parameters are counts and list names of the region: which
# two lists share three people is a small cell, whatever sentence it stands in.
LIMITS = ("least", "better", "most")

Params = Mapping[str, str | int | float]
Limits = Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A check that held the estimate back: its code and level, and of its parameters only the rule's limits."""

    code: str
    level: Level
    params: Limits


@dataclass(frozen=True, slots=True)
class ShownAssessment:
    """An assessment as it may be shown.

    ``seen`` is the people seen, rounded to the nearest 5, or not shown when below the threshold; ``about`` says of
    what unit, period, cut-off, source and rule of de-duplication.
    """

    level: Level
    reasons: tuple[ShownReason, ...]
    needed: tuple[Need, ...]
    seen: Shown
    about: About


def _seen(people: int, threshold: int) -> Shown:
    return SUPPRESSED if people < threshold else ROUND_TO * round(people / ROUND_TO)


def _limits(params: Params) -> Limits:
    return {name: value for name, value in params.items() if name in LIMITS and not isinstance(value, str)}


def _need(need: Need, rules: set[int | float]) -> Need:
    """A limit of a rule leaves as it is; a number worked out from the region's own counts is rounded up."""
    told = _limits(need.params)
    rounded = {
        name: value if value in rules else math.ceil(value / ROUND_TO) * ROUND_TO for name, value in told.items()
    }
    return Need(need.code, rounded)


def release_assessment(
    assessment: Assessment, people_seen: int, about: About, *, threshold: int = THRESHOLD
) -> Released[ShownAssessment] | NotReleased:
    """Release why a size can or cannot be given, without any cell of the capture table behind it.

    ``people_seen`` is the number of people in that table. No estimate leaves here, whatever the level: only the
    verdict does. ``NotReleased`` when ``about`` does not count people, or the number is not one.
    """
    if about.unit not in PEOPLE:
        return NotReleased("release.not_people", {"unit": about.unit})
    if people_seen < 0:
        return NotReleased("release.negative")
    rules = {value for check in assessment.checks for value in _limits(check.params).values()}
    return sealed(
        ShownAssessment(
            level=assessment.level,
            reasons=tuple(ShownReason(one.code, one.level, _limits(one.params)) for one in assessment.reasons),
            needed=tuple(_need(need, rules) for need in assessment.needed),
            seen=_seen(people_seen, threshold),
            about=about,
        )
    )
