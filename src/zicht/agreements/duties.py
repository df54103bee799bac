"""What comes with a yes: log it, stop in time, tell the person; and what is open or unconfirmed in the basis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from types import MappingProxyType

from zicht.agreements.model import Agreement, Clause, named_bases, open_parts
from zicht.knowledge.legal_bases import legal_bases

Told = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Obligation:
    """A code (sentence in ``words``) and its parameters."""

    code: str
    params: Mapping[str, str]


LOG = Obligation("agreement.obligation.log", MappingProxyType({}))


def _of_the_clause(clause: Clause, agreement: Agreement) -> Iterator[Told]:
    named = (("agreement", agreement.id), ("clause", clause.id))
    if clause.effect == "must":
        yield "agreement.obligation.duty", named
    if clause.inform:
        yield "agreement.obligation.inform", named
    if clause.conditions.second_person:
        yield "agreement.obligation.second_person", named


def _of_the_basis(agreement: Agreement, giver: str, receiver: str) -> Iterator[Told]:
    still_open = open_parts(agreement, giver, receiver)
    for (party, direction), parts in groupby(still_open, lambda part: (part.party, part.direction)):
        told = " ".join(part.part for part in parts)
        yield "agreement.obligation.basis_open", (("party", party), ("direction", direction), ("parts", told))
    for basis in named_bases(agreement, giver, receiver):
        if not legal_bases()[basis].confirmed:
            yield "agreement.obligation.basis_unconfirmed", (("basis", basis),)


def _told(clause: Clause, agreement: Agreement, giver: str, receiver: str) -> Iterator[Told]:
    last_day = (agreement.ends_between(giver, receiver) - timedelta(days=1)).date().isoformat()
    yield "agreement.obligation.expires", (("agreement", agreement.id), ("date", last_day))
    yield from _of_the_clause(clause, agreement)
    if agreement.retention:
        yield "agreement.obligation.retention", (("retention", agreement.retention),)
    yield from _of_the_basis(agreement, giver, receiver)


def duties(
    clauses: Iterable[tuple[Agreement, Clause, bool]], giver: str, receiver: str
) -> tuple[tuple[Obligation, ...], ...]:
    """Per clause what it asks of who relies on it, logging first; the same duty is the same object."""
    known: dict[Told, Obligation] = {}

    def of(clause: Clause, agreement: Agreement) -> Iterator[Obligation]:
        yield LOG
        for one in _told(clause, agreement, giver, receiver):
            yield known.setdefault(one, Obligation(one[0], MappingProxyType(dict(one[1]))))

    return tuple(tuple(of(clause, agreement)) if gives else () for agreement, clause, gives in clauses)


def together(asked: Iterable[tuple[Obligation, ...]]) -> tuple[Obligation, ...]:
    """The duties of several clauses, each once."""
    return tuple({id(duty): duty for duties_of_one in asked for duty in duties_of_one}.values())
