"""For whom something is not there, it is not there: no count, order, header or error tells that it exists."""

from __future__ import annotations

import re
import uuid

import pytest
from access.asking import caller, outcome, whole
from access.check import relation
from access.planted import plant
from access.table import TABLE
from worlds import draft

from zicht.server.signals.actions.register import register_signal

NOTHING_THERE = ("colleague", "other", "partner_without", "policy", "admin", "nobody", "half_known")
# What is new in every answer: tokens against forged forms, signed forms, the day on which security.txt ends.
FRESH = re.compile(r'value="[^"]{20,}"|csrftoken=[^;]+|Expires: [^\n]+|expires=[^;]+|Content-Length: \d+')


def plain(response) -> str:
    return FRESH.sub("", whole(response))


@pytest.mark.parametrize("name", NOTHING_THERE)
def test_pages_without_an_id_are_the_same_whether_there_is_something_or_not(region, as_owner, name):
    """Also for who has something of their own: only the others' is nowhere to be noticed."""
    found = relation(name)
    if found.role in ("professional", "partner"):
        register_signal(draft=draft(), by=region[found.who])
    asker = caller(region, found)
    asks = [ask for ask in TABLE.asks if "{" not in ask.path and ask.route != "account_logout"]
    before = {ask.path: plain(asker.ask(ask, ask.path)) for ask in asks}
    plant(region, as_owner)
    after = {ask.path: plain(asker.ask(ask, ask.path)) for ask in asks}
    # The picture and the agreements are the organisation's own; a policy adviser does see that a picture came.
    expected = {"/beeld"} if name == "policy" else set()
    assert {path for path in before if before[path] != after[path]} == expected


@pytest.mark.parametrize("name", [found.name for found in TABLE.relations if found.role])
def test_what_is_not_yours_looks_exactly_like_what_does_not_exist(world, standing, name):
    asker = standing(name)
    for ask in TABLE.asks:
        if "{" not in ask.path or ask.outcome(asker.relation) != "gone":
            continue
        nowhere = re.sub(r"\{\w+\}", str(uuid.uuid4()), ask.path)
        there = world.path(ask.path)
        hidden, absent = asker.ask(ask, there), asker.ask(ask, nowhere)
        assert outcome(hidden) == outcome(absent) == "gone"
        assert plain(hidden).replace(there, "") == plain(absent).replace(nowhere, ""), ask.path
