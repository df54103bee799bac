"""Many acts of one member in one transaction: each with its own log entry, as if done one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model

from zicht.server.door import acts
from zicht.server.door.models import Record
from zicht.server.door.passing import Passage, passing
from zicht.server.guard import insert_many
from zicht.server.logbook.entries import Entry
from zicht.server.parties.actor import Actor

# The order in which PostgreSQL's policies let rows in: the record, the rights on it, its key, then the rest.
FIRST = ("door.Record", "door.Right", "vault.RecordKey")


@dataclass(slots=True)
class Batch:
    """An open batch."""

    passage: Passage
    entries: list[Entry] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The moment of the transaction."""
        return self.passage.now

    def logged(self, by: Actor, record: Record, groups: tuple[str, ...], rules: set[str]) -> None:
        """The log entry of one act in this batch."""
        one = Passage(by, self.passage.name, self.passage.purpose, self.passage.now)
        one.about(record.id, record.controller_id)
        one.groups.update(groups)
        one.rules |= rules
        self.entries.append(one.entry("ok"))

    def keep(self, rows: Iterable[Model]) -> None:
        """Insert rows of any models, a few statements per model."""
        kinds: dict[type[Model], list[Model]] = {}
        for row in rows:
            kinds.setdefault(type(row), []).append(row)
        rank = {label: place for place, label in enumerate(FIRST)}
        for model in sorted(kinds, key=lambda kind: rank.get(kind._meta.label, len(FIRST))):
            insert_many(kinds[model])


@contextmanager
def batch(name: str, *, by: Actor) -> Iterator[Batch]:
    """Do many acts of the same name by one member. The log gets one entry per act, none for the batch."""
    with passing(by, name, acts.rule(name).purpose, "act") as passage:
        loading = Batch(passage)
        yield loading
        passage.entries = loading.entries or None
