"""Working agreements (werkafspraken) as data: load, decide, explain, and the rights that arise by themselves."""

from zicht.agreements.asking import Consent, Request
from zicht.agreements.compiling import Compiled, compile_agreements
from zicht.agreements.deciding import Decision, decide, decide_many
from zicht.agreements.duties import Obligation
from zicht.agreements.explaining import Explanation, Verdict, every_way, explain, explain_best
from zicht.agreements.least_change import Change, Edit
from zicht.agreements.model import (
    ANY,
    CONSENT_KINDS,
    LINKING_KEY,
    ORIGIN,
    ROLES,
    Agreement,
    Clause,
    Conditions,
    Facts,
    Party,
    PartyBasis,
    Rule,
)
from zicht.agreements.reading import bundled, check, examples, load
from zicht.agreements.rights import StandingRight, to_filter
from zicht.agreements.telling import say_obligation, say_verdict, sentences

__all__ = [
    "ANY",
    "CONSENT_KINDS",
    "LINKING_KEY",
    "ORIGIN",
    "ROLES",
    "Agreement",
    "Change",
    "Clause",
    "Compiled",
    "Conditions",
    "Consent",
    "Decision",
    "Edit",
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
    "check",
    "compile_agreements",
    "decide",
    "decide_many",
    "every_way",
    "examples",
    "explain",
    "explain_best",
    "load",
    "say_obligation",
    "say_verdict",
    "sentences",
    "to_filter",
]
