"""Worlds for the laws: agreements and requests grown from a seed, which is what Hypothesis draws and prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from zicht.agreements import Agreement, Clause, Conditions, Party, PartyBasis, Request

ORGANISATIONS = ("meldpunt", "politie", "ggd")
PURPOSES = ("weighing", "care")
ROLES = ("desk", "partner")
MODES = ("standing", "on_referral")
GROUPS = ("core", "observations", "status")
DAYS = (date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31))
PARTS = ("lawful_basis", "special_data", "criminal_data", "secrecy", "compatibility")
FILLED = ("avg-6-1-c", "avg-9-2-c", "uavg-32", "no-secrecy", "same-purpose")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FILLED_BASES = tuple(PartyBasis(o, direction, *FILLED) for o in ORGANISATIONS for direction in ("gives", "receives"))
MOMENTS = (
    datetime(2026, 3, 1, 12, tzinfo=AMSTERDAM),
    datetime(2026, 6, 30, 23, 59, 59, tzinfo=AMSTERDAM),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=AMSTERDAM),
    datetime(2027, 1, 1, tzinfo=AMSTERDAM),
    datetime.fromisoformat("2026-12-31T23:30:00+00:00"),  # already the new year in Amsterdam
)


class World(NamedTuple):
    requests: tuple[Request, ...]
    agreements: tuple[Agreement, ...]
    at: datetime
    demo: bool


def some(rng, values, least=0):
    return frozenset(rng.sample(values, rng.randint(least, len(values))))


def rarely(rng, often=4):
    return rng.randrange(often) == 0


def grow_conditions(rng):
    if not rarely(rng, 2):
        return Conditions()
    return Conditions(
        forms=some(rng, ("labour", "sexual")) if rarely(rng, 2) else frozenset(),
        age_class=some(rng, ("minor", "adult")) if rarely(rng) else frozenset(),
        danger=rng.choice((None, None, True, False)),
        municipality=some(rng, ("vechterdam", "oudermeer")) if rarely(rng) else frozenset(),
    )


def grow_clause(rng, number):
    never = rarely(rng, 3)
    wide = ("*",) if never else ()
    broken = {"adress"} if rarely(rng, 25) else set()
    return Clause(
        id=f"c{number}",
        effect="never" if never else "may",
        from_=rng.choice((*ORGANISATIONS, "*")),
        to=rng.choice((*ORGANISATIONS, "origin", *wide)),
        purpose=rng.choice((*PURPOSES, *wide)),
        role=rng.choice((*ROLES, *wide)),
        mode=rng.choice((*MODES, *wide)),
        field_groups=some(rng, GROUPS, 1) | broken,
        conditions=grow_conditions(rng),
        linking_key=rarely(rng, 3),
        covariates=frozenset() if never else some(rng, ("form", "age_class")),
    )


def grow_clauses(rng):
    """Some clauses repeat the scope of another, so that several speak about the same request."""
    clauses = [grow_clause(rng, number) for number in range(rng.randint(1, 5))]
    for number in range(rng.randint(0, 4)):
        other = grow_clause(rng, number)
        told = {"field_groups": other.field_groups, "conditions": other.conditions, "linking_key": other.linking_key}
        clauses.append(replace(rng.choice(clauses), id=f"d{number}", **told))
    return tuple(clauses)


def grow_agreement(rng, name):
    bases = [
        replace(basis, **{rng.choice(PARTS): "gone" if rarely(rng, 6) else ""}) if rarely(rng, 6) else basis
        for basis in FILLED_BASES
    ]
    start, end = sorted(rng.choices(DAYS, k=2)) if rarely(rng) else (DAYS[0], DAYS[-1])
    parties = tuple(Party(o, "board") for o in ORGANISATIONS if not rarely(rng, 8))
    clauses = grow_clauses(rng)
    return Agreement(name, "1", "t", parties, PURPOSES, "demo", start, end, end, tuple(bases), clauses)


def grow_request(rng, agreements):
    """Aims at one of the clauses, so that most requests meet one; now and then it differs from it."""
    aim = rng.choice([clause for agreement in agreements for clause in agreement.clauses])
    origin = rng.choice((*ORGANISATIONS, ""))

    def near(value, values):
        return value if value in values and not rarely(rng, 8) else rng.choice(values)

    giver = near(aim.from_, ORGANISATIONS)
    others = tuple(o for o in ORGANISATIONS if o != giver or rarely(rng, 10))
    return Request(
        from_organisation=giver,
        to_organisation=near(origin if aim.to == "origin" else aim.to, others),
        role=near(aim.role, ROLES),
        purpose=near(aim.purpose, PURPOSES),
        mode=near(aim.mode, MODES),
        field_groups=some(rng, GROUPS),
        form=rng.choice(("", "labour", "sexual")),
        age_class=rng.choice(("", "minor", "adult")),
        danger=rng.choice((None, True, False)),
        municipality=rng.choice(("", "vechterdam", "oudermeer")),
        origin=origin,
        linking_key=rarely(rng, 2),
    )


def grow(seed):
    rng = Random(seed)
    agreements = tuple(grow_agreement(rng, name) for name in "ab"[: rng.randint(1, 2)])
    requests = tuple(grow_request(rng, agreements) for _ in range(5))
    return World(requests, agreements, rng.choice(MOMENTS), rarely(rng, 2))


worlds = st.integers(0, 2**32).map(grow)
