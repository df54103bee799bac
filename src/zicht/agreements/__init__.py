"""Working agreements (werkafspraken) as data: load, decide, explain, and the rights that arise by themselves."""

from zicht.agreements.deciding import Decision, Explanation, Obligation, Verdict, decide, explain
from zicht.agreements.model import (
    ANY,
    LINKING_KEY,
    ORIGIN,
    ROLES,
    Agreement,
    Clause,
    Conditions,
    Facts,
    Party,
    PartyBasis,
    Request,
    Rule,
)
from zicht.agreements.reading import bundled, load
from zicht.agreements.rights import StandingRight, to_filter
from zicht.agreements.telling import say_obligation, say_verdict, sentences

__all__ = [
    "ANY",
    "LINKING_KEY",
    "ORIGIN",
    "ROLES",
    "Agreement",
    "Clause",
    "Conditions",
    "Decision",
    "Explanation",
    "Facts",
    "Obligation",
    "Party",
    "PartyBasis",
    "Request",
    "Rule",
    "StandingRight",
    "Verdict",
    "bundled",
    "decide",
    "explain",
    "load",
    "say_obligation",
    "say_verdict",
    "sentences",
    "to_filter",
]
