"""Advice without a signal: who asked, about what, how it ended, on which day. Nothing about anyone spoken of.

Data: ``data/consultation.toml``. Each code has a number of two digits; the database keeps the number alone, so that its
columns can hold neither a text nor a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zicht.errors import Defect, Problem
from zicht.knowledge import standard
from zicht.knowledge.answers import ANSWER_STATES, NOT_ASKED, Answer, AnswerState

# question -> its code list, in the order of the form
QUESTIONS: Mapping[str, str] = {
    "caller": "consultation_caller",
    "theme": "consultation_theme",
    "answer": "consultation_answer",
}
STATE_NUMBERS: Mapping[AnswerState, int] = {"no": 96, "unknown": 97, "not_asked": 98, "refused": 99}
FIRST_CODE, LAST_CODE = 1, 89
LOOKS_BACK = timedelta(days=31)  # what was noted later than that is no longer remembered well


@dataclass(frozen=True, slots=True)
class Consultation:
    """One talk as given, not yet kept."""

    caller: Answer
    theme: Answer
    answer: Answer
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """With whom one can consult without a name. ``phone`` "" is none known; ``source`` and ``read_on`` say where it was
    read, and when.

    ``confirmed_by`` is empty until a person confirmed it.
    """

    id: str
    nl: str
    en: str
    what_nl: str
    what_en: str
    phone: str
    when_nl: str
    when_en: str
    source: str
    confirmed_by: str
    read_on: date | None = None


@cache
def places() -> tuple[Place, ...]:
    """With whom one can consult without a name, the nearest first."""
    return tuple(Place(**row) for row in standard.read_data("consultation.toml")["place"])


@cache
def numbers(question: str) -> Mapping[str, int]:
    """Code or answer state -> the number it is kept as, values first, for one of the three questions."""
    rows = standard.read_data("consultation.toml")["code"]
    values = {str(row["id"]): int(row["number"]) for row in rows if row["list"] == QUESTIONS[question]}
    return values | {str(state): kept for state, kept in STATE_NUMBERS.items()}


def number(question: str, answer: Answer) -> int:
    """What an answer is kept as; one that passed no check is a defect of ours."""
    found = numbers(question).get(answer.value if answer.state == "value" else answer.state)
    if found is None:
        raise Defect("consultation.unknown", question=question)
    return found


@cache
def names(question: str) -> Mapping[int, str]:
    """The number that is kept -> code or answer state."""
    return {kept: code for code, kept in numbers(question).items()}


def _problem(question: str, answer: Answer) -> Problem | None:
    allowed = {code.id for code in standard.codes(QUESTIONS[question])}
    strays = [value for value in answer.values if value not in allowed]
    if strays:
        return Problem("code.unknown", question, params={"value": strays[0][:40]})
    if len(answer.values) > 1:
        return Problem("code.one", question)
    if answer == NOT_ASKED or answer.state not in ANSWER_STATES:
        return Problem("consultation.silent", question)
    return None


def check(given: Consultation, today: date) -> tuple[Problem, ...]:
    """Every problem at once; empty when it may be kept. ``today`` is the day on which it is noted."""
    found = [_problem(question, getattr(given, question)) for question in QUESTIONS]
    if not today - LOOKS_BACK <= given.on <= today:
        found.append(Problem("consultation.day", "on", params={"days": LOOKS_BACK.days}))
    return tuple(problem for problem in found if problem is not None)
