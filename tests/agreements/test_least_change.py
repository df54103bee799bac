"""The least change: minimal in cost, never a fact, never status, consent last; held against an exhaustive search."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from agreements.grown import FILLED_BASES, MOMENTS, ORGANISATIONS, grow, worlds
from agreements.reference import errs, reference
from hypothesis import given, settings

from zicht.agreements import LINKING_KEY, Consent, decide, explain
from zicht.agreements.least_change import Edit, cost_of, costs, least_changes

KINDS = ("processing", "care", "secrecy")
PURPOSES = ("weighing", "care")
law = settings(max_examples=80, deadline=None)


def edited(request, edits):
    """The request after these edits, made without the code under test; None when nothing is asked any more."""
    for kind, value in edits:
        if kind == "leave_out" and value == LINKING_KEY:
            request = replace(request, linking_key=False)
        elif kind == "leave_out":
            request = replace(request, field_groups=request.field_groups - {value})
        elif kind == "second_person":
            request = replace(request, second_person=True)
        elif kind != "consent":
            name = {"other_recipient": "to_organisation", "other_mode": "mode"}.get(kind, kind.removeprefix("other_"))
            request = replace(request, **{name: value})
    groups = (request.field_groups | {LINKING_KEY}) - {"status"}
    new = [
        Consent(value, request.purpose, frozenset({request.to_organisation}), groups)
        for kind, value in edits
        if kind == "consent"
    ]
    return replace(request, consents=(*request.consents, *new)) if request.wanted else None


def every_edit(request):
    """Each single edit that anyone could think of."""
    yield from (Edit("leave_out", name) for name in request.wanted)
    yield from (Edit("other_recipient", one) for one in ORGANISATIONS if one != request.to_organisation)
    yield from (Edit("other_role", role) for role in ("desk", "partner") if role != request.role)
    yield from (Edit("other_purpose", purpose) for purpose in PURPOSES if purpose != request.purpose)
    yield from (Edit("other_mode", mode) for mode in ("standing", "on_referral") if mode != request.mode)
    if not request.second_person:
        yield Edit("second_person")
    if request.may_ask_consent:
        yield from (Edit("consent", kind) for kind in KINDS)


def consent_is_free(request):
    """In these worlds every party has another ground; only care is no public authority."""
    return request.to_organisation == "zorgcoordinatie"


def exhaustive(request, agreements, at, demo):
    """The least cost of at most three edits that make the plain decider say yes: without a consent, and with."""
    best = {False: None, True: None}
    for size in range(1, 4):
        for edits in combinations(every_edit(request), size):
            kinds = [kind for kind, _ in edits if kind not in ("leave_out", "consent")]
            asks = any(kind == "consent" for kind, _ in edits)
            new = edited(request, edits)
            if len(kinds) != len(set(kinds)) or new is None or (asks and not consent_is_free(new)):
                continue
            only_less = all(kind == "leave_out" for kind, _ in edits)
            if "status" in new.field_groups and not only_less:
                continue
            said = reference(new, agreements, at, demo).values()
            if all(outcome == "permitted" for outcome, _ in said):
                cost = cost_of(edits)
                best[asks] = cost if best[asks] is None else min(best[asks], cost)
    return best


def lively(seed):
    """A grown world in which more is possible: grounds filled in, now, without clauses that err."""
    requests, agreements, _, _ = grow(seed)
    able = tuple(
        replace(a, bases=FILLED_BASES, clauses=tuple(c for c in a.clauses if not errs(c, a, requests[0])))
        for a in agreements
    )
    return [replace(request, may_ask_consent=True) for request in requests[:3]], able, MOMENTS[0]


def kind_of(found):
    return "nothing" if not found else "consent" if found[-1].asks_consent else "found"


@pytest.mark.parametrize("part", range(4))
def test_no_three_edits_cost_less_than_the_least_change(part):
    """Until enough of each kind was compared; what is compared is chosen before the exhaustive search is asked."""
    wanted = {"found": 25, "nothing": 8, "consent": 3}
    for seed in range(part * 5000, part * 5000 + 5000):
        requests, agreements, at = lively(seed)
        for request in requests:
            said = reference(request, agreements, at, True).values()
            found = least_changes(request, agreements, at, True)
            if all(outcome == "permitted" for outcome, _ in said) or not wanted[kind_of(found)]:
                continue
            wanted[kind_of(found)] -= 1
            best = exhaustive(request, agreements, at, True)
            compare(next((one for one in found if not one.asks_consent), None), best[False], (seed, request))
            if found and found[-1].asks_consent:
                compare(found[-1], best[True], (seed, request))
        if not any(wanted.values()):
            break
    assert not any(wanted.values()), wanted


def compare(change, best, where):
    if best is not None:
        assert change is not None and change.cost <= best, where
    if change is not None and len(change.edits) <= 3:
        assert change.cost == best, where


@law
@given(worlds)
def test_a_least_change_leads_to_a_yes_to_all_that_is_left_and_costs_what_its_edits_cost(world):
    requests, agreements, at, demo = world
    for request in requests:
        for change in least_changes(request, agreements, at, demo):
            new = edited(request, change.edits)
            said = reference(new, agreements, at, demo)
            assert {outcome for outcome, _ in said.values()} == {"permitted"}
            assert tuple(said) == change.then
            assert set(decide(new, agreements, at, demo).rules) == set(change.then)
            assert change.cost == cost_of(change.edits) == sum(costs()[edit.kind] for edit in change.edits)


@law
@given(worlds)
def test_no_least_change_edits_a_fact_or_proposes_status(world):
    requests, agreements, at, demo = world
    for request in requests:
        for change in least_changes(request, agreements, at, demo):
            new = edited(request, change.edits)
            assert new.facts == request.facts and new.from_organisation == request.from_organisation
            assert (new.involved, new.by_role, new.origin) == (request.involved, request.by_role, request.origin)
            if any(edit.kind != "leave_out" for edit in change.edits):
                assert "status" not in change.then
            assert set(change.then) <= set(request.wanted)


@law
@given(worlds)
def test_a_consent_is_proposed_last_only_when_it_may_be_asked_and_never_to_an_authority_with_another_ground(world):
    requests, agreements, at, demo = world
    for request in requests:
        found = least_changes(request, agreements, at, demo)
        assert [change.asks_consent for change in found] in ([], [False], [True], [False, True])
        assert request.may_ask_consent or not any(change.asks_consent for change in found)
        for change in found:
            if change.asks_consent:
                assert consent_is_free(edited(request, change.edits))
        if len(found) == 2:
            assert set(found[1].then) - set(found[0].then), "a consent that gives nothing more is not asked"


@law
@given(worlds)
def test_order_and_copies_of_agreements_make_no_other_least_change(world):
    requests, agreements, at, demo = world
    shuffled = [*agreements, *agreements]
    Random(1).shuffle(shuffled)
    for request in requests:
        assert least_changes(request, shuffled, at, demo) == least_changes(request, agreements, at, demo)


@law
@given(worlds)
def test_whoever_gets_all_is_told_no_change_and_an_explanation_carries_the_least(world):
    requests, agreements, at, demo = world
    for request in requests:
        told = explain(request, agreements, at, demo)
        if told.answer == "yes" or not request.wanted:
            assert told.least_change == ()
        else:
            assert told.least_change == least_changes(request, agreements, at, demo)


def test_every_kind_of_edit_is_proposed_somewhere():
    seen = set()
    for seed in range(400):
        requests, agreements, at, demo = grow(seed)
        for request in requests:
            asked = replace(request, may_ask_consent=True)
            seen |= {edit.kind for change in least_changes(asked, agreements, at, demo) for edit in change.edits}
    assert seen == set(costs())


def test_every_edit_has_a_cost_and_leaving_out_is_the_cheapest():
    assert costs()["leave_out"] == min(costs().values()) > 0
    assert max(costs(), key=lambda kind: costs()[kind]) == "other_purpose"
    assert not {"age_class", "danger", "form", "involved"} & set(costs())
