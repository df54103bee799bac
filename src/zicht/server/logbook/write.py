"""Writing the log: always in the transaction of the act it tells of."""

from __future__ import annotations

from collections.abc import Iterable

from zicht.server.inserting import insert_many
from zicht.server.logbook.entries import Entry, as_row, subjects_of
from zicht.server.logbook.models import LogRow, Unsealed


def write(entry: Entry) -> LogRow:
    """Keep one entry; the caller holds the transaction."""
    return write_many([entry])[0]


def write_many(entries: Iterable[Entry]) -> list[LogRow]:
    """Keep several entries with as few statements as possible; the same rows as one by one."""
    given = list(entries)
    rows = [as_row(entry) for entry in given]
    pairs = [subject for row, entry in zip(rows, given, strict=True) for subject in subjects_of(row, entry.subjects)]
    insert_many(rows)
    insert_many(pairs)
    insert_many([Unsealed(row=row.id) for row in rows])
    return rows
