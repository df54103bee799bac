"""A signal as a list of answers, each with what it is about, and back: the one form that every export starts from.

Nothing of a draft is left out here, so what an export leaves out can be told: every answer is written or in the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from functools import cache
from typing import Any

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.answers import NOT_ASKED, UNKNOWN, Answer
from zicht.knowledge.details import Detail, by_group
from zicht.knowledge.signal import Observation, Person, SignalDraft
from zicht.knowledge.standard import Field, FieldGroup
from zicht.registers.exchange.status import Assertion


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to a field of the standard, about the ``number``-th (from 1) of its entity, in its field group."""

    field: str
    number: int
    answer: Answer
    group: FieldGroup

    @property
    def spec(self) -> Field:
        """The field that it answers."""
        return field_of(self.field)

    @property
    def key(self) -> str:
        """``field`` or ``field#2``: how a file names it when there is more than one."""
        return self.field if self.number == 1 else f"{self.field}#{self.number}"


@dataclass(frozen=True, slots=True)
class Source:
    """One signal to export: what is in it as far as its reader may see.

    ``id`` is a name within the export and says nothing of the record. ``groups`` are the field groups that were read:
    an answer outside them is not there, which is something else than not asked. ``outcomes`` are codes of what was
    done; ``assertions`` who decided on a person's status, by the person's number.
    """

    id: str
    draft: SignalDraft
    received_on: date
    groups: frozenset[FieldGroup] = frozenset(standard.FIELD_GROUPS)
    outcomes: tuple[str, ...] = ()
    assertions: Mapping[int, Assertion] = with_default(default_factory=dict)


@cache
def _by_id() -> Mapping[str, Field]:
    return {spec.id: spec for spec in standard.every_field()}


def field_of(field_id: str) -> Field:
    """A field of the standard, wherever it is kept; an unknown id is a defect of ours."""
    try:
        return _by_id()[field_id]
    except KeyError:
        raise Defect("standard.unknown_field", field=field_id) from None


def _plain(value: Any) -> Answer | None:
    """A text or date as an answer; None when nothing is there."""
    if isinstance(value, Answer):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return Answer.of(text) if text else None


def _of_signal(draft: SignalDraft) -> Iterator[tuple[str, int, Answer | None]]:
    for spec in standard.fields():
        if spec.id == "when":
            yield "when", 1, _plain(draft.when) or Answer(draft.when_state)
        else:
            yield spec.id, 1, _plain(getattr(draft, spec.id))


def _of_parts(draft: SignalDraft) -> Iterator[tuple[str, int, Answer | None]]:
    for number, person in enumerate(draft.persons, 1):
        yield "roles", number, Answer.of(*person.roles) if person.roles else None
        for name in ("age_class", "sex", *_PERSON_PLAIN):
            yield name, number, _plain(getattr(person, name))
    for number, seen in enumerate(draft.observations, 1):
        for name in _OBSERVED:
            yield name, number, _plain(getattr(seen, name))


_PERSON_PLAIN = ("first_name", "last_name", "birth_date", "nationality", "residence_status", "birthplace")
_OBSERVED = ("indicator", "answer", "provenance", "seen_on", "happened_on", "certainty")


def said(draft: SignalDraft, groups: Iterable[FieldGroup] = standard.FIELD_GROUPS) -> tuple[Said, ...]:
    """Every answer of a draft that lies in these field groups, in the order of the standard."""
    allowed = frozenset(groups)
    found = [
        Said(name, number, answer, field_of(name).group)
        for name, number, answer in (*_of_signal(draft), *_of_parts(draft))
        if answer is not None
    ]
    for group, details in by_group(draft.details).items():
        found += [Said(item.field, item.number, item.answer, group) for item in details]
    order = {spec.id: place for place, spec in enumerate(standard.every_field())}
    return tuple(sorted((one for one in found if one.group in allowed), key=lambda one: (order[one.field], one.number)))


class _Given:
    """Answers by field and number, for building a draft."""

    def __init__(self, answers: Iterable[Said]) -> None:
        self.found = {(one.field, one.number): one.answer for one in answers}

    def coded(self, name: str, number: int = 1, missing: Answer = NOT_ASKED) -> Answer:
        return self.found.get((name, number), missing)

    def text(self, name: str, number: int = 1) -> str:
        return self.coded(name, number).value

    def day(self, name: str, number: int = 1) -> date | None:
        text = self.text(name, number)
        return date.fromisoformat(text) if text else None

    def numbers(self, names: Iterable[str]) -> range:
        wanted = set(names)
        return range(1, 1 + max((number for name, number in self.found if name in wanted), default=0))


def _person(given: _Given, number: int) -> Person:
    texts = {name: given.text(name, number) for name in _PERSON_PLAIN if name != "birth_date"}
    return Person(
        roles=given.coded("roles", number).values,
        age_class=given.coded("age_class", number, UNKNOWN),
        sex=given.coded("sex", number),
        birth_date=given.day("birth_date", number),
        **texts,
    )


def _observation(given: _Given, number: int) -> Observation:
    return Observation(
        indicator=given.text("indicator", number),
        answer=given.text("answer", number),  # type: ignore[arg-type]  # a code of the list of the five states
        provenance=given.text("provenance", number),
        seen_on=given.day("seen_on", number),
        happened_on=given.day("happened_on", number),
        certainty=given.text("certainty", number),
    )


def _signal_words(given: _Given) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for spec in standard.fields():
        if spec.kind == "text":
            words[spec.id] = given.text(spec.id)
        elif spec.kind != "date":
            words[spec.id] = given.coded(spec.id)
    return words | {"when": given.day("when"), "when_state": given.coded("when").state}


def draft_of(answers: Iterable[Said]) -> SignalDraft:
    """The draft that these answers make. What nobody said is as in a new draft: a required answer then is silent.

    ``zicht.knowledge.signal.check`` lists those silent answers, for a person to fill in.
    """
    listed = tuple(answers)
    given = _Given(listed)
    detail_ids = {spec.id for spec in standard.detail_fields()}
    persons = ("roles", "age_class", "sex", *_PERSON_PLAIN)
    return SignalDraft(
        **_signal_words(given),
        persons=tuple(_person(given, number) for number in given.numbers(persons)),
        observations=tuple(_observation(given, number) for number in given.numbers(_OBSERVED)),
        details=tuple(Detail(one.field, one.number, one.answer) for one in listed if one.field in detail_ids),
    )
