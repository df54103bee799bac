"""Further answers in words: under their own group, every state apart, and nothing of a group that is not granted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.details import Detail
from zicht.knowledge.sentences import LANGUAGES
from zicht.knowledge.signal import ANSWER_STATES, Answer
from zicht.server.web.parts.answers_shown import detail_label, detail_word, further_facts, state_word
from zicht.server.web.parts.signal_parts import sections

from .test_signal_parts import BARE, CONTENT, view_of

SPECS = standard.detail_fields()
NO_VALUE = [state for state in ANSWER_STATES if state != "value"]


def value_of(spec):
    if spec.kind == "date":
        return Answer.of("2025-03-01")
    if spec.kind == "text":
        return Answer.of("zqtekst")
    codes = standard.codes(spec.codes)
    return Answer.of(*(code.id for code in codes[: 2 if spec.kind == "codes" else 1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_the_states_of_one_question_never_read_the_same(spec, language):
    with translation.override(language):
        words = [detail_word(Detail(spec.id, 1, Answer(state)), language) for state in NO_VALUE]
        value = detail_word(Detail(spec.id, 1, value_of(spec)), language)
        known = [state_word(state) for state in NO_VALUE]
    assert words == known
    assert len({*words, value}) == len(NO_VALUE) + 1
    assert "" not in {*words, value}


def test_every_chosen_code_is_named_in_its_own_words():
    for spec in SPECS:
        if spec.kind == "codes":
            named = {code.nl for code in standard.codes(spec.codes)[:2]}
            assert set(detail_word(Detail(spec.id, 1, value_of(spec)), "nl").split(", ")) >= {min(named, key=len)}


details = st.lists(
    st.builds(
        Detail,
        st.sampled_from([spec.id for spec in SPECS]),
        st.integers(1, 4),
        st.sampled_from([Answer(state) for state in NO_VALUE]),
    ),
    unique_by=lambda item: (item.field, item.number),
    max_size=20,
)


@given(details)
def test_no_answer_is_lost_or_told_twice(found):
    facts = [fact for group in further_facts(found, "nl").values() for fact in group]
    assert sorted(fact.label for fact in facts) == sorted(detail_label(detail, "nl") for detail in found)


@given(details)
def test_of_several_things_it_is_said_which(found):
    labels = [detail_label(detail, "nl") for detail in found]
    several = {entity.id for entity in standard.entities() if entity.several}
    expected = {(d.field, d.number if d.spec.entity in several else 0) for d in found}
    assert len(set(labels)) == len(expected)


@pytest.mark.parametrize("spec", [s for s in SPECS if s.group != "possible_perpetrators"], ids=lambda spec: spec.id)
def test_an_answer_stands_under_the_heading_of_its_group(spec):
    view = replace(view_of(list(CONTENT)), details=(Detail(spec.id, 1, value_of(spec)),))
    with translation.override("nl"):
        held = {section.group for section in sections(view, "nl") if section.further}
    assert held == {spec.group}


def test_a_number_of_the_victim_stands_with_what_is_known_of_them():
    own = (Detail("phone_number", 1, Answer.of("0612345678")), Detail("phone_owner", 1, Answer.of("victim")))
    view = replace(view_of(list(CONTENT)), details=own)
    (held,) = [section for section in sections(view, "nl") if section.further]
    assert held.group == "identity"
    assert [fact.value for fact in held.further] == ["0612345678", "van het mogelijke slachtoffer zelf"]


def test_a_page_shows_what_was_told_further_and_no_heading_where_nothing_was():
    told = replace(view_of(["location"]), details=(Detail("address", 2, Answer.of("Zqlaan 2")),))
    for view, there in ((told, True), (view_of(["location"]), False)):
        html = render_to_string("parts/signal_sections.html", {"sections": tuple(sections(view, "nl"))})
        assert ("Zqlaan 2" in html) == there
        assert ("Straat en nummer (plek 2)" in html) == there
    assert list(sections(BARE, "nl")) == []
