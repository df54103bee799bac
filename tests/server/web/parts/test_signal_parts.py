"""A signal in words: what is granted and nothing else, and an answer that is no value is never another one."""

from __future__ import annotations

import re
import uuid
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.sentences import LANGUAGES
from zicht.knowledge.signal import ANSWER_STATES, Observation
from zicht.recognition import coverage
from zicht.server.signals.queries import SEVERAL_FORMS, STATES, CoreRow, FollowUpRow, PersonRow, SignalView, as_answer
from zicht.server.web.parts import signal_parts
from zicht.server.web.parts.answers_shown import state_word
from zicht.server.web.parts.signal_parts import (
    OFF,
    answer_word,
    coverage_shown,
    follow_up_shown,
    form_word,
    not_granted,
    provenance_word,
    sections,
    sign_word,
)

AT = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
CORE = CoreRow("vechterdam", date(2026, 2, 3), "value", "adult", "no", "seen", "care", "not_asked", "form")
SEEN = (
    Observation("C01", "value", "seen", date(2026, 2, 3)),
    Observation("D01", "unknown", "told_by_person"),
    Observation("C16", "no", "document"),
)
# what belongs to each field group, with a word that stands nowhere else
CONTENT = {
    "core": {"core": CORE, "persons": (PersonRow(1, ("presumed_victim",), "minor", "unknown"),)},
    "observations": {"what": ("labour",), "observations": SEEN},
    "identity": {"identity": {"1": {"first_name": "Zqnaam", "last_name": "", "birth_date": "1990-02-03"}}},
    "contact": {"contact": {"contact": "yes", "safe": "yes", "details": "zqadres", "how": "phone", "when": "zqdag"}},
    "narrative": {"narrative": "zqverhaal"},
    "location": {"location": "zqplek"},
    "status": {"status": {"1": {"nationality": "zqland", "residence_status": "", "birthplace": ""}}},
    "possible_perpetrators": {
        "perpetrators": {
            "2": {
                "roles": "possible_perpetrator",
                "age_class": "adult",
                "sex": "refused",
                "first_name": "Zqpleger",
                "birth_date": "1980-01-02",
            }
        },
    },
    "follow_up": {"follow_up": (FollowUpRow("weighing", "no_sign", "Zqdesk", AT, "zqnotitie"),)},
}
BARE = SignalView(uuid.UUID(int=1), "received", AT, False, AT, frozenset(), frozenset())


def view_of(groups) -> SignalView:
    """A signal of which these groups are granted and filled."""
    content = {name: value for group in groups for name, value in CONTENT[group].items()}
    return replace(BARE, groups=frozenset(groups), **content)


def words_of(view: SignalView, language="nl") -> str:
    """Everything that a page would show of a signal."""
    with translation.override(language):
        shown = [repr(one) for one in sections(view, language)]
        return " ".join((*shown, repr(follow_up_shown(view.follow_up, language))))


MARKS = {
    "core": "Vechterdam",
    "observations": "arbeidsuitbuiting",
    "identity": "Zqnaam",
    "contact": "zqadres",
    "narrative": "zqverhaal",
    "location": "zqplek",
    "status": "zqland",
    "possible_perpetrators": "Zqpleger",
    "follow_up": "zqnotitie",
}


@given(st.sets(st.sampled_from(sorted(CONTENT))))
def test_exactly_what_is_granted_is_shown_and_the_rest_is_named_as_kept_back(groups):
    view = view_of(groups)
    said = words_of(view)
    assert {group for group, mark in MARKS.items() if mark in said} == groups
    titles = [section.group for section in sections(view, "nl")]
    assert set(titles) == groups - {"follow_up"}
    assert len(titles) == len(set(titles))
    kept = not_granted(view, "nl")
    for group in standard.FIELD_GROUPS:
        named = standard.group_label(group, "nl") in kept
        assert named == (group not in groups and group not in OFF)


def test_a_group_that_is_granted_and_empty_is_there_and_says_that_it_is_empty():
    empty = replace(BARE, groups=frozenset(CONTENT), identity={}, contact={}, narrative="", location="", status={})
    with translation.override("nl"):
        found = {section.group: section for section in sections(empty, "nl")}
    assert set(found) == {"identity", "contact", "narrative", "location", "status"}
    assert not [section for section in found.values() if section.filled]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_of_an_answer_have_the_same_word(language):
    """Unknown is not no, and not asked is not unknown (principle 4)."""
    with translation.override(language):
        words = [state_word(state) for state in ANSWER_STATES]
    assert len(set(words)) == len(words) == 5
    assert set(ANSWER_STATES) - {"value"} == STATES


