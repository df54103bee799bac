"""``decide``: which field groups a request gets, by which clause, and why not the rest.

Default deny; ``never`` wins over ``may`` and ``must``; order and duplicates make no difference; outside its dates an
agreement gives nothing; a clause that errs denies what it is about and is reported.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from zicht.agreements.asking import Request
from zicht.agreements.compiling import Compiled, compile_agreements
from zicht.agreements.duties import Obligation, together
from zicht.agreements.flows import Flow, Value, bits, known_about
from zicht.agreements.model import LINKING_KEY, Agreement, Rule

Outcome = Literal[
    "agreement.permitted",
    "agreement.no_clause",
    "agreement.not_in_force",
    "agreement.condition",
    "agreement.basis_open",
    "agreement.never",
    "agreement.clause_errs",
    "agreement.status_to_police",
]
NOTHING: frozenset[str] = frozenset()
NO_CONSENT: Mapping[str, int] = MappingProxyType({})
NO_RULES: Mapping[str, Rule] = MappingProxyType({})


class Decision(NamedTuple):
    """What a request gets (a named tuple, because a hundred thousand are made in a second).

    ``rules`` and ``refused`` have together exactly what was asked for; ``against`` is the clause behind a refusal,
    where there is one. ``linking_key`` and its ``covariates`` stand beside the field groups. ``until`` is the first
    moment at which one of the agreements relied on no longer holds, None when nothing is permitted. ``faults`` are
    clauses that erred.
    """

    permitted: frozenset[str]
    linking_key: bool
    covariates: frozenset[str]
    rules: Mapping[str, Rule]
    refused: Mapping[str, Outcome]
    against: Mapping[str, Rule]
    obligations: tuple[Obligation, ...]
    until: datetime | None
    faults: tuple[Rule, ...]


# What clauses say to one request, as bits: those that forbid, that permit, that would with a legal basis, that would
# under their conditions, that are not in force, and that err. A plain tuple: a named one costs a tenth of a decision.
Weighed = tuple[int, int, int, int, int, int]


def weigh(flow: Flow, scope: int, values: tuple[Value, ...]) -> Weighed:
    """The clauses in scope against all but the field groups and consent, which is given per field group.

    ``values`` as in ``Flow.fitting``; empty when none of the clauses asks anything.
    """
    current = scope & flow.now
    gives = scope & flow.gives
    if not current:
        return 0, 0, 0, 0, gives, 0
    sure, possible = flow.fitting(values) if values else (-1, -1)
    gives_now = current & gives
    met = gives_now & sure
    return (
        current & flow.never & possible,  # an unknown fact is not a no (principle 4)
        met & flow.grounded,
        met & ~flow.grounded,
        gives_now,
        gives & ~current,
        current & flow.broken,
    )


def _same_for_all(flow: Flow, request: Request, outcome: Outcome, broken: int) -> Decision:
    """The same no for all that is asked. A clause that errs denies all: nobody knows what it would have forbidden."""
    refused = dict.fromkeys(request.wanted, outcome)
    for name in flow.withheld & refused.keys():
        refused[name] = "agreement.status_to_police"
    faults = tuple(dict.fromkeys(flow.rules[place] for place in bits(broken)))
    against = {name: faults[0] for name, why in refused.items() if why == outcome} if faults else NO_RULES
    return Decision(NOTHING, False, NOTHING, NO_RULES, refused, against, (), None, faults)


def _permits(
    flow: Flow, rules: dict[str, Rule], refused: dict[str, Outcome], against: Mapping[str, Rule], cited: int, key: int
) -> Decision:
    """What comes with what is permitted: by the clauses cited, and by those that give the linking key."""
    if cited & (cited - 1):
        duties = together(flow.duties[place] for place in bits(cited))
        until = min(flow.ends[place] for place in bits(cited))
    else:
        place = cited.bit_length() - 1
        duties, until = flow.duties[place], flow.ends[place]
    if not key:
        return Decision(frozenset(rules), False, NOTHING, rules, refused, against, duties, until, ())
    covariates = NOTHING.union(*(flow.clauses[place].covariates for place in bits(key)))
    groups = frozenset(rules) - {LINKING_KEY}
    return Decision(groups, True, covariates, rules, refused, against, duties, until, ())


def _consents_end(flow: Flow, request: Request, at: datetime, cited: Mapping[str, int]) -> datetime | None:
    """The first moment at which one of the clauses cited lacks its consent; None while none of those ends."""
    ends = []
    for name, first in cited.items():
        kind = flow.clauses[first.bit_length() - 1].conditions.consent
        given = (c for c in request.consents if c.kind == kind and name in c.field_groups)
        until = [c.until for c in given if c.covers(flow.receiver, request.purpose, at)]
        last = [moment for moment in until if moment is not None]
        if kind and len(last) == len(until):
            ends.append(max(last))
    return min(ends, default=None)


def _decide(flow: Flow, request: Request, at: datetime) -> Decision:
    """Long and flat on purpose: a hundred thousand of these are made in a second, and a call is a tenth of that."""
    scope = flow.scope(request.role, request.purpose, request.mode, request.origin)
    values = known_about(request) if scope & flow.conditional else ()
    never, yes, basis_open, condition, late, broken = weigh(flow, scope, values)
    if broken or not scope:
        return _same_for_all(flow, request, "agreement.clause_errs" if broken else "agreement.no_clause", broken)
    rules: dict[str, Rule] = {}
    refused: dict[str, Outcome] = {}
    against: dict[str, Rule] = {}
    given = flow.consented(request.consents, request.purpose, at) if request.consents else NO_CONSENT
    every_about, rule_at, no_consent, withheld = flow.about, flow.rule_at, flow.asks_no_consent, flow.withheld
    cited = key = 0
    for name in (*request.field_groups, LINKING_KEY) if request.linking_key else request.field_groups:
        about = every_about[name]
        consented = about & (no_consent | given.get(name, 0)) if given else about & no_consent
        if by := never & about:
            outcome: Outcome = "agreement.never"
        elif by := yes & consented:
            if name not in withheld:
                first = by & -by  # the least rule, so that order makes no difference
                rules[name] = rule_at[first]
                cited |= first
                key = by if name == LINKING_KEY else key
                continue
        elif by := basis_open & consented:
            outcome = "agreement.basis_open"
        elif by := condition & about:
            outcome = "agreement.condition"
        elif by := late & about:
            outcome = "agreement.not_in_force"
        else:
            outcome = "agreement.no_clause"
        if name in withheld:
            refused[name] = "agreement.status_to_police"
        else:
            refused[name] = outcome
            if by:
                against[name] = rule_at[by & -by]
    if cited:
        decision = _permits(flow, rules, refused, against or NO_RULES, cited, key)
        if cited & flow.asks_consent:
            relied = {name: 1 << flow.rules.index(rule) for name, rule in rules.items()}
            ends = _consents_end(flow, request, at, relied)
            return decision._replace(until=min(decision.until, ends)) if ends and decision.until else decision
        return decision
    return Decision(NOTHING, False, NOTHING, NO_RULES, refused, against or NO_RULES, (), None, ())


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Decisions hold no circles; looking for some among a hundred thousand of them takes a fifth of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def decide(request: Request, agreements: Iterable[Agreement] | Compiled, at: datetime, demo: bool = False) -> Decision:
    """Which of the field groups asked for are permitted at this moment, by which clause, and why not the rest.

    ``at`` has a time zone (else ``ValueError``). With a part of the legal basis still open a clause gives nothing,
    except in the demo, where an obligation tells what is open.
    """
    flow = compile_agreements(agreements).flows(at, demo)
    return _decide(flow(request.from_organisation, request.to_organisation), request, at)


def decide_many(
    requests: Iterable[Request], agreements: Iterable[Agreement] | Compiled, at: datetime, demo: bool = False
) -> list[Decision]:
    """The decision on each request, in order, with full reasons; see ``decide``."""
    flow = compile_agreements(agreements).flows(at, demo)
    with _not_collecting():
        return [_decide(flow(one.from_organisation, one.to_organisation), one, at) for one in requests]
