"""Drafts whose time is over: deleted, with their keys. A named system act; nobody asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from zicht.server.drafts.models import Draft
from zicht.server.guard import opened, tell_database
from zicht.server.logbook.entries import Entry
from zicht.server.logbook.write import write
from zicht.server.vault.models import RecordKey

Gone = Sequence[tuple[uuid.UUID, uuid.UUID]]


def _delete() -> Gone:
    """Delete what has expired: (draft, organisation) each. On PostgreSQL only the worker's role may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select draft, of_organisation from zicht_expire_drafts()")
            return [(draft, organisation) for draft, organisation in cursor.fetchall()]
    over = Draft.objects.filter(expires_at__lte=timezone.now())
    found = list(over.values_list("id", "organisation"))
    ids = [draft for draft, _ in found]
    Draft.objects.filter(id__in=ids).delete()
    RecordKey.objects.filter(record__in=ids).delete()
    return found


def _entry(gone: Gone) -> Entry:
    return Entry(
        at=timezone.now(),
        actor=None,
        organisation=None,
        role="system",
        origin="task",
        purpose="",
        action="drafts.expire",
        outcome="ok",
        subjects=tuple(gone),
        rule="retention:draft",
    )


def expire() -> int:
    """Delete every expired draft and destroy its key, with one log row in the same transaction; how many there were.

    Done again it finds nothing and writes nothing.
    """
    with transaction.atomic(), opened("system"):
        tell_database(scope="expiry")
        try:
            gone = _delete()
            if gone:
                write(_entry(gone))
        finally:
            if not connection.needs_rollback:
                tell_database()
    return len(gone)
