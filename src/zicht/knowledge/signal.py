"""The shape of a signal before it is kept, and the check against the standard.

Every coded answer keeps its meaning: value(s), ``no``, ``unknown`` (asked), ``not_asked``, ``refused``
(principle 4). ``check`` returns every problem at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.answers import (
    ANSWER_STATES,
    EARLIEST,
    NO,
    NOT_ASKED,
    REFUSED,
    UNKNOWN,
    WIRE_STATES,
    Answer,
    AnswerState,
    date_problem,
    sign_problems,
)
from zicht.knowledge.details import Detail, by_group, check_details, text_warnings
from zicht.knowledge.indicators import unknown_ids

__all__ = [
    "ANSWER_STATES",
    "DRAFT_FIELDS",
    "EARLIEST",
    "NO",
    "NOT_ASKED",
    "PERPETRATOR",
    "PERSON_TEXTS",
    "REFUSED",
    "UNKNOWN",
    "VICTIM",
    "WIRE_STATES",
    "Answer",
    "AnswerState",
    "Detail",
    "Observation",
    "Person",
    "SignalDraft",
    "about_perpetrator",
    "check",
    "date_problem",
    "known_answers",
    "names_perpetrators",
    "perpetrators_last",
    "warnings",
]


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
    details: tuple[Detail, ...] = ()


PERPETRATOR = "possible_perpetrator"
VICTIM = "presumed_victim"


def about_perpetrator(person: Person) -> bool:
    """Whether everything about this person belongs to possible perpetrators.

    Who may be a victim as well keeps a victim's place; only that they may also be a perpetrator is apart.
    """
    return PERPETRATOR in person.roles and VICTIM not in person.roles


def perpetrators_last(draft: SignalDraft) -> SignalDraft:
    """The draft with those of whom everything belongs to possible perpetrators after the others.

    Who may not see them then sees persons 1, 2, 3 and no gap. Further answers about a person go with that person.
    """
    order = sorted(range(len(draft.persons)), key=lambda at: about_perpetrator(draft.persons[at]))
    if order == list(range(len(draft.persons))):
        return draft
    now = {before + 1: after for after, before in enumerate(order, 1)}
    moved = (replace(d, number=now.get(d.number, d.number)) if d.spec.entity == "person" else d for d in draft.details)
    return replace(draft, persons=tuple(draft.persons[at] for at in order), details=tuple(moved))


def names_perpetrators(draft: SignalDraft) -> bool:
    """Whether anything in a draft belongs to possible perpetrators (principle 24)."""
    persons = any(PERPETRATOR in person.roles for person in draft.persons)
    return persons or "possible_perpetrators" in by_group(draft.details)


# Texts in one's own words: in the others a name or number is what was asked for.
OWN_WORDS = ("narrative", "place", "contact_when")


def warnings(draft: SignalDraft) -> tuple[Problem, ...]:
    """The free texts of a draft that seem to name a possible perpetrator: to tell, never a reason to refuse."""
    texts = {name: str(getattr(draft, name)) for name in OWN_WORDS}
    texts |= {item.field: item.answer.value for item in draft.details if item.field == "other_explanation"}
    return text_warnings(texts)


def known_answers(draft: SignalDraft, details: Iterable[Detail] = ()) -> Mapping[str, tuple[str, ...]]:
    """The values by field that decide what is relevant: what was suspected, roles, and the further answers."""
    roles = tuple(role for person in draft.persons for role in person.roles)
    known: dict[str, tuple[str, ...]] = {"what": draft.what.values, "who": draft.who.values, "role": roles}
    for detail in (*draft.details, *details):
        known[detail.field] = (*known.get(detail.field, ()), *detail.answer.values)
    return known


@cache
def _allowed(list_name: str) -> frozenset[str]:
    return frozenset(code.id for code in standard.codes(list_name))


def _in_list(answer: Answer, list_name: str, field_id: str, *, several: bool = False) -> list[Problem]:
    if not answer.values:
        return []
    unknown = [value for value in answer.values if value not in _allowed(list_name)]
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


def _parts(draft: SignalDraft, perpetrators_on: bool) -> list[Problem]:
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
        if PERPETRATOR in person.roles and not perpetrators_on:
            problems.append(Problem("perpetrators.off", "persons"))
    return problems


def check(draft: SignalDraft, today: date, *, perpetrators_on: bool = False) -> tuple[Problem, ...]:
    """Every problem of a draft, all at once; empty when it may be kept.

    ``today`` is the day of registration: no date may lie after it. ``perpetrators_on``: a processing activity of the
    organisation switched the fields on possible perpetrators on.
    """
    further = check_details(draft.details, today, perpetrators_on=perpetrators_on)
    return (*_coded(draft), *_texts(draft), *_dates(draft, today), *_parts(draft, perpetrators_on), *further)


DRAFT_FIELDS: tuple[str, ...] = tuple(item.name for item in fields(SignalDraft))
