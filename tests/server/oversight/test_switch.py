"""Fields on possible perpetrators: off until the privacy officer switches them on with every ground, off at once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from access.planted import switched_on
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role
from worlds import FURTHER, draft

from zicht.errors import InputProblems, Refused
from zicht.knowledge.signal import Answer, Detail, Person
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import open_to_weigh as weighed
from zicht.server.door.act import act
from zicht.server.door.activities import perpetrators_on
from zicht.server.door.models import Agreement, IndexToken
from zicht.server.organisations.queries import agreements
from zicht.server.oversight.actions.advise import advise
from zicht.server.oversight.actions.switch import LONGEST, REFERENCE_MOST, Grounds, switch_off, switch_on
from zicht.server.oversight.activities import activities
from zicht.server.oversight.queries import advice, log
from zicht.server.signals import models
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.queries import open_signal, own_signals

__all__ = ["_powerful_session", "as_owner", "as_role"]

PLATE = (Detail("plate", 1, Answer.of("XX-00-XX")), Detail("vehicle_kind", 1, Answer.of("Busje")))
NAMED = Person(("possible_perpetrator", "facilitator"), Answer.of("adult"), Answer.of("male"), "Testo", "Verzonnen",
               date(1980, 1, 2), "XX", "", "Nergens")  # fmt: skip
BOTH = Person(("presumed_victim", "possible_perpetrator"), Answer.of("minor"), first_name="Testa", last_name="Beide")
WITH_ALL = {"details": (*FURTHER, *PLATE), "persons": (NAMED, BOTH)}


@pytest.fixture
def grounds(region):
    """Everything that the reporting point's switch rests on."""
    given = advise(subject="Mogelijke plegers", text="Alleen waar nodig.", by=region["fg.1"])
    agreement = next(row.id for row in agreements(region["privacy.1"]) if row.own)
    return Grounds("VW-12", "DPIA-3", agreement, given, timezone.localdate() + timedelta(days=30))


@pytest.fixture
def on(region, as_owner):
    """Switched on for the ggd."""
    return switched_on(region, as_owner)


def problems(grounds, by):
    with pytest.raises(InputProblems) as caught:
        switch_on(grounds=grounds, by=by)
    return {(problem.rule, problem.field) for problem in caught.value.problems}


def test_everybody_begins_with_it_off(region):
    for who in ("ggd.1", "politie.1", "desk.1", "handhaving.1"):
        assert not perpetrators_on(region[who])
        with pytest.raises(InputProblems) as caught:
            register_signal(draft=draft(**WITH_ALL), by=region[who])
        assert {problem.rule for problem in caught.value.problems} == {"perpetrators.off"}
        assert own_signals(region[who]).rows == ()


def test_every_ground_is_needed_and_all_that_lack_are_told_at_once(region, grounds):
    empty = Grounds(" ", "", None, None, None)
    assert problems(empty, region["privacy.1"]) == {
        (f"oversight.activity_{name}", name) for name in ("register", "dpia", "agreement", "advice", "until")
    }
    assert not perpetrators_on(region["desk.1"])


