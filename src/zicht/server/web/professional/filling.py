"""A kept signal as the form has it: under the form's names, the values that a browser would send. No database."""

from __future__ import annotations

from collections.abc import Iterator

from zicht.knowledge import standard
from zicht.knowledge.signal import WIRE_STATES, Answer, Detail, Observation, Person, SignalDraft
from zicht.server.web.professional.further import STATE, detail_name, most
from zicht.server.web.professional.given import CERTAINTY, HAPPENED, NAMES, PROVENANCE, SIGN, YES, Given

STATE_WIRES = {state: wire for wire, state in WIRE_STATES.items()}
PERSON = "persoon_"
PERSON_FIELDS = {
    "roles": "rol",
    "age_class": "leeftijd",
    "sex": "geslacht",
    "first_name": "voornaam",
    "last_name": "achternaam",
    "birth_date": "geboortedatum",
    "nationality": "nationaliteit",
    "residence_status": "verblijf",
    "birthplace": "geboorteplaats",
}
AWAY = "weg"
Filled = Iterator[tuple[str, tuple[str, ...]]]


def person_name(number: int, field: str) -> str:
    """The name in the form of something about the ``number``-th person (from 1)."""
    return f"{PERSON}{number}_{PERSON_FIELDS.get(field, field)}"


def _wires(list_name: str, answer: Answer) -> tuple[str, ...]:
    if answer.state != "value":
        return (STATE_WIRES[answer.state],)
    wires = {code.id: code.wire for code in standard.codes(list_name)}
    return tuple(wires[value] for value in answer.values)


def _first(draft: SignalDraft) -> Filled:
    for field in standard.fields():
        value = getattr(draft, field.id)
        if field.kind in ("code", "codes"):
            yield NAMES[field.id], _wires(field.codes, value)
        elif field.kind == "text":
            yield NAMES[field.id], (value,)
    day = draft.when.isoformat() if draft.when else ""
    yield NAMES["when"], (day, "" if day else STATE_WIRES.get(draft.when_state, ""))


def _sign(item: Observation) -> Filled:
    wires = {code.id: code.wire for code in standard.codes("provenance")}
    yield SIGN + item.indicator, (YES if item.answer == "value" else STATE_WIRES[item.answer],)
    yield PROVENANCE + item.indicator, (wires[item.provenance],)
    yield HAPPENED + item.indicator, (item.happened_on.isoformat() if item.happened_on else "",)
    sure = {code.id: code.wire for code in standard.codes("certainty")}
    yield CERTAINTY + item.indicator, (sure.get(item.certainty, ""),)


def _person(number: int, person: Person) -> Filled:
    roles = {code.id: code.wire for code in standard.codes("role")}
    yield person_name(number, "roles"), tuple(roles[role] for role in person.roles)
    yield person_name(number, "age_class"), _wires("age_class", person.age_class)
    yield person_name(number, "sex"), _wires("sex", person.sex)
    yield person_name(number, "birth_date"), (person.birth_date.isoformat() if person.birth_date else "",)
    for field in ("first_name", "last_name", "nationality", "residence_status", "birthplace"):
        yield person_name(number, field), (getattr(person, field),)


def _detail(detail: Detail) -> Filled:
    spec, name = detail.spec, detail_name(detail.spec, detail.number)
    if spec.kind in ("code", "codes"):
        yield name, _wires(spec.codes, detail.answer)
    elif detail.answer.state == "value":
        yield name, (detail.answer.value,)
    else:
        yield name + STATE, (STATE_WIRES[detail.answer.state],)


def once_only(draft: SignalDraft) -> Iterator[Observation]:
    """The statements that the form can show: one per sign. Of a sign with several none is shown, and all stay."""
    said = [item.indicator for item in draft.observations]
    return (item for item in draft.observations if said.count(item.indicator) == 1)


def filled(draft: SignalDraft) -> Given:
    """The form of a draft, as far as the form can hold it."""
    found: dict[str, tuple[str, ...]] = dict(_first(draft))
    for item in once_only(draft):
        found |= dict(_sign(item))
    for number, person in enumerate(draft.persons, 1):
        found |= dict(_person(number, person))
    for detail in draft.details:
        if detail.number <= most(detail.spec.entity):
            found |= dict(_detail(detail))
    return Given(found)
