"""The least change that makes a no a yes: the cheapest edits of what is asked, of whom, what for and how.

Facts are never edited, nor does a change propose what lies in ``status``. Every way to a yes leads through a clause
that gives, so only the receiver, role, purpose and mode of such clauses are tried, cheapest first: the outcome is that
of an exhaustive search (proven in the tests).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain, combinations
from types import MappingProxyType
from typing import Literal, NamedTuple

from zicht.agreements.asking import Request
from zicht.agreements.compiling import Compiled, compile_agreements
from zicht.agreements.deciding import weigh
from zicht.agreements.flows import ASKED, Flow, Value, bits, known_about
from zicht.agreements.model import Agreement, ConsentKind, organisation_kind
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.standard import PUBLIC_KINDS, read_data

EditKind = Literal[
    "leave_out", "second_person", "other_mode", "consent", "other_recipient", "other_role", "other_purpose"
]
SECOND_PERSON = tuple(ASKED).index("second_person")
UNPROPOSED = frozenset({"status"})  # principle 25


class Edit(NamedTuple):
    """One thing done otherwise: ``value`` is the field group, organisation, role, purpose, mode or kind of consent."""

    kind: EditKind
    value: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Edits that together make the answer yes, what they cost, and what is permitted then."""

    cost: int
    edits: tuple[Edit, ...]
    then: tuple[str, ...]

    @property
    def asks_consent(self) -> bool:
        """Whether a consent is part of it."""
        return any(edit.kind == "consent" for edit in self.edits)


class Target(NamedTuple):
    """Another flow to ask for, and the edits that lead to it."""

    receiver: str
    role: str
    purpose: str
    mode: str


@cache
def costs() -> Mapping[str, int]:
    """What each kind of edit costs (``knowledge/data/edits.toml``)."""
    return MappingProxyType({row["id"]: row["cost"] for row in read_data("edits.toml")["edit"]})


def cost_of(edits: Iterable[Edit]) -> int:
    """What edits cost together."""
    return sum(costs()[edit.kind] for edit in edits)


def _edits(request: Request, target: Target) -> tuple[Edit, ...]:
    asked: tuple[tuple[EditKind, str, str], ...] = (
        ("other_recipient", request.to_organisation, target.receiver),
        ("other_role", request.role, target.role),
        ("other_purpose", request.purpose, target.purpose),
        ("other_mode", request.mode, target.mode),
    )
    return tuple(Edit(kind, new) for kind, old, new in asked if old != new)


def may_propose_consent(agreements: Iterable[Agreement], receiver: str) -> bool:
    """Whether consent toward this receiver can be given freely: not to a public authority with another ground.

    A ground that is still to be filled in counts as another ground: whoever fills it in decides, not we.
    """
    if organisation_kind(receiver) not in PUBLIC_KINDS:
        return True
    named = [agreement.basis(receiver, "receives").lawful_basis for agreement in agreements]
    return all(basis in legal_bases() and legal_bases()[basis].nature == "consent" for basis in named)


