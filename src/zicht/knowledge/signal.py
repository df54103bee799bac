"""The shape of a signal before it is kept, and the check against the standard.

Every coded answer keeps its meaning: value(s), ``no``, ``unknown`` (asked), ``not_asked``, ``refused``
(principle 4). ``check`` returns every problem at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, get_args

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.indicators import unknown_ids

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


@dataclass(frozen=True, slots=True)
class Observation:
    """One statement: an indicator, the answer to it, and where the statement comes from (principle 5)."""

    indicator: str
    answer: AnswerState
    provenance: str
    seen_on: date | None = None
    happened_on: date | None = None
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An involved person. Names and birth date are identity; nationality and the like are status."""

    roles: tuple[str, ...]
    age_class: Answer = UNKNOWN
    sex: Answer = NOT_ASKED
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    nationality: str = ""
    residence_status: str = ""
    birthplace: str = ""


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """A signal as given, not yet kept. Field ids are those of the standard."""

    what: Answer
    where: Answer
    when: date | None
    who: Answer
    acute: Answer
    known_via: Answer
    capacity: Answer
    contact: Answer
    when_state: AnswerState = "value"
    about_self: Answer = NOT_ASKED
    narrative: str = ""
    place: str = ""
    contact_details: str = ""
    contact_safe: Answer = NOT_ASKED
    contact_how: Answer = NOT_ASKED
    contact_when: str = ""
    observations: tuple[Observation, ...] = ()
    persons: tuple[Person, ...] = ()


def _in_list(answer: Answer, list_name: str, field_id: str, *, several: bool = False) -> list[Problem]:
    allowed = {code.id for code in standard.codes(list_name)}
    unknown = [value for value in answer.values if value not in allowed]
    problems = [Problem("code.unknown", field_id, params={"value": value[:40]}) for value in unknown]
    if not several and len(answer.values) > 1:
        problems.append(Problem("code.one", field_id))
    return problems


def _coded(draft: SignalDraft) -> list[Problem]:
    problems = []
    for spec in standard.fields():
        if spec.kind not in ("code", "codes"):
            continue
        answer = getattr(draft, spec.id)
        problems += _in_list(answer, spec.codes, spec.id, several=spec.kind == "codes")
        if spec.required and answer.state == "not_asked":
            problems.append(Problem("answer.silent", spec.id, params={"field": spec.nl}))
    return problems


def sign_problems(text: str, field_id: str) -> list[Problem]:
    """NUL and halves of a surrogate pair are no text: PostgreSQL keeps no NUL, and UTF-8 has no such halves."""
    unkeepable = "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)
    return [Problem("text.signs", field_id)] if unkeepable else []


PERSON_TEXTS = ("first_name", "last_name", "nationality", "residence_status", "birthplace")


def _texts(draft: SignalDraft) -> list[Problem]:
    problems = []
    for spec in standard.fields():
        if spec.kind != "text":
            continue
        text = getattr(draft, spec.id)
        if len(text) > spec.max_length:
            problems.append(Problem("text.long", spec.id, params={"most": spec.max_length, "length": len(text)}))
        problems += sign_problems(text, spec.id)
    for person in draft.persons:
        for name in PERSON_TEXTS:
            problems += sign_problems(getattr(person, name), name)
    return problems


EARLIEST = date(1990, 1, 1)


def date_problem(value: date | None, field_id: str, today: date, earliest: date = EARLIEST) -> Problem | None:
    """Why a date cannot stand: in the future, or before 1990 (``earliest``, for a birth date 1900)."""
    if value is None:
        return None
    if value > today:
        return Problem("date.future", field_id, params={"date": value.isoformat()})
    if value < earliest:
        return Problem("date.ancient", field_id, params={"date": value.isoformat(), "earliest": earliest.year})
    return None


def _dates(draft: SignalDraft, today: date) -> list[Problem]:
    found = [date_problem(draft.when, "when", today)]
    if draft.when_state not in ANSWER_STATES:
        found.append(Problem("code.unknown", "when", params={"value": str(draft.when_state)[:40]}))
    elif draft.when_state == "not_asked" or (draft.when is None) == (draft.when_state == "value"):
        found.append(Problem("answer.silent", "when", params={"field": standard.field("when").nl}))
    for observation in draft.observations:
        found.append(date_problem(observation.seen_on, "seen_on", today))
        found.append(date_problem(observation.happened_on, "happened_on", today))
    for person in draft.persons:
        found.append(date_problem(person.birth_date, "birth_date", today, date(1900, 1, 1)))
    return [problem for problem in found if problem is not None]


def _parts(draft: SignalDraft) -> list[Problem]:
    problems = list(unknown_ids(observation.indicator for observation in draft.observations))
    provenances = {code.id for code in standard.codes("provenance")}
    roles = {code.id for code in standard.codes("role")}
    certainties = {"", *(code.id for code in standard.codes("certainty"))}
    for observation in draft.observations:
        if observation.provenance not in provenances:
            problems.append(Problem("code.unknown", "provenance", params={"value": observation.provenance[:40]}))
        if observation.answer not in ANSWER_STATES:
            problems.append(Problem("code.unknown", "observations", params={"value": str(observation.answer)[:40]}))
        if observation.certainty not in certainties:
            problems.append(Problem("code.unknown", "certainty", params={"value": observation.certainty[:40]}))
    for person in draft.persons:
        problems += _in_list(person.age_class, "age_class", "age_class") + _in_list(person.sex, "sex", "sex")
        for role in person.roles:
            if role not in roles:
                problems.append(Problem("code.unknown", "roles", params={"value": role[:40]}))
        if "possible_perpetrator" in person.roles:
            problems.append(Problem("perpetrators.off", "persons"))
    return problems


def check(draft: SignalDraft, today: date) -> tuple[Problem, ...]:
    """Every problem of a draft, all at once; empty when it may be kept.

    ``today`` is the day of registration: no date may lie after it.
    """
    return (*_coded(draft), *_texts(draft), *_dates(draft, today), *_parts(draft))


DRAFT_FIELDS: tuple[str, ...] = tuple(item.name for item in fields(SignalDraft))
