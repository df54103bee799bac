"""How far the taking in of a file is: kept beside the rows themselves, in the same transactions."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.utils import InterfaceError, OperationalError

from zicht.server.parties.actor import Actor
from zicht.server.signals.models import ImportRun


def digest_of(data: bytes | Path) -> str:
    """The SHA-256 of a file, in hex."""
    if not isinstance(data, Path):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Run:
    """An open run. ``kept_before``: how many rows an earlier, broken attempt at the same file had kept."""

    id: UUID
    kept_before: int

    @classmethod
    def opened(cls, by: Actor, source: str, sha256: str, activity: str, rows: int, now: datetime) -> Run:
        """The run of this file: the one that was broken off, or else a new one. The caller holds an act."""
        open_ones = ImportRun.objects.filter(
            organisation=by.organisation, source=source, sha256=sha256, state="running"
        )
        found = open_ones.first()
        if found is not None:
            return cls(found.id, found.kept)
        run = ImportRun(
            organisation=by.organisation, member=by.member, source=source, sha256=sha256,
            activity=activity, state="running", rows=rows, began_at=now, moved_at=now,
        )  # fmt: skip
        run.save(force_insert=True)
        return cls(run.id, 0)

    def moved(self, done: int, kept: int, now: datetime) -> None:
        """So many rows were read up to here, and so many of them kept in this transaction."""
        ImportRun.objects.filter(id=self.id).update(done=done, kept=F("kept") + kept, moved_at=now)

    def ended(self, now: datetime) -> None:
        """The whole file was read."""
        ImportRun.objects.filter(id=self.id).update(state="done", moved_at=now)


@contextmanager
def alone(by: Actor) -> Iterator[None]:
    """One register of an organisation at a time: two who take in the same file at once must not both find its rows new.

    Held between transactions, and gone with the process: on PostgreSQL a lock of the session, else of a file.
    """
    if connection.vendor != "postgresql":
        with (settings.ZICHT.home / f"import-{by.organisation}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    name = f"import:{by.organisation}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [name])
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [name])
