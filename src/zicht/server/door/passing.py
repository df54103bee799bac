"""Passing the door: one transaction, the database told who asks, the log row inside it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from zicht.errors import Defect, Refused, ZichtError
from zicht.server import guard
from zicht.server.door import acts
from zicht.server.logbook.entries import Entry, Outcome
from zicht.server.logbook.write import write, write_many
from zicht.server.parties.actor import Actor


@dataclass(slots=True)
class Passage:
    """What happens while someone is through the door; collected for the log."""

    actor: Actor
    name: str
    purpose: str
    now: datetime
    subjects: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    payload: bytes | None = None
    entries: list[Entry] | None = None

    def about(self, record: uuid.UUID, controller: uuid.UUID) -> None:
        """Name a record that this passage is about, and whose it is."""
        self.subjects[record] = controller

    def entry(self, outcome: Outcome, rule: str = "") -> Entry:
        """The log entry of this passage."""
        return Entry(
            at=self.now,
            actor=self.actor.member,
            organisation=self.actor.organisation,
            role=self.actor.role,
            origin=self.actor.origin,
            purpose=self.purpose,
            action=self.name,
            outcome=outcome,
            subjects=tuple(sorted(self.subjects.items(), key=lambda pair: str(pair[0]))),
            groups=tuple(sorted(self.groups)),
            rule=(rule or " ".join(sorted(self.rules)))[:200],
            payload=self.payload,
        )


def check_role(actor: Actor, name: str) -> None:
    """Refuse unless the actor's role may do this at all."""
    if actor.role not in acts.rule(name).roles:
        raise Refused("door.role", rule=f"role:{name}", act=name, role=actor.role)


def database_now() -> datetime:
    """The transaction's own clock on PostgreSQL, so that a right given now is in force now; else ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _tell(actor: Actor, purpose: str, scope: str) -> None:
    guard.tell_database(
        scope=scope,
        organisation=str(actor.organisation),
        role=actor.role,
        team=actor.team,
        member=str(actor.member),
        purpose=purpose,
    )


def _one_moment() -> None:
    """Everything that one reading asks is answered as of one moment.

    Else a right that is taken away between two of its questions leaves half an answer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")


@contextmanager
def passing(actor: Actor, name: str, purpose: str, kind: guard.Pass, scope: str = "") -> Iterator[Passage]:
    """One transaction through the door. Leaving it writes the log row; a refusal inside is logged as denied.

    Passages do not nest: an act that needs another act hands its ``Act`` on.
    """
    if guard.current() not in (None, "system"):
        raise Defect("door.nested", act=name)
    passage = Passage(actor, name, purpose, timezone.now())
    own = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if own and kind in ("read", "count"):
                _one_moment()
            _tell(actor, purpose, scope)
            passage.now = database_now()
            with guard.opened(kind):
                check_role(actor, name)
                yield passage
            with guard.opened("system"):
                write_many(passage.entries if passage.entries is not None else [passage.entry("ok")])
    except Refused as refusal:
        _log_refusal(passage, refusal, scope)
        raise
    finally:
        if connection.in_atomic_block and not connection.needs_rollback:
            guard.tell_database()


@contextmanager
def glance(actor: Actor) -> Iterator[None]:
    """Read without a log row, for what tells nothing of any record: how much waits for oneself.

    PostgreSQL is told who asks: its policies hold as ever.
    """
    with transaction.atomic(), guard.opened("read"):
        _tell(actor, "", "")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                guard.tell_database()


def _log_refusal(passage: Passage, refusal: ZichtError, scope: str) -> None:
    rule = getattr(refusal, "rule", "") or refusal.code
    with transaction.atomic(), guard.opened("system"):
        _tell(passage.actor, passage.purpose, scope)
        write(passage.entry("denied", rule))


def as_payload(value: dict[str, Any]) -> bytes:
    """A payload before sealing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
