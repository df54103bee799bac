"""What was sent becomes a draft, with every problem at once: those of form and those of content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from pydantic import ValidationError

from zicht.errors import InputProblems, Problem
from zicht.knowledge import standard
from zicht.knowledge.signal import Observation, Person, SignalDraft, check
from zicht.server.api.further import details_of
from zicht.server.api.names import wire
from zicht.server.api.shapes import NewSignal, ObservationShape, PersonShape

# What pydantic finds by itself, under a rule of ours; its other types are rules already.
RULES = {
    "missing": "api.missing",
    "extra_forbidden": "api.unknown_field",
    "too_long": "api.many",
    "too_short": "api.few",
}
UNKNOWN = "onbekend"


def place(location: Sequence[object]) -> str:
    """Where in the JSON something is, as ``betrokkenen.0.rollen``."""
    return ".".join(str(part) for part in location)


def as_problem(error: Mapping[str, Any]) -> Problem:
    """A problem of form."""
    kind = str(error["type"])
    rule = RULES.get(kind, kind if "." in kind else "api.shape")
    given = error.get("ctx") or {}
    params = {name: given[name] for name in ("value", "most", "length") if name in given}
    if rule in ("api.many", "api.few"):
        params["most"] = given.get("max_length") or given.get("min_length", 0)
    return Problem(rule, place(error["loc"]), params=params)


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a request."""
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate is valid JSON and no text
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputProblems((Problem("api.json"),))
    return found


def shape(given: Mapping[str, Any]) -> NewSignal:
    """The model of what was given, by its names on the wire only."""
    return NewSignal.model_validate(given, by_alias=True, by_name=False)


def _observation(given: ObservationShape) -> Observation:
    return Observation(**{field.name: getattr(given, field.name) for field in fields(Observation)})


def _person(given: PersonShape) -> Person:
    values = {field.name: getattr(given, field.name) for field in fields(Person)}
    return Person(**(values | {"roles": tuple(given.roles)}))


def draft_of(given: NewSignal) -> SignalDraft:
    """The draft of a model."""
    plain = {name: getattr(given, name) for name in NewSignal.model_fields if name != "further"}
    plain |= {
        "when": given.when.day,
        "when_state": given.when.state,
        "observations": tuple(_observation(item) for item in given.observations),
        "persons": tuple(_person(item) for item in given.persons),
        "details": details_of(given.further),
    }
    return SignalDraft(**plain)


def with_unknown(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, with each required answer that is not there as unknown meanwhile."""
    return {field.wire: UNKNOWN for field in standard.fields() if field.required} | dict(given)


def _on_the_wire(problem: Problem) -> Problem:
    return Problem(problem.rule, wire(problem.field) if problem.field else "", params=problem.params)


def draft_and_problems(
    given: Mapping[str, Any], today: date, *, perpetrators_on: bool = False
) -> tuple[SignalDraft, tuple[Problem, ...]]:
    """The draft in a JSON object, and everything wrong with it by names on the wire, those of form and of content.

    ``perpetrators_on``: the organisation of whoever asks takes fields on possible perpetrators.
    """
    try:
        draft, found = draft_of(shape(given)), []
    except ValidationError as error:
        found = form_problems(error)
        wrong = {problem.field.split(".")[0] for problem in found}
        draft = draft_of(shape(with_unknown({name: value for name, value in given.items() if name not in wrong})))
    of_content = check(draft, today, perpetrators_on=perpetrators_on)
    return draft, (*found, *(_on_the_wire(problem) for problem in of_content))


def form_problems(error: ValidationError) -> list[Problem]:
    """What is wrong with the form of something that was sent."""
    return [as_problem(item) for item in error.errors(include_url=False, include_input=False)]


def read(body: bytes, today: date, *, perpetrators_on: bool = False) -> SignalDraft:
    """The draft in a request's body; ``InputProblems`` holds everything wrong with it, by names on the wire."""
    draft, problems = draft_and_problems(parse(body), today, perpetrators_on=perpetrators_on)
    if problems:
        raise InputProblems(problems)
    return draft
