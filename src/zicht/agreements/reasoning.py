"""What the clauses of an agreement say together: contradictions, duties forbidden, clauses that can never apply.

Runs on an agreement whose words are all right (``checks``). A problem has the line of the clause or basis it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from zicht.agreements.model import ANY, ORIGIN, Agreement, Clause, Conditions, PartyBasis
from zicht.agreements.places import Places
from zicht.errors import Problem
from zicht.knowledge.legal_bases import BASIS_PARTS, holds, legal_bases

Line = Callable[..., int]
SETS = ("forms", "age_class", "municipality", "persons")


def givers_of(clause: Clause, agreement: Agreement) -> frozenset[str]:
    """Every party that a clause can have give something."""
    parties = {party.organisation for party in agreement.parties}
    return frozenset(parties if clause.from_ == ANY else parties & {clause.from_})


def receivers_of(clause: Clause, agreement: Agreement) -> frozenset[str]:
    """Every party that can receive something under a clause."""
    parties = {party.organisation for party in agreement.parties}
    return frozenset(parties if clause.to in (ANY, ORIGIN) else parties & {clause.to})


def flows_of(clause: Clause, agreement: Agreement) -> frozenset[tuple[str, str]]:
    """Every giver and receiver that a clause can be about."""
    receivers = receivers_of(clause, agreement)
    return frozenset((giver, to) for giver in givers_of(clause, agreement) for to in receivers if giver != to)


def _overlap(one: Conditions, other: Conditions) -> bool:
    """Whether a record can meet both conditions at once."""
    for name in SETS:
        asked, others = getattr(one, name), getattr(other, name)
        if asked and others and not asked & others:
            return False
    return one.danger is None or other.danger is None or one.danger == other.danger


def _implies(one: Conditions, other: Conditions) -> bool:
    """Whether every record that meets ``one`` meets ``other`` too."""
    for name in SETS:
        asked, wider = getattr(one, name), getattr(other, name)
        if wider and not (asked and asked <= wider):
            return False
    return other.danger is None or one.danger == other.danger


def _same(one: str, other: str) -> bool:
    return ANY in (one, other) or one == other


def _meet(one: Clause, other: Clause) -> bool:
    """Whether two clauses can be about the same role, purpose, manner and thing of one record."""
    scope = ((one.role, other.role), (one.purpose, other.purpose), (one.mode, other.mode))
    return (
        all(_same(*pair) for pair in scope)
        and bool(one.names & other.names)
        and _overlap(one.conditions, other.conditions)
    )


def _covers(wide: Clause, narrow: Clause, agreement: Agreement) -> bool:
    """Whether everything that one clause says falls under another, whatever the record."""
    scope = ((wide.role, narrow.role), (wide.purpose, narrow.purpose), (wide.mode, narrow.mode))
    to_origin = narrow.to == ORIGIN or wide.to != ORIGIN
    return (
        all(left in (ANY, right) for left, right in scope)
        and narrow.names <= wide.names
        and to_origin
        and flows_of(narrow, agreement) <= flows_of(wide, agreement)
        and _implies(narrow.conditions, wide.conditions)
    )


def _nature(basis: str) -> str:
    return legal_bases()[basis].nature if basis in legal_bases() else ""


def _vital(clause: Clause, agreement: Agreement, flow: tuple[str, str]) -> bool:
    """Whether this flow protects somebody's life or health: in acute danger, or by the basis that is named."""
    giver, receiver = agreement.basis(flow[0], "gives"), agreement.basis(flow[1], "receives")
    named = (giver.lawful_basis, receiver.lawful_basis)
    return clause.conditions.danger is True or any(_nature(basis) == "vital" for basis in named)


def _forbidden(never: Clause, its: Agreement, gives: Clause, other: Agreement) -> str:
    """Which kind of sharing that no agreement can forbid a ``never`` forbids here; "" when it forbids none."""
    shared = flows_of(never, its) & flows_of(gives, other)
    if not shared or not _meet(never, gives):
        return ""
    if gives.effect == "must":
        return "agreement.never_forbids_duty"
    return "agreement.never_forbids_vital" if any(_vital(gives, other, flow) for flow in shared) else ""


def _nevers(agreement: Agreement, beside: Sequence[Agreement], line: Line) -> Iterator[Problem]:
    for turn, never in enumerate(agreement.clauses):
        for other in (agreement, *beside):
            for gives in other.clauses:
                if never.gives or not gives.gives:
                    continue
                if rule := _forbidden(never, agreement, gives, other):
                    params = {"agreement": other.id, "clause": gives.id[:60]}
                    yield Problem(rule, "effect", line(turn, "effect"), params=params)


def _forbidden_beside(agreement: Agreement, beside: Sequence[Agreement], line: Line) -> Iterator[Problem]:
    """What another agreement forbids that this one has as a duty or in danger."""
    for turn, gives in enumerate(agreement.clauses):
        for other in beside:
            for never in other.clauses:
                if gives.gives and not never.gives and (rule := _forbidden(never, other, gives, agreement)):
                    params = {"agreement": other.id, "clause": never.id[:60]}
                    yield Problem(f"{rule}_there", "effect", line(turn, "effect"), params=params)


def _contradictions(agreement: Agreement, line: Line) -> Iterator[Problem]:
    nevers = [clause for clause in agreement.clauses if not clause.gives]
    for turn, clause in enumerate(agreement.clauses):
        for never in nevers if clause.gives else ():
            if _covers(never, clause, agreement) and not _forbidden(never, agreement, clause, agreement):
                params = {"clause": never.id[:60]}
                yield Problem("agreement.contradiction", "effect", line(turn, "effect"), params=params)


