"""The laws of deciding, and a slow, obvious reference decider that is its specification."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import get_args

import pytest
from agreements.grown import (
    AMSTERDAM,
    DAYS,
    FILLED_BASES,
    GROUPS,
    ORGANISATIONS,
    PURPOSES,
    grow,
    rarely,
    some,
    worlds,
)
from agreements.reference import is_about, reference
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.agreements import (
    CONSENT_KINDS,
    LINKING_KEY,
    Agreement,
    Clause,
    Conditions,
    Consent,
    Party,
    Request,
    Rule,
    decide,
    decide_many,
    explain,
    to_filter,
)
from zicht.agreements.deciding import Outcome
from zicht.agreements.model import EFFECTS, MODES
from zicht.knowledge.sentences import catalogue
from zicht.knowledge.standard import FIELD_GROUPS


def reasons(decision):
    """The outcome and the clause behind it, per thing asked."""
    yes = {name: ("permitted", rule) for name, rule in decision.rules.items()}
    outcomes = {name: outcome.removeprefix("agreement.") for name, outcome in decision.refused.items()}
    return yes | {name: (outcome, decision.against.get(name)) for name, outcome in outcomes.items()}


def answer(request, agreements, at, demo):
    decision = decide(request, agreements, at, demo)
    return set(decision.permitted) | ({LINKING_KEY} if decision.linking_key else set())


# --- the laws ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", range(4))
def test_decide_equals_the_reference_on_ten_thousand_requests_with_every_reason(part):
    """2,500 requests a part, so that two processes share the work."""
    for seed in range(part * 500, (part + 1) * 500):
        requests, agreements, at, demo = grow(seed)
        for request, decision in zip(requests, decide_many(requests, agreements, at, demo), strict=True):
            expected = reference(request, agreements, at, demo)
            assert reasons(decision) == expected, (seed, request)
            assert decision == decide(request, agreements, at, demo)
            assert set(decision.rules) | set(decision.refused) == set(request.wanted)
            assert not set(decision.rules) & set(decision.refused)


law = settings(max_examples=150, deadline=None)


@law
@given(worlds, st.integers(0, 2**32))
def test_never_trumps_may(world, seed):
    requests, agreements, at, demo = world
    rng = Random(seed)
    everywhere = Clause("never", "never", *"*****", some(rng, GROUPS, 1), linking_key=rarely(rng, 2))
    extra = replace(
        agreements[0], id="z", valid_from=DAYS[0], valid_until=date(2027, 12, 31), clauses=(everywhere,),
        parties=tuple(Party(organisation, "board") for organisation in ORGANISATIONS),
    )  # fmt: skip
    for request in requests:
        assert not answer(request, (*agreements, extra), at, demo) & everywhere.names


@law
@given(worlds)
def test_default_deny(world):
    requests, agreements, at, _ = world
    without_mays = tuple(replace(a, clauses=tuple(c for c in a.clauses if c.effect == "never")) for a in agreements)
    for request in requests:
        assert answer(request, without_mays, at, True) == set()
        assert answer(request, (), at, True) == set()


@law
@given(worlds, st.integers(0, 2**32).map(Random))
def test_order_and_duplicates_irrelevant(world, random):
    requests, agreements, at, demo = world
    shuffled = [
        replace(a, clauses=tuple(random.sample((*a.clauses, *a.clauses), 2 * len(a.clauses)))) for a in agreements
    ]
    shuffled += agreements
    random.shuffle(shuffled)
    for request in requests:
        assert decide(request, shuffled, at, demo) == decide(request, agreements, at, demo)
        assert explain(request, shuffled, at, demo) == explain(request, agreements, at, demo)


@law
@given(worlds, st.integers(0, 4000))
def test_nothing_after_the_end_and_nothing_before_the_start(world, hours):
    requests, agreements, _, _ = world
    after = max(a.ends for a in agreements) + timedelta(hours=hours)
    before = min(a.starts for a in agreements) - timedelta(hours=hours, seconds=1)
    for request in requests:
        assert answer(request, agreements, after, True) == set()
        assert answer(request, agreements, before, True) == set()
        assert to_filter(agreements, request.from_organisation, after, origin=request.origin, demo=True) == ()


@law
@given(worlds, st.sampled_from(ORGANISATIONS))
def test_removing_a_party_removes_its_access(world, gone):
    requests, agreements, at, _ = world
    left = tuple(replace(a, parties=tuple(p for p in a.parties if p.organisation != gone)) for a in agreements)
    for request in requests:
        if gone in (request.from_organisation, request.to_organisation):
            assert answer(request, left, at, True) == set()


@law
@given(worlds)
def test_a_clause_that_does_not_meet_the_request_changes_nothing(world):
    requests, agreements, at, demo = world
    day = at.astimezone(AMSTERDAM).date()
    for request in requests:
        relevant = tuple(
            replace(a, clauses=tuple(c for c in a.clauses if is_about(c, a, request, day))) for a in agreements
        )
        assert decide(request, relevant, at, demo) == decide(request, agreements, at, demo)


@law
@given(worlds)
def test_an_open_basis_gives_nothing_outside_the_demo(world):
    requests, agreements, at, _ = world
    opened = tuple(replace(a, bases=tuple(replace(b, secrecy="") for b in a.bases)) for a in agreements)
    for request in requests:
        assert answer(request, opened, at, False) == set()


@law
@given(worlds)
def test_an_erring_clause_denies_what_it_is_about_and_is_reported(world):
    requests, agreements, at, _ = world
    for request in requests:
        aimed = Clause(
            "typo", "may", request.from_organisation, request.to_organisation, request.purpose, request.role,
            request.mode, frozenset({"adress"}),
        )  # fmt: skip
        extra = replace(agreements[0], id="z", clauses=(aimed,))
        decision = decide(request, (*agreements, extra), at, True)
        concerned = all(extra.has_party(one, at) for one in (request.from_organisation, request.to_organisation))
        if extra.in_force(at) and concerned and request.from_organisation != request.to_organisation:
            assert not decision.permitted and not decision.linking_key
            assert any(rule.clause == "typo" for rule in decision.faults)


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_the_filter_gives_exactly_what_the_decider_permits(world):
    requests, agreements, at, demo = world
    for request in requests:
        standing = replace(
            request, mode="standing", field_groups=frozenset(FIELD_GROUPS), linking_key=True, consents=(),
            by_role="", involved=None, second_person=None,
        )  # fmt: skip
        facts = request.facts
        rights = to_filter(agreements, request.from_organisation, at, origin=request.origin, demo=demo)
        assert not any(Conditions() in right.unless for right in rights), "a right that can never hold is no right"
        held = [
            right
            for right in rights
            if (right.to, right.role, right.purpose) == (request.to_organisation, request.role, request.purpose)
            and right.holds(facts)
        ]
        shown = {group for right in held for group in right.field_groups}
        decision = decide(standing, agreements, at, demo)
        assert shown == decision.permitted
        assert any(right.linking_key for right in held) == decision.linking_key
        assert {name for right in held for name in right.covariates} == decision.covariates
        assert all(right.until > at for right in held)


@pytest.mark.parametrize("unreadable", [{"field_groups": None}, {"conditions": None}, {"field_groups": 3}])
def test_a_clause_that_cannot_be_read_denies_and_is_reported(unreadable):
    at = datetime(2026, 3, 1, tzinfo=AMSTERDAM)
    good = Clause("good", "may", "ggd", "meldpunt", "weighing", "desk", "standing", frozenset({"core"}))
    agreement = Agreement(
        "a", "1", "t", (Party("ggd", "board"), Party("meldpunt", "college")), PURPOSES, "demo", DAYS[0], DAYS[2],
        DAYS[2], FILLED_BASES, (good,),
    )  # fmt: skip
    request = Request("ggd", "meldpunt", "desk", "weighing", "standing", frozenset({"core"}))
    assert decide(request, (agreement,), at).permitted == {"core"}
    broken_agreement = replace(agreement, clauses=(good, replace(good, id="bad", **unreadable)))
    decision = decide(request, (broken_agreement,), at)
    assert decision.permitted == frozenset() and [rule.clause for rule in decision.faults] == ["bad"]
    assert to_filter((broken_agreement,), "ggd", at) == ()


def test_a_moment_without_a_time_zone_is_refused():
    request = Request("ggd", "meldpunt", "desk", "weighing", "standing", frozenset({"core"}))
    with pytest.raises(ValueError, match="time zone"):
        decide(request, (), datetime(2026, 3, 1))


@law
@given(worlds)
def test_a_must_permits_exactly_what_a_may_permits_and_says_that_it_is_a_duty(world):
    requests, agreements, at, demo = world
    mays = tuple(
        replace(a, clauses=tuple(replace(c, effect="may") if c.effect == "must" else c for c in a.clauses))
        for a in agreements
    )
    musts = {Rule(a.id, a.version, c.id) for a in agreements for c in a.clauses if c.effect == "must"}
    for request in requests:
        decision, plain = (decide(request, those, at, demo) for those in (agreements, mays))
        assert (decision.rules, decision.refused) == (plain.rules, plain.refused)
        told = {one.params["clause"] for one in decision.obligations if one.code == "agreement.obligation.duty"}
        assert told == {rule.clause for rule in decision.rules.values() if rule in musts}


@law
@given(worlds, st.sampled_from(ORGANISATIONS))
def test_a_party_gives_and_gets_nothing_from_the_day_it_leaves(world, leaver):
    requests, agreements, _, _ = world
    day = date(2026, 3, 10)
    left = tuple(
        replace(a, parties=tuple(replace(p, left_on=day) if p.organisation == leaver else p for p in a.parties))
        for a in agreements
    )
    before = datetime(2026, 3, 9, 23, 59, 59, tzinfo=AMSTERDAM)
    stayed = tuple(replace(a, parties=tuple(replace(p, left_on=None) for p in a.parties)) for a in left)
    for request in requests:
        if leaver in (request.from_organisation, request.to_organisation):
            assert answer(request, left, before + timedelta(seconds=1), True) == set()
            last = decide(request, left, before, True)
            assert last.until is None or last.until <= before + timedelta(seconds=1)
        elif not any(p.left_on for a in agreements for p in a.parties):
            assert decide(request, left, before, True) == decide(request, stayed, before, True)


@law
@given(worlds)
def test_who_may_do_more_is_never_given_less(world):
    """A consent, a second person, being involved: each opens or changes nothing."""
    requests, agreements, at, demo = world
    groups = frozenset({*FIELD_GROUPS, LINKING_KEY})
    for request in requests:
        least = answer(request, agreements, at, demo)
        given = Consent("processing", request.purpose, frozenset({request.to_organisation}), groups)
        for more in ({"second_person": True}, {"involved": True}, {"consents": (*request.consents, given)}):
            assert least <= answer(replace(request, **more), agreements, at, demo)


@law
@given(worlds)
def test_a_consent_for_another_flow_or_that_ended_changes_nothing(world):
    requests, agreements, at, demo = world
    groups = frozenset({*FIELD_GROUPS, LINKING_KEY})
    for request in requests:
        to, kind = frozenset({request.to_organisation}), "processing"
        other_purpose = next(purpose for purpose in PURPOSES if purpose != request.purpose)
        for useless in (
            Consent(kind, request.purpose, frozenset(ORGANISATIONS) - to, groups),
            Consent(kind, other_purpose, to, groups),
            Consent(kind, request.purpose, to, groups, until=at),
            Consent(kind, request.purpose, to, groups - set(request.field_groups) - {LINKING_KEY}),
        ):
            more = replace(request, consents=(*request.consents, useless))
            assert decide(more, agreements, at, demo) == decide(request, agreements, at, demo)


def test_the_worlds_hold_every_kind_of_clause_condition_and_outcome():
    """What is never grown is never proven. Found by introspection: a new field of a clause or condition is missed."""
    clauses, conditions, outcomes = Counter(), Counter(), Counter()
    for seed in range(1000):
        requests, agreements, at, demo = grow(seed)
        for clause in (clause for agreement in agreements for clause in agreement.clauses):
            clauses.update({(f.name, bool(getattr(clause, f.name))) for f in fields(Clause)})
            clauses.update({("effect", clause.effect), ("mode", clause.mode), ("to", clause.to == "origin")})
            asked = clause.conditions
            conditions.update((f.name, getattr(asked, f.name) != f.default) for f in fields(Conditions))
            conditions.update({("consent", asked.consent), ("danger", asked.danger)})
        for decision in decide_many(requests, agreements, at, demo):
            outcomes.update(outcome for outcome, _ in reasons(decision).values())
            outcomes.update(duty.code for duty in decision.obligations)
    switches = ("linking_key", "covariates", "inform")
    assert all(clauses[name, value] >= 20 for name in switches for value in (True, False)), clauses
    assert all(clauses["effect", effect] >= 20 for effect in EFFECTS) and clauses["to", True] >= 20
    assert all(clauses["mode", mode] >= 20 for mode in (*MODES, "*"))
    assert all(conditions[f.name, True] >= 20 for f in fields(Conditions)), conditions
    assert all(conditions["consent", kind] >= 20 for kind in CONSENT_KINDS)
    assert all(conditions["danger", value] >= 20 for value in (True, False, None))
    words = {key for key in catalogue("nl") if key.startswith("agreement.obligation.")}
    expected = {outcome.removeprefix("agreement.") for outcome in get_args(Outcome)} | words
    assert expected <= set(outcomes) and min(outcomes[one] for one in expected) >= 10, outcomes
