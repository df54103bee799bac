"""Agreements: checked completely, kept as text, in force from its own first day."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from zicht.agreements import load
from zicht.errors import Refused
from zicht.server.door.act import act
from zicht.server.door.models import Agreement
from zicht.server.parties.actor import Actor


def keep_agreement(text: str, *, loaded_by: uuid.UUID, now: datetime) -> Agreement:
    """Keep one agreement inside a transaction that is already open; ``InputProblems`` names the lines."""
    rules = load(text)
    if Agreement.objects.filter(code=rules.id, version=rules.version).exists():
        raise Refused("organisations.agreement_known", code=rules.id, version=rules.version)
    row = Agreement(
        code=rules.id,
        version=rules.version,
        title=rules.title,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=rules.starts,
        valid_until=rules.ends,
        loaded_by=loaded_by,
    )
    row.save(force_insert=True)
    return row


def load_agreement(*, text: str, by: Actor, now: datetime) -> Agreement:
    """Bring an agreement in, as the privacy officer."""
    with act("organisations.load_agreement", by=by) as doing:
        kept = keep_agreement(text, loaded_by=by.member, now=now)
        doing.passage.rules.add(f"{kept.code}:{kept.version}")
        return kept
