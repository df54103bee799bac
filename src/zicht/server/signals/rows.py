"""A checked draft as rows: one place, used for one signal and for a million."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Model

from zicht.knowledge.signal import Answer, SignalDraft
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


def _persons(draft: SignalDraft, kept: Kept) -> Iterator[Model]:
    for number, person in enumerate(draft.persons, 1):
        yield models.Person(
            record=kept.record,
            number=number,
            roles=" ".join(sorted(set(person.roles))),
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


def _sealed(draft: SignalDraft, kept: Kept) -> Iterator[Model]:
    identities = {str(n): _identity(p) for n, p in enumerate(draft.persons, 1) if any(_identity(p).values())}
    statuses = {str(n): _status(p) for n, p in enumerate(draft.persons, 1) if any(_status(p).values())}
    contents: tuple[tuple[type[models.Sealed], object], ...] = (
        (models.Contact, contact_content(draft)),
        (models.Identity, identities),
        (models.Status, statuses),
        (models.Narrative, draft.narrative),
        (models.Location, draft.place),
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
    return [_core(draft, kept, channel), *what, *observed, *_persons(draft, kept), *_sealed(draft, kept)]


def groups_written(draft: SignalDraft) -> tuple[str, ...]:
    """The field groups that a draft fills."""
    present = {
        "identity": any(any(_identity(p).values()) for p in draft.persons),
        "status": any(any(_status(p).values()) for p in draft.persons),
        "narrative": bool(draft.narrative),
        "location": bool(draft.place),
    }
    return ("core", "observations", "contact", *(group for group, there in present.items() if there))


def index_values(draft: SignalDraft) -> Iterator[tuple[str, str]]:
    """What can be found again by exact value: (kind, normalised value)."""
    for person in draft.persons:
        if person.last_name and person.birth_date:
            yield (
                "person",
                " ".join(f"{person.first_name} {person.last_name}".casefold().split())
                + (f" {person.birth_date.isoformat()}"),
            )
    if draft.place:
        yield "place", " ".join(draft.place.casefold().split())
