"""The dimensions that a table of the picture may have, and what their codes are called."""

from __future__ import annotations

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import ANSWER_STATES
from zicht.release_gate import TOTAL

# dimension -> code list of the standard; "" when its codes are names of registers, which have no list
DIMENSIONS: dict[str, str] = {
    "form": "form",
    "municipality": "municipality",
    "capacity": "capacity",
    "register": "",
    "age_class": "age_class",
    "state": "state",
    "outcome": "outcome",
    "consultation_caller": "consultation_caller",
    "consultation_theme": "consultation_theme",
    "consultation_answer": "consultation_answer",
}
# Advice without a signal: counted apart, never beside signals.
APART = frozenset({"consultation_caller", "consultation_theme", "consultation_answer"})
# answers that are not one value: they stand apart, after the values (principle 4)
NOT_A_VALUE = frozenset(ANSWER_STATES) - {"value"} | {"several"}


def known(dimension: str) -> str:
    """The dimension itself; one that the picture has no words for is a defect of ours."""
    if dimension not in DIMENSIONS:
        raise Defect("picture.dimension", dimension=dimension)
    return dimension


def title(dimension: str, language: Language) -> str:
    """The question that a table over this dimension answers."""
    return say(f"picture.table.{known(dimension)}.title", language)


def row_name(dimension: str, language: Language) -> str:
    """What one row of a table over this dimension is."""
    return say(f"picture.table.{known(dimension)}.row", language)


def label(dimension: str, code: str, language: Language) -> str:
    """A code for people: a total, an answer that is not a value, a code of the list, or a register's name."""
    if code == TOTAL:
        return say("picture.nature.total", language)
    if code in NOT_A_VALUE:
        return say(f"picture.answer.{code}", language)
    code_list = DIMENSIONS[known(dimension)]
    if code_list:
        return standard.label(code_list, code, language)
    return next((one.name for one in standard.organisations() if one.id == code), code)
