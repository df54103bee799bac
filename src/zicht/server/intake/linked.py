"""The two acts of a one-off link on the public side: what the link is for, and sending a signal by it.

As in ``functions``: on PostgreSQL functions of the tables' owner (``migrations/0005_link_functions.py``), here in
Python for SQLite. A wrong code, an expired, withdrawn, blocked or used link all get the same answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from zicht.knowledge.links import link_rules
from zicht.server.door.fill import OWN_RULE
from zicht.server.guard import opened
from zicht.server.intake.functions import CONTENT, Given, ask_database, keep_report, log_public
from zicht.server.intake.models import Link, Receipt
from zicht.server.signals.models import Core, Observation

LINKED_CONTENT: tuple[type[models.Model], ...] = (*CONTENT, Observation)
NUMBER_DIGITS = 8
OPEN, REPORT = "intake.link_open", "intake.link_report"


def tries_left(link: Link) -> int:
    """How many wrong codes a link bears now: all of them again once a pause has passed since the last one.

    So who knows its number alone can keep it shut only for as long as they go on, and the desk sees that they do.
    """
    rules, now = link_rules(), timezone.now()
    rested = link.tried_at is not None and link.tried_at + timedelta(minutes=rules.pause_minutes) <= now
    return rules.tries if rested else link.tries_left


def _known(given: Given) -> Link | None:
    """The link with this code, whatever its state; a wrong code for its number costs it a try."""
    link: Link | None = Link.objects.select_related("organisation").filter(number=given["link_number"]).first()
    left = tries_left(link) if link else 0
    if link is None or not left:
        return None
    if link.lookup == given["link_lookup"]:
        return link
    told = {"tries_left": left - 1, "tried_at": timezone.now(), "wrong_tries": link.wrong_tries + 1}
    Link.objects.filter(id=link.id).update(**told)
    return None


def _opens(link: Link) -> bool:
    return link.used_at is None and link.withdrawn_at is None and link.expires_at > timezone.now()


def _sent_before(link: Link, given: Given) -> bool:
    """Whether this very form came in by this link: then its sender gets the same receipt again."""
    record = link.record_id
    return record is not None and Receipt.objects.filter(record=record, nonce=given["nonce"]).exists()


def intake_link_open(given: Given) -> dict[str, Any] | None:
    """What a link is for (``capacity``), while it opens or for the form that used it; None for anything else."""
    if connection.vendor == "postgresql":
        found: dict[str, Any] | None = ask_database("intake_link_open", given)
        return found
    with transaction.atomic(), opened("system"):
        link = _known(given)
        if link is None or not (_opens(link) or _sent_before(link, given)):
            log_public(OPEN, "denied", None, (), "link:unknown")
            return None
        log_public(OPEN, "ok", None, (), f"{link.organisation.code}#{OWN_RULE}")
        return {"capacity": link.capacity}


def intake_link_report(given: Given) -> dict[str, Any]:
    """Keep one signal by a link, and the link is used. ``outcome``: new, known (this form was sent before), unknown."""
    if connection.vendor == "postgresql":
        return dict(ask_database("intake_link_report", given))
    with transaction.atomic(), opened("system"):
        link = _known(given)
        if link is not None and _sent_before(link, given):
            return {"outcome": "known"}
        if link is None or not _opens(link):
            log_public(REPORT, "denied", None, (), "link:unknown")
            return {"outcome": "unknown"}
        told = [core | {"capacity": link.capacity, "channel": "link"} for core in given[Core._meta.db_table]]
        kept = keep_report({**given, Core._meta.db_table: told}, link.organisation, LINKED_CONTENT, REPORT)
        Link.objects.filter(id=link.id).update(used_at=kept.received_at, record=kept)
        return {"outcome": "new"}
