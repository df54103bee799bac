"""Many acts of one member in one transaction: each with its own log entry, or one entry that names every record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model

from zicht.server.door import acts
from zicht.server.door.models import Record
from zicht.server.door.passing import Passage, passing
from zicht.server.inserting import insert_many
from zicht.server.logbook.entries import Entry
from zicht.server.parties.actor import Actor

# The order in which PostgreSQL's policies let rows in: the record, the rights on it, its key, then the rest.
FIRST = ("door.Record", "door.Right", "vault.RecordKey")
MOST = 5000
"""So many records one log entry may name: "who saw this" finds it by each of them."""


@dataclass(slots=True)
class Batch:
    """An open batch. ``together``: one log entry for all of it instead of one per act."""

    passage: Passage
    together: bool = False
    entries: list[Entry] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The moment of the transaction."""
        return self.passage.now

    def logged(self, by: Actor, record: Record, groups: tuple[str, ...], rules: set[str]) -> None:
        """The log entry of one act in this batch."""
        one = self.passage if self.together else self._alone(by)
        one.about(record.id, record.controller_id)
        one.groups.update(groups)
        one.rules |= rules
        if not self.together:
            self.entries.append(one.entry("ok"))

    def _alone(self, by: Actor) -> Passage:
        return Passage(by, self.passage.name, self.passage.purpose, self.passage.now)

    def keep(self, rows: Iterable[Model]) -> None:
        """Insert rows of any models, a few statements per model."""
        kinds: dict[type[Model], list[Model]] = {}
        for row in rows:
            kinds.setdefault(type(row), []).append(row)
        rank = {label: place for place, label in enumerate(FIRST)}
        for model in sorted(kinds, key=lambda kind: rank.get(kind._meta.label, len(FIRST))):
            insert_many(kinds[model])

    def logged_entries(self) -> list[Entry] | None:
        """What goes into the log; None is the one entry of the passage, which names every record."""
        if self.together and len(self.passage.subjects) > MOST:
            raise ValueError(f"one log entry names at most {MOST} records")
        if self.together and not self.passage.subjects:
            return []  # nothing came in
        return self.entries or None


@contextmanager
def batch(name: str, *, by: Actor, purpose: str = "", together: bool = False) -> Iterator[Batch]:
    """Do many acts of the same name by one member. The log gets one entry per act, or one ``together``."""
    with passing(by, name, purpose or acts.rule(name).purpose, "act") as passage:
        loading = Batch(passage, together)
        yield loading
        passage.entries = loading.logged_entries()
