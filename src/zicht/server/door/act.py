"""Writing: an act names itself, whoever does it, the record it is on; leaving it has written the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import Model

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.server.door import acts
from zicht.server.door.later import enqueue
from zicht.server.door.models import Record
from zicht.server.door.passing import as_payload, passing
from zicht.server.door.view import NotVisible, Sight, View
from zicht.server.inserting import insert_many, made
from zicht.server.parties.actor import Actor
from zicht.server.vault.envelope import new_key, seal, seal_json, wrap
from zicht.server.vault.keyring import load
from zicht.server.vault.models import RecordKey

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record just made, with the key that its sealed rows are made under."""

    record: Record
    key: bytes

    def seal(self, value: object, place: str) -> bytes:
        """Seal a value of this record for a table."""
        return seal_json(self.key, value, f"{place}:{self.record.id}")


def make_record(
    *,
    kind: str,
    by: Actor,
    activity: str,
    retention: str,
    received_at: datetime,
    due: datetime,
    state: str,
    acute: bool = False,
    record: uuid.UUID | None = None,
) -> Record:
    """The spine's row for something new; not saved. The controller is the maker's organisation."""
    rule = standard.retention(retention)
    return made(
        Record,
        id=record or uuid.uuid4(),
        kind=kind,
        controller_id=by.organisation,
        body=by.body,
        activity=activity,
        standard=standard.version(),
        made_by=by.member,
        retention_rule=rule.id,
        retention_trigger=rule.trigger,
        retention_term=rule.term,
        retention_category=rule.category,
        received_at=received_at,
        state=state,
        acute=acute,
        due=due,
    )


def make_key(record: uuid.UUID) -> tuple[RecordKey, bytes]:
    """A fresh key for a record: the wrapped row (not saved) and the key itself."""
    key = new_key()
    under, wrapped = wrap(load(settings.ZICHT.keys), key, record)
    return made(RecordKey, record=record, under=under, wrapped=wrapped), key


class Act(View):
    """An open act: may read what the actor's rights show, and keep and change rows."""

    sight: Sight | None = None

    def keep(self, row: M) -> M:
        """Insert one row."""
        row.save(force_insert=True)
        return row

    def keep_all(self, rows: Iterable[Model]) -> None:
        """Insert rows of one model each, in order of first appearance."""
        kinds: dict[type[Model], list[Model]] = {}
        for row in rows:
            kinds.setdefault(type(row), []).append(row)
        for group in kinds.values():
            insert_many(group)

    def remove(self, model: type[Model], record: uuid.UUID) -> None:
        """Take away the rows of one table about a record; what they held is kept elsewhere by whoever asks this."""
        model._default_manager.filter(record_id=record).delete()

    def new_record(self, kept: Record, rights: Iterable[Model]) -> Kept:
        """Insert a record, the rights on it and its key, in the order in which the policies allow it."""
        self.keep(kept)
        self.keep_all(rights)
        row, key = make_key(kept.id)
        self.keep(row)
        self.passage.about(kept.id, kept.controller_id)
        return Kept(kept, key)

    def change(self, record: uuid.UUID, **values: object) -> None:
        """Change list columns or retention of a record; the triggers carry them to ``Right``."""
        if not Record.objects.filter(id=record).update(**values):
            raise NotVisible("no-right-to-change")

    def later(self, name: str, *, id: uuid.UUID) -> None:
        """Have the worker do a room's task about this id, as whoever acts now: a row in this act's transaction."""
        enqueue(name, self.actor, id)

    def touched(self, *groups: str) -> None:
        """Name the field groups that this act writes."""
        self.passage.groups.update(groups)

    def remember(self, record: uuid.UUID, **payload: object) -> None:
        """Keep details in the log row, sealed under the record's key."""
        self.passage.payload = seal(self.key(record), as_payload(payload), f"log:{record}")


@contextmanager
def act(name: str, *, by: Actor, on: uuid.UUID | None = None, purpose: str = "") -> Iterator[Act]:
    """Do one act. ``on`` is the record it is about: it must be visible, with the field groups the act needs."""
    rule = acts.rule(name)
    with passing(by, name, purpose or rule.purpose, "act") as passage:
        doing = Act(passage)
        if on is not None:
            doing.sight = _needed(doing, on, rule)
        yield doing


def _needed(doing: Act, on: uuid.UUID, rule: acts.Rule) -> Sight:
    sight = doing.one(on, rule.kind)
    missing = rule.needs - sight.groups
    if missing:
        raise Refused("door.groups", rule="groups:" + ",".join(sorted(missing)), groups=", ".join(sorted(missing)))
    return sight
