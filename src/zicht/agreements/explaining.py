"""``explain``: the decision with the rule behind every yes and every no, and for a no the least change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from zicht.agreements.asking import Request
from zicht.agreements.compiling import Compiled, compile_agreements
from zicht.agreements.deciding import Decision, Outcome, decide
from zicht.agreements.duties import Obligation
from zicht.agreements.least_change import Change, least_changes
from zicht.agreements.model import MODES, ROLES, Agreement, Rule

ALWAYS = ("danger.always_allowed", "danger.without_name")  # said with every answer (principle 9)


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
class Explanation:
    """The answer in full: a verdict per thing asked, what comes with a yes, and what always holds (word keys).

    ``least_change`` is empty when all is permitted or nothing would help; else the least change that needs no consent
    first, and the least with a consent after it.
    """

    answer: Literal["yes", "partly", "no"]
    request: Request
    verdicts: tuple[Verdict, ...]
    obligations: tuple[Obligation, ...]
    faults: tuple[Rule, ...]
    least_change: tuple[Change, ...]
    always: tuple[str, ...] = ALWAYS

    @property
    def in_short(self) -> Literal["yes", "yes-if", "no"]:
        """The answer as people ask for it: yes-if when a part is permitted, or a least change would help."""
        if self.answer == "yes":
            return "yes"
        return "yes-if" if self.answer == "partly" or self.least_change else "no"


def _verdict(name: str, decision: Decision) -> Verdict:
    if name in decision.rules:
        return Verdict(name, "agreement.permitted", decision.rules[name])
    return Verdict(name, decision.refused[name], decision.against.get(name))


def explain(
    request: Request, agreements: Iterable[Agreement] | Compiled, at: datetime, demo: bool = False
) -> Explanation:
    """The same decision in full. Sentences: ``telling.sentences``."""
    compiled = compile_agreements(agreements)
    decision = decide(request, compiled, at, demo)
    answer: Literal["yes", "partly", "no"] = "no" if not decision.rules else "partly" if decision.refused else "yes"
    return Explanation(
        answer,
        request,
        tuple(_verdict(name, decision) for name in request.wanted),
        decision.obligations,
        decision.faults,
        least_changes(request, compiled, at, demo) if decision.refused else (),
    )


def every_way(request: Request) -> tuple[Request, ...]:
    """The request to each role of the receiver in each mode: whoever asks knows neither."""
    return tuple(replace(request, role=role, mode=mode) for role in ROLES for mode in MODES)


def explain_best(
    requests: Iterable[Request], agreements: Iterable[Agreement] | Compiled, at: datetime, demo: bool = False
) -> Explanation:
    """The explanation of the request that gives most; else the one whose least change costs least, then the one about
    which most clauses speak. The first of equals; no request is a ``ValueError``.
    """
    compiled = compile_agreements(agreements)

    def rank(one: Explanation) -> tuple[int, bool, int, int]:
        given = sum(verdict.permitted for verdict in one.verdicts)
        cost = one.least_change[0].cost if one.least_change else 0
        spoken = sum(verdict.rule is not None for verdict in one.verdicts)
        return -given, not one.least_change, cost, -spoken

    return min((explain(request, compiled, at, demo) for request in requests), key=rank)
