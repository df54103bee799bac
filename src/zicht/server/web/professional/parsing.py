"""What was sent by the form of a signal -> a draft, and every problem at its field. No database, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.knowledge.signal import Answer, Detail, Person, SignalDraft, check
from zicht.server.web.professional.further import detail_problems, read_details
from zicht.server.web.professional.given import (
    BIRTH_DATE,
    FIRST_NAME,
    LAST_NAME,
    NAMES,
    SEX,
    Given,
    Reader,
    codes_by_wire,
)
from zicht.server.web.professional.perpetrator import ROLE, of_offender, read_offender, refuse_offender

ON_BEHALF, OWN_CHANNEL, FOR_ANOTHER = "namens", "form", ("phone", "desk", "paper")
ASIDE = {
    "seen_on": NAMES["when"],
    "provenance": NAMES["known_via"],
    "age_class": NAMES["who"],
    "first_name": FIRST_NAME,
    "last_name": LAST_NAME,
    "birth_date": BIRTH_DATE,
    "sex": SEX,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A draft, what is wrong with it (a sentence per form name, in the order of the form), and how it came in."""

    draft: SignalDraft
    problems: Mapping[str, str]
    channel: str = OWN_CHANNEL


def field_of(problem: Problem) -> str:
    """The form's name of the field that a problem is about."""
    return NAMES.get(problem.field) or ASIDE.get(problem.field, problem.field)


def said(problem: Problem, language: Language) -> str:
    """A problem in words, for whoever reads it at its field."""
    if problem.rule == "answer.silent":
        # the general sentence names the question and its code; here the question stands right above
        return say("professional.answer_missing", language)
    return say_problem(problem, language)


def _channel(reader: Reader) -> str:
    """How it came to whoever fills in the form; one's own signal when nothing was chosen."""
    sent = reader.form.one(ON_BEHALF)
    if not sent:
        return OWN_CHANNEL
    known = codes_by_wire("channel").get(sent, "")
    if known not in FOR_ANOTHER:
        reader.wrong(ON_BEHALF, "code.unknown", value=sent[:40])
        return OWN_CHANNEL
    return known


def _persons(reader: Reader, who: Answer, details: tuple[Detail, ...], today: date, on: bool) -> tuple[Person, ...]:
    """The possible victim: there as soon as anything is told of them, also when it is no name.

    After them a possible perpetrator, where that is switched ``on``.
    """
    told = any(detail.spec.entity == "person" and not (on and detail.field == ROLE) for detail in details)
    victim = reader.persons(who, today) or ((Person(("presumed_victim",), who),) if told else ())
    if not on:
        refuse_offender(reader)
        return victim
    return (*victim, *read_offender(reader, today, details))


def parse(form: Given, today: date, language: Language, *, perpetrators_on: bool = False) -> Parsed:
    """The draft that a form holds, and everything wrong with it at once.

    ``perpetrators_on``: the organisation takes fields on possible perpetrators.
    """
    reader = Reader(form, language)
    coded = {
        field.id: reader.coded(NAMES[field.id], field.codes)
        for field in standard.fields()
        if field.kind in ("code", "codes")
    }
    texts = {field.id: reader.text(NAMES[field.id]) for field in standard.fields() if field.kind == "text"}
    when, state = reader.day(NAMES["when"])
    if state == "not_asked":
        reader.wrong(NAMES["when"], "professional.answer_missing")
    details, channel = read_details(reader), _channel(reader)
    answers: dict[str, Any] = {**coded, **texts}
    first = SignalDraft(
        **answers,
        when=when,
        when_state=state,
        observations=tuple(reader.observations(coded["known_via"], when)),
        persons=_persons(reader, coded["who"], details, today, perpetrators_on),
    )
    for problem in check(first, today, perpetrators_on=perpetrators_on):
        reader.problems.setdefault(field_of(problem), said(problem, language))
    for name, problem in detail_problems(details, today, perpetrators_on=perpetrators_on):
        reader.problems.setdefault(name, said(problem, language))
    details = tuple(of_offender(details, first.persons))
    return Parsed(replace(first, details=details), reader.problems, channel)
