"""An HTCDS person-case as answers of our standard. What means nothing here, or more than one thing, is quarantined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from zicht.errors import Refused
from zicht.knowledge.answers import Answer
from zicht.knowledge.standard import Field
from zicht.registers.exchange.case import SINGLE, STATUS_BY, STATUS_ON, Case, Quarantined, Thing
from zicht.registers.exchange.meaning import ENTITIES, OTHER, STATUS_FIELD, VICTIM, meanings, plain_field
from zicht.registers.exchange.said import Said, field_of
from zicht.registers.exchange.status import ACTUAL, POSSIBLE, Assertion
from zicht.registers.exchange.tables import extensions, htcds_codes, htcds_field

DECIDED_BY = "vic_TraffickingStatusDecisionMakingOrg"
# What a thing is about when its file does not say: another organisation's events are parts of a course.
_DEFAULT = {"hte": "phase", "cas": "notification", "org": "business", "per": "person"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a case says in our standard. ``assertion`` when an organisation decided on the status."""

    answers: tuple[Said, ...]
    quarantined: tuple[Quarantined, ...]
    assertion: Assertion | None = None


@dataclass(slots=True)
class _Reading:
    case: Case
    number: int
    found: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    kept_out: list[Quarantined] = field(default_factory=list)

    def add(self, field_id: str, number: int, value: str) -> None:
        self.found.setdefault((field_id, number), []).append(value)

    def keep_out(self, name: str, raw: str, reason: str) -> None:
        self.kept_out.append(Quarantined(self.case.id, name, raw, reason))

    def value(self, name: str, value: str, entity: str, number: int) -> None:
        """One value: a code of ours, a text of ours, or quarantined."""
        meant = meanings(name, value, entity)
        if len(meant) == 1:
            self.add(*_numbered(meant[0][0], self.number, entity, number), meant[0][1])
            return
        plain = None if meant else _plain(name, entity)
        if plain:
            self.add(*_numbered(plain.id, self.number, entity, number), value)
        else:
            self.keep_out(name, value, "ambiguous" if meant else _why(name, value))


def _numbered(field_id: str, person: int, about: str, number: int) -> tuple[str, int]:
    """The number of the thing of ours: of the case's own person, unless the thing is about another by number."""
    entity = field_of(field_id).entity
    if entity == "person":
        return field_id, number if about == "person" else person
    return field_id, number if entity not in ("signal", "exploitation") else 1


def _plain(name: str, entity: str) -> Field | None:
    entities = (entity,) if entity else ENTITIES.get(name.partition("_")[0], ())
    return next((spec for spec in (plain_field(name, one) for one in entities) if spec), None)


def _why(name: str, value: str) -> str:
    code = htcds_codes(htcds_field(name).list).get(value)
    return "retired" if code and code.valid_to else "no_meaning"


def _things(case: Case) -> Iterator[tuple[Thing, str, int]]:
    """Every thing with the entity and number of ours that it is about."""
    for prefix, things in case.things.items():
        for place, thing in enumerate(things, 1):
            entity, _, number = thing.about.partition("#")
            if prefix in SINGLE:
                yield thing, "", 1
            else:
                yield thing, entity or _DEFAULT.get(prefix, ""), int(number or place)


def _is_stand_in(case: Case, name: str, value: str) -> bool:
    """``Other`` that stands there only because of a field beside it."""
    beside = any(extensions()[one].field == name for one in case.extensions)
    return value == OTHER and beside and name not in case.also_other


def _read_things(reading: _Reading) -> None:
    for thing, entity, number in _things(reading.case):
        for name, values in thing.values.items():
            for value in values:
                if name not in (STATUS_FIELD, DECIDED_BY) and not _is_stand_in(reading.case, name, value):
                    reading.value(name, value, entity, number)


def _read_beside(reading: _Reading) -> Iterator[Said]:
    for name in sorted(reading.case.extensions):
        beside = extensions()[name]
        field_id = next(one for one in ("what", "means") if field_of(one).codes == beside.list)
        reading.add(field_id, 1, beside.code)
    for key, state in reading.case.states.items():
        field_id, _, number = key.partition("#")
        at = (field_id, int(number or 1))
        if field_of(field_id).entity == "person":
            at = (field_id, reading.number)
        # what was said in so many words stands; a value that seems to say otherwise is kept apart
        for value in reading.found.pop(at, ()):
            reading.keep_out(key, value, "ambiguous")
        yield Said(*at, Answer(state), field_of(field_id).group)


def _assertion(reading: _Reading) -> Assertion | None:
    """The status: possible makes somebody a possible victim; anything else needs who decided, when."""
    status = "".join(reading.case.value(STATUS_FIELD))
    decided_by = "".join(reading.case.value(DECIDED_BY))
    if status in (POSSIBLE, ACTUAL):
        reading.add("roles", reading.number, VICTIM)
    elif status:
        reading.keep_out(STATUS_FIELD, status, "no_meaning")
    extras = reading.case.extras
    if not decided_by and status != ACTUAL:
        return None
    try:
        on = date.fromisoformat(extras.get(STATUS_ON, ""))
        return Assertion(status, decided_by, extras.get(STATUS_BY, ""), on)
    except (ValueError, Refused):
        reading.keep_out(DECIDED_BY, decided_by or status, "not_this_shape")
        return None


def answers(case: Case, number: int = 1) -> Answered:
    """What a case says in our standard, about the ``number``-th person of a signal."""
    reading = _Reading(case, number)
    status = _assertion(reading)
    _read_things(reading)
    states = list(_read_beside(reading))
    values = [Said(f, n, Answer.of(*found), field_of(f).group) for (f, n), found in reading.found.items()]
    return Answered((*values, *states), tuple(reading.kept_out), status)
