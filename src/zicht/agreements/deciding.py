"""``decide`` and ``explain``: which field groups a request gets, and the rule behind every yes and every no.

Default deny; ``never`` wins over ``may``; order and duplicates make no difference; outside its dates an agreement
gives nothing; a clause that errs denies what it is about and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from zicht.agreements.judging import Judgement, Outcome, judgements
from zicht.agreements.model import LINKING_KEY, Agreement, Request, Rule, named_bases, never_to
from zicht.knowledge.legal_bases import legal_bases

# strongest first: the first that speaks about a field group decides it
RANK: tuple[Outcome, ...] = (
    "agreement.clause_errs",
    "agreement.never",
    "agreement.permitted",
    "agreement.basis_open",
    "agreement.condition",
    "agreement.not_in_force",
)
ALWAYS = ("danger.always_allowed", "danger.without_name")  # said with every answer (principle 9)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What comes with a yes: a code (sentence in ``words``) and its parameters."""

    code: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one field group (or ``linking_key``). ``rule`` is None where no clause speaks about it."""

    name: str
    outcome: Outcome
    rule: Rule | None

    @property
    def permitted(self) -> bool:
        """Whether it is a yes."""
        return self.outcome == "agreement.permitted"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a request gets. ``rules`` and ``refused`` have together exactly what was asked for.

    ``linking_key`` and its ``covariates`` stand beside the field groups. ``until`` is the first moment at which one
    of the agreements relied on no longer holds, None when nothing is permitted. ``faults`` are clauses that erred.
    """

    permitted: frozenset[str]
    linking_key: bool
    covariates: frozenset[str]
    rules: Mapping[str, Rule]
    refused: Mapping[str, Outcome]
    obligations: tuple[Obligation, ...]
    until: datetime | None
    faults: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer in full: a verdict per thing asked, what comes with a yes, and what always holds (word keys)."""

    answer: Literal["yes", "partly", "no"]
    request: Request
    verdicts: tuple[Verdict, ...]
    obligations: tuple[Obligation, ...]
    faults: tuple[Rule, ...]
    always: tuple[str, ...] = ALWAYS


def _verdict(name: str, request: Request, said: tuple[Judgement, ...]) -> Verdict:
    if name in never_to(request.to_organisation):
        return Verdict(name, "agreement.status_to_police", None)
    for outcome in RANK:
        rules = [one.rule for one in said if one.outcome == outcome and one.is_about(name)]
        if rules:
            return Verdict(name, outcome, min(rules))  # the least, so that order makes no difference
    return Verdict(name, "agreement.no_clause", None)


def _relied_on(verdicts: Iterable[Verdict], said: tuple[Judgement, ...]) -> tuple[Judgement, ...]:
    cited = {verdict.rule for verdict in verdicts if verdict.permitted}
    found = {one.rule: one for one in said if one.outcome == "agreement.permitted" and one.rule in cited}
    return tuple(found[rule] for rule in sorted(found))


def _obligations(request: Request, relied_on: tuple[Judgement, ...]) -> tuple[Obligation, ...]:
    """Log it, stop in time; and what is still open or not yet confirmed in the basis is shown beside it."""
    if not relied_on:
        return ()
    found: dict[tuple[str, tuple[tuple[str, str], ...]], None] = {("agreement.obligation.log", ()): None}
    for one in relied_on:
        last_day = (one.agreement.ends - timedelta(days=1)).date().isoformat()
        found["agreement.obligation.expires", (("agreement", one.rule.agreement), ("date", last_day))] = None
        for (party, direction), parts in groupby(one.open_parts, lambda part: (part.party, part.direction)):
            asked = (("party", party), ("direction", direction), ("parts", " ".join(part.part for part in parts)))
            found["agreement.obligation.basis_open", asked] = None
        for basis in named_bases(one.agreement, request.from_organisation, request.to_organisation):
            if not legal_bases()[basis].confirmed:
                found["agreement.obligation.basis_unconfirmed", (("basis", basis),)] = None
    return tuple(Obligation(code, MappingProxyType(dict(params))) for code, params in found)


def _verdicts(request: Request, said: tuple[Judgement, ...]) -> tuple[Verdict, ...]:
    return tuple(_verdict(name, request, said) for name in request.wanted)


def _faults(said: tuple[Judgement, ...]) -> tuple[Rule, ...]:
    return tuple(sorted({one.rule for one in said if one.outcome == "agreement.clause_errs"}))


def decide(request: Request, agreements: Iterable[Agreement], at: datetime, demo: bool = False) -> Decision:
    """Which of the field groups asked for are permitted at this moment, by which clause, and why not the rest.

    ``at`` has a time zone (else ``ValueError``). With a part of the legal basis still open a clause gives nothing,
    except in the demo, where an obligation tells what is open.
    """
    said = judgements(request, agreements, at, demo)
    verdicts = _verdicts(request, said)
    yes = {verdict.name: verdict.rule for verdict in verdicts if verdict.permitted and verdict.rule}
    relied_on = _relied_on(verdicts, said)
    key = [one for one in said if one.outcome == "agreement.permitted" and one.is_about(LINKING_KEY)]
    return Decision(
        permitted=frozenset(yes) - {LINKING_KEY},
        linking_key=LINKING_KEY in yes,
        covariates=frozenset(name for one in key for name in one.covariates if LINKING_KEY in yes),
        rules=MappingProxyType(yes),
        refused=MappingProxyType({verdict.name: verdict.outcome for verdict in verdicts if not verdict.permitted}),
        obligations=_obligations(request, relied_on),
        until=min((one.agreement.ends for one in relied_on), default=None),
        faults=_faults(said),
    )


def explain(request: Request, agreements: Iterable[Agreement], at: datetime, demo: bool = False) -> Explanation:
    """The same decision with the rule behind every yes and every no. Sentences: ``telling.sentences``."""
    said = judgements(request, agreements, at, demo)
    verdicts = _verdicts(request, said)
    yes = sum(verdict.permitted for verdict in verdicts)
    answer: Literal["yes", "partly", "no"] = "no" if not yes else "yes" if yes == len(verdicts) else "partly"
    return Explanation(answer, request, verdicts, _obligations(request, _relied_on(verdicts, said)), _faults(said))
