"""What was sent becomes a draft with its meaning kept, or a message at the field; never half, never a crash."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.signal import NOT_ASKED, UNKNOWN, WIRE_STATES, Answer, check
from zicht.server.web.public import forms

from .conftest import ANSWERS

TODAY = date(2026, 2, 1)
CODED = [field_id for field_id in forms.ASKED if standard.field(field_id).codes]


def sent(**changes) -> forms.Sent:
    query = QueryDict(mutable=True)
    for name, value in (ANSWERS | changes).items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return forms.read(query, TODAY)


def test_the_names_of_the_fields_are_those_of_the_contract():
    names = {forms.form_name(field_id) for field_id in forms.ASKED}
    assert names >= {
        "wat", "waar", "wanneer", "wie", "acuut", "bekend_via", "hoedanigheid", "contact", "toelichting",
    }  # fmt: skip


def test_at_most_eight_answers_are_required_and_each_offers_unknown():
    required = [field_id for field_id in forms.ASKED if standard.field(field_id).required]
    assert len(required) == 8
    offers = {name: {option.value for option in field.options} for name, field in fields_by_name().items()}
    for field_id in required:
        assert "onbekend" in offers[forms.form_name(field_id)], field_id


def fields_by_name(shown: forms.Sent | None = None):
    return {field.name: field for field in forms.fields(forms.ASKED, shown)}


def test_a_full_answer_keeps_its_meaning():
    read = sent(over_mijzelf="ja", contact="ja", contact_veilig="onbekend", contact_hoe="ontvangstcode")
    assert not read.problems
    draft = read.draft
    assert draft.what == Answer.of("labour", "domestic")
    assert (draft.where, draft.when, draft.who) == (Answer.of("oudermeer"), date(2026, 1, 31), Answer.of("adult"))
    assert (draft.known_via, draft.capacity) == (Answer.of("seen"), Answer.of("neighbour"))
    assert (draft.about_self, draft.contact_safe, draft.contact_how) == (
        Answer.of("yes"), UNKNOWN, Answer.of("receipt"),
    )  # fmt: skip


@pytest.mark.parametrize("field_id", CODED)
@pytest.mark.parametrize("wire", sorted(WIRE_STATES))
def test_every_coded_answer_takes_every_state_and_keeps_it_apart(field_id, wire):
    read = sent(**{forms.form_name(field_id): wire})
    if standard.field(field_id).required and wire == "niet_gevraagd":
        assert read.problems[field_id].rule == "answer.silent"
    else:
        assert not read.problems
    assert getattr(read.draft, field_id) == Answer(WIRE_STATES[wire])


@pytest.mark.parametrize("field_id", CODED)
def test_every_coded_answer_takes_every_code_of_its_list(field_id):
    for code in standard.codes(standard.field(field_id).codes):
        extra = {"contactgegevens": "06-12345678"} if field_id == "contact_how" else {}
        read = (
            sent(contact="ja", **extra)
            if field_id == "contact"
            else sent(**{"contact": "ja", **extra, forms.form_name(field_id): code.wire})
        )
        assert field_id not in read.problems, code
        assert getattr(read.draft, field_id) == Answer.of(code.id)


@pytest.mark.parametrize("field_id", [field_id for field_id in forms.ASKED if standard.field(field_id).required])
def test_a_required_answer_that_is_left_out_is_asked_for_in_words(field_id):
    read = sent(**{forms.form_name(field_id): []})
    assert set(read.problems) == {field_id}
    (shown, *_) = forms.fields([field_id], read)
    assert shown.error == "Geef een antwoord. Weet u het niet? Kies ‘Dat weet ik niet’."


def test_everything_wrong_is_told_at_once():
    read = forms.read(QueryDict(), TODAY)
    assert set(read.problems) == {field_id for field_id in forms.ASKED if standard.field(field_id).required}


@pytest.mark.parametrize(("typed", "meant"), [("31-01-2026", date(2026, 1, 31)), ("2026-01-31", date(2026, 1, 31)),
                                              ("1-2-2026", date(2026, 2, 1))])  # fmt: skip
def test_a_date_is_read_as_browsers_send_it_and_as_people_write_it(typed, meant):
    assert sent(wanneer=typed).draft.when == meant


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("2062-01-01", "date.future"), ("1889-01-01", "date.ancient"), ("31-02-2026", "intake.date_unreadable"),
     ("gisteren", "intake.date_unreadable"), ("0000-00-00", "intake.date_unreadable"),
     (["2026-01-01", "onbekend"], "intake.unknown_and_value")],
)  # fmt: skip
def test_a_date_that_cannot_stand_is_refused_at_its_field_and_kept(typed, rule):
    read = sent(wanneer=typed)
    assert read.problems["when"].rule == rule
    date_field, unknown_field = (field for field in forms.fields(["when"], read))
    assert date_field.error
    shown = {date_field.value, *unknown_field.value} - {""}
    assert shown == set([typed] if isinstance(typed, str) else typed)


@pytest.mark.parametrize("typed", [[], "", "niet_gevraagd"])
def test_a_day_may_be_unknown_but_not_silent(typed):
    assert sent(wanneer=typed).problems["when"].rule == "answer.silent"


def test_an_unknown_day_is_an_answer():
    read = sent(wanneer="onbekend")
    assert (read.draft.when, read.draft.when_state, dict(read.problems)) == (None, "unknown", {})


@pytest.mark.parametrize(
    ("changes", "field_id", "rule"),
    [({"wat": ["arbeid", "onbekend"]}, "what", "intake.unknown_and_value"),
     ({"waar": "sexual"}, "where", "code.unknown"), ({"wie": "adult"}, "who", "code.unknown"),
     ({"wie": ["volwassene", "minderjarige"]}, "who", "code.one"), ({"acuut": "<script>"}, "acute", "code.unknown"),
     ({"toelichting": "x" * 10_001}, "narrative", "text.long"),
     ({"contactgegevens": "06-12345678"}, "contact_details", "intake.contact_not_wanted"),
     ({"contact_wanneer": "overdag"}, "contact_when", "intake.contact_not_wanted"),
     ({"contact": "ja", "contact_hoe": "telefoon"}, "contact_details", "intake.details_missing")],
)  # fmt: skip
def test_what_cannot_stand_is_told_at_its_field(changes, field_id, rule):
    read = sent(**changes)
    assert {name: problem.rule for name, problem in read.problems.items()} == {field_id: rule}
    assert [field.name for field in forms.fields(forms.ASKED, read) if field.error] == [forms.form_name(field_id)]


def test_a_wish_for_no_contact_keeps_nothing_to_reach_someone_by():
    read = sent(contact="nee")
    assert (read.draft.contact_details, read.draft.contact_when, read.draft.contact_safe) == ("", "", NOT_ASKED)


def test_a_field_that_is_not_asked_is_not_kept():
    read = sent(plaats="Verzonnenlaan 1", achternaam="Voorbeeld")
    assert (read.draft.place, read.draft.persons) == ("", ())
    assert "plaats" not in read.typed


JUNK = st.dictionaries(
    st.sampled_from([forms.form_name(field_id) for field_id in forms.ASKED]),
    st.lists(
        st.one_of(st.text(max_size=40), st.sampled_from(["onbekend", "ja", "nee", "2026-01-01", "arbeid"])), max_size=3
    ),
)


@given(JUNK)
def test_nonsense_is_never_a_crash_and_what_passes_has_no_problem_left(junk):
    query = QueryDict(mutable=True)
    for name, values in junk.items():
        query.setlist(name, values)
    read = forms.read(query, TODAY)
    assert read.problems or not check(read.draft, TODAY)
    assert set(read.problems) <= set(forms.ASKED)
    wrong = {field.name for field in forms.fields(forms.ASKED, read) if field.error}
    assert wrong == {forms.form_name(field_id) for field_id in read.problems}


@given(JUNK)
def test_what_was_typed_is_kept_to_be_sent_again(junk):
    query = QueryDict(mutable=True)
    for name, values in junk.items():
        query.setlist(name, values)
    typed = forms.typed_in(query)
    again = QueryDict(mutable=True)
    for name, value in forms.kept(typed):
        again.appendlist(name, value)
    assert forms.typed_in(again) == typed


def test_the_form_speaks_english_where_asked():
    with translation.override("en"):
        shown = fields_by_name(sent(wie="adult"))
    assert shown["wie"].label == standard.field("who").en
    assert {option.label for option in shown["acuut"].options} >= {"Yes"}
    assert "list" in shown["wie"].error


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_form_of_exploitation_is_explained_to_who_never_heard_of_it(language):
    with translation.override(language):
        (what,) = forms.fields(("what",))
    codes = {code.wire for code in standard.codes("form")} - {"anders"}
    explained = {option.value: option.hint for option in what.options if option.hint}
    assert set(explained) == codes
    assert all(hint.endswith(".") and hint.lower() != hint for hint in explained.values())
