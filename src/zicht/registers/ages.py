"""An age as people write it -> adult or minor, or why it cannot be said.

Only which side of 18 somebody is on is taken. An age "about" a number holds two years to either side: our own margin,
and what it touches is told, because for a minor other rules hold.
"""

from __future__ import annotations

import re

from zicht.knowledge.signal import Answer
from zicht.registers.values import Fault, Told, mask

ADULT_FROM = 18
OLDEST = 120
MARGIN = 2
_NO_LIMIT = 10_000

_ABOUT = r"(?P<about>ca\.?|circa|±|\+/-|ongeveer|ong\.?|rond(?: de)?|plm\.?|about|approx\.?|~)?"
_UNIT = r"(?:jaar|jr\.?|years?|j\.?)?(?: oud| old)?"
_ONE = re.compile(rf"{_ABOUT} *(?P<age>\d{{1,3}})(?:[.,]0+)? *{_UNIT} *(?P<whole>\?)?", re.IGNORECASE)
_RANGE = re.compile(
    rf"{_ABOUT} *(?P<low>\d{{1,3}}) *(?:-{{1,2}}|–|/|tot|t/m|of|à|to) *(?P<high>\d{{1,3}}) *{_UNIT}", re.IGNORECASE
)
_FROM = re.compile(
    rf"(?:(?P<age>\d{{1,3}}) *\+|(?:>=|vanaf|boven de|ouder dan|>) *(?P<other>\d{{1,3}})) *{_UNIT}", re.I
)
_BELOW = re.compile(rf"(?:<|onder(?: de)?|jonger dan|under) *(?P<age>\d{{1,3}}) *{_UNIT}", re.IGNORECASE)


def whole_years(text: str) -> str | None:
    """The digits of an age of one number of years ("16 jaar" -> "16"); None when it is anything less sure."""
    found = _ONE.fullmatch(text)
    return found["age"] if found and not found["about"] and not found["whole"] else None


def age(text: str) -> Answer | Told | Fault:
    """Adult or minor; a ``Fault`` for what is no age, cannot be, or lies on both sides of 18."""
    span = _span(text)
    if span is None:
        return Fault("import.age_unread", {"value": mask(text)})
    low, high, about = span
    if low > OLDEST or OLDEST < high < _NO_LIMIT:
        return Fault("import.age_nonsense", {"oldest": OLDEST})
    if low < ADULT_FROM <= high:
        return Fault("import.age_straddles", {"value": mask(text), "margin": MARGIN})
    answer = Answer.of("adult" if low >= ADULT_FROM else "minor")
    return Told(answer, "import.age_about") if about else answer


def _span(text: str) -> tuple[int, int, bool] | None:
    """Lowest and highest age that a text allows, and whether it says "about"; None when it is no age."""
    if found := _ONE.fullmatch(text):
        about = bool(found["about"] or found["whole"])
        years, margin = int(found["age"]), MARGIN if about else 0
        return max(0, years - margin), years + margin, about
    if found := _RANGE.fullmatch(text):
        low, high, margin = int(found["low"]), int(found["high"]), MARGIN if found["about"] else 0
        return (max(0, low - margin), high + margin, bool(found["about"])) if low < high else None
    if found := _FROM.fullmatch(text):
        return int(found["age"] or found["other"]), _NO_LIMIT, False
    if found := _BELOW.fullmatch(text):
        return 0, max(0, int(found["age"]) - 1), False
    return None
