"""“May I share this?”, asked beforehand: decided from the agreements in force, about nobody, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from zicht.agreements import (
    CONSENT_KINDS,
    LINKING_KEY,
    Clause,
    Consent,
    Explanation,
    Request,
    Rule,
    Verdict,
    every_way,
    explain_best,
)
from zicht.agreements import Agreement as Rules
from zicht.agreements.asking import NOBODY
from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.server.door.fill import agreements_in_force
from zicht.server.door.passing import glance
from zicht.server.door.ways import BasisLine, bases_of
from zicht.server.parties.actor import Actor

# The rooms above take these from here: the agreements are the door's business.
__all__ = [
    "CONSENT_KINDS",
    "NAMES",
    "Answered",
    "Cited",
    "Question",
    "may_share",
    "problems",
    "receivers",
    "requests_of",
]

NAMES = (*standard.FIELD_GROUPS, LINKING_KEY)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks before sharing. Every field holds codes, yes or no: a person does not fit in.

    ``things`` are field groups and ``linking_key``. ``form`` to ``municipality`` are as in ``Facts``. ``consents`` are
    the kinds that are on record for exactly this; ``may_ask_consent``, ``involved`` and ``second_person`` are as in
    ``Request``; ``from_receiver``: the receiver registered the signal.
    """

    to: str
    purpose: str
    things: frozenset[str]
    form: str = ""
    age_class: str = ""
    danger: bool | None = None
    person: str = ""
    municipality: str = ""
    consents: frozenset[str] = frozenset()
    may_ask_consent: bool = False
    involved: bool | None = None
    second_person: bool | None = None
    from_receiver: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause behind an answer, its agreement, and the legal basis of both sides as the agreement names it.

    ``until`` is the first moment at which the agreement no longer holds; ``permits`` and ``refuses`` are the things
    asked that go or stay because of it.
    """

    rule: Rule
    title: str
    until: datetime
    clause: Clause
    bases: tuple[BasisLine, ...]
    permits: tuple[str, ...]
    refuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The explanation, and each clause that it cites."""

    told: Explanation
    cited: tuple[Cited, ...]


def receivers(actor: Actor) -> tuple[tuple[str, str], ...]:
    """With whom an agreement could let something be shared: code and name, one's own organisation left out."""
    return tuple((one.id, one.name) for one in standard.possible_parties() if one.id != actor.organisation_code)


def problems(question: Question, actor: Actor) -> tuple[Problem, ...]:
    """What is missing in a question or can be no question, by the name of its field."""
    known = {code for code, _ in receivers(actor)}
    if question.to == actor.organisation_code:
        told = [Problem("may_share.to_oneself", "to")]
    else:
        told = [] if question.to in known else [Problem("may_share.no_receiver", "to")]
    if question.purpose not in {row[0] for row in standard.purposes()}:
        told.append(Problem("may_share.no_purpose", "purpose"))
    if not question.things or not question.things <= set(NAMES):
        told.append(Problem("may_share.nothing", "things"))
    return tuple(told)


def requests_of(question: Question, giver: str, by_role: str) -> tuple[Request, ...]:
    """The requests that a question stands for: one per role of the receiver and per way of sharing."""
    groups = question.things - {LINKING_KEY}
    kinds = [kind for kind in CONSENT_KINDS if kind in question.consents]
    to = frozenset({question.to})
    base = Request(
        from_organisation=giver,
        to_organisation=question.to,
        role="desk",
        purpose=question.purpose,
        mode="standing",
        field_groups=groups,
        form=question.form,
        age_class=question.age_class,
        danger=question.danger,
        municipality=question.municipality,
        origin=question.to if question.from_receiver else "",
        linking_key=LINKING_KEY in question.things,
        person=question.person,
        by_role=by_role if by_role in NOBODY else "",
        involved=question.involved,
        second_person=question.second_person,
        consents=tuple(Consent(kind, question.purpose, to, question.things) for kind in kinds),
        may_ask_consent=question.may_ask_consent,
    )
    return every_way(base)


def _cited(told: Explanation, rules: Iterable[Rules]) -> tuple[Cited, ...]:
    by_version = {(one.id, one.version): one for one in rules}
    asked = told.request
    verdicts: dict[Rule, list[Verdict]] = {}
    for verdict in told.verdicts:
        if verdict.rule:
            verdicts.setdefault(verdict.rule, []).append(verdict)
    found = []
    for rule in sorted(verdicts):
        agreement = by_version[rule.agreement, rule.version]
        clause = next(one for one in agreement.clauses if one.id == rule.clause)
        bases = bases_of(agreement, asked.from_organisation, asked.to_organisation)
        yes, no = (tuple(v.name for v in verdicts[rule] if v.permitted is permitted) for permitted in (True, False))
        found.append(Cited(rule, agreement.title, agreement.ends, clause, bases, yes, no))
    return tuple(found)


def may_share(question: Question, actor: Actor) -> Answered:
    """What the agreements in force now say to a question of this actor, which has no ``problems``.

    Agreements hold no personal data and a question is about nobody: it leaves no row, in no table and not in the log.
    """
    with glance(actor):
        now = timezone.now()
        rules = agreements_in_force(now)
    requests = requests_of(question, actor.organisation_code, actor.role)
    told = explain_best(requests, rules, now, demo=settings.ZICHT.demo)
    return Answered(told, _cited(told, rules))
