"""Found again by exact value: whoever may be a victim is counted, anybody else is found by one's own only."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import draft

from zicht.knowledge import standard
from zicht.knowledge.signal import PERPETRATOR, VICTIM, Answer, Person
from zicht.server.door.models import IndexToken
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.earlier import own_earlier
from zicht.server.signals.rows import OTHER_INDEXED, VICTIM_INDEXED, index_values

ROLES = tuple(code.id for code in standard.codes("role"))
SOMEONE = Person((), Answer.of("adult"), first_name="Testa", last_name="Voorbeeldnaam", birth_date=date(1990, 2, 3))


def about(*roles):
    """A signal about one person and nothing else that can be found again."""
    return draft(place="", details=(), persons=(replace(SOMEONE, roles=roles),))


@given(st.sets(st.sampled_from(ROLES)))
def test_only_who_may_be_a_victim_is_a_person_to_count_whatever_else_they_are(roles):
    kinds = [kind for kind, _ in index_values(about(*roles))]
    if VICTIM in roles:
        assert kinds == [VICTIM_INDEXED]
    elif PERPETRATOR in roles:
        assert kinds == []
    else:
        assert kinds == [OTHER_INDEXED]


@pytest.mark.parametrize("missing", [{"last_name": ""}, {"birth_date": None}])
def test_half_a_name_finds_nobody(missing):
    assert not list(index_values(draft(place="", details=(), persons=(replace(SOMEONE, **missing),))))


@pytest.mark.parametrize("role", ["witness", "facilitator"])
def test_a_witness_or_facilitator_gives_no_other_organisation_a_key(region, as_owner, role):
    signal = register_signal(draft=about(role), by=region["ggd.1"])
    with as_owner():
        kept = set(IndexToken.objects.filter(record_id=signal).values_list("scope", "kind"))
    assert kept == {(str(region["ggd.1"].organisation), OTHER_INDEXED)}


def test_a_possible_victim_does(region, as_owner):
    signal = register_signal(draft=about(VICTIM), by=region["ggd.1"])
    with as_owner():
        kept = set(IndexToken.objects.filter(record_id=signal).values_list("scope", "kind"))
    assert (str(region["ggd.1"].organisation), VICTIM_INDEXED) in kept
    assert ("size:meldpunt", VICTIM_INDEXED) in kept


@pytest.mark.parametrize(("before", "now"), [("witness", VICTIM), (VICTIM, "witness"), ("witness", "facilitator")])
def test_ones_own_earlier_signal_is_found_when_the_person_had_another_role_then(region, before, now):
    signal = register_signal(draft=about(before), by=region["ggd.1"])
    found = own_earlier(about(now), by=region["ggd.1"], besides=uuid.uuid4())
    assert [row.record for row in found] == [signal]
    assert own_earlier(about(now), by=region["ggd.2"], besides=uuid.uuid4()) == ()
