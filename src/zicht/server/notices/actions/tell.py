"""Telling whoever saw a record what it came to: in the transaction of the act that decided it."""

from __future__ import annotations

from zicht.server.door.act import Act
from zicht.server.door.view import Sight
from zicht.server.notices.models import Notice
from zicht.server.notices.queries import openings


def tell_who_opened(doing: Act, *, about: Sight, code: str) -> None:
    """A notice for everyone who opened this record, of whatever organisation, except whoever decides.

    ``code`` is the state that the record has by now.
    """
    seen = {(one.member, one.organisation) for one in openings(about.record)}
    doing.keep_all(
        Notice(
            member=member,
            organisation=organisation,
            record_id=about.record,
            controller=about.controller,
            code=code,
            made_at=doing.now,
        )
        for member, organisation in sorted(seen)
        if member != doing.actor.member
    )
