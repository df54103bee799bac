"""The contact between desk and reporter in any order: both read the same, and each answer is replied to once."""

from __future__ import annotations

import secrets

from django.db import transaction
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
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge.signal import NOT_ASKED
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.queries import queue
from zicht.server.intake.actions.dialogue import look, reply
from zicht.server.intake.actions.report import report
from zicht.server.intake.queries import conversation
from zicht.server.intake.receipts import grouped

BARE = {"persons": (), "observations": (), "place": "", "contact_details": "", "contact_safe": NOT_ASKED}
WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip)
WHICH = st.integers(0, 1)


class Contact(RuleBasedStateMachine):
    """Two reports side by side; what was said on each, as a list of (from the reporter, text)."""

    region = None

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.codes, self.signals, self.said, self.forms = [], [], [], []

    def teardown(self):
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def two_reports(self):
        for _ in range(2):
            before = {row.record for row in queue(self.region["desk.1"]).rows}
            received = report(draft=draft(**BARE), nonce=secrets.token_hex(16))
            (new,) = {row.record for row in queue(self.region["desk.1"]).rows} - before
            self.codes.append(received.code)
            self.signals.append(new)
            self.said.append([])

    def may_reply(self, which):
        mine = sum(from_reporter for from_reporter, _ in self.said[which])
        return len(self.said[which]) - mine > mine

    @rule(which=WHICH, by=st.sampled_from(["desk.1", "desk.2"]), text=WORDS)
    def desk_answers(self, which, by, text):
        answer_reporter(signal=self.signals[which], text=text, by=self.region[by])
        self.said[which].append((False, text.strip()))

    @rule(which=WHICH, text=WORDS)
    def reporter_replies(self, which, text):
        form, may = secrets.token_hex(16), self.may_reply(which)
        try:
            reply(code=self.codes[which], text=text, nonce=form)
        except Refused as refusal:
            assert (may, refusal.code) == (False, "intake.reply_not_now")
            return
        assert may
        self.said[which].append((True, text.strip()))
        self.forms.append((which, text, form))

    @precondition(lambda self: self.forms)
    @rule(place=st.integers(0, 9))
    def the_same_form_again(self, place):
        """Sent twice, also after more was said: nothing is added, and it is no mistake."""
        which, text, form = self.forms[place % len(self.forms)]
        reply(code=self.codes[which], text=text, nonce=form)

    @precondition(lambda self: self.forms)
    @rule(place=st.integers(0, 9))
    def the_same_form_under_the_other_receipt(self, place):
        """A form's token belongs to no receipt: under another one it is another message."""
        which, text, form = self.forms[place % len(self.forms)]
        other, may = 1 - which, self.may_reply(1 - which)
        if (other, text, form) in self.forms:
            return
        try:
            reply(code=self.codes[other], text=text, nonce=form)
        except Refused as refusal:
            assert (may, refusal.code) == (False, "intake.reply_not_now")
            return
        assert may
        self.said[other].append((True, text.strip()))
        self.forms.append((other, text, form))

    @invariant()
    def both_sides_read_the_same(self):
        for code, signal, said in zip(self.codes, self.signals, self.said, strict=True):
            shown = look(grouped(code.replace(" ", "")))
            assert sorted((one.mine, one.text) for one in shown.messages) == sorted(said)
            told = conversation(self.region["desk.1"], signal).messages
            assert sorted((row.from_reporter, row.text) for row in told) == sorted(said)
            mine = sum(from_reporter for from_reporter, _ in said)
            assert shown.may_reply == (len(said) - mine > mine)


def test_in_whatever_order_they_write_both_sides_read_the_same_and_each_answer_gets_one_reply(region):
    runs = settings(max_examples=4, stateful_step_count=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(type("ContactHere", (Contact,), {"region": region}), settings=runs)
