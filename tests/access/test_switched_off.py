"""Switched off, possible perpetrators are shown by no route to anyone, and everything else is as it was."""

from __future__ import annotations

import pytest
from access.asking import outcome, whole
from access.planted import found_in
from access.table import TABLE

from zicht.server.oversight.actions.switch import switch_off

GROUP = "possible_perpetrators"
SHOWN = ("registrant", "desk", "privacy_of_registrant")


def without(marks):
    return {mark for mark in marks if mark[1] != GROUP}


@pytest.mark.parametrize("name", SHOWN)
def test_no_route_shows_what_was_kept_and_every_route_shows_the_rest(world, region, standing, name):
    switch_off(by=region["ggd.privacy"])
    one = standing(name)
    for ask in TABLE.asks:
        if ask.outcome(one.relation) != "shown":
            continue
        response = one.ask(ask, world.path(ask.path))
        assert outcome(response) == "shown", ask.path
        assert found_in(whole(response)) == without(TABLE.seen(ask, one.relation)), ask.path


def test_while_it_is_on_there_is_something_to_shut(world, standing):
    """Else the test above would prove nothing."""
    one = standing("registrant")
    asked = [ask for ask in TABLE.asks if any(mark[1] == GROUP for mark in TABLE.seen(ask, one.relation))]
    assert asked
    for ask in asked:
        assert any(mark[1] == GROUP for mark in found_in(whole(one.ask(ask, world.path(ask.path)))))
