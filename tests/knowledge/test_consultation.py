"""Advice without a signal: lists whose numbers stay two digits, and a check that names everything wrong at once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.consultation import (
    FIRST_CODE,
    LAST_CODE,
    LOOKS_BACK,
    QUESTIONS,
    STATE_NUMBERS,
    Consultation,
    check,
    names,
    number,
    numbers,
    places,
)
from zicht.knowledge.signal import NO, NOT_ASKED, REFUSED, UNKNOWN, Answer

TODAY = date(2026, 6, 15)
CODES = {question: [code.id for code in standard.codes(name)] for question, name in QUESTIONS.items()}


def answers(question):
    values = st.sampled_from(CODES[question]).map(Answer.of)
    return values | st.sampled_from([NO, UNKNOWN, REFUSED])


talks = st.builds(
    Consultation,
    caller=answers("caller"),
    theme=answers("theme"),
    answer=answers("answer"),
    on=st.integers(0, LOOKS_BACK.days).map(lambda back: TODAY - timedelta(days=back)),
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_code_has_one_number_of_two_digits_that_is_no_other_code_and_no_state(question):
    found = numbers(question)
    assert set(found) == {*CODES[question], *STATE_NUMBERS}
    assert len(set(found.values())) == len(found)
    assert all(FIRST_CODE <= found[code] <= LAST_CODE for code in CODES[question])
    assert all(LAST_CODE < kept < 100 for kept in STATE_NUMBERS.values())


@pytest.mark.parametrize("name", QUESTIONS.values())
def test_ids_and_what_forms_send_are_each_their_own_and_have_two_languages(name):
    codes = standard.codes(name)
    for part in ("id", "wire", "nl", "en"):
        said = [getattr(code, part) for code in codes]
        assert all(said) and len(set(said)) == len(said), part
    assert not {code.wire for code in codes} & {"nee", "onbekend", "niet_gevraagd", "geweigerd"}


def test_nobody_confirmed_the_lists_or_a_place_and_a_number_to_call_has_a_source():
    assert standard.read_data("consultation.toml")["confirmed_by"] == ""
    assert [place.id for place in places()] == ["focal_officer", "veilig_thuis", "comensha"]
    for place in places():
        assert place.confirmed_by == ""
        assert bool(place.phone) == bool(place.source), place.id
        assert bool(place.source) == bool(place.read_on), "the day on which it was read"


@given(talks)
def test_what_the_form_offers_may_be_kept_and_comes_back_as_it_was_said(talk):
    assert check(talk, TODAY) == ()
    for question in QUESTIONS:
        answer = getattr(talk, question)
        assert names(question)[number(question, answer)] == (answer.value or answer.state)


@given(talks, st.sampled_from(sorted(QUESTIONS)), st.sampled_from(["silent", "stray", "both"]))
def test_each_mistake_is_named_at_its_own_question(talk, question, mistake):
    wrong = {"silent": NOT_ASKED, "stray": Answer.of("jan jansen"), "both": Answer.of(*CODES[question][:2])}[mistake]
    rule = {"silent": "consultation.silent", "stray": "code.unknown", "both": "code.one"}[mistake]
    changed = {name: getattr(talk, name) for name in (*QUESTIONS, "on")} | {question: wrong}
    assert [(one.field, one.rule) for one in check(Consultation(**changed), TODAY)] == [(question, rule)]


def test_everything_wrong_is_named_at_once():
    found = check(Consultation(NOT_ASKED, NOT_ASKED, NOT_ASKED, date(2020, 1, 1)), TODAY)
    assert Counter(one.field for one in found) == Counter([*QUESTIONS, "on"])


@pytest.mark.parametrize(
    ("on", "right"), [(0, True), (LOOKS_BACK.days, True), (-1, False), (LOOKS_BACK.days + 1, False)]
)
def test_a_talk_is_noted_within_a_month_and_never_before_it_took_place(on, right):
    talk = Consultation(UNKNOWN, UNKNOWN, UNKNOWN, TODAY - timedelta(days=on))
    assert (check(talk, TODAY) == ()) is right


def test_what_passed_no_check_gets_no_number():
    with pytest.raises(Defect):
        number("caller", Answer.of("jan jansen"))
    with pytest.raises(Defect):
        number("caller", Answer.of("care", "gp"))
