"""What one clause says to one request: the only place where a clause meets a request.

The decider (``deciding``) and the filler of rights (``rights``) both build on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from zicht.agreements.model import (
    ANY,
    EFFECTS,
    LINKING_KEY,
    MODES,
    ORIGIN,
    ROLES,
    Agreement,
    Clause,
    OpenPart,
    Request,
    Rule,
    named_bases,
    open_parts,
)
from zicht.errors import ZichtError
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import legal_bases

Outcome = Literal[
    "agreement.permitted",
    "agreement.no_clause",
    "agreement.not_in_force",
    "agreement.condition",
    "agreement.basis_open",
    "agreement.never",
    "agreement.clause_errs",
    "agreement.status_to_police",
]
FAULTS = (ZichtError, AttributeError, KeyError, TypeError, ValueError)  # what a broken clause can raise when read


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one clause says about what it names, for one request; ``names`` None is everything that is asked."""

    outcome: Outcome
    agreement: Agreement
    rule: Rule
    names: frozenset[str] | None
    covariates: frozenset[str] = frozenset()
    open_parts: tuple[OpenPart, ...] = ()

    def is_about(self, name: str) -> bool:
        """Whether it speaks about this field group (or ``linking_key``)."""
        return self.names is None or name in self.names


def _in_scope(clause: Clause, agreement: Agreement, request: Request) -> bool:
    """Whether the clause is about this giver, receiver, role, purpose and mode; what it gives is not asked.

    ``*`` is every party of its own agreement: an agreement rules nobody who did not sign it.
    """
    giver, receiver = request.from_organisation, request.to_organisation
    if giver == receiver or not (agreement.has_party(giver) and agreement.has_party(receiver)):
        return False
    to_receiver = request.origin == receiver if clause.to == ORIGIN else clause.to in (ANY, receiver)
    return (
        to_receiver
        and clause.from_ in (ANY, giver)
        and clause.purpose in (ANY, request.purpose)
        and clause.role in (ANY, request.role)
        and clause.mode in (ANY, request.mode)
    )


@cache
def _condition_codes() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(code.id for code in standard.codes(name)) for name in ("form", "age_class", "municipality"))


def _errs(clause: Clause, agreement: Agreement, request: Request) -> bool:
    """Whether the clause names something that does not exist (any more): then nothing can rest on it.

    ``load`` refuses such a clause; it can still arise when knowledge moves on under an agreement in force.
    """
    condition = clause.conditions
    asked = zip((condition.forms, condition.age_class, condition.municipality), _condition_codes(), strict=True)
    bases = named_bases(agreement, request.from_organisation, request.to_organisation)
    return (
        clause.effect not in EFFECTS
        or clause.mode not in (ANY, *MODES)
        or clause.role not in (ANY, *ROLES)
        or clause.purpose not in (ANY, *agreement.purposes)
        or not clause.names
        or not clause.names <= {*standard.FIELD_GROUPS, LINKING_KEY}
        or any(not codes <= known for codes, known in asked)
        or any(basis not in legal_bases() for basis in bases)
    )


def stance(clause: Clause, agreement: Agreement, request: Request) -> Literal["out", "errs", "in"]:
    """Whether a clause is about a request at all, and whether it can be relied on. One that cannot be read errs."""
    try:
        if not _in_scope(clause, agreement, request):
            return "out"
        return "errs" if _errs(clause, agreement, request) else "in"
    except FAULTS:
        return "errs"


def _outcome(clause: Clause, request: Request, still_open: bool) -> Outcome | None:
    fit = clause.conditions.fit(request.facts)
    if clause.effect == "never":
        return None if fit == "no" else "agreement.never"  # an unknown fact is not a no (principle 4)
    if fit != "yes":
        return "agreement.condition"
    return "agreement.basis_open" if still_open else "agreement.permitted"


def _judged(clause: Clause, agreement: Agreement, request: Request, at: datetime, demo: bool) -> Judgement | None:
    how = stance(clause, agreement, request)
    rule = Rule(agreement.id, agreement.version, clause.id)
    if not agreement.in_force(at):
        late = how == "in" and clause.effect == "may"
        return Judgement("agreement.not_in_force", agreement, rule, clause.names) if late else None
    if how == "errs":
        return Judgement("agreement.clause_errs", agreement, rule, None)
    if how == "out":
        return None
    still_open = open_parts(agreement, request.from_organisation, request.to_organisation)
    outcome = _outcome(clause, request, bool(still_open) and not demo)
    return Judgement(outcome, agreement, rule, clause.names, clause.covariates, still_open) if outcome else None


def judgements(request: Request, agreements: Iterable[Agreement], at: datetime, demo: bool) -> tuple[Judgement, ...]:
    """What every clause that is about this request says; ``at`` without a time zone is a ``ValueError``."""
    if at.tzinfo is None:
        raise ValueError("the moment of a decision has a time zone")
    judged = (_judged(clause, agreement, request, at, demo) for agreement in agreements for clause in agreement.clauses)
    return tuple(judgement for judgement in judged if judgement)
