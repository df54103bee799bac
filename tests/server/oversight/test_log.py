"""The log as a privacy officer or FG reads it: own members by name, others by organisation and role, no content."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge.sentences import catalogue
from zicht.server.cases.queries import queue
from zicht.server.door import acts
from zicht.server.door.view import NotVisible
from zicht.server.guard import opened, tell_database
from zicht.server.logbook.entries import Entry
from zicht.server.logbook.write import write
from zicht.server.oversight.queries import LogFilter, actions, log, who_saw
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals

WATCHERS = ("privacy.1", "fg.1")


def lines(actor, **asked):
    return log(actor, **asked).lines


@pytest.mark.parametrize("watcher", WATCHERS)
def test_what_own_members_did_is_there_with_their_names(region, signal, watcher):
    open_signal(region["desk.1"], signal)
    (line,) = [line for line in lines(region[watcher]) if line.action == "signals.open"]
    assert (line.own, line.name, line.role, line.outcome) == (True, "Desk.1", "desk", "ok")
    assert line.records == (signal,)
    assert {"core", "observations", "identity", "contact", "narrative", "location"} <= set(line.groups)
    assert line.rules == ("meldpunt-vechtstreek:2026.1#signaal-naar-meldpunt",)


def test_what_others_did_with_own_records_is_there_without_a_name(region, signal):
    open_signal(region["desk.1"], signal)
    (line,) = [line for line in lines(region["ggd.privacy"]) if line.action == "signals.open"]
    assert (line.own, line.name) == (False, "")
    assert (line.organisation, line.role) == ("Meldpunt mensenhandel Vechterdam", "desk")


def test_of_anothers_act_only_own_records_are_named(region, signal):
    foreign = register_signal(draft=draft(), by=region["politie.1"])
    queue(region["desk.1"])
    (seen,) = [line for line in lines(region["ggd.privacy"]) if line.action == "cases.queue"]
    assert seen.records == (signal,)
    (own,) = [line for line in lines(region["privacy.1"]) if line.action == "cases.queue"]
    assert set(own.records) == {signal, foreign}


def test_what_others_did_with_their_own_records_is_not_there(region, signal):
    politie = register_signal(draft=draft(), by=region["politie.1"])
    own_signals(region["politie.1"])
    for watcher in (*WATCHERS, "ggd.privacy"):
        told = lines(region[watcher])
        assert all("Politie" not in line.organisation for line in told)
        assert all(politie not in line.records for line in told)


def test_a_refusal_is_there_with_the_rule_that_refused(region):
    with pytest.raises(NotVisible):
        open_signal(region["desk.1"], uuid.uuid4())
    (line,) = [line for line in lines(region["privacy.1"]) if line.outcome == "denied"]
    assert (line.action, line.records, line.rules) == ("signals.open", (), ("no-right",))


def test_reading_the_log_is_in_the_log(region):
    log(region["fg.1"])
    (line,) = [line for line in lines(region["privacy.1"]) if line.name == "Fg.1"]
    assert (line.action, line.purpose) == ("oversight.log", "supervision")


@pytest.mark.parametrize("other", ["ggd.1", "desk.1", "zorg.1", "beleid.1", "beheer.1"])
def test_nobody_else_reads_it(region, signal, other):
    for read in (log, lambda actor: who_saw(actor, signal)):
        with pytest.raises(Refused) as refused:
            read(region[other])
        assert refused.value.code == "door.role"


def test_each_filter_gives_exactly_its_lines(region, referral):
    open_signal(region["ggd.1"], uuid.UUID(str(log(region["ggd.privacy"]).lines[-1].records[0])))
    actor = region["privacy.1"]
    whole = lines(actor, size=200)
    desk = region["desk.1"].member
    for only, holds in (
        (LogFilter(action="cases.open_case"), lambda line: line.action == "cases.open_case"),
        (LogFilter(outcome="ok"), lambda line: line.outcome == "ok"),
        (LogFilter(member=desk), lambda line: line.name == "Desk.1"),
        (LogFilter("referrals.refer", "ok", desk), lambda line: line.action == "referrals.refer"),
    ):
        wanted = {line.id for line in whole if holds(line)}
        found = {line.id for line in lines(actor, only=only, size=200)} & {line.id for line in whole}
        assert wanted and found == wanted


def test_a_member_of_another_organisation_cannot_be_filtered_on(region, signal):
    open_signal(region["desk.1"], signal)
    assert lines(region["ggd.privacy"], only=LogFilter(member=region["desk.1"].member)) == ()


def test_the_pages_together_are_the_log_each_line_once_newest_first(region, referral):
    for _ in range(3):
        own_signals(region["ggd.1"])
    actor = region["ggd.privacy"]
    whole, after, paged = lines(actor, size=200), "", []
    while True:
        page = log(actor, LogFilter(), after=after, size=2)
        paged += page.lines
        after = page.after
        if not after:
            break
    before = {line.id for line in whole}
    assert [line.id for line in paged if line.id in before] == [line.id for line in whole]
    assert len({line.id for line in paged}) == len(paged)
    assert [line.at for line in whole] == sorted((line.at for line in whole), reverse=True)


@pytest.mark.parametrize(
    "key",
    ["", "[]", "x", '["2026-01-01", "x"]', json.dumps(["2026-01-01T00:00:00", str(uuid.UUID(int=7))]),
     json.dumps(["0001-01-01T00:00:00+23:00", str(uuid.UUID(int=7))])],
)  # fmt: skip
def test_a_page_key_that_is_not_ours_starts_at_the_beginning(region, signal, key):
    own_signals(region["ggd.1"])
    assert log(region["ggd.privacy"], after=key).lines[0].action in ("signals.own", "signals.register")


def test_who_saw_a_record_is_everyone_when_it_is_the_own_organisations(region, signal):
    open_signal(region["desk.1"], signal)
    trail = who_saw(region["ggd.privacy"], signal)
    assert (trail.own, trail.kind) == (True, "signal")
    assert {(line.action, line.organisation) for line in trail.lines} == {
        ("signals.register", "GGD Vechtstreek"),
        ("signals.open", "Meldpunt mensenhandel Vechterdam"),
    }


def test_who_saw_a_record_of_another_organisation_is_only_what_own_members_did(region, signal):
    open_signal(region["desk.1"], signal)
    trail = who_saw(region["privacy.1"], signal)
    assert (trail.own, trail.kind, trail.received_at) == (False, "", None)
    assert [(line.action, line.name) for line in trail.lines] == [("signals.open", "Desk.1")]


def test_a_record_that_the_own_log_does_not_know_is_not_found(region):
    foreign = register_signal(draft=draft(), by=region["politie.1"])
    for record in (foreign, uuid.uuid4()):
        with pytest.raises(NotVisible):
            who_saw(region["privacy.1"], record)


def test_asking_who_saw_a_record_is_itself_on_that_record(region, signal):
    who_saw(region["ggd.privacy"], signal)
    assert "oversight.log" in {line.action for line in who_saw(region["ggd.privacy"], signal).lines}


def test_what_someone_without_an_account_did_is_there_without_an_organisation(region):
    own = region["privacy.1"]
    record = uuid.uuid4()
    with opened("system"):
        write(Entry(timezone.now(), None, None, "public", "public", "weighing", "intake.report", "ok",
                    ((record, own.organisation),)))  # fmt: skip
    (line,) = [line for line in lines(own) if line.role == "public"]
    assert (line.own, line.name, line.organisation, line.records) == (False, "", "", (record,))
    assert who_saw(own, record).own


def enter(by, at, name, controller):
    """A line about some record of a controller, as the door writes it for this member."""
    with opened("system"):
        tell_database(organisation=str(by.organisation), member=str(by.member))
        subjects = ((uuid.uuid4(), controller),)
        write(Entry(at, by.member, by.organisation, by.role, "page", "", name, "ok", subjects))
        tell_database()


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12), st.integers(1, 5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pages_of_any_size_neither_skip_nor_repeat_lines_of_the_same_moment(region, entries, size):
    """Moments collide on purpose; some lines are of own members, some of others on own records."""
    own, other, base = region["fg.1"], region["politie.1"], datetime(2020, 1, 1, tzinfo=UTC)
    name = f"test.{uuid.uuid4()}"
    for second, ours in entries:
        enter(own if ours else other, base + timedelta(seconds=second), name, own.organisation)
    found, after = [], ""
    while True:
        page = log(own, LogFilter(action=name), after=after, size=size)
        found += page.lines
        assert len(page.lines) <= size
        after = page.after
        if not after:
            break
    assert len({line.id for line in found}) == len(found) == len(entries)
    assert [line.at for line in found] == sorted((line.at for line in found), reverse=True)


def test_every_act_and_reading_has_a_name_in_both_languages():
    assert set(actions()) == {*acts.READS, *acts.ACTS}
    for language in ("nl", "en"):
        assert not [name for name in actions() if f"oversight.action.{name}" not in catalogue(language)]
