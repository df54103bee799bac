"""``to_filter``: the standing clauses as rights, with which the server fills ``Right`` when a record is registered.

It says the same as ``decide`` with mode ``standing``: whoever holds a right that holds for the facts of a record
is permitted exactly those field groups, and whoever is permitted holds such a right (proven in the tests).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zicht.agreements.judging import stance
from zicht.agreements.model import (
    LINKING_KEY,
    ORIGIN,
    Agreement,
    Clause,
    Conditions,
    Facts,
    Request,
    never_to,
    open_parts,
)


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


def _forbidding(
    request: Request, in_force: tuple[Agreement, ...]
) -> tuple[bool, tuple[tuple[frozenset[str], Conditions], ...]]:
    """Whether a clause about this flow errs (then nothing is given), and what the ``never`` clauses forbid, when."""
    found: list[tuple[frozenset[str], Conditions]] = []
    for agreement in in_force:
        for clause in agreement.clauses:
            how = stance(clause, agreement, request)
            if how == "errs":
                return True, ()
            if how == "in" and clause.effect == "never":
                found.append((clause.names, clause.conditions))
    return False, tuple(found)


def _rights(
    clause: Clause, agreement: Agreement, request: Request, in_force: tuple[Agreement, ...]
) -> tuple[StandingRight, ...]:
    errs_somewhere, nevers = _forbidding(request, in_force)
    if errs_somewhere:
        return ()
    by_exception: dict[frozenset[Conditions], set[str]] = {}
    for name in clause.names - never_to(request.to_organisation):
        unless = frozenset(when for names, when in nevers if name in names)
        if Conditions() not in unless:
            by_exception.setdefault(unless, set()).add(name)
    return tuple(
        StandingRight(
            to=request.to_organisation,
            role=clause.role,
            purpose=clause.purpose,
            field_groups=frozenset(names) - {LINKING_KEY},
            agreement=agreement.id,
            version=agreement.version,
            clause=clause.id,
            until=agreement.ends,
            conditions=clause.conditions,
            unless=unless,
            linking_key=LINKING_KEY in names,
            covariates=clause.covariates if LINKING_KEY in names else frozenset(),
        )
        for unless, names in by_exception.items()
    )


def _order(right: StandingRight) -> tuple[str, ...]:
    return (right.agreement, right.version, right.clause, right.to, *sorted(right.field_groups))


def to_filter(
    agreements: Iterable[Agreement], organisation: str, at: datetime, *, origin: str = "", demo: bool = False
) -> tuple[StandingRight, ...]:
    """The rights on records of ``organisation`` that arise by themselves at this moment, in a fixed order.

    ``origin`` is the organisation that registered the record: clauses to the origin reach it and no other. ``at``
    has a time zone. A clause with an open legal basis gives nothing outside the demo.
    """
    in_force = tuple(agreement for agreement in agreements if agreement.in_force(at))
    found: set[StandingRight] = set()
    for agreement in in_force:
        for clause in agreement.clauses:
            receiver = origin if clause.to == ORIGIN else clause.to
            if clause.effect != "may":
                continue
            request = Request(
                organisation, receiver, clause.role, clause.purpose, "standing", frozenset(), origin=origin
            )
            given = stance(clause, agreement, request) == "in" and (
                demo or not open_parts(agreement, organisation, receiver)
            )
            if given:
                found.update(_rights(clause, agreement, request, in_force))
    return tuple(sorted(found, key=_order))
