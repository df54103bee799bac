"""Lines of the log as a supervisor may read them: names for the own organisation, no more than a role for others."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zicht.server.door.view import PAGE, View
from zicht.server.logbook.models import LogRow, LogSubject, Unsealed
from zicht.server.parties.models import Member, Organisation
from zicht.server.signals.queries import key_moment, page_key, read_key

NAMED = 100
"""So many records of one line are named on a page: a register that was taken in has thousands."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log.

    ``name`` is there only when ``own`` (the act of a member of the reader's organisation); ``organisation`` is ""
    when nobody signed in. ``records``: of an own act all, of another's only those the reader's organisation is
    controller of; at most ``NAMED`` of the ``about`` that there are. ``rules`` is what allowed it; of a refusal, what
    refused it. ``sealed``: the tree covers it.
    """

    id: uuid.UUID
    at: datetime
    own: bool
    name: str
    organisation: str
    role: str
    action: str
    outcome: str
    purpose: str
    records: tuple[uuid.UUID, ...]
    about: int
    groups: tuple[str, ...]
    rules: tuple[str, ...]
    sealed: bool


def newest(rows: QuerySet[Any], column: str, after: str, size: int) -> list[Any]:
    """The newest rows by a moment and id, after a page key; one more than asked, so that the end shows."""
    key = read_key(after, key_moment, uuid.UUID)
    if key:
        rows = rows.filter(**{f"{column}__lte": key[0]}).exclude(**{column: key[0], "id__lte": key[1]})
    return list(rows.order_by(f"-{column}", "id")[: size + 1])


def next_key(rows: Sequence[Any], column: str, size: int) -> str:
    """The key of the page after these rows, or "" when there is none."""
    last = rows[size - 1] if len(rows) > size else None
    return page_key(getattr(last, column).isoformat(), last.id) if last else ""


def own_acts(view: View) -> QuerySet[LogRow]:
    """What members of the reader's organisation did. PostgreSQL's policy on the log says the same in SQL."""
    return LogRow.objects.filter(organisation=view.actor.organisation)


def acts_on_own(view: View, **record: object) -> QuerySet[LogRow]:
    """What anyone did with records of which the reader's organisation is controller."""
    subjects = LogSubject.objects.filter(controller=view.actor.organisation, **record)
    return LogRow.objects.filter(id__in=subjects.values("row"))


def _own_subjects(view: View, rows: Sequence[LogRow]) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    mine = LogSubject.objects.filter(controller=view.actor.organisation, row__in=[row.id for row in rows])
    for row, record in mine.order_by("record").values_list("row", "record"):
        found[row].append(record)
    return found


def as_lines(view: View, rows: Sequence[LogRow]) -> tuple[LogLine, ...]:
    """Rows as lines, in the same order; a few statements whatever their number."""
    own = view.actor.organisation
    places = dict(Organisation.objects.values_list("id", "name"))
    names = dict(Member.objects.filter(organisation_id=own).values_list("id", "full_name"))
    subjects = _own_subjects(view, [row for row in rows if row.organisation != own])
    waiting = set(Unsealed.objects.filter(row__in=[row.id for row in rows]).values_list("row", flat=True))
    named = {row.id: _records(row) if row.organisation == own else tuple(subjects[row.id]) for row in rows}
    return tuple(
        LogLine(
            id=row.id,
            at=row.at,
            own=row.organisation == own,
            name=names.get(row.actor, "") if row.organisation == own else "",
            organisation=places.get(row.organisation, ""),
            role=row.role,
            action=row.action,
            outcome=row.outcome,
            purpose=row.purpose,
            records=named[row.id][:NAMED],
            about=len(named[row.id]),
            groups=tuple(json.loads(row.groups)),
            rules=tuple(row.rule.split()),
            sealed=row.id not in waiting,
        )
        for row in rows
    )


def _records(row: LogRow) -> tuple[uuid.UUID, ...]:
    return tuple(uuid.UUID(record) for record in json.loads(row.records))


def page_of(*rows: QuerySet[LogRow], after: str, size: int = PAGE) -> tuple[list[LogRow], str]:
    """A page of the union of several sets of rows, newest first, each row once; and the key of the next page.

    Apart and merged here: in one statement with "or" the database finds no index for either.
    """
    found = {row.id: row for one in rows for row in newest(one, "at", after, size)}
    merged = sorted(sorted(found.values(), key=lambda row: row.id), key=lambda row: row.at, reverse=True)
    return merged[:size], next_key(merged, "at", size)
