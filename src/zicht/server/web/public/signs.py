"""What a professional with a one-off link saw: the signs of the forms that they chose, none of them demanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.indicators import Indicator, categories, indicators
from zicht.knowledge.sentences import say_problem
from zicht.knowledge.signal import WIRE_STATES, Observation, SignalDraft
from zicht.server.web.parts.components import Field, Option
from zicht.server.web.public.forms import language, state_label

SIGN, SOURCE, YES = "waarneming_", "herkomst_", "ja"
# What each sign offers; every state of the contract is taken when it is sent.
OFFERED = ("nee", "onbekend", "niet_gevraagd")


@dataclass(frozen=True, slots=True)
class SignField:
    """One sign to answer, and how that is known. ``newcomers``: it never stands alone (principle 6)."""

    answer: Field
    source: Field
    newcomers: bool


@dataclass(frozen=True, slots=True)
class SignGroup:
    """The signs of one category; open when something in it was answered or is wrong."""

    title: str
    signs: tuple[SignField, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What was sent of signs: as typed, as observations, and the problem by field name."""

    typed: Mapping[str, str]
    observations: tuple[Observation, ...]
    problems: Mapping[str, Problem]


def read_signs(post: Any, known_via: str, seen_on: date | None) -> Seen:
    """What was answered; a sign left alone is no statement. ``known_via`` holds where nothing else was said."""
    sources = {code.wire: code.id for code in standard.codes("provenance")}
    typed, found, problems = {}, [], {}
    for sign in indicators():
        answer, sent = post.get(SIGN + sign.id, ""), post.get(SOURCE + sign.id, "")
        if answer != YES and answer not in WIRE_STATES:
            continue
        typed[SIGN + sign.id] = answer
        if sent in sources:
            typed[SOURCE + sign.id] = sent
        source = sources.get(sent) or known_via
        if not source:
            problems[SOURCE + sign.id] = Problem("intake.link_source", SOURCE + sign.id)
            continue
        state = "value" if answer == YES else WIRE_STATES[answer]
        found.append(Observation(sign.id, state, source, seen_on))
    return Seen(typed, tuple(found), problems)


def with_signs(draft: SignalDraft, seen: Seen) -> SignalDraft:
    """The draft with what was seen."""
    return replace(draft, observations=seen.observations)


def _sources() -> tuple[tuple[str, Option], ...]:
    """(code, option) of each way in which something can be known."""
    named = [(code, code.nl if language() == "nl" else code.en) for code in standard.codes("provenance")]
    return tuple((code.id, Option(code.wire, label[:1].upper() + label[1:])) for code, label in named)


def _source_field(name: str, seen: Seen, known_via: str) -> Field:
    sources, problem = _sources(), seen.problems.get(name)
    usual = next((option.value for code, option in sources if code == known_via), "")
    options = (Option("", _("Kies een antwoord")), *(option for _code, option in sources))
    error = say_problem(problem, language()) if problem else ""
    return Field(name, name, _("Hoe weet u dit?"), "select", seen.typed.get(name, usual), options, error=error)


def _field(sign: Indicator, seen: Seen, known_via: str) -> SignField:
    label = sign.nl if language() == "nl" else sign.en
    name = SIGN + sign.id
    sent = seen.typed.get(name, "")
    wires = (*OFFERED, *({sent} & set(WIRE_STATES) - set(OFFERED)))
    answers = (Option(YES, _("Ja")), *(Option(wire, state_label(wire)) for wire in wires))
    answer = Field(name, name, label[:1].upper() + label[1:], "radio", sent, answers)
    return SignField(answer, _source_field(SOURCE + sign.id, seen, known_via), sign.stands_in_for_origin)


def sign_groups(draft: SignalDraft, seen: Seen) -> Iterator[SignGroup]:
    """The signs of the forms that were chosen, by category; those of every form when none was."""
    every = {code.id for code in standard.codes("form")}
    offered = [sign for sign in indicators() if set(draft.what.values) & set(sign.forms) or every == set(sign.forms)]
    for category in categories():
        signs = tuple(_field(sign, seen, draft.known_via.value) for sign in offered if sign.category == category.id)
        if signs:
            touched = any(sign.answer.value or sign.source.error for sign in signs)
            title = category.nl if language() == "nl" else category.en
            yield SignGroup(title.capitalize(), signs, touched)
