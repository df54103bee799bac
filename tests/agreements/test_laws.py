"""The laws of deciding, and a slow, obvious reference decider that is its specification."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from agreements.grown import (
    AMSTERDAM,
    DAYS,
    FILLED_BASES,
    GROUPS,
    ORGANISATIONS,
    PARTS,
    PURPOSES,
    rarely,
    some,
    worlds,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.agreements import (
    LINKING_KEY,
    Agreement,
    Clause,
    Conditions,
    Facts,
    Party,
    Request,
    decide,
    explain,
    to_filter,
)
from zicht.knowledge import legal_bases
from zicht.knowledge.standard import FIELD_GROUPS


# --- the reference: slow and obvious -------------------------------------------------------------------------------
def could_hold(wanted, value, unknown):
    return wanted == unknown or value == unknown or value in wanted


def surely_holds(wanted, value, unknown):
    return wanted == unknown or (value != unknown and value in wanted)


def facts_against(condition, request, test):
    danger = None if condition.danger is None else {condition.danger}
    return (
        test(condition.forms or "", request.form, "")
        and test(condition.age_class or "", request.age_class, "")
        and test(condition.municipality or "", request.municipality, "")
        and test(danger, request.danger, None)
    )


def is_about(clause, agreement, request):
    everyone = {party.organisation for party in agreement.parties}
    givers = everyone if clause.from_ == "*" else {clause.from_}
    receivers = {"*": everyone, "origin": {request.origin}}.get(clause.to, {clause.to})
    return (
        request.from_organisation in givers & everyone
        and request.to_organisation in receivers & everyone
        and request.from_organisation != request.to_organisation
        and clause.purpose in ("*", request.purpose)
        and clause.role in ("*", request.role)
        and clause.mode in ("*", request.mode)
    )


def all_parts_filled(agreement, request):
    sides = ((request.from_organisation, "gives"), (request.to_organisation, "receives"))
    filled = {(b.party, b.direction) for b in agreement.bases if all(getattr(b, part) != "" for part in PARTS)}
    return all(side in filled for side in sides)


def errs(clause, agreement, request):
    sides = ((request.from_organisation, "gives"), (request.to_organisation, "receives"))
    named = {getattr(b, part) for b in agreement.bases if (b.party, b.direction) in sides for part in PARTS}
    missing = named - {""} - set(legal_bases.legal_bases())
    return bool(missing) or not clause.names <= {*FIELD_GROUPS, LINKING_KEY}


def reference(request, agreements, at, demo):
    day = at.astimezone(AMSTERDAM).date()
    asked = set(request.field_groups) | ({LINKING_KEY} if request.linking_key else set())
    now = [(a, c) for a in agreements if a.valid_from <= day <= a.valid_until for c in a.clauses]
    about = [(a, c) for a, c in now if is_about(c, a, request)]
    if any(errs(c, a, request) for a, c in about):
        return set()
    granted = set()
    for a, c in about:
        grounded = demo or all_parts_filled(a, request)
        if c.effect == "may" and grounded and facts_against(c.conditions, request, surely_holds):
            granted |= asked & c.names
    for _, c in about:
        if c.effect == "never" and facts_against(c.conditions, request, could_hold):
            granted -= c.names
    return granted - ({"status"} if request.to_organisation == "politie" else set())


def answer(request, agreements, at, demo):
    decision = decide(request, agreements, at, demo)
    return set(decision.permitted) | ({LINKING_KEY} if decision.linking_key else set())


# --- the laws ------------------------------------------------------------------------------------------------------
def test_decide_equals_the_reference_on_a_thousand_requests_that_reach_every_outcome():
    reached = Counter()

    @settings(max_examples=1500, deadline=None, derandomize=True, database=None)
    @given(worlds)
    def compare(world):
        requests, agreements, at, demo = world
        for request in requests:
            reached["requests"] += 1
            decision = decide(request, agreements, at, demo)
            assert answer(request, agreements, at, demo) == reference(request, agreements, at, demo)
            assert set(decision.rules) | set(decision.refused) == set(request.wanted)
            assert not set(decision.rules) & set(decision.refused)
            reached.update(verdict.outcome for verdict in explain(request, agreements, at, demo).verdicts)

    compare()
    assert reached.pop("requests") >= 1000
    expected = ("permitted", "no_clause", "not_in_force", "condition", "basis_open", "never", "clause_errs")
    assert set(reached) == {f"agreement.{name}" for name in (*expected, "status_to_police")}, reached
    assert min(reached.values()) >= 20, reached


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
    for request in requests:
        relevant = tuple(replace(a, clauses=tuple(c for c in a.clauses if is_about(c, a, request))) for a in agreements)
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
        concerned = extra.has_party(request.from_organisation) and extra.has_party(request.to_organisation)
        if extra.in_force(at) and concerned and request.from_organisation != request.to_organisation:
            assert not decision.permitted and not decision.linking_key
            assert any(rule.clause == "typo" for rule in decision.faults)


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_the_filter_gives_exactly_what_the_decider_permits(world):
    requests, agreements, at, demo = world
    for request in requests:
        standing = replace(request, mode="standing", field_groups=frozenset(FIELD_GROUPS), linking_key=True)
        facts = Facts(request.form, request.age_class, request.danger, request.municipality)
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
