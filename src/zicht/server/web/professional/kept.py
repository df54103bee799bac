"""A form as it is kept before it is sent, and as it comes back: as it was given, and what no longer exists is told.

What is kept is what was filled in, by the form's own names: no answer is read, so none can change its meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.sentences import Language
from zicht.knowledge.signal import WIRE_STATES
from zicht.server.web.professional.further import COUNT, FURTHER, STATE, every_name
from zicht.server.web.professional.given import (
    BIRTH_DATE,
    CERTAINTY,
    FIRST_NAME,
    HAPPENED,
    LAST_NAME,
    NAMES,
    PROVENANCE,
    SEX,
    SIGN,
    SIGN_ANSWERS,
    Given,
    codes_by_wire,
)
from zicht.server.web.professional.parsing import FOR_ANOTHER, ON_BEHALF
from zicht.server.web.professional.perpetrator import CODED, OFFENDER
from zicht.server.web.professional.perpetrator import EVERY as OFFENDER_NAMES

Filling = Literal["new", "observations", "more"]
PAGES: tuple[Filling, ...] = ("new", "observations", "more")
PAGE, ANSWERS = "pagina", "antwoorden"
OWN = frozenset({*NAMES.values(), FIRST_NAME, LAST_NAME, BIRTH_DATE, SEX, ON_BEHALF})
FAMILIES = (SIGN, PROVENANCE, HAPPENED, CERTAINTY, FURTHER, OFFENDER)


@dataclass(frozen=True, slots=True)
class Back:
    """A form that was kept, on the page where it was left; ``lost``: (question, what was answered) no longer there."""

    form: Given
    page: Filling
    lost: tuple[tuple[str, str], ...]


def page_of(name: str) -> Filling:
    """The page of that name, or the first."""
    return next((page for page in PAGES if page == name), "new")


def to_keep(form: Given, page: Filling) -> dict[str, Any]:
    """What is kept of a form: its answers and where it was left; nothing that belongs to one sending of it."""
    names = [name for name in form.values if name in OWN or name.startswith(FAMILIES)]
    return {PAGE: page, ANSWERS: {name: list(form.all(name)) for name in names if form.all(name)}}


def nothing_in(content: Mapping[str, Any], blank: Given) -> bool:
    """Whether a form says no more than it did when it was opened."""
    return all(tuple(values) == blank.all(name) for name, values in content[ANSWERS].items())


def _wires(list_name: str) -> frozenset[str]:
    return frozenset(codes_by_wire(list_name)) | frozenset(WIRE_STATES)


def _of(spec: standard.Field) -> frozenset[str] | None:
    return _wires(spec.codes) if spec.kind in ("code", "codes") else None


def _choices() -> Iterator[tuple[str, frozenset[str] | None]]:
    """Each name of the form with what can be chosen there; None where anything can be typed."""
    yield from ((name, None) for name in (FIRST_NAME, LAST_NAME, BIRTH_DATE))
    yield SEX, _wires("sex")
    yield from ((name, _wires(CODED[name]) if name in CODED else None) for name in OFFENDER_NAMES)
    yield ON_BEHALF, frozenset(wire for wire, code in codes_by_wire("channel").items() if code in FOR_ANOTHER)
    yield from ((NAMES[field.id], _of(field)) for field in standard.fields())
    for sign in indicators():
        yield SIGN + sign.id, frozenset(SIGN_ANSWERS)
        yield PROVENANCE + sign.id, frozenset(codes_by_wire("provenance"))
        yield HAPPENED + sign.id, None
        yield CERTAINTY + sign.id, frozenset(codes_by_wire("certainty"))
    for name, spec, _ in every_name():
        yield name, _of(spec)
        yield name + STATE, frozenset(WIRE_STATES)
    yield from ((COUNT + entity.id, None) for entity in standard.entities())


@cache
def _known() -> Mapping[str, frozenset[str] | None]:
    return dict(_choices())


@cache
def _questions(language: Language) -> Mapping[str, str]:
    dutch = language == "nl"
    found = {NAMES[field.id]: field.nl if dutch else field.en for field in standard.fields()}
    found |= {SIGN + sign.id: sign.nl if dutch else sign.en for sign in indicators()}
    return found | {name: spec.nl if dutch else spec.en for name, spec, _ in every_name()}


def resumed(content: Mapping[str, Any], language: Language) -> Back:
    """A kept form again. Answers that the standard of today does not have are left out and told."""
    there: dict[str, tuple[str, ...]] = {}
    lost: list[tuple[str, str]] = []
    known, questions = _known(), _questions(language)
    for name, values in content[ANSWERS].items():
        choices = known.get(name, frozenset())
        there[name] = tuple(value for value in values if choices is None or value in choices)
        gone = [value for value in values if value not in there[name]]
        lost += [(questions.get(name, name), value) for value in gone]
    return Back(Given({name: values for name, values in there.items() if values}), page_of(content[PAGE]), tuple(lost))
