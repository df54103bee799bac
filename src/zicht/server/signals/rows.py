"""A checked draft as rows: one place, used for one signal and for a million."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from zicht.knowledge import standard
from zicht.knowledge.details import by_group
from zicht.knowledge.signal import (
    PERPETRATOR,
    VICTIM,
    Answer,
    Detail,
    SignalDraft,
    about_perpetrator,
    names_perpetrators,
)
from zicht.knowledge.signal import Person as PersonDraft
from zicht.server.door.act import Kept
from zicht.server.signals import models

WEIGH_ACUTE_WITHIN = timedelta(hours=1)
WEIGH_WITHIN = timedelta(days=5)


def stored(answer: Answer) -> str:
    """One coded answer as kept: its value, or the state that is not a value."""
    return answer.value if answer.state == "value" else answer.state


def due(received_at: datetime, acute: bool) -> datetime:
    """Until when the desk has to weigh a signal."""
    return received_at + (WEIGH_ACUTE_WITHIN if acute else WEIGH_WITHIN)


def _core(draft: SignalDraft, kept: Kept, channel: str) -> models.Core:
    return models.Core(
        record=kept.record,
        where=stored(draft.where),
        when=draft.when,
        when_state=draft.when_state,
        who=stored(draft.who),
        acute=stored(draft.acute),
        known_via=stored(draft.known_via),
        capacity=stored(draft.capacity),
        about_self=stored(draft.about_self),
        channel=channel,
    )


def open_persons(draft: SignalDraft) -> list[tuple[int, PersonDraft]]:
    """The persons by number, without those of whom everything belongs to possible perpetrators."""
    return [(number, person) for number, person in enumerate(draft.persons, 1) if not about_perpetrator(person)]


def _persons(draft: SignalDraft, kept: Kept) -> Iterator[Model]:
    for number, person in open_persons(draft):
        yield models.Person(
            record=kept.record,
            number=number,
            roles=" ".join(sorted({*person.roles} - {PERPETRATOR})),
            age_class=stored(person.age_class),
            sex=stored(person.sex),
        )


def _identity(person: PersonDraft) -> dict[str, str]:
    born = person.birth_date.isoformat() if person.birth_date else ""
    return {"first_name": person.first_name, "last_name": person.last_name, "birth_date": born}


def _status(person: PersonDraft) -> dict[str, str]:
    return {
        "nationality": person.nationality,
        "residence_status": person.residence_status,
        "birthplace": person.birthplace,
    }


def contact_content(draft: SignalDraft) -> dict[str, str]:
    """What the contact group holds; an unanswered "is contact safe" means no contact."""
    return {
        "contact": stored(draft.contact),
        "details": draft.contact_details,
        "safe": stored(draft.contact_safe),
        "how": stored(draft.contact_how),
        "when": draft.contact_when,
    }


def identities(draft: SignalDraft) -> dict[str, dict[str, str]]:
    """Names and birth date by person number, of whoever has any."""
    return {str(n): _identity(p) for n, p in open_persons(draft) if any(_identity(p).values())}


def statuses(draft: SignalDraft) -> dict[str, dict[str, str]]:
    """Nationality, residence status and birthplace by person number, of whoever has any."""
    return {str(n): _status(p) for n, p in open_persons(draft) if any(_status(p).values())}


def _perpetrator(person: PersonDraft) -> dict[str, str]:
    """One person as possible perpetrators hold them: all of it, or only the role of who may be a victim as well."""
    if not about_perpetrator(person):
        return {"roles": PERPETRATOR}
    roles = " ".join(sorted(set(person.roles)))
    coded = {"age_class": stored(person.age_class), "sex": stored(person.sex)}
    return {"roles": roles} | coded | _identity(person) | _status(person)


def perpetrator_content(draft: SignalDraft) -> dict[str, object]:
    """What possible perpetrators hold: persons by number, and further answers (see ``detail_content``)."""
    named = {str(n): _perpetrator(p) for n, p in enumerate(draft.persons, 1) if PERPETRATOR in p.roles}
    return {"persons": named, "details": detail_content(by_group(draft.details).get("possible_perpetrators", ()))}


def _sealed(draft: SignalDraft, kept: Kept) -> Iterator[Model]:
    contents: tuple[tuple[type[models.Sealed], object], ...] = (
        (models.Contact, contact_content(draft)),
        (models.Identity, identities(draft)),
        (models.Status, statuses(draft)),
        (models.Narrative, draft.narrative),
        (models.Location, draft.place),
        (models.PossiblePerpetrators, perpetrator_content(draft) if names_perpetrators(draft) else None),
    )
    for table, content in contents:
        if content:
            yield table(record=kept.record, sealed=kept.seal(content, table._meta.db_table))


def group_rows(draft: SignalDraft, kept: Kept, channel: str) -> list[Model]:
    """Every row of a signal besides its record, rights and key; not saved."""
    forms = draft.what.values or (draft.what.state,)
    what = [models.What(record=kept.record, form=form) for form in forms]
    observed = [
        models.Observation(
            record=kept.record,
            indicator=item.indicator,
            answer=item.answer,
            provenance=item.provenance,
            seen_on=item.seen_on,
            happened_on=item.happened_on,
            certainty=item.certainty,
        )
        for item in draft.observations
    ]
    people = _persons(draft, kept)
    return [_core(draft, kept, channel), *what, *observed, *people, *_sealed(draft, kept), *detail_rows(draft, kept)]


def _values(detail: Detail) -> tuple[str, ...]:
    return detail.answer.values or ("",)


def detail_content(details: Iterable[Detail]) -> list[list[object]]:
    """Further answers as sealed: field, number, state, values; ``details_of`` reads them back."""
    return [[item.field, item.number, item.answer.state, list(item.answer.values)] for item in details]


def details_of(content: Iterable[Sequence[Any]]) -> tuple[Detail, ...]:
    """The further answers that were sealed."""
    return tuple(Detail(field, number, Answer(state, tuple(values))) for field, number, state, values in content)


def detail_rows(draft: SignalDraft, kept: Kept) -> Iterator[Model]:
    """The further answers, each in the table of its field group."""
    groups = by_group(draft.details)
    for open_table in models.OPEN_DETAILS:
        for item in groups.get(open_table.FIELD_GROUP, ()):
            for value in _values(item):
                yield open_table(
                    record=kept.record, field=item.field, number=item.number, state=item.answer.state, value=value
                )
    for table in models.SEALED_DETAILS:
        if content := detail_content(groups.get(table.FIELD_GROUP, ())):
            yield table(record=kept.record, sealed=kept.seal(content, table._meta.db_table))


def groups_written(draft: SignalDraft) -> tuple[str, ...]:
    """The field groups that a draft fills."""
    present = {
        "identity": bool(identities(draft)),
        "status": bool(statuses(draft)),
        "possible_perpetrators": names_perpetrators(draft),
        "narrative": bool(draft.narrative),
        "location": bool(draft.place),
    }
    written = {"core", "observations", "contact", *(group for group, there in present.items() if there)}
    return tuple(group for group in standard.FIELD_GROUPS if group in written | set(by_group(draft.details)))


# Further answers by which the same thing is found again; plates, numbers and profiles lose their signs in between.
INDEXED = {"address": "place", "plate": "plate", "phone_number": "phone", "profile_name": "profile"}


def normalised(text: str) -> str:
    """A text as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


