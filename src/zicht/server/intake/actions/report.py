"""Keeping what anyone reports. This process can seal a report; once kept, it cannot open it again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import SignalDraft
from zicht.server.door.act import Kept
from zicht.server.door.models import Record
from zicht.server.intake.functions import CONTENT, as_wire, intake_report
from zicht.server.intake.receipts import code_for, grouped, open_code
from zicht.server.signals.actions.register import ACTIVITY, refuse_if_wrong
from zicht.server.signals.rows import due, group_rows
from zicht.server.vault.envelope import digest, new_key, seal, wrap_public
from zicht.server.vault.keyring import load

Tables = tuple[type[Model], ...]
CHANNEL = "public_form"
RECEIPT_LASTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Received:
    """What the reporter gets: the code in groups, and whether this form had been sent before."""

    code: str
    again: bool


def report(*, draft: SignalDraft, nonce: str) -> Received:
    """Keep one report of anyone; the same form sent twice is kept once and gets the same code.

    Raises ``InputProblems`` (all at once), or ``Refused`` when no reporting point is set up.
    """
    refuse_if_wrong(draft, timezone.now())
    code = code_for(nonce)
    outcome = intake_report(report_given(draft, nonce, code))["outcome"]
    if outcome == "no_reporting_point":
        raise Refused("intake.no_reporting_point")
    return Received(grouped(code), again=outcome == "known")


def report_given(
    draft: SignalDraft, nonce: str, code: str, content: Tables = CONTENT, channel: str = CHANNEL
) -> dict[str, Any]:
    """Everything that ``intake_report`` keeps: sealed here, under a key wrapped to the desk and to the receipt."""
    record, key, receipt = uuid.uuid4(), new_key(), open_code(code)
    under, wrapped = wrap_public(load(settings.ZICHT.keys), key, record)
    rule = standard.retention("signal")
    acute, now = draft.acute.value == "yes", timezone.now()
    return {
        "record": str(record),
        "activity": ACTIVITY,
        "standard": standard.version(),
        "retention": {"rule": rule.id, "trigger": rule.trigger, "term": rule.term, "category": rule.category},
        "acute": acute,
        "weigh_seconds": int((due(now, acute) - now).total_seconds()),
        "under": under,
        "wrapped": as_wire(wrapped),
        "nonce": digest(nonce),
        "lookup": receipt.lookup,
        "receipt_wrapped": as_wire(seal(receipt.key, key, f"receipt:{record}")),
        "receipt_seconds": int(RECEIPT_LASTS.total_seconds()),
        **_content(draft, record, key, content, channel),
    }


def _content(
    draft: SignalDraft, record: uuid.UUID, key: bytes, content: Tables, channel: str
) -> dict[str, list[dict[str, object]]]:
    """The rows by table. Only what the form asks is kept: of the public form no names, no observations, no address."""
    rows = group_rows(draft, Kept(Record(id=record), key), channel)
    return {table._meta.db_table: [_columns(row) for row in rows if isinstance(row, table)] for table in content}


def _columns(row: Model) -> dict[str, object]:
    return {field.attname: as_wire(getattr(row, field.attname)) for field in row._meta.concrete_fields}
