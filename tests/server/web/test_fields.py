"""The professional's form as it is shown: every code to choose, what was given still there, nothing decided for one."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.indicators import categories, indicators
from zicht.knowledge.sentences import LANGUAGES
from zicht.knowledge.signal import WIRE_STATES
from zicht.server.web.professional.fields import RADIO_MOST, Shown
from zicht.server.web.professional.given import NAMES, PROVENANCE, SIGN, SIGN_ANSWERS, Given, given
from zicht.server.web.professional.parsing import parse

CODED = [field for field in standard.fields() if field.codes]
TEXTS = [field for field in standard.fields() if field.kind == "text"]
TODAY = date(2026, 3, 1)
TYPED = st.text(max_size=60)


def shown(language="nl", problems=None, **values) -> Shown:
    return Shown(Given({name: tuple(value) for name, value in values.items()}), problems or {}, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", CODED, ids=lambda field: field.id)
def test_every_code_and_every_state_can_be_chosen_and_each_once(field, language):
    with translation.override(language):
        options = shown(language).coded(field.id).options
    values = [option.value for option in options if option.value]
    wires = {code.wire for code in standard.codes(field.codes)}
    states = set(WIRE_STATES) - ({"niet_gevraagd"} if field.required else set())
    states -= set() if field.codes == "yes" else {"nee"}
    assert sorted(values) == sorted(wires | states)
    assert len({option.label for option in options}) == len(options), "two choices that read the same"


@pytest.mark.parametrize("field", CODED, ids=lambda field: field.id)
def test_nothing_is_chosen_beforehand(field):
    """A silent default would be an answer that nobody gave."""
    with translation.override("nl"):
        found = shown().coded(field.id)
    assert not found.value
    if found.kind == "select":
        assert found.options[0].value == ""


@pytest.mark.parametrize("field", CODED, ids=lambda field: field.id)
def test_every_choice_that_is_offered_is_read_back_as_what_it_says(field):
    """What the form offers and what it understands are two lists: they may not drift apart."""
    with translation.override("nl"):
        options = [option.value for option in shown().coded(field.id).options if option.value]
    name, read = NAMES[field.id], {}
    for value in options:
        parsed = parse(given({name: [value]}), TODAY, "nl")
        assert name not in parsed.problems, value
        read[value] = getattr(parsed.draft, field.id)
    assert len(set(read.values())) == len(options)


@pytest.mark.parametrize("field", CODED, ids=lambda field: field.id)
def test_what_was_chosen_is_still_chosen(field):
    for code in standard.codes(field.codes):
        with translation.override("nl"):
            found = shown(**{NAMES[field.id]: [code.wire]}).coded(field.id)
        assert found.value == ((code.wire,) if field.kind == "codes" else code.wire)


@settings(max_examples=40)
@for_all(TYPED, st.sampled_from(TEXTS))
def test_what_was_typed_is_still_there_with_its_problem(text, field):
    name = NAMES[field.id]
    with translation.override("nl"):
        found = shown(problems={name: "Te lang."}, **{name: [text]}).text(field.id)
    assert (found.value, found.error, found.max_length) == (text, "Te lang.", field.max_length)
    assert found.autocomplete == "off", "it is about somebody else"


@settings(max_examples=40)
@for_all(st.one_of(st.just(""), st.sampled_from(["2026-02-03", "gisteren", "onbekend"]), TYPED), st.booleans())
def test_a_day_that_is_wrong_is_shown_as_typed_and_never_in_a_date_control(text, wrong):
    problems = {NAMES["when"]: "Dit is geen datum."} if wrong else {}
    with translation.override("nl"):
        found = shown(problems=problems, **{NAMES["when"]: [text]}).when()
    assert found.unknown == (text == "onbekend")
    assert found.field.value == ("" if text in WIRE_STATES else text)
    if wrong and found.field.value:
        assert found.field.kind == "text"


def test_long_lists_are_native_lists_and_short_ones_are_seen_at_once():
    with translation.override("nl"):
        for field in shown().required():
            many = len([option for option in field.options if option.value]) > RADIO_MOST
            assert field.kind == ("checkboxes" if field.name == NAMES["what"] else "select" if many else "radio")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_is_offered_in_one_group_and_each_answer_is_understood(language):
    with translation.override(language):
        groups = list(shown(language, **{NAMES["what"]: [code.wire for code in standard.codes("form")]}).signs())
    signs = [sign for group in groups for sign in group.signs]
    assert sorted(sign.answer.name for sign in signs) == sorted(SIGN + one.id for one in indicators())
    assert [group.title for group in groups] and len(groups) <= len(categories())
    assert not any(group.opened for group in groups)
    for sign in signs:
        assert {option.value for option in sign.answer.options} - {""} <= set(SIGN_ANSWERS)
        sources = {option.value for option in sign.provenance.options} - {""}
        assert sources == {code.wire for code in standard.codes("provenance")}


def test_an_answered_or_wrong_sign_opens_its_group_and_no_other():
    sign, forms = indicators()[0], [code.wire for code in standard.codes("form")]
    for given_answer, problems in (({SIGN + sign.id: ["ja"]}, {}), ({}, {PROVENANCE + sign.id: "Hoe weet u dit?"})):
        with translation.override("nl"):
            groups = list(shown(problems=problems, **{NAMES["what"]: forms}, **given_answer).signs())
        opened = [[one.answer.name for one in group.signs] for group in groups if group.opened]
        assert len(opened) == 1 and SIGN + sign.id in opened[0]