def _unreachable(agreement: Agreement, line: Line) -> Iterator[Problem]:
    for turn, clause in enumerate(agreement.clauses):
        if not flows_of(clause, agreement):
            yield Problem("agreement.unreachable", "to", line(turn, "to"))
        for other in agreement.clauses[:turn]:
            if _says_the_same(other, clause) and _covers(other, clause, agreement):
                yield Problem(
                    "agreement.said_already", "id", line(turn, "id"), "", "warning", {"clause": other.id[:60]}
                )


def _says_the_same(one: Clause, other: Clause) -> bool:
    acts = tuple((c.effect, c.inform, *_acts(c.conditions)) for c in (one, other))
    return acts[0] == acts[1] and other.covariates <= one.covariates


def _acts(asked: Conditions) -> tuple[object, ...]:
    return (asked.by_roles, asked.consent, asked.involved, asked.second_person)


def _duties(agreement: Agreement, line: Line) -> Iterator[Problem]:
    """A ``must`` rests on a legal duty of whoever gives."""
    for turn, clause in enumerate(agreement.clauses):
        for giver in sorted(givers_of(clause, agreement)) if clause.effect == "must" else ():
            basis = agreement.basis(giver, "gives").lawful_basis
            if basis and _nature(basis) != "duty":
                params = {"party": giver, "basis": basis}
                yield Problem("agreement.must_without_duty", "effect", line(turn, "effect"), params=params)


def _consents(agreement: Agreement, line: Line) -> Iterator[Problem]:
    """Consent toward an authority that has another ground is not given freely (principle 10)."""
    for turn, clause in enumerate(agreement.clauses):
        for receiver in sorted(receivers_of(clause, agreement)) if clause.conditions.consent == "processing" else ():
            if _nature(agreement.basis(receiver, "receives").lawful_basis) == "task":
                yield Problem(
                    "agreement.consent_to_authority", "consent", line(turn, "consent"), "", "warning",
                    {"party": receiver},
                )  # fmt: skip


def _basis_of(agreement: Agreement, party: str, direction: str) -> tuple[int, PartyBasis]:
    """The turn of a basis among the bases, and the basis."""
    return next((turn, b) for turn, b in enumerate(agreement.bases) if (b.party, b.direction) == (party, direction))


def _sensitive(agreement: Agreement, at: Places, rows: Sequence[int]) -> Iterator[Problem]:
    """A flow that can hold special or criminal data cannot say that it holds none."""
    seen = set()
    for clause in agreement.clauses:
        for held in holds() if clause.gives else ():
            sides = [(giver, "gives") for giver in givers_of(clause, agreement)]
            sides += [(receiver, "receives") for receiver in receivers_of(clause, agreement)]
            for party, direction in sorted(sides) if held.field_group in clause.field_groups else ():
                turn, basis = _basis_of(agreement, party, direction)
                said = (rows[turn], held.part)
                if _nature(basis.part(held.part)) == "none" and said not in seen:
                    seen.add(said)
                    params = {"group": held.field_group, "clause": clause.id[:60], "party": party}
                    place = at.line("legal_basis", rows[turn], held.part)
                    yield Problem(f"agreement.without_{held.part}", held.part, place, params=params)


def _to_fill_in(agreement: Agreement, at: Places, rows: Sequence[int]) -> Iterator[Problem]:
    for turn, party in enumerate(agreement.parties):
        for name in ("signer", "mandate"):
            if not getattr(party, name):
                place = at.line("party", turn, name)
                yield Problem(f"agreement.open_{name}", name, place, "", "warning", {"party": party.organisation})
    if not agreement.retention:
        yield Problem("agreement.open_retention", "retention", at.line(key="retention"), "", "warning")
    for turn, basis in dict(zip(rows, agreement.bases, strict=True)).items():
        for part in BASIS_PARTS:
            if not basis.part(part):
                place = at.line("legal_basis", turn, part)
                yield Problem("agreement.open_basis", part, place, "", "warning", {"party": basis.party})


def _today(agreement: Agreement, at: Places, on: date, line: Line) -> Iterator[Problem]:
    if agreement.review_on < on:
        params = {"review": agreement.review_on.isoformat(), "on": on.isoformat()}
        yield Problem("agreement.review_passed", "review_on", at.line(key="review_on"), params=params)
    if agreement.valid_until < on:
        params = {"until": agreement.valid_until.isoformat(), "on": on.isoformat()}
        yield Problem("agreement.expired", "valid_until", at.line(key="valid_until"), params=params)
    left = {p.organisation: p.left_on for p in agreement.parties if p.left_on and p.left_on <= on}
    for turn, clause in enumerate(agreement.clauses):
        for key, party in (("from", clause.from_), ("to", clause.to)):
            if party in left:
                params = {"party": party, "date": str(left[party])}
                yield Problem("agreement.party_left", key, line(turn, key), params=params)


def problems(
    agreement: Agreement, at: Places, rows: Sequence[int], on: date | None, beside: Sequence[Agreement]
) -> list[Problem]:
    """Every problem of what an agreement says as a whole; ``on`` and ``beside`` as in ``reading.load``.

    ``rows`` has the turn of the table in which each basis of the agreement stands.
    """

    def line(turn: int, key: str) -> int:
        return at.line("clause", turn, key)

    found = [
        *_nevers(agreement, beside, line),
        *_forbidden_beside(agreement, beside, line),
        *_contradictions(agreement, line),
        *_unreachable(agreement, line),
        *_duties(agreement, line),
        *_consents(agreement, line),
        *_sensitive(agreement, at, rows),
        *_to_fill_in(agreement, at, rows),
    ]
    return found + (list(_today(agreement, at, on, line)) if on else [])
