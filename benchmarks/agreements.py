"""How many decisions and explanations a second, for a region with 50 agreements, in CPU time of one core.

``python -m benchmarks.agreements``. Every request is another, half of them are refused in full. They are decided in
slices, each once: the middle slice and the best are told, for a busy machine slows CPU time too. The ratio is that of
the plain decider of the tests on some of the same requests, in the same run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from random import Random

from benchmarks.timing import machine
from zicht.agreements import (
    ROLES,
    Agreement,
    Clause,
    Compiled,
    Conditions,
    Decision,
    Party,
    PartyBasis,
    Request,
    decide_many,
    explain,
)
from zicht.agreements.model import AMSTERDAM
from zicht.knowledge import standard

ROOT = Path(__file__).resolve().parent.parent
FILLED = ("avg-6-1-c", "avg-9-2-c", "uavg-32", "no-secrecy", "same-purpose")
AT = datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM)
BAR_DECISIONS, BAR_EXPLANATIONS = 100_000, 1_000
SLICES = 10
PLAIN = 500  # requests for the plain decider: it takes its time


@dataclass(frozen=True, slots=True)
class Measured:
    """Per second of CPU time on one core, the middle slice and the best.

    ``ratio`` is how many times the plain decider, or for an explanation how many times as long as a decision.
    """

    what: str
    n: int
    per_second: float
    best: float
    ratio: float
    bar: int


def _ids(code_list: str) -> list[str]:
    return [code.id for code in standard.codes(code_list)]


ORGANISATIONS = [organisation.id for organisation in standard.possible_parties()]
PURPOSES = [row[0] for row in standard.purposes()]
FORMS, AGES, PLACES, PERSONS = (_ids(name) for name in ("form", "age_class", "municipality", "role"))


def _conditions(rng: Random, gives: bool) -> Conditions:
    asked = Conditions(
        forms=frozenset(rng.sample(FORMS, 3)) if rng.random() < 0.3 else frozenset(),
        age_class=frozenset({rng.choice(AGES)}) if rng.random() < 0.2 else frozenset(),
        danger=rng.choice((None, None, None, True)) if gives else None,
        municipality=frozenset(rng.sample(PLACES, 2)) if rng.random() < 0.2 else frozenset(),
        persons=frozenset({rng.choice(PERSONS)}) if rng.random() < 0.1 else frozenset(),
    )
    return replace(asked, second_person=rng.random() < 0.1, involved=rng.random() < 0.1) if gives else asked


def _clause(rng: Random, number: int, parties: list[str], purposes: list[str]) -> Clause:
    never = rng.random() < 0.15
    giver, receiver = rng.sample(parties, 2)
    return Clause(
        id=f"c{number}",
        effect="never" if never else "may",
        from_=giver if rng.random() < 0.6 else "*",
        to=receiver,
        purpose="*" if never else rng.choice(purposes),
        role="*" if never else rng.choice(ROLES),
        mode="*" if never else rng.choice(("standing", "on_referral")),
        field_groups=frozenset(rng.sample(standard.FIELD_GROUPS, rng.randint(1, 5))),
        conditions=_conditions(rng, not never),
    )


def region(count: int, seed: int) -> tuple[Agreement, ...]:
    """So many agreements between the organisations of the region, every legal basis filled in."""
    rng = Random(seed)
    found = []
    for number in range(count):
        parties = rng.sample(ORGANISATIONS, rng.randint(3, 8))
        purposes = rng.sample(PURPOSES, 3)
        found.append(
            Agreement(
                f"a{number:02}", "1", "t", tuple(Party(one, "board") for one in parties), tuple(purposes), "demo",
                date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 1),
                tuple(PartyBasis(one, direction, *FILLED) for one in parties for direction in ("gives", "receives")),
                tuple(_clause(rng, turn, parties, purposes) for turn in range(rng.randint(4, 12))),
            )
        )  # fmt: skip
    return tuple(found)


def _request(rng: Random, clauses: list[tuple[Agreement, Clause]]) -> Request:
    """Near a clause that gives: the same flow, with some of the groups and facts of its own."""
    agreement, aim = rng.choice(clauses)
    others = [party.organisation for party in agreement.parties if party.organisation != aim.to]
    return Request(
        from_organisation=rng.choice(others) if aim.from_ == "*" else aim.from_,
        to_organisation=aim.to,
        role=aim.role if rng.random() < 0.9 else rng.choice(ROLES),
        purpose=aim.purpose if rng.random() < 0.9 else rng.choice(PURPOSES),
        mode=aim.mode,
        field_groups=frozenset(rng.sample(standard.FIELD_GROUPS, rng.randint(1, 5))),
        form=rng.choice(("", *FORMS)),
        age_class=rng.choice(("", *AGES)),
        danger=rng.choice((None, True, False)),
        municipality=rng.choice(("", *PLACES)),
        person=rng.choice(("", *PERSONS)),
        involved=rng.choice((None, True)),
        second_person=rng.choice((None, True)),
    )


def distinct_requests(agreements: tuple[Agreement, ...], count: int, seed: int) -> list[Request]:
    """So many requests, no two the same, half of them refused in full."""
    rng = Random(seed)
    compiled = Compiled(agreements)
    clauses = [(agreement, clause) for agreement in agreements for clause in agreement.clauses if clause.gives]
    kept: dict[bool, dict[Request, None]] = {True: {}, False: {}}
    while any(len(some) < count // 2 for some in kept.values()):
        drawn = [_request(rng, clauses) for _ in range(10_000)]
        for request, decision in zip(drawn, decide_many(drawn, compiled, AT), strict=True):
            some = kept[not decision.rules]
            if len(some) < count // 2:
                some[request] = None
    found = [*kept[True], *kept[False]]
    rng.shuffle(found)
    return found


def _cpu(do: Callable[[], object]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


def _plain() -> Callable[..., object]:
    """The plain decider: the specification in the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from agreements.reference import reference

    return reference


