"""The acts of the public side, each one function of one JSON value; those of a one-off link in ``linked``.

On PostgreSQL they are functions of the tables' owner (``migrations/0002_functions.py``): the role that serves
the public may execute them and select from no table. On SQLite the same acts stand here in Python. Bytes
travel as ``\\x`` and hex, as PostgreSQL writes them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from zicht.server.door import acts
from zicht.server.door.fill import DESK_GROUPS, OWN_RULE
from zicht.server.door.models import Record, Right, group_columns
from zicht.server.guard import opened
from zicht.server.intake.models import Message, Receipt
from zicht.server.logbook.entries import Entry, Outcome
from zicht.server.logbook.write import write
from zicht.server.parties.models import Organisation
from zicht.server.signals.models import Contact, Core, Narrative, What
from zicht.server.vault.models import RecordKey

Given = Mapping[str, Any]
CONTENT: tuple[type[models.Model], ...] = (Core, What, Contact, Narrative)
ACTS = ("intake_report", "intake_look", "intake_reply", "intake_link_open", "intake_link_report")
PUBLIC = "public"


def as_wire(value: object) -> object:
    """A column's value as the functions take it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return value if value is None or isinstance(value, bool | int) else str(value)


def as_bytes(wire: str) -> bytes:
    """Bytes again."""
    return bytes.fromhex(wire.removeprefix("\\x"))


def ask_database(function: str, given: Given) -> Any:
    """Have PostgreSQL do one of the acts."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s::jsonb)", [json.dumps(given)])  # the name is one of ours
        (answer,) = cursor.fetchone()
        return json.loads(answer) if isinstance(answer, str) else answer


def intake_report(given: Given) -> dict[str, Any]:
    """Keep one report. ``outcome``: new, known (this form was sent before) or no_reporting_point."""
    if connection.vendor == "postgresql":
        return dict(ask_database("intake_report", given))
    with transaction.atomic(), opened("system"):
        points = list(Organisation.objects.filter(reporting_point=True)[:2])
        if len(points) != 1:
            return {"outcome": "no_reporting_point"}
        if Receipt.objects.filter(nonce=given["nonce"]).exists():
            return {"outcome": "known"}
        keep_report(given, points[0], CONTENT, "intake.report")
        return {"outcome": "new"}


def keep_report(given: Given, point: Organisation, content: Iterable[type[models.Model]], action: str) -> Record:
    """Keep what was reported as a signal of this reporting point, with the receipt; logged as this act."""
    record = _record(given, point)
    record.save(force_insert=True)
    _desk_right(record, point).save(force_insert=True)
    RecordKey(record=record.id, under=given["under"], wrapped=as_bytes(given["wrapped"])).save(force_insert=True)
    for table in content:
        table._default_manager.bulk_create(_row(table, columns, record) for columns in given[table._meta.db_table])
    Receipt(
        record=record,
        nonce=given["nonce"],
        lookup=given["lookup"],
        wrapped=as_bytes(given["receipt_wrapped"]),
        expires_at=record.received_at + timedelta(seconds=given["receipt_seconds"]),
    ).save(force_insert=True)
    groups = ("core", "observations", "contact", *(["narrative"] if given[Narrative._meta.db_table] else []))
    log_public(action, "ok", record, groups, f"{point.code}#{OWN_RULE}")
    return record


def _record(given: Given, point: Organisation) -> Record:
    now, acute = timezone.now(), given["acute"]
    return Record(
        id=uuid.UUID(given["record"]),
        kind="signal",
        controller=point,
        body=point.body,
        activity=given["activity"],
        standard=given["standard"],
        made_by=None,
        received_at=now,
        state="received",
        acute=acute,
        due=now + timedelta(seconds=given["weigh_seconds"]),
        **{f"retention_{part}": value for part, value in given["retention"].items()},
    )


def _desk_right(record: Record, point: Organisation) -> Right:
    return Right(
        record=record,
        controller=point.id,
        organisation=point,
        role="desk",
        agreement=point.code,
        clause=OWN_RULE,
        given_by=point,
        valid_from=record.received_at,
        kind=record.kind,
        received_at=record.received_at,
        state=record.state,
        acute=record.acute,
        due=record.due,
        **group_columns(DESK_GROUPS),
    )


def _row(table: type[models.Model], columns: Mapping[str, Any], record: Record) -> models.Model:
    binary = {field.attname for field in table._meta.concrete_fields if isinstance(field, models.BinaryField)}
    values = {name: as_bytes(value) if name in binary else value for name, value in columns.items()}
    return table(**(values | {"record_id": record.id}))


def log_public(action: str, outcome: Outcome, record: Record | None, groups: tuple[str, ...], rule: str) -> None:
    """The log row of an act of the public side: it names nobody."""
    subjects = ((record.id, record.controller_id),) if record else ()
    purpose = acts.rule(action).purpose
    write(Entry(timezone.now(), None, None, PUBLIC, PUBLIC, purpose, action, outcome, subjects, groups, rule))


def _found(given: Given, action: str) -> Receipt | None:
    """The receipt in force under this lookup; a miss is logged like any refusal."""
    found = Receipt.objects.select_related("record__controller").filter(
        lookup=given["lookup"], expires_at__gt=timezone.now(), record__erased_at=None
    )
    receipt: Receipt | None = found.first()
    if receipt is None:
        log_public(action, "denied", None, (), "receipt:unknown")
    return receipt


def _rule(receipt: Receipt) -> str:
    return f"{receipt.record.controller.code}#{OWN_RULE}"


def intake_look(given: Given) -> dict[str, Any] | None:
    """The messages behind a receipt, still sealed, with the key that only the receipt opens; None when none."""
    if connection.vendor == "postgresql":
        found: dict[str, Any] | None = ask_database("intake_look", given)
        return found
    with transaction.atomic(), opened("system"):
        receipt = _found(given, "intake.look")
        if receipt is None:
            return None
        messages = Message.objects.filter(record=receipt.record).order_by("at", "id")
        log_public("intake.look", "ok", receipt.record, ("narrative",), _rule(receipt))
        return {
            "record": str(receipt.record_id),
            "wrapped": as_wire(bytes(receipt.wrapped)),
            "messages": [
                {"id": str(m.id), "direction": m.direction, "at": m.at.isoformat(), "sealed": as_wire(bytes(m.sealed))}
                for m in messages
            ],
        }


def intake_reply(given: Given) -> dict[str, Any]:
    """Keep the reporter's reply. ``outcome``: new, known (sent before), unknown (no receipt), or not_now.

    Each answer of the desk may be replied to once.
    """
    if connection.vendor == "postgresql":
        return dict(ask_database("intake_reply", given))
    with transaction.atomic(), opened("system"):
        receipt = _found(given, "intake.reply")
        if receipt is None:
            return {"outcome": "unknown"}
        said = Message.objects.filter(record=receipt.record)
        if said.filter(id=given["id"]).exists():
            return {"outcome": "known"}
        if said.filter(direction="to_reporter").count() <= said.filter(direction="from_reporter").count():
            return {"outcome": "not_now"}
        Message(
            id=uuid.UUID(given["id"]),
            record=receipt.record,
            direction="from_reporter",
            at=timezone.now(),
            sealed=as_bytes(given["sealed"]),
        ).save(force_insert=True)
        log_public("intake.reply", "ok", receipt.record, ("narrative",), _rule(receipt))
        return {"outcome": "new"}
