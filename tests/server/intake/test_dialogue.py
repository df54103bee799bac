"""Contact both ways through the receipt: the desk answers, the reporter reads and replies once."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from zicht.errors import Refused
from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.door.view import NotVisible
from zicht.server.intake import functions
from zicht.server.intake.actions import dialogue
from zicht.server.intake.actions.dialogue import TEXT_MOST, look, reply
from zicht.server.intake.actions.report import report
from zicht.server.intake.models import Message
from zicht.server.intake.queries import conversation
from zicht.server.intake.receipts import open_code
from zicht.server.logbook.models import LogRow
from zicht.server.signals.actions.register import register_signal


def nonce() -> str:
    return secrets.token_hex(16)


@pytest.fixture
def answered(region, sent):
    received, signal, _ = sent
    answer_reporter(signal=signal, text="Dank u. Hebt u een kenteken gezien?", by=region["desk.1"])
    return received.code, signal


def texts(code):
    return [(said.mine, said.text) for said in look(code).messages]


def test_before_an_answer_there_is_nothing_to_read_and_nothing_to_reply_to(sent):
    found = look(sent[0].code)
    assert (found.messages, found.may_reply) == ((), False)
    with pytest.raises(Refused) as refused:
        reply(code=sent[0].code, text="Hallo?", nonce=nonce())
    assert refused.value.code == "intake.reply_not_now"


def test_the_reporter_reads_the_answer_and_replies_and_the_desk_reads_the_reply(region, answered):
    code, signal = answered
    assert texts(code) == [(False, "Dank u. Hebt u een kenteken gezien?")]
    after = reply(code=code, text="  Nee, het was donker.\n", nonce=nonce())
    assert [(said.mine, said.text) for said in after.messages][-1] == (True, "Nee, het was donker.")
    told = conversation(region["desk.2"], signal).messages
    assert [(row.from_reporter, row.text) for row in told] == [
        (False, "Dank u. Hebt u een kenteken gezien?"),
        (True, "Nee, het was donker."),
    ]


def test_each_answer_may_be_replied_to_once(region, answered):
    code, signal = answered
    assert look(code).may_reply is True
    assert reply(code=code, text="Een", nonce=nonce()).may_reply is False
    with pytest.raises(Refused) as refused:
        reply(code=code, text="Twee", nonce=nonce())
    assert refused.value.code == "intake.reply_not_now"
    answer_reporter(signal=signal, text="Nog een vraag", by=region["desk.2"])
    assert reply(code=code, text="Drie", nonce=nonce()).may_reply is False
    assert sorted(text for mine, text in texts(code) if mine) == ["Drie", "Een"]


def test_a_reply_sent_twice_is_kept_once(answered):
    code, _ = answered
    form = nonce()
    first = reply(code=code, text="Een", nonce=form)
    assert reply(code=code, text="Een", nonce=form) == first
    assert len(first.messages) == 2


@pytest.mark.parametrize("text", ["", "  \n", "x" * (TEXT_MOST + 1)])
def test_a_text_that_cannot_stand_is_refused_on_both_sides_and_kept_on_neither(region, answered, text):
    code, signal = answered
    with pytest.raises(Refused) as mine:
        reply(code=code, text=text, nonce=nonce())
    with pytest.raises(Refused) as theirs:
        answer_reporter(signal=signal, text=text, by=region["desk.1"])
    assert mine.value.code == theirs.value.code
    assert mine.value.code in ("intake.text_missing", "intake.text_long")
    assert len(texts(code)) == 1


def test_the_code_of_one_report_opens_no_other(answered, public_draft):
    other = report(draft=public_draft(), nonce=nonce())
    assert look(other.code).messages == ()


def test_a_wrong_an_expired_and_a_nonsense_code_get_the_same_answer(answered, monkeypatch):
    code, _ = answered
    said = set()
    expired = connection.vendor != "postgresql"
    if expired:
        later = timezone.now() + timedelta(days=366)
        monkeypatch.setattr(functions.timezone, "now", lambda: later)
    for tried in (*([code] if expired else []), "1" * 20, "", "geen code", "é" * 500):
        with pytest.raises(Refused) as refused:
            look(tried)
        said.add((refused.value.code, str(refused.value), refused.value.rule))
        with pytest.raises(Refused) as refused:
            reply(code=tried, text="Hallo", nonce=nonce())
        said.add((refused.value.code, str(refused.value), refused.value.rule))
    assert said == {("intake.receipt_unknown", "intake.receipt_unknown", "")}


def test_a_code_that_stops_working_while_someone_writes_is_told_like_any_unknown_code(answered, monkeypatch):
    monkeypatch.setattr(dialogue, "intake_reply", lambda _: {"outcome": "unknown"})
    with pytest.raises(Refused) as refused:
        reply(code=answered[0], text="Hallo", nonce=nonce())
    assert refused.value.code == "intake.receipt_unknown"


def test_what_a_receipt_finds_holds_messages_only_and_those_sealed(answered):
    code, signal = answered
    found = functions.intake_look({"lookup": open_code(code).lookup})
    assert set(found) == {"record", "wrapped", "messages"}
    assert found["record"] == str(signal)
    assert [set(message) for message in found["messages"]] == [{"id", "direction", "at", "sealed"}]
    assert "kenteken" not in json.dumps(found)


def test_a_message_moved_to_another_place_does_not_open(region, answered, monkeypatch):
    from zicht.errors import Defect

    real = dialogue.intake_look

    def moved(given):
        found = real(given)
        found["messages"][0]["id"] = "00000000-0000-0000-0000-000000000000"
        return found

    monkeypatch.setattr(dialogue, "intake_look", moved)
    with pytest.raises(Defect):
        look(answered[0])


def test_a_signal_without_a_receipt_cannot_be_answered(region, public_draft):
    signal = register_signal(draft=public_draft(), by=region["ggd.1"])
    with pytest.raises(Refused) as refused:
        answer_reporter(signal=signal, text="Dank", by=region["desk.1"])
    assert refused.value.code == "intake.no_receipt"
    assert conversation(region["desk.1"], signal).receipt_until is None


@pytest.mark.parametrize("who", ["ggd.1", "zorg.1", "privacy.1", "fg.1", "beheer.1"])
def test_only_the_desk_answers_and_reads_the_conversation(region, answered, who):
    _, signal = answered
    with pytest.raises(Refused) as refused:
        answer_reporter(signal=signal, text="Dank", by=region[who])
    assert refused.value.code == "door.role"
    with pytest.raises(Refused) as refused:
        conversation(region[who], signal)
    assert refused.value.code == "door.role"


def test_a_conversation_that_is_not_there_is_not_visible(region, answered):
    with pytest.raises(NotVisible):
        conversation(region["desk.1"], "00000000-0000-0000-0000-000000000001")


@pytest.mark.parametrize(
    ("contact", "safe", "agreed"),
    [("yes", "yes", True), ("yes", "unknown", False), ("yes", "not_asked", False), ("yes", "no", False),
     ("no", "yes", False), ("unknown", "yes", False), ("unknown", "unknown", False)],
)  # fmt: skip
def test_contact_is_agreed_only_when_it_is_welcome_and_said_to_be_safe(region, public_draft, contact, safe, agreed):
    def answer(state):
        return Answer.of("yes") if state == "yes" else Answer(state)

    from zicht.server.cases.queries import queue

    report(draft=public_draft(contact=answer(contact), contact_safe=answer(safe)), nonce=nonce())
    (line,) = queue(region["desk.1"]).rows
    assert conversation(region["desk.1"], line.record).contact_agreed is agreed


def test_every_step_of_the_contact_is_in_the_log(region, answered, watching):
    code, signal = answered
    reply(code=code, text="Nee", nonce=nonce())
    conversation(region["desk.1"], signal)
    with watching(region["privacy.1"]):
        rows = list(LogRow.objects.filter(records__contains=str(signal)))
    seen = {(row.action, row.role, row.outcome) for row in rows}
    assert seen >= {
        ("intake.report", "public", "ok"),
        ("cases.answer_reporter", "desk", "ok"),
        ("intake.look", "public", "ok"),
        ("intake.reply", "public", "ok"),
        ("intake.conversation", "desk", "ok"),
    }
    assert all("Nee" not in f"{row.records}{row.groups}{row.rule}" for row in rows)


def test_messages_stay_behind_the_guard(answered):
    from zicht.errors import Defect

    with pytest.raises(Defect):
        list(Message.objects.all())
