"""The supervisors' pages in words: names of the own house only, a word for every act, and filters that stay."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES
from zicht.server.organisations.telling import purpose_name
from zicht.server.oversight.lines import LogLine
from zicht.server.oversight.queries import OUTCOMES, LogFilter, LogPage, actions
from zicht.server.web.parts.wording import word
from zicht.server.web.privacy.grants import _reason_field
from zicht.server.web.privacy.lines import show, show_all
from zicht.server.web.privacy.log import _asked, _filters, _next

AT = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
few = settings(max_examples=40, deadline=None)
RECORDS = st.lists(st.uuids(), max_size=3).map(tuple)
LINES = st.builds(
    LogLine,
    id=st.uuids(),
    at=st.just(AT),
    own=st.booleans(),
    name=st.sampled_from(["Zqnaam", ""]),
    organisation=st.sampled_from(["Zqorganisatie", ""]),
    role=st.sampled_from(["desk", "partner", "public", ""]),
    action=st.sampled_from(actions()),
    outcome=st.sampled_from(OUTCOMES),
    purpose=st.sampled_from(["", "*", *(purpose for purpose, *_ in standard.purposes())]),
    records=RECORDS,
    groups=st.lists(st.sampled_from(standard.FIELD_GROUPS), unique=True).map(tuple),
    rules=st.lists(st.sampled_from(["ggd#eigen-registratie", "omvang:2026.1#koppelsleutel", "no-right", "erased"])).map(
        tuple
    ),
    about=st.sampled_from([0, 4997]),
    sealed=st.booleans(),
).map(lambda line: replace(line, about=line.about + len(line.records)))


def shown(line, language="nl", person=0):
    with translation.override(language):
        return show(line, language, person)


@few
@given(LINES, st.integers(0, 3), st.sampled_from(LANGUAGES))
def test_a_name_is_shown_of_ones_own_people_only_and_nobody_stands_without_a_word(line, person, language):
    who = shown(line, language, person).who
    assert who.strip()
    assert ("Zqnaam" in who) == (line.own and line.name != "")
    assert ("Zqorganisatie" in who) == (not line.own and line.organisation != "")
    assert (str(person) in who) == (not line.own and bool(line.organisation) and person > 0)


@few
@given(LINES, st.sampled_from(LANGUAGES))
def test_every_record_of_a_line_leads_to_who_saw_it_and_is_counted(line, language):
    found = shown(line, language)
    assert [link.url.rpartition("/")[2] for link in found.records] == [str(record) for record in line.records]
    assert all(str(record).startswith(link.label) for link, record in zip(found.records, line.records, strict=True))
    assert found.records_said.startswith(f"{line.about} ") if line.about else found.records_said == ""


@few
@given(LINES, st.sampled_from(LANGUAGES))
def test_what_went_wrong_stands_out_and_no_code_is_shown_for_a_word(line, language):
    found = shown(line, language)
    assert (found.badge == "attention") == (line.outcome != "ok")
    assert found.action != line.action and found.outcome != line.outcome
    assert found.sealed == line.sealed and len(found.rules) == len(line.rules)
    assert len(found.groups.split(", ")) >= len(line.groups)


@few
@given(st.lists(LINES, max_size=4))
def test_lines_come_in_the_order_given(lines):
    with translation.override("nl"):
        assert show_all(lines, "nl") == tuple(show(line, "nl") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_every_outcome_and_every_purpose_has_a_word_of_its_own(language):
    """Two acts by one name could not be told apart in the log."""
    said = {code: word("oversight.action", code, language) for code in actions()}
    assert not [code for code, text in said.items() if text == code]
    assert len(set(said.values())) == len(said)
    outcomes = [word("oversight.outcome", code, language) for code in OUTCOMES]
    assert len(set(outcomes)) == len(OUTCOMES) and not set(outcomes) & set(OUTCOMES)
    with translation.override(language):
        purposes = [purpose_name(purpose, language) for purpose, *_ in standard.purposes()]
    assert all(purposes) and len(set(purposes)) == len(purposes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_withdraws_chooses_from_reasons_that_each_have_a_word(language):
    with translation.override(language):
        options = _reason_field(language).options
    assert len(options) >= 2 and len({option.label for option in options}) == len(options)
    assert not [option for option in options if option.label == option.value]


# -- the filters of the log --------------------------------------------------------------------------------------------
FILTERS = st.builds(
    LogFilter,
    st.sampled_from(["", *actions()]),
    st.sampled_from(["", *OUTCOMES]),
    st.one_of(st.none(), st.uuids()),
)


def address(query: str):
    return RequestFactory().get(f"/toezicht/logboek{query}")


@given(FILTERS, st.text(min_size=1, max_size=20))
def test_the_next_page_asks_for_exactly_the_same_lines_further_on(asked, after):
    onward = _next(asked, after)
    assert _asked(address(onward)) == asked
    assert parse_qs(onward[1:])["na"] == [after]
    assert _next(asked, "") == "", "no link where there is no next page"


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_stands_in_the_address_filters_by_what_exists_or_by_nothing(action, outcome, member):
    request = RequestFactory().get("/", {"handeling": action, "uitkomst": outcome, "wie": member})
    asked = _asked(request)
    assert asked.action in ("", *actions()) and asked.outcome in ("", *OUTCOMES)
    assert asked.member is None or isinstance(asked.member, uuid.UUID)


@given(FILTERS, st.sampled_from(LANGUAGES))
def test_the_filters_show_what_was_asked_and_offer_everything_that_can_be_asked(asked, language):
    member = asked.member or uuid.UUID(int=7)
    with translation.override(language):
        fields = _filters(asked, LogPage((), "", ((member, "Zqnaam"),)), language)
    assert [field.value for field in fields] == [asked.action, asked.outcome, str(asked.member or "")]
    for field, everything in zip(fields, (actions(), OUTCOMES, (str(member),)), strict=True):
        assert sorted(option.value for option in field.options) == sorted(("", *everything))
        assert field.value in {option.value for option in field.options}
    labels = [option.label for option in fields[0].options][1:]
    assert labels == sorted(labels), "in the order of the words that one reads"
