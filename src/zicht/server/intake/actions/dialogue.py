"""The reporter comes back with a receipt: reads what the desk answered, and may reply to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zicht.errors import Refused
from zicht.server.door.act import Act
from zicht.server.intake.functions import as_bytes, as_wire, intake_look, intake_reply
from zicht.server.intake.models import Message
from zicht.server.intake.receipts import Opened, message_id, open_code
from zicht.server.vault.envelope import open_json, open_sealed, seal_json

TEXT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """One message, opened; ``mine`` when the reporter wrote it."""

    mine: bool
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a receipt shows: messages in order of time, never the report itself; whether a reply may follow."""

    messages: tuple[Said, ...]
    may_reply: bool


def place(message: object, record: object) -> str:
    """What a message's text is bound to."""
    return f"intake_message:{message}:{record}"


def check_text(text: str) -> str:
    """A message as it is kept; ``Refused`` when it is empty or too long."""
    kept = text.strip()
    if not kept:
        raise Refused("intake.text_missing")
    if len(kept) > TEXT_MOST:
        raise Refused("intake.text_long", length=len(kept), most=TEXT_MOST)
    return kept


def look(code: str) -> Dialogue:
    """The messages behind a receipt; a wrong and an expired code get the same ``Refused`` after the same work."""
    return _look(open_code(code))


def _look(opened: Opened) -> Dialogue:
    found = _find(opened)
    key, record = _record_key(opened, found), found["record"]
    messages = tuple(
        Said(
            mine=item["direction"] == "from_reporter",
            at=datetime.fromisoformat(item["at"]),
            text=str(open_json(key, as_bytes(item["sealed"]), place(item["id"], record))),
        )
        for item in found["messages"]
    )
    replies = sum(message.mine for message in messages)
    return Dialogue(messages, may_reply=len(messages) - replies > replies)


def _find(opened: Opened) -> dict[str, Any]:
    found = intake_look({"lookup": opened.lookup})
    if found is None:
        raise Refused("intake.receipt_unknown")
    return found


def _record_key(opened: Opened, found: dict[str, Any]) -> bytes:
    return open_sealed(opened.key, as_bytes(found["wrapped"]), f"receipt:{found['record']}")


def reply(*, code: str, text: str, nonce: str) -> Dialogue:
    """Keep the reporter's reply and give the messages again; the same form sent twice is kept once.

    Raises ``Refused`` for a text that cannot stand, an unknown receipt, or when no answer waits for a reply.
    """
    opened = open_code(code)
    kept = check_text(text)
    found, message = _find(opened), message_id(nonce, opened.lookup)
    sealed = seal_json(_record_key(opened, found), kept, place(message, found["record"]))
    given = {"lookup": opened.lookup, "id": str(message), "sealed": as_wire(sealed)}
    outcome = intake_reply(given)["outcome"]
    if outcome in ("unknown", "not_now"):
        raise Refused("intake.receipt_unknown" if outcome == "unknown" else "intake.reply_not_now")
    return _look(opened)


def add_answer(doing: Act, *, text: str) -> None:
    """Keep the desk's answer inside an open act on a signal, sealed under the signal's key."""
    assert doing.sight is not None
    record = doing.sight.record
    row = Message(record_id=record, direction="to_reporter", at=doing.now)
    row.sealed = seal_json(doing.key(record), text, place(row.id, record))
    doing.touched("narrative")
    doing.keep(row)