CODED = {"where": "municipality", "who": "age_class", "acute": "yes", "capacity": "capacity", "about_self": "yes"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CODED)
def test_every_answer_of_the_core_has_words_of_its_own(name, language):
    answers = {*(code.id for code in standard.codes(CODED[name])), *STATES}
    with translation.override(language):
        said = {kept: words_of(replace(BARE, core=replace(CORE, **{name: kept})), language) for kept in answers}
    assert len(set(said.values())) == len(answers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_can_be_kept_can_be_said(language):
    with translation.override(language):
        for source in (*(code.id for code in standard.codes("provenance")), *STATES):
            assert provenance_word(source)
        for form in (*(code.id for code in standard.codes("form")), *STATES, SEVERAL_FORMS):
            assert form_word(form, language)
        for sign in indicators():
            assert sign_word(sign.id, language)[0].isupper()
        for kind, codes in (("weighing", "state"), ("outcome", "outcome")):
            rows = [FollowUpRow(kind, code.id, "Zqdesk", AT, "") for code in standard.codes(codes)]
            said = [row.what for row in follow_up_shown(tuple(rows), language)]
            assert len(set(said)) == len(said)
    assert form_word("", language) == answer_word("yes", "", language) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted(STATES))
def test_a_day_that_is_not_known_is_said_as_its_state_and_never_left_blank(state, language):
    core = replace(CORE, when=None, when_state=state)
    with translation.override(language):
        (section,) = sections(replace(BARE, core=core), language)
        assert section.facts[1].value == state_word(state)


@given(st.sampled_from(["yes", *sorted(STATES)]), st.sampled_from(["yes", *sorted(STATES), ""]))
def test_contact_is_advised_only_when_it_is_both_wanted_and_safe(contact, safe):
    """An unknown answer to "is contact safe" means no contact (principle 19)."""
    found = {"contact": contact, "safe": safe, "details": "zqadres", "how": "phone", "when": ""}
    with translation.override("nl"):
        (section,) = sections(replace(BARE, contact=found), "nl")
    assert (section.facts[0].value == "Dat mag.") == (contact == safe == "yes")
    assert section.facts[0].label == "Contact opnemen", "the advice stands before the details"


def test_what_is_stated_keeps_where_it_comes_from_and_unknown_is_not_seen():
    with translation.override("nl"):
        section = next(one for one in sections(view_of({"observations"}), "nl") if one.group == "observations")
    rows = [[cell.text for cell in row][1:] for row in section.table.rows]
    assert rows == [
        ["gezien", "zelf gezien of gehoord", "3 februari 2026"],
        ["onbekend", "verteld door de persoon zelf", "–"],
        ["nee", "uit een document of bericht", "–"],
    ]


def test_a_statement_tells_seen_and_happened_apart_and_how_sure():
    seen = (Observation("C01", "value", "inferred", date(2026, 2, 3), date(2026, 1, 5), "doubtful"),)
    with translation.override("nl"):
        (section,) = sections(replace(BARE, what=("labour",), observations=seen), "nl")
    (row,) = section.table.rows
    assert [cell.text for cell in row][2:] == ["afgeleid (ik twijfel)", "3 februari 2026, gebeurd op 5 januari 2026"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", ["adult", "minor", "unknown"])
def test_coverage_is_said_per_element_and_holds_no_number(language, age):
    """No score on a person, in no words (principle 2)."""
    found = replace(BARE, coverage=coverage(SEEN, as_answer(age)))
    with translation.override(language):
        shown = coverage_shown(found, language)
    assert len(shown.elements) == 3
    assert shown.reading and shown.questions and shown.unconfirmed
    for element in shown.elements:
        assert set(re.findall(r"\d+", element.state)) <= {"18"}
        assert element.state and element.about
    assert coverage_shown(BARE, language) is None


def test_every_part_of_a_signal_that_can_be_granted_is_shown_here():
    """A new field group, or a new part of one, has to get its words."""
    parts = {name for content in CONTENT.values() for name in content}
    # ``details`` hold what any group may hold: test_answers_shown
    about = {"record", "state", "received_at", "acute", "due", "groups", "rules", "coverage", "details"}
    about |= {"version", "correctable"}
    assert {one.name for one in fields(SignalView)} - about == parts
    assert set(CONTENT) == set(standard.FIELD_GROUPS)
    assert {"possible_perpetrators"} == signal_parts.OFF


def test_who_may_be_a_perpetrator_is_shown_by_number_with_every_answer_as_itself():
    with translation.override("nl"):
        (section,) = sections(view_of({"possible_perpetrators"}), "nl")
    assert [(fact.label, fact.value) for fact in section.facts] == [
        ("Rol (persoon 2)", "mogelijke pleger"),
        ("Leeftijd (persoon 2)", "een volwassene"),
        ("Geslacht (persoon 2)", "wil dit niet zeggen"),
        ("Voornaam (persoon 2)", "Zqpleger"),
        ("Geboortedatum (persoon 2)", "2 januari 1980"),
    ]
