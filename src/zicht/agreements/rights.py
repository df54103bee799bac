"""``to_filter``: the standing clauses as rights, with which the server fills ``Right`` when a record is registered.

It says the same as ``decide`` with mode ``standing`` of a record about which nothing was done yet: whoever has a right
that holds for the facts is permitted exactly those field groups, and who is permitted has one (proven in the tests).
A clause that asks for an act (a consent, a second person, involvement) gives no standing right: who meets it fills it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from zicht.agreements.compiling import Compiled, compile_agreements
from zicht.agreements.flows import Flow, bits
from zicht.agreements.model import LINKING_KEY, Agreement, Conditions, Facts


@dataclass(frozen=True, slots=True)
class StandingRight:
    """What one clause gives as soon as a record is registered, to whom and until when (``until`` is excluded).

    Ask ``holds`` with the facts of the record: ``conditions`` must be met for certain, and none of ``unless`` (clauses
    that forbid) may be possible.
    """

    to: str
    role: str
    purpose: str
    field_groups: frozenset[str]
    agreement: str
    version: str
    clause: str
    until: datetime
    conditions: Conditions
    unless: frozenset[Conditions] = frozenset()
    linking_key: bool = False
    covariates: frozenset[str] = frozenset()

    def holds(self, facts: Facts) -> bool:
        """Whether the right arises for a record with these facts."""
        return self.conditions.fit(facts) == "yes" and all(other.fit(facts) == "no" for other in self.unless)


def _by_exception(flow: Flow, place: int, never: int) -> dict[frozenset[Conditions], set[str]]:
    """What a clause gives, by what forbids it when; what is always forbidden is left out."""
    found: dict[frozenset[Conditions], set[str]] = {}
    for name in flow.clauses[place].names - flow.withheld:
        unless = frozenset(flow.clauses[other].conditions for other in bits(never & flow.about[name]))
        if Conditions() not in unless:
            found.setdefault(unless, set()).add(name)
    return found


def _rights(flow: Flow, place: int, origin: str) -> Iterator[StandingRight]:
    clause, rule = flow.clauses[place], flow.rules[place]
    scope = flow.scope(clause.role, clause.purpose, "standing", origin) & flow.now
    if scope & flow.broken or not scope >> place & 1 or clause.conditions.of_the_act:
        return
    for unless, names in _by_exception(flow, place, scope & flow.never).items():
        key = LINKING_KEY in names
        yield StandingRight(
            to=flow.receiver,
            role=clause.role,
            purpose=clause.purpose,
            field_groups=frozenset(names) - {LINKING_KEY},
            agreement=rule.agreement,
            version=rule.version,
            clause=rule.clause,
            until=flow.ends[place],
            conditions=clause.conditions,
            unless=unless,
            linking_key=key,
            covariates=clause.covariates if key else frozenset(),
        )


def _order(right: StandingRight) -> tuple[str, ...]:
    return (right.agreement, right.version, right.clause, right.to, *sorted(right.field_groups))


def to_filter(
    agreements: Iterable[Agreement] | Compiled, organisation: str, at: datetime, *, origin: str = "", demo: bool = False
) -> tuple[StandingRight, ...]:
    """The rights on records of ``organisation`` that arise by themselves at this moment, in a fixed order.

    ``origin`` is the organisation that registered the record: clauses to the origin reach it and no other. ``at``
    has a time zone. A clause with an open legal basis gives nothing outside the demo.
    """
    compiled = compile_agreements(agreements)
    flow_to = compiled.flows(at, demo)
    receivers = {party.organisation for agreement in compiled.agreements for party in agreement.parties}
    flows = (flow_to(organisation, receiver) for receiver in receivers)
    found = {
        right
        for flow in flows
        for place in bits(flow.now & flow.gives & flow.grounded)
        for right in _rights(flow, place, origin)
    }
    return tuple(sorted(found, key=_order))
