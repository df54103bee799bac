"""Whatever anybody does in whatever order: after each step everyone sees what the clerk's book says, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from access.asking import DAY, api_key
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from server.door.clerk import CLAUSES, Book
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.cases.queries import cases, queue
from zicht.server.door.models import WAITING, Record, Right
from zicht.server.door.view import NotVisible, visible
from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome
from zicht.server.referrals.queries import inbox, open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.sharing.models import Grant
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.models import GROUP_TABLES, FollowUp, PossiblePerpetrators
from zicht.server.signals.queries import own_signals

STAFF = ("ggd.1", "ggd.2", "politie.1", "inspectie.1", "desk.1", "desk.2", "zorg.1", "inspectie.2")
WATCHERS = ("privacy.1", "fg.1")
# who asks for what: the purpose of their work, and one that is not theirs
ASKING = [(name, "weighing") for name in (*STAFF, *WATCHERS)]
ASKING += [("zorg.1", "care"), ("inspectie.2", "inspection"), ("inspectie.2", "care"), ("desk.1", "care")]
READ_AS = dict.fromkeys(STAFF, "signals.open") | dict.fromkeys(WATCHERS, "oversight.grants")
# every signal of these tests has rows in each of these; what was done comes later, possible perpetrators are off
FILLED = [table for table in GROUP_TABLES if table not in (FollowUp, PossiblePerpetrators)]
WEIGHED_FROM = {"core", "follow_up"}
SOMEONE = st.sampled_from((*STAFF, *WATCHERS))
PLACE = st.integers(0, 9)


class Door(RuleBasedStateMachine):
    """The real door, with the clerk's book beside it. Each run is taken back."""

    region = as_owner = None

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.book = Book()
        self.actors = {name: self.region[name] for name in READ_AS}
        self.forms, self.signal_of, self.grants = {}, {}, {}

    def teardown(self):
        try:
            self.lists_and_api_agree()
        finally:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @initialize()
    def something_is_under_way(self):
        """A referral from the start: what takes away has something to take."""
        self.register("ggd.1", "sexual", False)
        self.weigh_one("desk.1", 0, "case")
        self.refer_one("desk.1", 0, ("zorgcoordinatie", "care"))

    # --- what people do, allowed or not -------------------------------------------------------------------

    def pick(self, place, kind=""):
        found = [record for record, is_a in self.book.kinds.items() if kind in ("", is_a)]
        return found[place % len(found)] if found else None

    def tried(self, expected, act):
        """Do it; ``expected`` is the code of the refusal, or "" when it may be done. A refusal changes nothing."""
        try:
            done = act()
        except Refused as refusal:
            assert refusal.code == expected
            return None
        assert expected == ""
        return done

    def refused(self, who, roles, record, kind, needs=frozenset({"core"}), purpose="weighing"):
        """What the door itself says about an act on a record, before the act looks at anything."""
        if who.role not in roles:
            return "door.role"
        seen = self.book.sees(who, purpose).get(record, set())
        if not seen or self.book.kinds[record] != kind:
            return "door.not_found"
        return "" if needs <= seen else "door.groups"

    @rule(name=st.sampled_from(STAFF), form=st.sampled_from(["sexual", "labour"]), acute=st.booleans())
    def register(self, name, form, acute):
        who = self.actors[name]
        given = draft(what=Answer.of(form), acute=Answer.of("yes") if acute else Answer("no"))
        record = register_signal(draft=given, by=who)
        self.book.registered(record, who)
        self.forms[record] = form

    @precondition(lambda self: self.book.kinds)
    @rule(name=SOMEONE, place=PLACE, end=st.sampled_from([*ENDS, "case", "case"]))
    def weigh_one(self, name, place, end):
        who, record = self.actors[name], self.pick(place)
        expected = self.refused(who, ("desk",), record, "signal", WEIGHED_FROM)
        if not expected and self.book.states[record] not in WAITING:
            expected = "cases.already_weighed"
        case = self.tried(expected, lambda: weigh(signal=record, end=end, reason="Gewogen", by=who))
        if expected:
            return
        self.book.states[record] = end
        if end == "case":
            self.book.opened(case, "case", who, "open")
            self.signal_of[case] = record

    @precondition(lambda self: "case" in self.book.kinds.values())
    @rule(name=SOMEONE, place=PLACE, way=st.sampled_from(sorted(CLAUSES)))
    def refer_one(self, name, place, way):
        who, case, (to, purpose) = self.actors[name], self.pick(place, "case"), way
        signal = self.signal_of[case]
        expected = self.refused(who, ("desk",), case, "case")
        if not expected and self.under_way(case, way):
            expected = "referrals.already_sent"
        forms = CLAUSES[way][1]
        if not expected and forms and self.forms[signal] not in forms:
            expected = "sharing.not_under_agreements"
        referral = self.tried(expected, lambda: refer(case=case, to=to, purpose=purpose, by=who))
        if expected:
            return
        self.book.opened(referral, "referral", who, "sent")
        grant = open_referral(who, referral).grant
        self.book.gave(grant, to, purpose, referral, signal)
        self.grants[grant] = {"referral": referral, "case": case, "way": way, "withdrawn": False, "over": False}

    def under_way(self, case, way):
        return any(
            one["case"] == case and one["way"] == way and not one["withdrawn"] and not one["over"]
            and self.book.states[one["referral"]] in ("sent", "accepted")
            for one in self.grants.values()
        )  # fmt: skip

    @precondition(lambda self: self.grants)
    @rule(name=SOMEONE, place=PLACE, how=st.sampled_from(["accept", "decline", "outcome"]))
    def answer_one(self, name, place, how):
        who, one = self.actors[name], list(self.grants.values())[place % len(self.grants)]
        referral = one["referral"]
        before, after = {
            "accept": ("sent", "accepted"),
            "decline": ("sent", "declined"),
            "outcome": ("accepted", "done"),
        }[how]
        expected = self.refused(who, ("partner",), referral, "referral", purpose=one["way"][1])
        if not expected and self.book.states[referral] != before:
            expected = "referrals.wrong_state"
        acts = {
            "accept": lambda: accept(referral=referral, by=who),
            "decline": lambda: decline(referral=referral, reason="Kan niet", by=who),
            "outcome": lambda: report_outcome(referral=referral, outcome="help_started", note="", by=who),
        }
        self.tried(expected, acts[how])
        if not expected:
            self.book.states[referral] = after

    @precondition(lambda self: self.grants)
    @rule(name=st.sampled_from(["desk.1", "privacy.1", "zorg.1", "ggd.1", "fg.1"]), place=PLACE)
    def withdraw_one(self, name, place):
        who, (grant, one) = self.actors[name], list(self.grants.items())[place % len(self.grants)]
        expected = "" if who.role in ("desk", "privacy") else "door.role"
        if not expected and one["withdrawn"]:
            expected = "sharing.withdrawn_already"
        self.tried(expected, lambda: withdraw(grant=grant, by=who, why="purpose_ended"))
        if not expected:
            one["withdrawn"] = True
            self.book.ended(grant)

    @precondition(lambda self: self.grants)
    @rule(place=PLACE)
    def time_runs_out(self, place):
        """The last day of a grant goes by: nobody does anything."""
        grant, one = list(self.grants.items())[place % len(self.grants)]
        if one["withdrawn"] or one["over"]:
            return
        with self.as_owner():
            over = Right.objects.filter(grant=grant)[0].valid_from - timedelta(seconds=1)
            Right.objects.filter(grant=grant).update(valid_until=over)
            Grant.objects.filter(id=grant).update(until=over)
        one["over"] = True
        self.book.ended(grant)

    # --- what everyone sees -------------------------------------------------------------------------------

    @invariant()
    def everyone_sees_what_the_book_says(self):
        for name, purpose in ASKING:
            expected = self.book.sees(self.actors[name], purpose)
            with visible(self.actors[name], READ_AS[name], purpose) as view:
                sights = view.page(view.rights().order_by("record_id"), 100)
                assert {sight.record: set(sight.groups) for sight in sights} == expected, (name, purpose)
                self.rows_agree(view, sights, expected)

    def rows_agree(self, view, sights, expected):
        for table in FILLED:
            there = {
                record for record, groups in expected.items()
                if table.FIELD_GROUP in groups and self.book.kinds[record] == "signal"
            }  # fmt: skip
            assert set(view.rows(table, sights)) == there, table
            if connection.vendor == "postgresql":  # a query that forgot the door meets the second wall
                assert set(table.objects.values_list("record_id", flat=True)) == there, table

    @invariant()
    def every_record_stands_where_the_book_says(self):
        with self.as_owner():
            assert dict(Record.objects.values_list("id", "state")) == self.book.states

    def lists_and_api_agree(self):
        """At the end, what pages and programs get: lists of exactly those records, and one by one the same groups."""
        desk = self.actors["desk.2"]
        waiting = {
            line.record for line in self.book.lines
            if line.is_for(desk, "weighing") and line.role == "desk" and self.book.kinds[line.record] == "signal"
            and self.book.states[line.record] in WAITING
        }  # fmt: skip
        assert {row.record for row in queue(desk).rows} == waiting
        assert {row.record for row in cases(desk).rows} == self.of_kind(desk, "weighing", "case")
        for name, purpose in (("zorg.1", "care"), ("inspectie.2", "inspection")):
            assert {row.record for row in inbox(self.actors[name]).rows} == self.of_kind(
                self.actors[name], purpose, "referral"
            )
        for name in STAFF:
            self.api_agrees(name)

    def of_kind(self, who, purpose, kind):
        return {record for record in self.book.sees(who, purpose) if self.book.kinds[record] == kind}

    def api_agrees(self, name):
        who, client = self.actors[name], Client()
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {api_key(who, DAY)}"
        mine = {
            line.record for line in self.book.lines if line.member == name and self.book.kinds[line.record] == "signal"
        }
        assert {row["id"] for row in client.get("/api/v1/signalen").json()["signalen"]} == set(map(str, mine))
        assert {row.record for row in own_signals(who).rows} == mine
        seen = self.book.sees(who, "weighing")
        for record, kind in self.book.kinds.items():
            answer = client.get(f"/api/v1/signalen/{record}")
            groups = seen.get(record, set()) if kind == "signal" else set()
            assert answer.status_code == (200 if groups else 404)
            if groups:
                assert len(answer.json()["nietVerstrekt"]) == 9 - len(groups)


