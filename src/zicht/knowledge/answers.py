"""One answer: value(s), or one of the four states that are not a value and never become one (principle 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from zicht.errors import Problem

AnswerState = Literal["value", "no", "unknown", "not_asked", "refused"]
ANSWER_STATES: tuple[AnswerState, ...] = get_args(AnswerState)
WIRE_STATES: dict[str, AnswerState] = {
    "nee": "no",
    "onbekend": "unknown",
    "niet_gevraagd": "not_asked",
    "geweigerd": "refused",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One coded answer: values of its code list, or one of the four states that are not a value."""

    state: AnswerState
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.state == "value") != bool(self.values):
            raise ValueError(f"an answer has values exactly when its state is 'value', not {self.state} {self.values}")

    @classmethod
    def of(cls, *values: str) -> Answer:
        """An answer with these values."""
        return cls("value", tuple(sorted(set(values))))

    @property
    def value(self) -> str:
        """The single value, or "" when there is none or more than one."""
        return self.values[0] if len(self.values) == 1 else ""


UNKNOWN = Answer("unknown")
NOT_ASKED = Answer("not_asked")
NO = Answer("no")
REFUSED = Answer("refused")


EARLIEST = date(1990, 1, 1)
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def date_problem(value: date | None, field_id: str, today: date, earliest: date = EARLIEST) -> Problem | None:
    """Why a date cannot stand: in the future, or before 1990 (``earliest``, for a birth date 1900)."""
    if value is None:
        return None
    if value > today:
        return Problem("date.future", field_id, params={"date": value.isoformat()})
    if value < earliest:
        return Problem("date.ancient", field_id, params={"date": value.isoformat(), "earliest": earliest.year})
    return None


def sign_problems(text: str, field_id: str) -> list[Problem]:
    """NUL and halves of a surrogate pair are no text: PostgreSQL keeps no NUL, and UTF-8 has no such halves."""
    return [Problem("text.signs", field_id)] if text and _UNKEEPABLE.search(text) else []
