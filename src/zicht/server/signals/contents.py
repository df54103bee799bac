"""What a field group of a signal holds, as one JSON value: compared, kept as history, and read back as it was shown.

From a draft and from what is kept the same content comes, whatever order things were given in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.details import by_group
from zicht.knowledge.signal import PERPETRATOR, UNKNOWN, Answer, Detail, Observation, Person, SignalDraft
from zicht.knowledge.standard import FieldGroup
from zicht.server.door.view import NotVisible
from zicht.server.signals.queries import CoreRow, PersonRow, SignalView, as_answer
from zicht.server.signals.rows import (
    contact_content,
    detail_content,
    details_of,
    identities,
    open_persons,
    perpetrator_content,
    statuses,
    stored,
)

Content = Mapping[str, Any]
FURTHER = "further"
CODED_CORE = ("where", "who", "acute", "known_via", "capacity", "about_self")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _read_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _core(draft: SignalDraft, channel: str) -> dict[str, Any]:
    coded = {name: stored(getattr(draft, name)) for name in CODED_CORE}
    people = [[sorted({*p.roles} - {PERPETRATOR}), stored(p.age_class), stored(p.sex)] for _, p in open_persons(draft)]
    return {**coded, "when": _day(draft.when), "when_state": draft.when_state, "channel": channel, "persons": people}


def _statement(item: Observation) -> list[Any]:
    return [
        item.indicator,
        item.answer,
        item.provenance,
        _day(item.seen_on),
        _day(item.happened_on),
        item.certainty,
    ]


def _observations(draft: SignalDraft) -> dict[str, Any]:
    forms = sorted(draft.what.values or (draft.what.state,))
    return {"what": forms, "observations": sorted((_statement(item) for item in draft.observations), key=repr)}


def in_order(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """Further answers in the order of the standard, values sorted: the same whatever order they were given in."""
    order = {spec.id: place for place, spec in enumerate(standard.detail_fields())}
    found = (Detail(d.field, d.number, Answer(d.answer.state, tuple(sorted(d.answer.values)))) for d in details)
    return tuple(sorted(found, key=lambda item: (order[item.field], item.number)))


def contents(draft: SignalDraft, channel: str) -> dict[FieldGroup, Content]:
    """What each field group that can be corrected would hold for a draft."""
    first: dict[FieldGroup, dict[str, Any]] = {
        "core": _core(draft, channel),
        "observations": _observations(draft),
        "identity": {"persons": identities(draft)},
        "contact": contact_content(draft),
        "narrative": {"text": draft.narrative},
        "location": {"text": draft.place},
        "status": {"persons": statuses(draft)},
        "possible_perpetrators": {"persons": perpetrator_content(draft)["persons"]},
        "follow_up": {},
    }
    further = by_group(draft.details)
    for group, content in first.items():
        content[FURTHER] = detail_content(in_order(further.get(group, ())))
    return dict(first)


def _core_parts(content: Content) -> dict[str, Any]:
    coded = {name: content[name] for name in CODED_CORE}
    core = CoreRow(
        **coded, when=_read_day(content["when"]), when_state=content["when_state"], channel=content["channel"]
    )
    people = tuple(
        PersonRow(number, tuple(roles), age_class, sex)
        for number, (roles, age_class, sex) in enumerate(content["persons"], 1)
    )
    return {"core": core, "persons": people}


def _observation_parts(content: Content) -> dict[str, Any]:
    statements = tuple(
        Observation(indicator, answer, provenance, _read_day(seen), _read_day(happened), certainty)
        for indicator, answer, provenance, seen, happened, certainty in content["observations"]
    )
    return {"what": tuple(content["what"]), "observations": statements}


_PARTS: Mapping[FieldGroup, Callable[[Content], dict[str, Any]]] = {
    "core": _core_parts,
    "observations": _observation_parts,
    "identity": lambda content: {"identity": content["persons"]},
    "contact": lambda content: {"contact": {name: value for name, value in content.items() if name != FURTHER}},
    "narrative": lambda content: {"narrative": content["text"]},
    "location": lambda content: {"location": content["text"]},
    "status": lambda content: {"status": content["persons"]},
    "possible_perpetrators": lambda content: {"perpetrators": content["persons"]},
    "follow_up": lambda content: {},
}


def parts_of(group: FieldGroup, content: Content) -> dict[str, Any]:
    """A content as the parts of a ``SignalView`` that it was."""
    return {**_PARTS[group](content), "details": details_of(content[FURTHER])}


def _person(number: int, row: PersonRow | None, seen: SignalView) -> Person:
    given: dict[str, Any] = seen.words_about(number)
    given["birth_date"] = _read_day(given.get("birth_date") or None)
    if row is None:
        return Person((), **given)
    return Person(row.roles, as_answer(row.age_class), as_answer(row.sex), **given)


def _persons(seen: SignalView) -> tuple[Person, ...]:
    """Everyone of whom anything is seen, by number: core, identity, status and perpetrators are granted apart."""
    rows = {row.number: row for row in seen.everyone}
    named = (int(number) for number in (*(seen.identity or {}), *(seen.status or {})))
    last = max((*rows, *named), default=0)
    return tuple(_person(number, rows.get(number), seen) for number in range(1, last + 1))


def _contact(kept: Mapping[str, str]) -> dict[str, Any]:
    """The contact answers; where the group is not granted they count as unknown, for the check asks for one."""
    coded = {"contact": "contact", "contact_safe": "safe", "contact_how": "how"}
    texts = {"contact_details": "details", "contact_when": "when"}
    answers = {name: as_answer(kept.get(key, UNKNOWN.state)) for name, key in coded.items()}
    return {**answers, **{name: kept.get(key, "") for name, key in texts.items()}}


def _what(forms: tuple[str, ...]) -> Answer:
    return as_answer(forms[0]) if len(forms) == 1 else Answer.of(*forms)


def draft_in_part(seen: SignalView) -> SignalDraft:
    """The draft that a signal amounts to; what is not granted counts as unknown or empty, and is for nobody to read."""
    coded = {name: as_answer(getattr(seen.core, name)) if seen.core else UNKNOWN for name in CODED_CORE}
    first: dict[str, Any] = {**coded, **_contact(seen.contact or {})}
    return SignalDraft(
        **first,
        when=seen.core.when if seen.core else None,
        what=_what(seen.what) if seen.what else UNKNOWN,
        when_state=seen.core.when_state if seen.core else "unknown",  # type: ignore[arg-type]  # kept under a constraint
        narrative=seen.narrative or "",
        place=seen.location or "",
        observations=seen.observations or (),
        persons=_persons(seen),
        details=seen.details,
    )


def draft_seen(seen: SignalView) -> SignalDraft:
    """The same of a signal of which core and observations are granted: such a draft may be corrected."""
    if seen.core is None or not seen.what:
        raise NotVisible("no-core")
    return draft_in_part(seen)
