"""Saying that one has read a notice."""

from __future__ import annotations

import uuid

from zicht.server.door.act import act
from zicht.server.door.view import NotVisible
from zicht.server.notices.queries import own_notices
from zicht.server.parties.actor import Actor


def mark_read(*, notice: uuid.UUID, by: Actor) -> None:
    """Mark a notice of one's own as read; the first time counts. ``NotVisible`` for another's."""
    with act("notices.mark_read", by=by) as doing:
        own = own_notices(by).filter(id=notice)
        found = own.first()
        if found is None:
            raise NotVisible("not-own-notice")
        doing.passage.about(found.record_id, found.controller)
        own.filter(read_at=None).update(read_at=doing.now)
