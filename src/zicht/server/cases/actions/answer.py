"""Answering whoever reported in public: the answer waits behind their receipt, nothing is sent out."""

from __future__ import annotations

import uuid

from zicht.errors import Refused
from zicht.server.door.act import act
from zicht.server.intake.actions.dialogue import add_answer, check_text
from zicht.server.intake.queries import receipt_until
from zicht.server.parties.actor import Actor


def answer_reporter(*, signal: uuid.UUID, text: str, by: Actor) -> None:
    """Leave an answer for the reporter of a signal.

    ``Refused`` when no receipt is in force on it, or when the text cannot stand.
    """
    kept = check_text(text)
    with act("cases.answer_reporter", by=by, on=signal) as doing:
        if receipt_until(doing, signal) is None:
            raise Refused("intake.no_receipt")
        add_answer(doing, text=kept)
