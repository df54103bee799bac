"""Whoever asks knows no role and no mode: every one is tried, and the best answer is given."""

from __future__ import annotations

import pytest
from agreements.grown import MOMENTS, worlds
from hypothesis import given, settings

from zicht.agreements import ROLES, every_way, explain, explain_best
from zicht.agreements.model import MODES

law = settings(max_examples=120, deadline=None)


def given_by(told):
    return {verdict.name for verdict in told.verdicts if verdict.permitted}


@law
@given(world=worlds)
def test_every_way_is_the_same_question_to_each_role_in_each_mode(world):
    found = every_way(world.requests[0])
    assert {(one.role, one.mode) for one in found} == {(role, mode) for role in ROLES for mode in MODES}
    assert len(found) == len(ROLES) * len(MODES)
    kept = {(one.from_organisation, one.to_organisation, one.purpose, one.wanted, one.facts) for one in found}
    assert len(kept) == 1


@law
@given(world=worlds)
def test_the_best_answer_is_one_of_the_answers_and_none_gives_more(world):
    asked = every_way(world.requests[0])
    best = explain_best(asked, world.agreements, world.at, world.demo)
    every = [explain(request, world.agreements, world.at, world.demo) for request in asked]
    assert best in every
    assert len(given_by(best)) == max(len(given_by(told)) for told in every)


@law
@given(world=worlds)
def test_among_equal_answers_the_cheapest_change_wins_and_one_that_helps_wins_from_none(world):
    asked = every_way(world.requests[0])
    best = explain_best(asked, world.agreements, world.at, world.demo)
    every = [explain(request, world.agreements, world.at, world.demo) for request in asked]
    equal = [told for told in every if len(given_by(told)) == len(given_by(best))]
    costs = [told.least_change[0].cost for told in equal if told.least_change]
    assert bool(best.least_change) == bool(costs)
    assert not costs or best.least_change[0].cost == min(costs)


@law
@given(world=worlds)
def test_in_short_a_no_is_a_no_only_when_nothing_would_help(world):
    for request in world.requests[:4]:
        told = explain(request, world.agreements, world.at, world.demo)
        assert (told.in_short == "yes") == bool(request.wanted and given_by(told) == set(request.wanted))
        assert (told.in_short == "no") == (not given_by(told) and not told.least_change)


def test_without_a_request_there_is_no_answer():
    with pytest.raises(ValueError):
        explain_best((), (), MOMENTS[0])
