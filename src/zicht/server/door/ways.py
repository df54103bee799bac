"""Where the agreements in force let something go, and the legal basis of each way as the agreement names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from zicht.agreements import ANY, Clause, Decision, Request, explain
from zicht.agreements import Agreement as Rules
from zicht.knowledge.legal_bases import BASIS_PARTS
from zicht.server.door.fill import agreements_in_force


@dataclass(frozen=True, slots=True)
class BasisLine:
    """One part of the legal basis of one party in one direction; ``basis`` "" is still to be filled in."""

    party: str
    direction: str
    part: str
    basis: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A clause that something goes under, its agreement and the legal basis on both sides."""

    agreement: str
    version: str
    title: str
    clause: str
    until: datetime
    bases: tuple[BasisLine, ...]


@dataclass(frozen=True, slots=True, order=True)
class HeldBack:
    """Why something may not go: the outcome (a word key) and the clause behind it, "" where no clause speaks.

    ``asked`` is that clause: what would have to be so for it to allow this.
    """

    outcome: str
    agreement: str = ""
    version: str = ""
    clause: str = ""
    asked: Clause | None = field(default=None, compare=False)


def ways_to_refer(giver: str, role: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """To whom in ``role`` and for which purpose ``giver`` may refer at all: (organisation, purpose), sorted.

    Whether a given record may go is for the decision to say. The caller holds a pass.
    """
    found = {
        (clause.to, clause.purpose)
        for rules in agreements_in_force(now)
        for clause in rules.clauses
        if clause.gives
        and clause.from_ in (ANY, giver)
        and clause.mode in (ANY, "on_referral")
        and clause.role == role
        and clause.to != giver
        and rules.has_party(clause.to)
    }
    return tuple(sorted(found))


def bases_of(rules: Rules, giver: str, receiver: str) -> tuple[BasisLine, ...]:
    """The five parts of the legal basis of who gives, then of who receives."""
    sides = (rules.basis(giver, "gives"), rules.basis(receiver, "receives"))
    return tuple(BasisLine(side.party, side.direction, part, side.part(part)) for side in sides for part in BASIS_PARTS)


def grounds_of(decision: Decision, giver: str, receiver: str, now: datetime) -> tuple[Ground, ...]:
    """The clauses that a decision relies on, each once. The caller holds a pass."""
    by_version = {(rules.id, rules.version): rules for rules in agreements_in_force(now)}
    cited = sorted(set(decision.rules.values()))
    return tuple(
        Ground(rule.agreement, rule.version, rules.title, rule.clause, rules.ends, bases_of(rules, giver, receiver))
        for rule in cited
        if (rules := by_version.get((rule.agreement, rule.version)))
    )


def why_held_back(request: Request, now: datetime) -> tuple[HeldBack, ...]:
    """Why nothing of what is asked may go: what clauses say, or else that none speaks. The caller holds a pass."""
    in_force = agreements_in_force(now)
    clauses = {(rules.id, rules.version, clause.id): clause for rules in in_force for clause in rules.clauses}
    verdicts = explain(request, in_force, now, demo=settings.ZICHT.demo).verdicts
    cited = {(v.outcome, (v.rule.agreement, v.rule.version, v.rule.clause)) for v in verdicts if v.rule}
    ruled = {HeldBack(outcome, *rule, clauses.get(rule)) for outcome, rule in cited}
    return tuple(sorted(ruled or {HeldBack(verdict.outcome) for verdict in verdicts}))
