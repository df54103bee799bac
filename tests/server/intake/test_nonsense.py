"""Whatever the public sends: kept whole, or told what is wrong; a code or a token made up is never anybody's."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import _powerful_session, as_owner, as_role

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import ANSWER_STATES, Answer
from zicht.server.cases.queries import queue
from zicht.server.guard import Guarded
from zicht.server.intake import receipts, tokens
from zicht.server.intake.actions.dialogue import TEXT_MOST, check_text, look
from zicht.server.intake.actions.report import report
from zicht.server.intake.receipts import LONGEST_TRY, grouped, open_code
from zicht.server.signals.queries import open_signal

__all__ = ["_powerful_session", "as_owner", "as_role"]

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
QUICK = settings(max_examples=100, deadline=None)
ANYTHING = st.text(st.characters(), max_size=80)  # halves of characters too
CODED = [field for field in standard.fields() if field.kind in ("code", "codes")]


@pytest.fixture
def contents(as_owner):
    """How many rows every table has, the log left out."""

    def read():
        with as_owner():
            return {
                model._meta.label: model._default_manager.count()
                for model in apps.get_models()
                if issubclass(model, Guarded) and model._meta.app_label != "logbook"
            }

    return read


@pytest.mark.parametrize("field", CODED, ids=[field.id for field in CODED])
def test_a_code_that_the_standard_does_not_know_keeps_nothing_whatever_the_field(region, public_draft, contents, field):
    before = contents()
    for value in ("bestaat-niet", "", "value", "SEXUAL", "x" * 5000, "\x00"):
        with pytest.raises(InputProblems) as caught:
            report(draft=public_draft(**{field.id: Answer("value", (value,))}), nonce=secrets.token_hex(16))
        assert (field.id, "code.unknown") in [(one.field, one.rule) for one in caught.value.problems]
        assert all(len(str(one.params.get("value", ""))) <= 40 for one in caught.value.problems)
    assert contents() == before


@pytest.mark.parametrize("state", [state for state in ANSWER_STATES if state != "value"])
@pytest.mark.parametrize("field", CODED, ids=[field.id for field in CODED])
def test_every_silence_keeps_its_meaning_until_the_desk_reads_it(region, public_draft, field, state):
    """No, unknown, refused and not asked are four things; a required question is never just not asked."""
    if field.required and state == "not_asked":
        with pytest.raises(InputProblems) as caught:
            report(draft=public_draft(**{field.id: Answer(state)}), nonce=secrets.token_hex(16))
        assert [(one.field, one.rule) for one in caught.value.problems] == [(field.id, "answer.silent")]
        return
    report(draft=public_draft(**{field.id: Answer(state)}), nonce=secrets.token_hex(16))
    (row,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.1"], row.record)
    read = {"what": lambda: seen.what[0], "contact": lambda: seen.contact["contact"],
            "contact_safe": lambda: seen.contact["safe"], "contact_how": lambda: seen.contact["how"]}  # fmt: skip
    assert read.get(field.id, lambda: getattr(seen.core, field.id))() == state


@pytest.mark.parametrize(
    ("when", "rule"),
    [(date(2062, 1, 1), "date.future"), (date(1989, 12, 31), "date.ancient"), (date(1, 1, 1), "date.ancient"),
     (date.max, "date.future")],
)  # fmt: skip
def test_a_date_that_cannot_be_is_told_at_its_field_and_keeps_nothing(region, public_draft, contents, when, rule):
    before = contents()
    with pytest.raises(InputProblems) as caught:
        report(draft=public_draft(when=when), nonce=secrets.token_hex(16))
    assert [(one.field, one.rule) for one in caught.value.problems] == [("when", rule)]
    assert contents() == before


@pytest.mark.parametrize(
    "moment", ["2026-03-28T23:30:00+00:00", "2026-10-24T22:30:00+00:00", "2028-02-28T23:30:00+00:00"]
)
def test_today_is_the_day_that_it_is_here(region, public_draft, monkeypatch, moment):
    """Half past midnight in the Netherlands it is already tomorrow, though not yet in UTC."""
    from zicht.server.intake.actions import report as room

    now = timezone.datetime.fromisoformat(moment)
    monkeypatch.setattr(room.timezone, "now", lambda: now)
    here = timezone.localtime(now).date()
    assert here == now.date() + timedelta(days=1)
    assert report(draft=public_draft(when=here), nonce=secrets.token_hex(16)).code
    with pytest.raises(InputProblems):
        report(draft=public_draft(when=here + timedelta(days=1)), nonce=secrets.token_hex(16))


TEXTS = {field.id: field.max_length for field in standard.fields() if field.kind == "text"}


@pytest.mark.parametrize("field", sorted(TEXTS))
@pytest.mark.parametrize("more", [0, 1])
def test_a_text_is_kept_up_to_its_length_and_refused_one_beyond(region, public_draft, contents, field, more):
    text, before = "\U0001f6a8" * (TEXTS[field] + more), contents()
    if more:
        with pytest.raises(InputProblems) as caught:
            report(draft=public_draft(**{field: text}), nonce=secrets.token_hex(16))
        assert [(one.field, one.rule) for one in caught.value.problems] == [(field, "text.long")]
        assert contents() == before
        return
    report(draft=public_draft(**{field: text}), nonce=secrets.token_hex(16))
    (row,) = queue(region["desk.1"]).rows
    assert text in repr(open_signal(region["desk.1"], row.record)) or field == "place"


@FEW
@given(text=ANYTHING)
def test_any_text_comes_back_to_the_letter_or_is_refused_at_its_field(region, public_draft, text):
    nonce = secrets.token_hex(16)
    before = {row.record for row in queue(region["desk.1"], size=500).rows}
    try:
        report(draft=public_draft(narrative=text), nonce=nonce)
    except InputProblems as caught:
        assert [(one.field, one.rule) for one in caught.problems] == [("narrative", "text.signs")]
        return
    (record,) = {row.record for row in queue(region["desk.1"], size=500).rows} - before
    assert open_signal(region["desk.1"], record).narrative == text


# --- codes and tokens ---------------------------------------------------------------------------------------


@FEW
@given(typed=ANYTHING)
def test_no_code_made_up_opens_anything(region, sent, typed):
    with pytest.raises(Refused) as refused:
        look(typed)
    assert refused.value.code == "intake.receipt_unknown"


@pytest.mark.parametrize(
    "typed", ["\ud800" * 20, "\x00" * 20, "１２３４" * 5, "²" * 20, "\u202e" + "1" * 20, "é" * 10_000]
)
def test_a_code_in_strange_signs_is_a_wrong_code_and_no_error(region, sent, typed):
    with pytest.raises(Refused) as refused:
        look(typed)
    assert refused.value.code == "intake.receipt_unknown"


@settings(max_examples=3, deadline=None)
@given(digits=st.text("0123456789", min_size=20, max_size=20), data=st.data())
def test_a_code_with_one_digit_changed_is_another_code(digits, data):
    place = data.draw(st.integers(0, 19))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]
    assert open_code(changed) != open_code(digits)
    assert open_code(grouped(digits)) == open_code(digits)


def test_only_so_much_of_a_try_is_read_that_it_costs_no_more_work():
    assert open_code("1" * LONGEST_TRY) == open_code("1" * (LONGEST_TRY + 500))
    assert open_code("1" * (LONGEST_TRY - 1)) != open_code("1" * LONGEST_TRY)


@QUICK
@given(token=ANYTHING)
def test_no_token_made_up_is_a_form_of_ours(token):
    with pytest.raises(Refused) as refused:
        tokens.nonce_of(token)
    assert refused.value.code == "intake.form_expired"


@QUICK
@given(data=st.data())
def test_a_token_with_any_sign_changed_is_no_form_of_ours(data):
    token = tokens.new_token()
    place = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda one: one != token[place]))
    changed = token[:place] + sign + token[place + 1 :]
    try:
        nonce = tokens.nonce_of(changed)
    except Refused as refused:
        assert refused.code == "intake.form_expired"
    else:  # base64 ends in bits that mean nothing
        assert (place, nonce) == (len(token) - 1, tokens.nonce_of(token))


def test_the_same_form_gives_the_same_code_whatever_is_in_it_the_second_time(region, public_draft, contents):
    """What counts is the form: a second send with other answers is the first one."""
    nonce = secrets.token_hex(16)
    first, before = report(draft=public_draft(), nonce=nonce), contents()
    again = report(draft=public_draft(narrative="Iets heel anders"), nonce=nonce)
    assert (again.code, again.again) == (first.code, True)
    assert contents() == before


@QUICK
@given(text=st.text(max_size=TEXT_MOST + 50))
def test_a_message_is_what_was_written_without_the_space_around_it_or_it_is_refused(text):
    kept = text.strip()
    if 0 < len(kept) <= TEXT_MOST:
        assert check_text(text) == kept
        assert check_text(check_text(text)) == kept
        return
    with pytest.raises(Refused) as refused:
        check_text(text)
    assert refused.value.code == ("intake.text_long" if kept else "intake.text_missing")


def test_another_secret_makes_every_receipt_of_before_unknown(region, sent, monkeypatch):
    """What the code depends on is in the key ring alone: without it the table of receipts opens nothing."""
    real = receipts.load(receipts.settings.ZICHT.keys)
    ring = type("Ring", (), {"receipts": bytes(reversed(real.receipts))})
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "load", lambda _: ring)
        with pytest.raises(Refused):
            look(sent[0].code)
    assert look(sent[0].code).messages == ()
