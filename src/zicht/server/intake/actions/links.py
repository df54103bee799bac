"""The desk makes a one-off link for a professional without an account, and takes it back."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from zicht.errors import InputProblems, Problem, Refused
from zicht.knowledge import standard
from zicht.knowledge.answers import sign_problems
from zicht.knowledge.links import link_rules
from zicht.server.door.act import act
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions.link_report import key_of
from zicht.server.intake.links import name_place
from zicht.server.intake.models import Link
from zicht.server.intake.receipts import code_for, grouped
from zicht.server.parties.actor import Actor
from zicht.server.vault.envelope import new_key, seal_json, wrap
from zicht.server.vault.keyring import load

NAME_MOST = 100


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """For whom and how long: a code of ``capacity``, the name of an organisation or "", days."""

    capacity: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link just made. ``code`` is told now and kept nowhere; ``again``: this form had made it before."""

    id: uuid.UUID
    code: str
    expires_at: datetime
    again: bool


def _problems(given: LinkDraft) -> tuple[Problem, ...]:
    rules, found = link_rules(), []
    if given.capacity not in rules.capacities:
        found.append(Problem("intake.link_capacity", "capacity"))
    if given.days not in rules.days:
        found.append(Problem("intake.link_days", "days"))
    if len(given.name) > NAME_MOST:
        found.append(Problem("text.long", "name", params={"length": len(given.name), "most": NAME_MOST}))
    return (*found, *sign_problems(given.name, "name"))


def link_id(nonce: str) -> uuid.UUID:
    """The id of the link that a form makes: the same form, the same link."""
    return uuid.UUID(bytes=hashlib.sha256(f"link:{nonce}".encode()).digest()[:16])


def _sealed_name(link: uuid.UUID, name: str) -> dict[str, object]:
    """The organisation's name under a key of this link alone; nothing where there is no name."""
    if not name:
        return {}
    key = new_key()
    under, wrapped = wrap(load(settings.ZICHT.keys), key, link)
    return {"name_under": under, "name_wrapped": wrapped, "name_sealed": seal_json(key, name, name_place(link))}


def make_link(*, given: LinkDraft, nonce: str, by: Actor) -> MadeLink:
    """Make a link that works once, until ``days`` from now. The same form gives the same link and code again.

    Erases the desk's links that have been kept long enough, as the worker does of every desk. Raises ``InputProblems``
    (fields ``capacity``, ``days``, ``name``) or ``Refused``.
    """
    problems = _problems(given)
    if problems:
        raise InputProblems(problems)
    made, code = link_id(nonce), code_for(nonce, "link")
    key = key_of(code)
    with act("intake.make_link", by=by) as doing:
        own = Link.objects.filter(organisation_id=by.organisation)
        own.filter(kept_until__lt=timezone.localdate()).delete()
        before = own.filter(id=made).values_list("expires_at", flat=True).first()
        if before is not None:
            return MadeLink(made, grouped(code), before, again=True)
        expires = doing.now + timedelta(days=given.days)
        row = Link(
            id=made,
            organisation_id=by.organisation,
            capacity=given.capacity,
            number=key.number,
            lookup=key.lookup,
            tries_left=link_rules().tries,
            made_by=by.member,
            made_by_name=by.name,
            made_at=doing.now,
            expires_at=expires,
            kept_until=standard.after(standard.retention("link").term, timezone.localtime(expires).date()),
            **_sealed_name(made, given.name),
        )
        doing.keep(row)
        return MadeLink(made, grouped(code), expires, again=False)


def withdraw_link(*, link: uuid.UUID, by: Actor) -> None:
    """Take a link back: it opens nothing any more, also on a page that is already open.

    ``NotVisible`` for one that is not there; ``Refused`` for one that was used or taken back before.
    """
    with act("intake.withdraw_link", by=by) as doing:
        own = Link.objects.filter(organisation_id=by.organisation, id=link)
        if not own.values("id").exists():
            raise NotVisible("not-own-link")
        waiting = own.filter(used_at=None, withdrawn_at=None)
        if not waiting.update(withdrawn_at=doing.now, withdrawn_by=by.member):
            raise Refused("intake.link_ended")
