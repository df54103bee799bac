"""What one log entry says, and its leaf hash. Pure: no database."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from zicht.seal import leaf_hash
from zicht.server.inserting import made
from zicht.server.logbook.models import LogRow, LogSubject

Outcome = Literal["ok", "denied", "error"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``subjects`` are (record, controller); ``rule`` is what allowed or refused it."""

    at: datetime
    actor: uuid.UUID | None
    organisation: uuid.UUID | None
    role: str
    origin: str
    purpose: str
    action: str
    outcome: Outcome
    subjects: tuple[tuple[uuid.UUID, uuid.UUID], ...] = ()
    groups: tuple[str, ...] = ()
    rule: str = ""
    payload: bytes | None = None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def canonical(row: LogRow) -> dict[str, Any]:
    """The row as the tree sees it: strings only; a payload by the hash of its ciphertext, so that a record
    can be erased and the log still verifies."""
    return {
        "id": str(row.id),
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": _text(row.actor),
        "organisation": _text(row.organisation),
        "role": row.role,
        "origin": row.origin,
        "purpose": row.purpose,
        "action": row.action,
        "outcome": row.outcome,
        "records": row.records,
        "groups": row.groups,
        "rule": row.rule,
        "payload": hashlib.sha256(bytes(row.payload)).hexdigest() if row.payload is not None else "",
    }


def as_row(entry: Entry, row_id: uuid.UUID | None = None) -> LogRow:
    """The model row of an entry, with its leaf hash; not saved."""
    row = LogRow(
        id=row_id or uuid.uuid4(),
        at=entry.at,
        actor=entry.actor,
        organisation=entry.organisation,
        role=entry.role,
        origin=entry.origin,
        purpose=entry.purpose,
        action=entry.action,
        outcome=entry.outcome,
        records=json.dumps([str(record) for record, _ in entry.subjects]),
        groups=json.dumps(sorted(entry.groups)),
        rule=entry.rule,
        payload=entry.payload,
    )
    row.leaf_hash = leaf_hash(canonical(row))
    return row


def subjects_of(row: LogRow, subjects: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[LogSubject]:
    """The rows that lead from a record to this entry; not saved."""
    return [made(LogSubject, row=row.id, record=record, controller=owner, at=row.at) for record, owner in subjects]