TODAY = timezone.localdate
WRONG = {
    "register": lambda: {"register": "x" * (REFERENCE_MOST + 1)},
    "dpia": lambda: {"dpia": "x" * (REFERENCE_MOST + 1)},
    "agreement": lambda: {"agreement": uuid.uuid4()},
    "advice": lambda: {"advice": uuid.uuid4()},
    "until": lambda: {"until": TODAY() - timedelta(days=1)},
    "until, too far": lambda: {"until": TODAY() + LONGEST + timedelta(days=1)},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_ground_switches_nothing_on(region, grounds, what):
    field = what.partition(",")[0]
    assert problems(replace(grounds, **WRONG[what]()), region["privacy.1"]) == {(f"oversight.activity_{field}", field)}
    assert not perpetrators_on(region["desk.1"])


def test_advice_to_another_organisation_is_no_ground(region, grounds):
    """The ggd's officer with the advice that the reporting point's FG gave."""
    agreement = next(row.id for row in agreements(region["ggd.privacy"]) if row.own)
    borrowed = replace(grounds, agreement=agreement)
    assert problems(borrowed, region["ggd.privacy"]) == {("oversight.activity_advice", "advice")}


def test_an_agreement_without_the_own_organisation_is_no_ground(region, grounds):
    others = [row.id for row in agreements(region["ggd.privacy"]) if not row.own]
    assert others, "the region has an agreement to which the ggd is no party"
    found = problems(replace(grounds, agreement=others[0]), region["ggd.privacy"])
    assert ("oversight.activity_agreement", "agreement") in found


@pytest.mark.parametrize("who", ["fg.1", "desk.1", "ggd.1", "zorg.1", "beheer.1", "beleid.1"])
def test_nobody_but_the_privacy_officer_switches(region, grounds, who):
    for attempt in (lambda: switch_on(grounds=grounds, by=region[who]), lambda: switch_off(by=region[who])):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "door.role"
    assert not perpetrators_on(region["desk.1"])


def test_it_is_on_for_the_own_organisation_alone_and_not_twice(region, grounds):
    switch_on(grounds=grounds, by=region["privacy.1"])
    assert perpetrators_on(region["desk.1"]) and perpetrators_on(region["desk.2"])
    assert not any(perpetrators_on(region[who]) for who in ("ggd.1", "politie.1", "zorg.1"))
    with pytest.raises(Refused) as refused:
        switch_on(grounds=grounds, by=region["privacy.1"])
    assert refused.value.code == "oversight.activity_on_already"


def test_who_switched_when_on_what_stands_on_record_and_in_the_log(region, grounds):
    switch_on(grounds=grounds, by=region["privacy.1"])
    switch_off(by=region["privacy.1"])
    found = activities(region["fg.1"])
    (row,) = found.rows
    assert (found.on, row.state, row.register, row.dpia) == (False, "switched_off", "VW-12", "DPIA-3")
    assert (row.switched_by, row.ended_by) == ("Privacy.1", "Privacy.1")
    assert row.advice == "Mogelijke plegers" and row.advised_at == advice(region["fg.1"])[0].at
    assert row.since <= row.ended_at == row.until
    done = {line.action for line in log(region["fg.1"]).lines}
    assert {"oversight.switch_on", "oversight.switch_off"} <= done
    assert activities(region["ggd.privacy"]).rows == (), "another organisation's switch is shown"


def test_switching_off_what_is_off_is_told(region):
    with pytest.raises(Refused) as refused:
        switch_off(by=region["privacy.1"])
    assert refused.value.code == "oversight.activity_off_already"


def test_what_is_taken_lies_in_its_own_table_and_nowhere_else(region, on, as_owner):
    """No row, no sealed value and no index of another group knows of a possible perpetrator."""
    me = region["ggd.1"]
    signal = register_signal(draft=draft(**WITH_ALL), by=me)
    seen = open_signal(me, signal)
    assert [(row.number, row.roles) for row in seen.persons] == [(1, ("presumed_victim",))]
    assert set(seen.identity) == {"1"} and seen.status == {}
    assert seen.perpetrators["2"]["last_name"] == "Verzonnen" and seen.perpetrators["1"] == {"roles": BOTH.roles[1]}
    assert {row.number: set(row.roles) for row in seen.everyone} == {1: set(BOTH.roles), 2: set(NAMED.roles)}
    with as_owner():
        assert models.PossiblePerpetrators.objects.filter(record_id=signal).count() == 1
        kinds = set(IndexToken.objects.filter(record_id=signal).values_list("kind", flat=True))
        other = register_signal_without(region)
        assert kinds == set(IndexToken.objects.filter(record_id=other).values_list("kind", flat=True)) - {"person"}


def register_signal_without(region):
    from zicht.server.guard import opened

    with opened("system"):
        return register_signal(draft=draft(), by=region["ggd.2"])


def test_who_registered_reads_it_back_and_nobody_else_does(region, on):
    me, desk = region["ggd.1"], region["desk.1"]
    signal = register_signal(draft=draft(**WITH_ALL), by=me)
    mine = open_signal(me, signal)
    assert [d for d in mine.details if d.field in ("plate", "vehicle_kind")] == list(PLATE)
    for other in (open_signal(desk, signal), weighed(desk, signal).signal):
        assert other.perpetrators is None
        assert not {"plate", "vehicle_kind"} & {d.field for d in other.details}
    for who in ("ggd.2", "politie.1", "inspectie.1"):
        with pytest.raises(Refused):
            open_signal(region[who], signal)


def test_the_desk_of_the_own_organisation_sees_what_its_member_registered(region, grounds):
    switch_on(grounds=grounds, by=region["privacy.1"])
    signal = register_signal(draft=draft(**WITH_ALL), by=region["desk.1"])
    assert open_signal(region["desk.2"], signal).perpetrators["2"]["first_name"] == "Testo"


def test_off_acts_at_once_on_what_was_kept_and_on_what_comes(region, on, as_owner):
    me, privacy = region["ggd.1"], region["ggd.privacy"]
    signal = register_signal(draft=draft(**WITH_ALL), by=me)
    switch_off(by=privacy)
    shut = open_signal(me, signal)
    assert (shut.perpetrators, "possible_perpetrators" in shut.groups) == (None, False)
    assert not {"plate", "vehicle_kind"} & {d.field for d in shut.details}
    assert [row.number for row in shut.everyone] == [1]
    with pytest.raises(InputProblems):
        register_signal(draft=draft(details=PLATE), by=me)
    switched_on(region, as_owner)
    assert open_signal(me, signal).perpetrators["2"]["last_name"] == "Verzonnen"


def test_it_ends_with_the_agreement_that_it_rests_on(region, grounds):
    switch_on(grounds=grounds, by=region["privacy.1"])
    signal = register_signal(draft=draft(**WITH_ALL), by=region["desk.1"])
    with act("organisations.load_agreement", by=region["privacy.1"]) as doing:
        Agreement.objects.filter(id=grounds.agreement).update(valid_until=doing.now)
    assert not perpetrators_on(region["desk.1"])
    assert open_signal(region["desk.1"], signal).perpetrators is None
    assert activities(region["fg.1"]).rows[0].state == "agreement_ended"


def test_many_at_once_are_all_kept_out_by_one_of_an_organisation_that_has_it_off(region, on):
    now = timezone.now()
    ours, theirs = draft(details=PLATE), draft(details=PLATE)
    with pytest.raises(InputProblems):
        register_many([Incoming(ours, region["ggd.1"], now), Incoming(theirs, region["politie.1"], now)])
    assert own_signals(region["ggd.1"]).rows == ()
    assert register_many([Incoming(ours, region["ggd.1"], now), Incoming(draft(), region["politie.1"], now)]) == 2


def test_switched_off_between_the_check_and_the_keeping_nothing_is_kept(region, on, monkeypatch):
    """The check before says on; the act itself asks again."""
    from zicht.server.signals.actions import register

    monkeypatch.setattr(register, "perpetrators_on", lambda actor: True)
    switch_off(by=region["ggd.privacy"])
    with pytest.raises(InputProblems):
        register_many([Incoming(draft(details=PLATE), region["ggd.1"], timezone.now())])
    assert own_signals(region["ggd.1"]).rows == ()


def test_a_case_made_of_it_tells_the_desk_of_no_possible_perpetrator(region, on):
    signal = register_signal(draft=draft(**WITH_ALL), by=region["ggd.1"])
    weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    assert "XX-00-XX" not in repr(weighed(region["desk.1"], signal))


def test_who_may_not_see_them_sees_no_gap_and_answers_stay_with_their_person(region, on):
    """Persons are told apart by their number: the number itself must not tell that somebody is kept from view."""
    victim = Person(("presumed_victim",), Answer.of("adult"))
    told = (Detail("vulnerability", 2, Answer.of("debts")), Detail("language", 1, Answer.of("Pools")),
            Detail("language", 9, Answer("unknown")))  # fmt: skip
    signal = register_signal(draft=draft(persons=(NAMED, victim), details=told), by=region["ggd.1"])
    seen = open_signal(region["desk.1"], signal)
    assert [row.number for row in seen.persons] == [1]
    mine = open_signal(region["ggd.1"], signal)
    assert {(d.field, d.number) for d in mine.details} == {("vulnerability", 1), ("language", 2), ("language", 9)}