def _slices(requests: Sequence[Request], do: Callable[[Sequence[Request]], object]) -> tuple[float, float]:
    """Seconds of CPU time for one of the requests: in the middle slice, and in the best."""
    size = max(1, len(requests) // SLICES)
    parts = [requests[start : start + size] for start in range(0, size * SLICES, size)]
    times = [_cpu(lambda part=part: do(part)) / len(part) for part in parts if part]  # type: ignore[misc]
    return statistics.median(times), min(times)


def _tables(compiled: Compiled) -> None:
    """Make every table: agreements may be compiled once, requests may not be remembered."""
    for giver in ORGANISATIONS:
        for receiver in ORGANISATIONS:
            compiled.flows(AT, False)(giver, receiver)


def measure(decisions: int, explanations: int, seed: int = 1) -> tuple[Measured, Measured]:
    """Both bars."""
    agreements = region(50, seed)
    requests = distinct_requests(agreements, decisions, seed)
    compiled = Compiled(agreements)
    _tables(compiled)
    found: list[Decision] = []
    fast, best = _slices(requests, lambda part: found.extend(decide_many(part, compiled, AT)))
    if 2 * sum(not decision.rules for decision in found) != len(requests):
        raise SystemExit("half of the requests should be refused")
    plain = _plain()
    slow, _ = _slices(requests[:PLAIN], lambda part: [plain(request, agreements, AT, False) for request in part])
    refused = [request for request, decision in zip(requests, found, strict=True) if decision.refused][:explanations]
    told, quickest = _slices(refused, lambda part: [explain(request, compiled, AT) for request in part])
    return (
        Measured("decisions with every reason", len(found), 1 / fast, 1 / best, slow / fast, BAR_DECISIONS),
        Measured("explanations, least change", len(refused), 1 / told, 1 / quickest, told / fast, BAR_EXPLANATIONS),
    )


def main() -> int:
    """Measure and print; exit 1 when even the best slice misses a bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreements", description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--explanations", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    lines = measure(args.decisions, args.explanations, args.seed)
    if args.json:
        print(json.dumps({"machine": machine(), "lines": [asdict(line) for line in lines]}, indent=1))
    else:
        print(f"{machine()}; CPU time of one core, 50 agreements, half of the requests refused in full")
        against = ("times the plain decider", "times as long as a decision")
        for line, what in zip(lines, against, strict=True):
            speed = f"{line.per_second:10,.0f} a second, at best {line.best:10,.0f} (bar {line.bar:,})"
            print(f"{line.what:30}{line.n:9,}{speed}; {line.ratio:,.1f} {what}")
    return 0 if all(line.best >= line.bar for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
