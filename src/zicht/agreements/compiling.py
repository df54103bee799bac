"""Makes agreements ready for deciding: the table of each giver and receiver, from one moment of change to the next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from zicht.agreements.duties import duties
from zicht.agreements.flows import ASKED, NAMES, SCOPE, Asking, Flow, Value
from zicht.agreements.judging import basis_errs, errs
from zicht.agreements.model import (
    ANY,
    CONSENT_KINDS,
    ORIGIN,
    Agreement,
    Clause,
    Conditions,
    Rule,
    never_to,
    open_parts,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One clause that can be about a giver and a receiver; ``errs`` when nothing can rest on it."""

    rule: Rule
    agreement: Agreement
    clause: Clause
    readable: bool
    errs: bool

    @property
    def asked(self) -> Conditions:
        """What it asks; of a clause that cannot be read nothing is known."""
        return self.clause.conditions if self.readable else Conditions()

    @property
    def gives(self) -> bool:
        """Whether something can rest on it."""
        return self.clause.gives and not self.errs


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


def _asking(place: int, wanted: Iterable[Collection[Value]]) -> Asking:
    asked = list(wanted)
    free = _mask(not values for values in asked)
    every = {value for values in asked for value in values}
    return Asking(place, free, {value: free | _mask(value in values for values in asked) for value in every})


def _scope(name: str, rows: list[Row]) -> tuple[Mapping[Value, int], int]:
    """The clauses per value, and those that name any."""
    said = (SCOPE[name](row.clause) for row in rows)
    asking = _asking(0, [(value,) if isinstance(value, str) and value != ANY else () for value in said])
    return asking.met, asking.free


def _can_be_about(agreement: Agreement, clause: Clause, giver: str, receiver: str) -> bool:
    to_receiver = clause.to in (ANY, ORIGIN, receiver)
    return to_receiver and clause.from_ in (ANY, giver)


def _rows(agreements: Iterable[Agreement], giver: str, receiver: str, at: datetime) -> list[Row]:
    """The clauses between two parties, the least rule first: an agreement rules nobody who did not sign it."""
    found = []
    for agreement in agreements:
        if giver == receiver or not (agreement.has_party(giver, at) and agreement.has_party(receiver, at)):
            continue
        gone = basis_errs(agreement, giver, receiver)
        for clause in agreement.clauses:
            if _can_be_about(agreement, clause, giver, receiver):
                readable = not errs(clause, agreement)
                rule = Rule(agreement.id, agreement.version, clause.id)
                found.append(Row(rule, agreement, clause, readable, gone or not readable))
    return sorted(found, key=lambda row: row.rule)


def _flow(agreements: Iterable[Agreement], giver: str, receiver: str, at: datetime, demo: bool) -> Flow:
    rows = _rows(agreements, giver, receiver, at)
    dimensions = [_asking(place, [read(row.asked) for row in rows]) for place, read in enumerate(ASKED.values())]
    consent = {kind: _mask(row.asked.consent == kind for row in rows) for kind in CONSENT_KINDS}
    (roles, any_role), (purposes, any_purpose), (modes, any_mode) = (_scope(name, rows) for name in SCOPE)
    return Flow(
        giver=giver,
        receiver=receiver,
        rules=tuple(row.rule for row in rows),
        rule_at={1 << place: row.rule for place, row in enumerate(rows)},
        clauses=tuple(row.clause for row in rows),
        now=_mask(row.agreement.in_force(at) for row in rows),
        gives=_mask(row.gives for row in rows),
        never=_mask(row.clause.effect == "never" and not row.errs for row in rows),
        grounded=_mask(demo or not open_parts(row.agreement, giver, receiver) for row in rows),
        broken=_mask(row.errs for row in rows),
        to_origin=_mask(row.clause.to == ORIGIN for row in rows),
        roles=roles,
        any_role=any_role,
        purposes=purposes,
        any_purpose=any_purpose,
        modes=modes,
        any_mode=any_mode,
        conditions=tuple(asking for asking in dimensions if asking.met),
        conditional=_mask(any(read(row.asked) for read in ASKED.values()) for row in rows),
        about={name: _mask(row.readable and name in row.clause.names for row in rows) for name in NAMES},
        consent=consent,
        asks_consent=sum(consent.values()),
        asks_no_consent=_mask(not row.asked.consent for row in rows),
        asks_second_person=_mask(row.asked.second_person for row in rows),
        withheld=never_to(receiver),
        duties=duties(((row.agreement, row.clause, row.gives) for row in rows), giver, receiver),
        ends=tuple(row.agreement.ends_between(giver, receiver) for row in rows),
    )


class Compiled:
    """Agreements made ready for deciding. A table is made the first time its giver and receiver are asked for.

    Moments between the same two changes (a start, an end, a party that leaves) share their tables.
    """

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        self.agreements = tuple(agreements)
        changes = {moment for agreement in self.agreements for moment in _changes(agreement)}
        self._changes = sorted(changes)
        self._tables: dict[tuple[int, bool], dict[tuple[str, str], Flow]] = {}

    def flows(self, at: datetime, demo: bool) -> Callable[[str, str], Flow]:
        """Gives the table of a giver and a receiver at a moment; one without a time zone is a ``ValueError``."""
        if at.tzinfo is None:
            raise ValueError("the moment of a decision has a time zone")
        known = self._tables.setdefault((bisect_right(self._changes, at), demo), {})

        def of(giver: str, receiver: str) -> Flow:
            flow = known.get((giver, receiver))
            if flow is None:
                flow = known[giver, receiver] = _flow(self.agreements, giver, receiver, at, demo)
            return flow

        return of


def _changes(agreement: Agreement) -> Iterable[datetime]:
    return (agreement.starts, agreement.ends, *(party.leaves for party in agreement.parties if party.leaves))


@lru_cache(maxsize=64)
def _compiled(agreements: tuple[Agreement, ...]) -> Compiled:
    return Compiled(agreements)


def compile_agreements(agreements: Iterable[Agreement] | Compiled) -> Compiled:
    """Make agreements ready once, to decide many times; what is ready already is given back as it is."""
    if isinstance(agreements, Compiled):
        return agreements
    every = tuple(agreements)
    try:
        return _compiled(every)
    except TypeError:  # a clause that cannot be read may hold a value that cannot be hashed
        return Compiled(every)
