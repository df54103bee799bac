"""Whether a clause can be relied on at all. One that cannot denies what it is about, and is reported."""

from __future__ import annotations

from zicht.agreements.model import (
    ANY,
    CONSENT_KINDS,
    EFFECTS,
    LINKING_KEY,
    MODES,
    ROLES,
    Agreement,
    Clause,
    Conditions,
    known_codes,
    named_bases,
)
from zicht.errors import ZichtError
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import legal_bases

FAULTS = (ZichtError, AttributeError, KeyError, TypeError, ValueError)  # what a broken clause can raise when read


def _condition_errs(condition: Conditions) -> bool:
    codes = known_codes()
    asked = (
        (condition.forms, codes["form"]),
        (condition.age_class, codes["age_class"]),
        (condition.municipality, codes["municipality"]),
        (condition.persons, codes["person"]),
        (condition.by_roles, set(ROLES)),
        ({condition.consent} - {""}, set(CONSENT_KINDS)),
    )
    return any(not wanted <= known for wanted, known in asked)


def _errs(clause: Clause, agreement: Agreement) -> bool:
    scope = (clause.to, clause.purpose, clause.role, clause.mode)
    return (
        clause.effect not in EFFECTS
        or clause.mode not in (ANY, *MODES)
        or clause.role not in (ANY, *ROLES)
        or clause.purpose not in (ANY, *agreement.purposes)
        or not clause.names
        or not clause.names <= {*standard.FIELD_GROUPS, LINKING_KEY}
        or _condition_errs(clause.conditions)
        or (clause.gives and ANY in scope)
        or (not clause.gives and clause.conditions.of_the_act)
    )


def errs(clause: Clause, agreement: Agreement) -> bool:
    """Whether the clause names what does not exist (any more), or cannot be read.

    ``load`` refuses such a clause; it can still arise when knowledge moves on under an agreement in force.
    """
    try:
        return _errs(clause, agreement)
    except FAULTS:
        return True


def basis_errs(agreement: Agreement, giver: str, receiver: str) -> bool:
    """Whether one of the legal bases under a flow is no longer known: then nothing can rest on it."""
    try:
        return any(basis not in legal_bases() for basis in named_bases(agreement, giver, receiver))
    except FAULTS:
        return True