RUNS = settings(
    max_examples=4, stateful_step_count=10, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@pytest.mark.usefixtures("region")
def test_after_any_sequence_of_acts_everyone_sees_what_was_given_and_is_still_in_force(region, as_owner):
    machine = type("DoorHere", (Door,), {"region": region, "as_owner": staticmethod(as_owner)})
    run_state_machine_as_test(machine, settings=RUNS)


def test_the_book_strikes_through_what_ended_and_nothing_else(region):
    """The reference itself: were it to forget or to keep too much, the machine would prove nothing."""
    book, partner = Book(), region["zorg.1"]
    book.registered("s", region["ggd.1"])
    book.gave("g", "zorgcoordinatie", "care", "r", "s")
    assert book.sees(partner, "care") == {"s": {"core", "observations", "contact"}, "r": {"core", "follow_up"}}
    assert book.sees(partner, "weighing") == book.sees(region["inspectie.2"], "care") == {}
    book.ended("another")
    assert book.sees(partner, "care")
    book.ended("g")
    assert book.sees(partner, "care") == {}
    assert "s" in book.sees(region["ggd.1"], "weighing")
    assert book.sees(region["ggd.2"], "weighing") == {}


def test_a_case_cannot_be_read_as_a_signal_whoever_holds_it(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    for kind in ("signal", "referral"):
        with visible(region["desk.1"], "signals.open") as view, pytest.raises(NotVisible):
            view.one(case, kind)
