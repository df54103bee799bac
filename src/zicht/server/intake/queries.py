"""The desk's side of the contact with a reporter: through the door, like every reading."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from zicht.server.door.view import View, visible
from zicht.server.intake.models import Message, Receipt
from zicht.server.parties.actor import Actor
from zicht.server.signals.models import Contact


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; ``from_reporter`` or the desk's own."""

    from_reporter: bool
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Contact with the reporter of one signal.

    ``receipt_until``: until when the reporter can fetch an answer with their code, None when they cannot.
    ``contact_agreed``: they said both that contact is welcome and that it is safe; anything else means no
    contact but through the receipt. ``messages`` is None where the narrative is not granted.
    """

    receipt_until: datetime | None
    contact_agreed: bool
    messages: tuple[MessageRow, ...] | None


def receipt_until(view: View, record: uuid.UUID) -> datetime | None:
    """Until when a receipt on this record is in force, if there is one; the caller holds a right on the record."""
    # The web role may select these two columns only: what a code opens is not for staff.
    found: datetime | None = (
        Receipt.objects.filter(record_id=record, expires_at__gt=view.now).values_list("expires_at", flat=True).first()
    )
    return found


def conversation(actor: Actor, signal: uuid.UUID) -> Conversation:
    """The messages on one signal; ``NotVisible`` when the signal is not there for this actor."""
    with visible(actor, "intake.conversation") as view:
        sight = view.one(signal, "signal")
        contacts = view.rows(Contact, [sight])[signal]
        contact = view.unseal(signal, bytes(contacts[0].sealed), Contact._meta.db_table) if contacts else {}
        rows = sorted(view.rows(Message, [sight])[signal], key=lambda row: row.at)
        messages = tuple(
            MessageRow(row.direction == "from_reporter", row.at, view.unseal(signal, bytes(row.sealed), _place(row)))
            for row in rows
        )
        return Conversation(
            receipt_until=receipt_until(view, signal),
            contact_agreed=contact.get("contact") == contact.get("safe") == "yes",
            messages=messages if Message.FIELD_GROUP in sight.groups else None,
        )


def _place(row: Message) -> str:
    return f"intake_message:{row.id}"