# Who may be a victim, and anybody else who is involved: only the first are people whose number is estimated.
VICTIM_INDEXED, OTHER_INDEXED = "person", "other_person"
PERSONS_INDEXED = frozenset({VICTIM_INDEXED, OTHER_INDEXED})
# Every kind that follows from what a signal says; a row of a file is known again under kinds of its own.
INDEX_KINDS = PERSONS_INDEXED | frozenset(INDEXED.values())


def _person_value(person: PersonDraft) -> tuple[str, str]:
    kind = VICTIM_INDEXED if VICTIM in person.roles else OTHER_INDEXED
    born = person.birth_date.isoformat() if person.birth_date else ""
    return kind, f"{normalised(f'{person.first_name} {person.last_name}')} {born}"


def index_values(draft: SignalDraft) -> Iterator[tuple[str, str]]:
    """What can be found again by exact value: (kind, normalised value). Nothing that names a possible perpetrator.

    A witness or facilitator is found again as well, under a kind of their own: never a person to count.
    """
    for _, person in open_persons(draft):
        if person.last_name and person.birth_date:
            yield _person_value(person)
    if draft.place:
        yield INDEXED["address"], normalised(draft.place)
    groups = by_group(draft.details)
    for detail in (item for group in sorted(groups) if group != "possible_perpetrators" for item in groups[group]):
        if (kind := INDEXED.get(detail.field)) and detail.answer.value:
            yield kind, normalised(detail.answer.value)