class _Search:
    """One question, and the cheapest changes found so far: without a consent, and with."""

    def __init__(self, request: Request, compiled: Compiled, at: datetime, demo: bool) -> None:
        self.request, self.compiled, self.at = request, compiled, at
        self.flow_to = compiled.flows(at, demo)
        self.values = known_about(request)
        self.decided_by_two = (*self.values[:SECOND_PERSON], True, *self.values[SECOND_PERSON + 1 :])
        self.wanted = request.wanted
        self.best: dict[bool, Change] = {}

    def _flows(self) -> Iterator[Flow]:
        giver = self.request.from_organisation
        parties = {
            party.organisation
            for agreement in self.compiled.agreements
            if agreement.has_party(giver, self.at)
            for party in agreement.parties
        }
        return (self.flow_to(giver, receiver) for receiver in parties - {giver})

    def _targets(self, flow: Flow) -> set[Target]:
        sure, _ = flow.fitting(self.decided_by_two)
        found = (flow.clauses[place] for place in bits(flow.now & flow.gives & flow.grounded & sure))
        return {Target(flow.receiver, clause.role, clause.purpose, clause.mode) for clause in found}

    def _kept(
        self, flow: Flow, scope: int, values: tuple[Value, ...], target: Target, kinds: tuple[ConsentKind, ...]
    ) -> set[str]:
        """What of the things wanted is permitted for a target, with consents of these kinds beside those on record."""
        never, yes, _, _, _, broken = weigh(flow, scope, values)
        if broken:
            return set()
        recorded = flow.consented(self.request.consents, target.purpose, self.at)
        asked = sum(flow.consent[kind] for kind in kinds)
        kept = set()
        for name in self.wanted:
            fine = ~flow.asks_consent | recorded.get(name, 0) | (0 if name in UNPROPOSED else asked)
            if name not in flow.withheld and not never & flow.about[name] and yes & flow.about[name] & fine:
                kept.add(name)
        return kept

    def _offer(self, edits: tuple[Edit, ...], kept: set[str]) -> None:
        """Keep a change when it is the cheapest of its kind; what it leaves out is part of its cost."""
        kept = kept - UNPROPOSED if edits else kept
        if not kept:
            return
        left_out = tuple(Edit("leave_out", name) for name in self.wanted if name not in kept)
        every = (*edits, *left_out)
        change = Change(cost_of(every), every, tuple(name for name in self.wanted if name in kept))
        best = self.best.get(change.asks_consent)
        self.best[change.asks_consent] = change if best is None else min(best, change)

    def _kinds(self, flow: Flow, scope: int) -> Iterable[tuple[ConsentKind, ...]]:
        """The sets of consents to try: none first."""
        asked = [kind for kind, clauses in flow.consent.items() if clauses & scope]
        if not asked or not self.request.may_ask_consent or not self._freely_given(flow.receiver):
            return [()]
        return chain.from_iterable(combinations(asked, size) for size in range(len(asked) + 1))

    def _freely_given(self, receiver: str) -> bool:
        joined = (a for a in self.compiled.agreements if a.in_force(self.at) and a.has_party(receiver, self.at))
        return may_propose_consent(joined, receiver)

    def _try(self, flow: Flow, target: Target, edits: tuple[Edit, ...]) -> None:
        scope = flow.scope(target.role, target.purpose, target.mode, self.request.origin)
        may_help = not self.request.second_person and bool(scope & flow.asks_second_person)
        for second in (False, True) if may_help else (False,):
            values = self.decided_by_two if second else self.values
            by_two = (Edit("second_person"),) if second else ()
            for kinds in self._kinds(flow, scope):
                asked = tuple(Edit("consent", kind) for kind in kinds)
                self._offer((*edits, *by_two, *asked), self._kept(flow, scope, values, target, kinds))

    def run(self) -> tuple[Change, ...]:
        """The least change without a consent, then the least with one where it gives what the first does not."""
        ways = [
            (cost_of(edits), edits, target, flow)
            for flow in self._flows()
            for target in self._targets(flow)
            for edits in [_edits(self.request, target)]
        ]
        looked_for = (False, True) if self.request.may_ask_consent else (False,)
        for cost, edits, target, flow in sorted(ways, key=lambda way: way[:3]):
            if all(kind in self.best and self.best[kind].cost < cost for kind in looked_for):
                break
            self._try(flow, target, edits)
        plain, asking = self.best.get(False), self.best.get(True)
        if plain and asking and set(asking.then) <= set(plain.then):
            asking = None
        return tuple(change for change in (plain, asking) if change)


def least_changes(
    request: Request, agreements: Iterable[Agreement] | Compiled, at: datetime, demo: bool = False
) -> tuple[Change, ...]:
    """The least changes of a request that is refused in whole or in part: none, one, or a second that asks consent.

    The first needs no consent, whatever it costs (principle 10); the second stands only where it gives more. Empty when
    no change of what may be changed leads to a yes.
    """
    return _Search(request, compile_agreements(agreements), at, demo).run()
