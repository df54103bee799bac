"""Who may see which field groups of an organisation's signals: computed from the agreements in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from zicht.agreements import ANY, LINKING_KEY, ORIGIN, ROLES, Agreement, Clause, Explanation, Request, Rule, explain
from zicht.knowledge.sentences import Language
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.door.fill import DESK_GROUPS, OWN_GROUPS, OWN_RULE
from zicht.server.organisations.telling import condition_sentences

Relation = Literal["registrant", "own_desk", "standing", "origin", "on_referral"]
Answer = Literal["yes", "condition", "no"]
ALL = frozenset(FIELD_GROUPS)
SPEAKING: dict[str, Answer] = {"agreement.permitted": "yes", "agreement.condition": "condition"}


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
    if clause.effect != "may" or clause.from_ not in (ANY, giver) or not agreement.has_party(giver):
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


def _answers(explanation: Explanation) -> dict[str, Answer]:
    return {verdict.name: SPEAKING.get(verdict.outcome, "no") for verdict in explanation.verdicts}


def _conditions(rules: Iterable[Rule], agreements: Iterable[Agreement], language: Language) -> tuple[str, ...]:
    wanted = set(rules)
    found = (
        sentence
        for agreement in agreements
        for clause in agreement.clauses
        if Rule(agreement.id, agreement.version, clause.id) in wanted
        for sentence in condition_sentences(clause, language)
    )
    return tuple(dict.fromkeys(found))


def _row(
    request: Request, agreements: Sequence[Agreement], at: datetime, demo: bool, language: Language
) -> MatrixRow | None:
    told = explain(request, agreements, at, demo)
    behind = {verdict.rule for verdict in told.verdicts if verdict.rule and verdict.outcome in SPEAKING}
    answers = _answers(told)
    if set(answers.values()) == {"no"}:
        return None
    relation: Relation = "origin" if request.origin else "on_referral" if request.mode == "on_referral" else "standing"
    return MatrixRow(
        request.to_organisation,
        request.role,
        relation,
        request.purpose,
        tuple(answers[group] for group in FIELD_GROUPS),
        tuple(_cited(rule) for rule in sorted(behind)),
        answers[LINKING_KEY],
        _conditions(behind, agreements, language),
        any(obligation.code == "agreement.obligation.basis_open" for obligation in told.obligations),
    )


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
    found = (_row(request, agreements, at, demo, language) for request in asked)
    return (*rows, *(row for row in found if row))
