"""Adding to the follow-up of a signal; what the one who registered it reads back."""

from __future__ import annotations

import uuid

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.server.door.act import Act
from zicht.server.signals.models import FollowUp
from zicht.server.vault.envelope import seal_json


def check_outcome(code: str) -> None:
    """Refuse an outcome that is not in its list: whoever registered the signal reads the code, so it is no text."""
    if code not in {known.id for known in standard.codes("outcome")}:
        raise Refused("signals.unknown_outcome")


def add_follow_up(doing: Act, *, signal: uuid.UUID, kind: str, code: str, note: str = "") -> FollowUp:
    """Keep one line of follow-up inside an open act; the note is sealed under the signal's key."""
    if kind == "outcome":
        check_outcome(code)
    row = FollowUp(
        record_id=signal,
        kind=kind,
        code=code,
        organisation=doing.actor.organisation,
        member=doing.actor.member,
        name=f"{doing.actor.name}, {doing.actor.organisation_name}"[:120],
        at=doing.now,
    )
    if note:
        row.sealed = seal_json(doing.key(signal), note, f"follow_up:{row.id}:{signal}")
    doing.touched("follow_up")
    doing.keep(row)
    return row
