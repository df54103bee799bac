"""One-off links that were kept long enough: erased, with the name sealed in them. A named system act of the worker."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from zicht.server.guard import opened, tell_database
from zicht.server.intake.models import Link
from zicht.server.logbook.entries import Entry
from zicht.server.logbook.write import write

Gone = Sequence[tuple[uuid.UUID, uuid.UUID]]


def _delete() -> Gone:
    """Delete what was kept long enough: (link, organisation) each. On PostgreSQL only the worker's role may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select link, of_organisation from zicht_erase_links()")
            return [(link, organisation) for link, organisation in cursor.fetchall()]
    over = Link.objects.filter(kept_until__lt=timezone.localdate())
    found = list(over.values_list("id", "organisation_id"))
    Link.objects.filter(id__in=[link for link, _ in found]).delete()
    return found


def _entry(gone: Gone) -> Entry:
    return Entry(
        at=timezone.now(),
        actor=None,
        organisation=None,
        role="system",
        origin="task",
        purpose="",
        action="intake.erase_links",
        outcome="ok",
        subjects=tuple(gone),
        rule="retention:link",
    )


def erase_old_links() -> int:
    """Erase every link that was kept long enough, with one log row in the same transaction; how many there were.

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
