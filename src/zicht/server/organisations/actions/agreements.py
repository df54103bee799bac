"""Agreements: checked completely, kept as text, in force from its own first day."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Model

from zicht.agreements import Agreement as Rules
from zicht.agreements import load
from zicht.errors import InputProblems, Problem, Refused
from zicht.server.door.act import act
from zicht.server.door.fill import AMSTERDAM, agreements_in_force
from zicht.server.door.models import Agreement, Right
from zicht.server.parties.actor import Actor


def _most(model: type[Model], column: str) -> int:
    return int(model._meta.get_field(column).max_length or 0)  # type: ignore[union-attr]  # a column of its own


def _too_long(rules: Rules) -> Iterator[Problem]:
    """What the columns cannot hold. A clause's name stands on every right it gives: too long, nothing could be kept."""
    texts = [(name, text, _most(Agreement, column)) for name, text, column in (
        ("id", rules.id, "code"), ("version", rules.version, "version"), ("title", rules.title, "title")
    )]  # fmt: skip
    texts += [("clause.id", clause.id, _most(Right, "clause")) for clause in rules.clauses]
    for name, text, most in texts:
        if len(text) > most:
            yield Problem("text.long", name, params={"most": most, "length": len(text)})


def _others(text: str, now: datetime) -> list[Rules]:
    """The agreements in force, whose duties it may not forbid; an earlier version of itself is not one of them."""
    try:
        own = load(text).id
    except InputProblems:
        return []
    return [rules for rules in agreements_in_force(now) if rules.id != own]


def keep_agreement(text: str, *, loaded_by: uuid.UUID, now: datetime) -> Agreement:
    """Keep one agreement inside a transaction that is already open; ``InputProblems`` names the lines."""
    rules = load(text, now.astimezone(AMSTERDAM).date(), _others(text, now))
    problems = tuple(_too_long(rules))
    if problems:
        raise InputProblems(problems)
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
    """Bring an agreement in, as the privacy officer of the reporting point.

    Of another organisation it is ``Refused``: who receives would then write what is given.
    """
    with act("organisations.load_agreement", by=by) as doing:
        if not by.reporting_point:
            raise Refused("organisations.not_reporting_point", rule="agreements:reporting-point")
        kept = keep_agreement(text, loaded_by=by.member, now=now)
        doing.passage.rules.add(f"{kept.code}:{kept.version}")
        return kept
