"""Worlds for the laws: agreements and requests grown from a seed, which is what Hypothesis draws and prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from zicht.agreements import Agreement, Clause, Conditions, Consent, Party, PartyBasis, Request

ORGANISATIONS = ("meldpunt", "politie", "ggd", "zorgcoordinatie")
PURPOSES = ("weighing", "care")
ROLES = ("desk", "partner")
MODES = ("standing", "on_referral")
GROUPS = ("core", "observations", "status")
KINDS = ("processing", "care", "secrecy")
PERSONS = ("presumed_victim", "witness")
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
        persons=some(rng, PERSONS) if rarely(rng) else frozenset(),
    )


def grow_acts(rng, conditions):
    """What only a clause that gives may ask: an act beside the facts of the record."""
    if not rarely(rng, 2):
        return conditions
    return replace(
        conditions,
        by_roles=some(rng, ("desk", "professional")) | ({"boss"} if rarely(rng, 40) else set()),
        consent=rng.choice(("", "", *KINDS)),
        involved=rarely(rng),
        second_person=rarely(rng),
    )


def grow_clause(rng, number):
    never = rarely(rng, 3)
    wide = ("*",) if never or rarely(rng, 60) else ()
    broken = {"adress"} if rarely(rng, 25) else set()
    conditions = grow_conditions(rng)
    return Clause(
        id=f"c{number}",
        effect="never" if never else rng.choice(("may", "may", "must")),
        from_=rng.choice((*ORGANISATIONS, "*")),
        to=rng.choice((*ORGANISATIONS, "origin", *wide)),
        purpose=rng.choice((*PURPOSES, *wide)),
        role=rng.choice((*ROLES, *wide)),
        mode=rng.choice((*MODES, *wide)),
        field_groups=some(rng, GROUPS, 1) | broken,
        conditions=conditions if never and not rarely(rng, 60) else grow_acts(rng, conditions),
        linking_key=rarely(rng, 3),
        covariates=frozenset() if never else some(rng, ("form", "age_class")),
        inform=not never and rarely(rng, 3),
    )


def grow_clauses(rng):
    """Some clauses repeat the scope of another, so that several speak about the same request."""
    clauses = [grow_clause(rng, number) for number in range(rng.randint(1, 5))]
    for number in range(rng.randint(0, 4)):
        other = grow_clause(rng, number)
        told = {"field_groups": other.field_groups, "linking_key": other.linking_key, "inform": other.inform}
        base = rng.choice(clauses)
        if base.gives == other.gives:
            told |= {"conditions": other.conditions, "effect": other.effect}
        clauses.append(replace(base, id=f"d{number}", **told))
    return tuple(clauses)


def grow_agreement(rng, name):
    bases = [
        replace(basis, **{rng.choice(PARTS): "gone" if rarely(rng, 6) else ""}) if rarely(rng, 6) else basis
        for basis in FILLED_BASES
    ]
    start, end = sorted(rng.choices(DAYS, k=2)) if rarely(rng) else (DAYS[0], DAYS[-1])
    stay = [organisation for organisation in ORGANISATIONS if not rarely(rng, 12)]
    parties = tuple(Party(o, "board", left_on=rng.choice(DAYS[1:]) if rarely(rng, 10) else None) for o in stay)
    clauses, keep = grow_clauses(rng), rng.choice(("", "signal", "no-sign"))
    return Agreement(name, "1", "t", parties, PURPOSES, "demo", start, end, end, tuple(bases), clauses, keep)


def grow_consents(rng, receiver, purpose, asked):
    """Now and then a consent, mostly for the flow that is asked about."""
    return tuple(
        Consent(
            kind=rng.choice((*KINDS, *([asked] * 6 if asked else ()))),
            purpose=purpose if not rarely(rng) else rng.choice(PURPOSES),
            recipients=frozenset({receiver}) if not rarely(rng) else some(rng, ORGANISATIONS),
            field_groups=some(rng, (*GROUPS, "linking_key")),
            until=rng.choice((None, None, *MOMENTS)),
        )
        for _ in range(rng.randint(1, 3) if asked or rarely(rng, 2) else 0)
    )


def grow_request(rng, agreements):
    """Aims at one of the clauses, so that most requests meet one; now and then it differs from it."""
    aim = rng.choice([clause for agreement in agreements for clause in agreement.clauses])
    asks, origin = aim.conditions, rng.choice((*ORGANISATIONS, ""))

    def near(value, values):
        return value if value in values and not rarely(rng, 16) else rng.choice(values)

    def fact(asked, values):
        return rng.choice(sorted(asked)) if asked and not rarely(rng) else rng.choice(values)

    def act(asked):
        return True if asked and not rarely(rng) else rng.choice((None, False, True))

    giver = near(aim.from_, ORGANISATIONS)
    others = tuple(o for o in ORGANISATIONS if o != giver or rarely(rng, 10))
    receiver = near(origin if aim.to == "origin" else aim.to, others)
    purpose = near(aim.purpose, PURPOSES)
    return Request(
        from_organisation=giver,
        to_organisation=receiver,
        role=near(aim.role, ROLES),
        purpose=purpose,
        mode=near(aim.mode, MODES),
        field_groups=some(rng, GROUPS),
        form=fact(asks.forms, ("", "labour", "sexual")),
        age_class=fact(asks.age_class, ("", "minor", "adult")),
        danger=rng.choice((None, True, False)) if asks.danger is None or rarely(rng) else asks.danger,
        municipality=fact(asks.municipality, ("", "vechterdam", "oudermeer")),
        origin=origin,
        linking_key=rarely(rng, 2),
        person=fact(asks.persons, ("", *PERSONS)),
        by_role=fact(asks.by_roles - {"boss"}, ("", "desk", "professional")),
        involved=act(asks.involved),
        second_person=act(asks.second_person),
        consents=grow_consents(rng, receiver, purpose, asks.consent),
        may_ask_consent=rarely(rng, 2),
    )


def grow(seed):
    rng = Random(seed)
    agreements = tuple(grow_agreement(rng, name) for name in "ab"[: rng.randint(1, 2)])
    requests = tuple(grow_request(rng, agreements) for _ in range(5))
    return World(requests, agreements, rng.choice(MOMENTS), rarely(rng, 2))


worlds = st.integers(0, 2**32).map(grow)
