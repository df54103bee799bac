"""Who may see which field groups of an organisation's signals: computed from the agreements in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any, Literal

from zicht.agreements import (
    ANY,
    CONSENT_KINDS,
    LINKING_KEY,
    ORIGIN,
    ROLES,
    Agreement,
    Clause,
    Compiled,
    Consent,
    Decision,
    Request,
    Rule,
    compile_agreements,
    decide_many,
)
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.door.fill import DESK_GROUPS, OWN_GROUPS, OWN_RULE
from zicht.server.organisations.telling import condition_sentences

Relation = Literal["registrant", "own_desk", "standing", "origin", "on_referral"]
Answer = Literal["yes", "condition", "no"]
ALL = frozenset(FIELD_GROUPS)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One role of one organisation in one relation to a signal: an answer per field group, in the standard's order.

    ``linking_key`` stands beside the field groups: it links the same person across lists and shows nothing else.
    ``rules`` are the clauses behind it; ``conditions`` say when an answer "condition" is a yes; ``basis_open`` is
    true when a part of the legal basis is still to be filled in, so that it holds only in the demonstration.
    """

    receiver: str
    role: str
    relation: Relation
    purpose: str
    answers: tuple[Answer, ...]
    rules: tuple[str, ...]
    linking_key: Answer = "no"
    conditions: tuple[str, ...] = ()
    basis_open: bool = False


def _own(giver: str, relation: Relation, role: str, groups: frozenset[str]) -> MatrixRow:
    answers: tuple[Answer, ...] = tuple("yes" if group in groups else "no" for group in FIELD_GROUPS)
    return MatrixRow(giver, role, relation, ANY, answers, (f"{giver}#{OWN_RULE}",))


def _asked(clause: Clause, agreement: Agreement, giver: str) -> Iterator[Request]:
    """The questions that a clause can be an answer to."""
    if not clause.gives or clause.from_ not in (ANY, giver) or not agreement.has_party(giver):
        return
    mode: Literal["standing", "on_referral"] = "on_referral" if clause.mode == "on_referral" else "standing"
    receivers = [party.organisation for party in agreement.parties if party.organisation != giver]
    for receiver in receivers if clause.to in (ANY, ORIGIN) else [clause.to]:
        for role in ROLES if clause.role == ANY else (clause.role,):
            for purpose in agreement.purposes if clause.purpose == ANY else (clause.purpose,):
                origin = receiver if clause.to == ORIGIN else ""
                yield Request(giver, receiver, role, purpose, mode, ALL, origin=origin, linking_key=True)


def _cited(rule: Rule) -> str:
    return f"{rule.agreement}:{rule.version}#{rule.clause}"


def _values(codes: Iterable[frozenset[str]], code_list: str) -> tuple[str, ...]:
    """Unknown, every value that a condition names, and one that none names."""
    named = frozenset().union(*codes)
    other = [code.id for code in standard.codes(code_list) if code.id not in named]
    return ("", *sorted(named), *other[:1])


def _circumstances(agreements: Sequence[Agreement]) -> tuple[dict[str, Any], ...]:
    """Every combination of facts that a condition in force can tell apart; nothing known comes first."""
    asked = [clause.conditions for agreement in agreements for clause in agreement.clauses]
    forms = _values((one.forms for one in asked), "form")
    ages = _values((one.age_class for one in asked), "age_class")
    places = _values((one.municipality for one in asked), "municipality")
    persons = _values((one.persons for one in asked), "role") if any(one.persons for one in asked) else ("",)
    danger = (None, True, False) if any(one.danger is not None for one in asked) else (None,)
    acts = (False, True) if any(one.of_the_act for one in asked) else (False,)
    by_roles = ("", *sorted(frozenset().union(*(one.by_roles for one in asked))))
    known = {
        "form": forms, "age_class": ages, "danger": danger, "municipality": places, "person": persons,
        "by_role": by_roles, "second_person": acts,
    }  # fmt: skip
    return tuple(dict(zip(known, facts, strict=True)) for facts in product(*known.values()))


def _met(request: Request) -> Request:
    """With a second person everything else that can be done is done too: each consent, by who is involved."""
    if not request.second_person:
        return request
    groups, to = frozenset({*FIELD_GROUPS, LINKING_KEY}), frozenset({request.to_organisation})
    consents = tuple(Consent(kind, request.purpose, to, groups) for kind in CONSENT_KINDS)
    return replace(request, consents=consents, involved=True)


@dataclass(frozen=True, slots=True)
class _Deciding:
    """What every row is decided with."""

    agreements: Sequence[Agreement]
    ready: Compiled
    circumstances: tuple[dict[str, Any], ...]
    at: datetime
    demo: bool
    language: Language

    def conditions(self, rules: Collection[Rule]) -> tuple[str, ...]:
        """When the clauses behind a row hold, in words."""
        found = (
            sentence
            for agreement in self.agreements
            for clause in agreement.clauses
            if Rule(agreement.id, agreement.version, clause.id) in rules
            for sentence in condition_sentences(clause, self.language)
        )
        return tuple(dict.fromkeys(found))

    def row(self, request: Request) -> MatrixRow | None:
        """The row for one flow; None when it gives nothing whatever the facts."""
        asked = [_met(replace(request, **facts)) for facts in self.circumstances]
        decided = decide_many(asked, self.ready, self.at, self.demo)
        rules = {rule for one in decided for rule in one.rules.values()}
        if not rules:
            return None
        relation: Relation = (
            "on_referral" if request.mode == "on_referral" else "origin" if request.origin else "standing"
        )
        return MatrixRow(
            request.to_organisation,
            request.role,
            relation,
            request.purpose,
            tuple(_answer(group, decided) for group in FIELD_GROUPS),
            tuple(_cited(rule) for rule in sorted(rules)),
            _answer(LINKING_KEY, decided),
            self.conditions(rules),
            any(duty.code == "agreement.obligation.basis_open" for one in decided for duty in one.obligations),
        )


def _answer(name: str, decided: Sequence[Decision]) -> Answer:
    """Yes when it is given whatever the facts, "condition" when it is for some."""
    given = [name in one.rules for one in decided]
    return "yes" if all(given) else "condition" if any(given) else "no"


def matrix(
    agreements: Sequence[Agreement], giver: str, *, reporting_point: bool, at: datetime, demo: bool, language: Language
) -> tuple[MatrixRow, ...]:
    """Every role that sees anything of a signal that ``giver`` registered; whoever is not in it sees nothing.

    ``at`` has a time zone. The same decider answers here and at the door.
    """
    rows = [_own(giver, "registrant", ANY, OWN_GROUPS)]
    if reporting_point:
        rows.append(_own(giver, "own_desk", "desk", DESK_GROUPS))
    asked = dict.fromkeys(
        request
        for agreement in agreements
        for clause in agreement.clauses
        for request in _asked(clause, agreement, giver)
    )
    ready = compile_agreements(agreements)
    deciding = _Deciding(agreements, ready, _circumstances(agreements), at, demo, language)
    return (*rows, *(row for row in map(deciding.row, asked) if row))
