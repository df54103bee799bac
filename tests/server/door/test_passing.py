"""Through the door or not at all: a refusal undoes everything and names its rule; what is not logged did not happen."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest
from worlds import draft

from zicht.errors import Defect, Refused
from zicht.server import guard
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door import acts, passing
from zicht.server.door.act import act
from zicht.server.door.models import Record
from zicht.server.door.view import NotVisible, visible
from zicht.server.logbook.models import LogRow, LogSubject
from zicht.server.parties.models import ROLES
from zicht.server.signals.actions.follow_up import add_follow_up
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.models import FollowUp
from zicht.server.signals.queries import open_signal, own_signals


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


@pytest.fixture
def state_of(as_owner):
    """The state of a record and how many lines of follow-up it has, as they stand in the database."""

    def read(record):
        with as_owner():
            return Record.objects.get(id=record).state, FollowUp.objects.filter(record_id=record).count()

    return read


def test_a_refusal_takes_back_what_the_act_had_already_written(region, signal, state_of, log):
    with pytest.raises(Refused), act("cases.weigh", by=region["desk.1"], on=signal) as doing:
        add_follow_up(doing, signal=signal, kind="weighing", code="no_sign", note="bijna")
        doing.change(signal, state="no_sign")
        raise Refused("cases.reason_missing", rule="rule:of-the-test")
    assert state_of(signal) == ("received", 0)
    (row,) = log("cases.weigh")
    assert (row.outcome, row.rule) == ("denied", "rule:of-the-test")
    assert json.loads(row.records) == [str(signal)]


def test_a_defect_takes_back_everything_and_is_no_refusal(region, signal, state_of, log):
    with pytest.raises(ZeroDivisionError), act("cases.weigh", by=region["desk.1"], on=signal) as doing:
        doing.change(signal, state="no_sign")
        raise ZeroDivisionError
    assert state_of(signal) == ("received", 0)
    assert not [row for row in log("cases.weigh") if row.outcome == "ok"]


def test_what_cannot_be_logged_does_not_happen(region, signal, state_of, log, monkeypatch):
    def broken(entries):
        raise OSError("no room left")

    monkeypatch.setattr(passing, "write_many", broken)
    with pytest.raises(OSError, match="no room left"):
        weigh(signal=signal, end="no_sign", reason="Duidelijk", by=region["desk.1"])
    assert state_of(signal) == ("received", 0)
    with pytest.raises(OSError, match="no room left"):
        open_signal(region["desk.1"], signal)


@pytest.mark.parametrize(
    ("refuse", "action", "rule"),
    [
        (lambda region, signal: open_signal(region["ggd.2"], signal), "signals.open", "no-right"),
        (lambda region, signal: open_signal(region["desk.1"], uuid.uuid4()), "signals.open", "no-right"),
        (lambda region, signal: open_signal(region["fg.1"], signal), "signals.open", "role:signals.open"),
        (lambda region, signal: register_signal(draft=draft(), by=region["fg.1"]), "signals.register",
         "role:signals.register"),
        (lambda region, signal: weigh(signal=signal, end="?", reason="x", by=region["desk.1"]), "cases.weigh",
         "cases.unknown_end"),
        (lambda region, signal: weigh(signal=signal, end="case", reason="x", by=region["ggd.1"]), "cases.open_case",
         "role:cases.open_case"),
    ],
    ids=["no-right", "no-such-record", "role-reads", "role-writes", "own-rule", "role-acts"],
)  # fmt: skip
def test_every_refusal_stands_in_the_log_with_its_rule(region, signal, log, refuse, action, rule):
    with pytest.raises(Refused):
        refuse(region, signal)
    rows = log(action, outcome="denied")
    assert [row.rule for row in rows] == [rule]


def test_a_record_that_is_not_there_and_one_that_is_not_yours_are_refused_alike(region, signal):
    said = []
    for record in (signal, uuid.uuid4()):
        with pytest.raises(NotVisible) as caught:
            open_signal(region["ggd.2"], record)
        said.append((caught.value.code, caught.value.rule, caught.value.params, str(caught.value)))
    assert said[0] == said[1]


def test_a_missing_field_group_is_named(region, signal, as_owner):
    from zicht.server.door.models import Right

    with as_owner():
        mine = Right.objects.filter(record_id=signal, organisation_id=region["desk.1"].organisation)
        assert mine.update(g_follow_up=False) == 1
    with pytest.raises(Refused) as caught:
        weigh(signal=signal, end="no_sign", reason="Duidelijk", by=region["desk.1"])
    assert (caught.value.code, caught.value.rule) == ("door.groups", "groups:follow_up")


# --- roles --------------------------------------------------------------------------------------------------

EVERYTHING = sorted({**acts.READS, **acts.ACTS})


@pytest.mark.parametrize("name", EVERYTHING)
def test_only_the_roles_of_the_list_pass(region, name):
    """Every reading and act there is, with every role there is."""
    passed = set()
    for role in ROLES:
        someone = replace(region["desk.1"], role=role)
        try:
            with passing.passing(someone, name, "weighing", "read"):
                passed.add(role)
        except Refused as refusal:
            assert (refusal.code, refusal.rule) == ("door.role", f"role:{name}")
    assert passed == acts.rule(name).roles & set(ROLES)


def test_system_is_no_role_that_passes_anywhere():
    assert not [name for name in EVERYTHING if "system" in acts.rule(name).roles]


def test_an_act_that_is_on_no_list_is_a_defect(region):
    with pytest.raises(Defect) as caught, visible(region["desk.1"], "signals.everything"):
        pass
    assert caught.value.code == "door.unknown_act"


# --- one at a time ------------------------------------------------------------------------------------------


def test_passages_do_not_nest(region, signal):
    other = region["ggd.1"]
    with visible(region["desk.1"], "signals.open"), pytest.raises(Defect) as caught:
        own_signals(other)
    assert caught.value.code == "door.nested"


@pytest.mark.parametrize("name", ["signals.open", "cases.queue"])
def test_nothing_stays_open_after_a_passage(region, name):
    with visible(region["desk.1"], name):
        assert guard.current() == "read"
    assert guard.current() is None
    with pytest.raises(Refused), visible(region["fg.1"], name):
        pass
    assert guard.current() is None
    with pytest.raises(Defect):
        Record.objects.exists()


def test_a_reading_writes_nothing(region, signal):
    with visible(region["desk.1"], "signals.open"), pytest.raises(Defect) as caught:
        Record.objects.filter(id=signal).update(state="no_sign")
    assert caught.value.code == "guard.write"


def test_an_act_on_a_record_of_another_kind_finds_nothing(region, signal):
    with pytest.raises(NotVisible), act("referrals.refer", by=region["desk.1"], on=signal):
        pass


# --- what a row of the log says -----------------------------------------------------------------------------


def test_a_reading_says_who_what_why_and_under_which_rule(region, signal, log):
    desk = region["desk.1"]
    open_signal(desk, signal)
    (row,) = log("signals.open")
    told = (row.actor, row.organisation, row.role, row.origin, row.purpose, row.outcome)
    assert told == (desk.member, desk.organisation, "desk", "page", "weighing", "ok")
    assert json.loads(row.records) == [str(signal)]
    assert set(json.loads(row.groups)) >= {"core", "observations"}


def test_a_list_names_every_record_that_it_showed_and_no_other(region, signal, log):
    register_signal(draft=draft(), by=region["ggd.2"])
    shown = {str(row.record) for row in own_signals(region["ggd.1"]).rows}
    (row,) = log("signals.own")
    assert set(json.loads(row.records)) == shown == {str(signal)}


def test_a_log_row_leads_from_the_record_to_its_controller(region, signal, as_owner):
    open_signal(region["desk.1"], signal)
    with as_owner():
        subjects = LogSubject.objects.filter(record=signal)
        assert {subject.controller for subject in subjects} == {region["ggd.1"].organisation}
        actions = set(LogRow.objects.filter(id__in=subjects.values("row")).values_list("action", flat=True))
    assert actions == {"signals.register", "signals.open"}


def test_the_groups_in_the_log_are_those_that_were_opened(region, signal, log):
    """An empty group was asked for too: who opened it must show."""
    bare = register_signal(draft=draft(persons=(), place=""), by=region["ggd.1"])
    open_signal(region["desk.1"], bare)
    (row,) = log("signals.open")
    assert "status" not in json.loads(row.groups)
    assert "narrative" in json.loads(row.groups)
