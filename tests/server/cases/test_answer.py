"""Answering who reported in public: under a receipt that is in force only, in their own conversation, for the desk."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from server.intake.conftest import public_draft
from worlds import draft

from zicht.errors import Refused
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.cases.queries import queue
from zicht.server.door.models import Right
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions.dialogue import TEXT_MOST, look
from zicht.server.intake.actions.report import report
from zicht.server.intake.models import Message, Receipt
from zicht.server.intake.queries import conversation
from zicht.server.signals.actions.register import register_signal

__all__ = ["public_draft"]


@pytest.fixture
def reported(region, public_draft):
    """A public report: its code and its signal."""
    code = report(draft=public_draft(), nonce=secrets.token_hex(16)).code
    (row,) = queue(region["desk.1"]).rows
    return code, row.record


@pytest.fixture
def messages(as_owner):
    def count():
        with as_owner():
            return Message.objects.count()

    return count


def test_colleagues_answer_in_one_conversation_in_order_of_time(region, reported):
    code, signal = reported
    for number, by in enumerate(("desk.1", "desk.2", "desk.1")):
        answer_reporter(signal=signal, text=f"Vraag {number}", by=region[by])
    assert {said.text for said in look(code).messages} == {"Vraag 0", "Vraag 1", "Vraag 2"}
    told = conversation(region["desk.2"], signal).messages
    assert sorted(row.text for row in told) == ["Vraag 0", "Vraag 1", "Vraag 2"]
    assert not any(row.from_reporter for row in told)


@pytest.mark.parametrize("end", ENDS)
def test_the_reporter_can_be_answered_however_it_was_weighed(region, reported, end):
    """Someone waits for an answer, also when it was no trafficking."""
    code, signal = reported
    weigh(signal=signal, end=end, reason="Gewogen", by=region["desk.1"])
    answer_reporter(signal=signal, text="Wij hebben het gelezen.", by=region["desk.1"])
    assert [said.text for said in look(code).messages] == ["Wij hebben het gelezen."]


def test_when_the_receipt_is_over_there_is_nobody_to_answer(region, reported, as_owner, messages):
    code, signal = reported
    with as_owner():
        over = Receipt.objects.get(record_id=signal).expires_at - timedelta(days=366)
        Receipt.objects.filter(record_id=signal).update(expires_at=over)
    with pytest.raises(Refused) as refused:
        answer_reporter(signal=signal, text="Te laat", by=region["desk.1"])
    assert (refused.value.code, messages()) == ("intake.no_receipt", 0)
    with pytest.raises(Refused) as refused:
        look(code)
    assert refused.value.code == "intake.receipt_unknown"


@pytest.mark.parametrize("group", ["contact", "narrative"])
def test_without_the_groups_that_an_answer_shows_nothing_is_answered(region, reported, as_owner, messages, group):
    with as_owner():
        Right.objects.filter(record_id=reported[1]).update(**{f"g_{group}": False})
    with pytest.raises(Refused) as refused:
        answer_reporter(signal=reported[1], text="Dank u", by=region["desk.1"])
    assert (refused.value.code, refused.value.rule, messages()) == ("door.groups", f"groups:{group}", 0)


def test_a_case_is_no_signal_to_answer_on(region, reported, messages):
    case = weigh(signal=reported[1], end="case", reason="Ernstig", by=region["desk.1"])
    with pytest.raises(NotVisible):
        answer_reporter(signal=case, text="Dank u", by=region["desk.1"])
    assert messages() == 0


def test_a_professionals_signal_has_no_receipt_and_gets_no_answer_this_way(region, messages):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with pytest.raises(Refused) as refused:
        answer_reporter(signal=signal, text="Dank u", by=region["desk.1"])
    assert (refused.value.code, messages()) == ("intake.no_receipt", 0)


TEXTS = ["é", "\U0001f64f", "مرحبا", "a\u0301" * 10, "<script>alert(1)</script>", "{{ x }} %s %(a)s", "x" * TEXT_MOST]
TEXTS += ["een\r\ntwee\n\ndrie", "\x00nul"]


@pytest.mark.parametrize("text", TEXTS)
def test_an_answer_in_any_script_arrives_to_the_letter(region, reported, text):
    code, signal = reported
    answer_reporter(signal=signal, text=f"  {text}\n", by=region["desk.1"])
    assert [said.text for said in look(code).messages] == [text]


def test_the_log_says_that_there_was_an_answer_and_nothing_of_it(region, reported, log):
    answer_reporter(signal=reported[1], text="Een zeldzaam woord: kwikstaart", by=region["desk.1"])
    (row,) = log("cases.answer_reporter")
    assert (row.outcome, row.groups, str(reported[1]) in row.records) == ("ok", '["narrative"]', True)
    assert "kwikstaart" not in repr(vars(row))
