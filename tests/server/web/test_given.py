"""What the form sends becomes a draft: whatever is sent, either a draft that may be kept or a problem at a field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators, unknown_ids
from zicht.knowledge.signal import NO, REFUSED, UNKNOWN, WIRE_STATES, Answer, check
from zicht.server.web.professional.given import NAMES, PROVENANCE, SIGN, given
from zicht.server.web.professional.parsing import parse

TODAY = date(2026, 3, 1)
FULL = {
    "wat": ["seksueel"],
    "waar": ["vechterdam"],
    "wanneer": ["2026-02-03"],
    "wie": ["volwassene"],
    "acuut": ["nee"],
    "bekend_via": ["gezien"],
    "hoedanigheid": ["zorg"],
    "contact": ["ja"],
}
CODED = [field for field in standard.fields() if field.kind in ("code", "codes")]
REQUIRED = [NAMES[field.id] for field in standard.fields() if field.required]
KNOWN_WIRES = [code.wire for field in CODED for code in standard.codes(field.codes)]
VALUES = st.one_of(st.sampled_from([*KNOWN_WIRES, *WIRE_STATES, "2026-02-03", "03-02-2026", ""]), st.text(max_size=12))
FIELD_NAMES = [*NAMES.values(), "voornaam", "achternaam", "geboortedatum", "geslacht"]
SIGN_NAMES = [prefix + sign.id for sign in indicators()[:4] for prefix in (SIGN, PROVENANCE)] + [SIGN + "ZZ99"]
SENT = st.dictionaries(st.sampled_from(FIELD_NAMES + SIGN_NAMES), st.lists(VALUES, max_size=3), max_size=24)


def parsed(**changes):
    return parse(given({**FULL, **changes}), TODAY, "nl")


def test_the_form_has_the_names_of_the_contract():
    assert set(FULL) | {"toelichting"} <= set(NAMES.values())
    assert {"plaats", "contactgegevens", "over_mijzelf", "contact_veilig", "contact_hoe", "contact_wanneer"} <= set(
        NAMES.values()
    )
    assert sorted(REQUIRED) == sorted(FULL)
    assert len(REQUIRED) == 8


def test_the_eight_answers_make_a_draft_that_may_be_kept():
    found = parsed()
    assert found.problems == {}
    assert (found.draft.what, found.draft.acute, found.draft.when) == (Answer.of("sexual"), NO, date(2026, 2, 3))
    assert (found.draft.observations, found.draft.persons) == ((), ())


@settings(max_examples=150, deadline=None)
@for_all(SENT, st.booleans())
def test_whatever_is_sent_is_a_draft_that_may_be_kept_or_has_a_problem(sent, on_top_of_full):
    found = parse(given({**FULL, **sent} if on_top_of_full else sent), TODAY, "nl")
    if not found.problems:
        assert check(found.draft, TODAY) == ()
        assert unknown_ids(item.indicator for item in found.draft.observations) == ()
        assert found.draft.when_state != "not_asked"
        sexes = {code.id for code in standard.codes("sex")}
        assert all(set(person.sex.values) <= sexes for person in found.draft.persons)
    assert all(text.endswith((".", "?")) for text in found.problems.values()), "a sentence, never a code"


@pytest.mark.parametrize("name", REQUIRED)
def test_no_required_answer_may_be_silent(name):
    for nothing in ([], [""], ["niet_gevraagd"]):
        assert list(parsed(**{name: nothing}).problems) == [name]


@pytest.mark.parametrize("field", CODED, ids=lambda field: field.wire)
@pytest.mark.parametrize(("wire", "answer"), [("onbekend", UNKNOWN), ("geweigerd", REFUSED), ("nee", NO)])
def test_every_coded_answer_may_be_unknown_refused_or_no(field, wire, answer):
    found = parsed(**{NAMES[field.id]: [wire]})
    assert found.problems == {}
    assert getattr(found.draft, field.id) == answer


def test_a_date_may_be_unknown_and_is_then_no_date():
    found = parsed(wanneer=["", "onbekend"])
    assert (found.problems, found.draft.when, found.draft.when_state) == ({}, None, "unknown")


@pytest.mark.parametrize("typed", ["03-02-2026", "3-2-2026", "3/2/2026", "2026-02-03"])
def test_a_date_may_be_typed_the_dutch_way(typed):
    assert parsed(wanneer=[typed]).draft.when == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wanneer", ["2062-01-01"]),
        ("wanneer", ["1850-01-01"]),
        ("wanneer", ["gisteren"]),
        ("wanneer", ["30-02-2026"]),
        ("wanneer", ["2026-02-03", "onbekend"]),
        ("waar", ["atlantis"]),
        ("waar", ["vechterdam", "lindeveen"]),
        ("wat", ["seksueel", "onbekend"]),
        ("acuut", ["<script>"]),
        ("toelichting", ["x" * 10_001]),
        ("plaats", ["x" * 501]),
        ("voornaam", ["x" * 101]),
        ("geboortedatum", ["2062-01-01"]),
        ("geboortedatum", ["1890-01-01"]),
        ("geslacht", ["onzin"]),
        ("geslacht", ["vrouw", "man"]),
        (SIGN + "ZZ99", ["ja"]),
        (SIGN + "C01", ["misschien"]),
        (PROVENANCE + "C01", ["onzin"]),
    ],
)
def test_nonsense_is_named_at_its_own_field_and_only_there(name, value):
    sign = {SIGN + "C01": ["ja"]} if name.startswith(PROVENANCE) else {}
    assert list(parsed(**sign, **{name: value}).problems) == [name]


def test_every_problem_is_told_at_once():
    assert set(parse(given({"wanneer": ["gisteren"]}), TODAY, "nl").problems) == set(REQUIRED)


def test_a_sign_keeps_its_answer_and_takes_its_source_from_the_signal_unless_it_says_its_own():
    found = parsed(
        **{
            SIGN + "C01": ["ja"],
            SIGN + "D01": ["nee"],
            PROVENANCE + "D01": ["verteld_door_ander"],
            SIGN + "D02": ["onbekend"],
            SIGN + "D03": ["niet_gevraagd"],
            SIGN + "D04": [""],
        }
    )
    told = {item.indicator: (item.answer, item.provenance) for item in found.draft.observations}
    assert told == {
        "C01": ("value", "seen"),
        "D01": ("no", "told_by_other"),
        "D02": ("unknown", "seen"),
        "D03": ("not_asked", "seen"),
    }
    assert {item.seen_on for item in found.draft.observations} == {date(2026, 2, 3)}


def test_a_sign_without_a_source_is_asked_where_it_comes_from():
    found = parsed(bekend_via=["onbekend"], **{SIGN + "C01": ["ja"]})
    assert list(found.problems) == [PROVENANCE + "C01"]
    assert found.draft.observations == ()


def test_the_person_is_a_possible_victim_and_never_a_possible_perpetrator():
    found = parsed(voornaam=["Testa"], geboortedatum=["02-01-2001"], geslacht=["vrouw"], rol=["mogelijke_pleger"])
    (person,) = found.draft.persons
    assert (person.roles, person.first_name, person.birth_date) == (("presumed_victim",), "Testa", date(2001, 1, 2))
    assert (person.age_class, person.sex) == (Answer.of("adult"), Answer.of("female"))


def test_line_ends_do_not_make_a_text_too_long():
    typed = "\r\n".join(["x"] * 5000)
    found = parsed(toelichting=[typed])
    assert (found.problems, len(found.draft.narrative)) == ({}, 9999)


def test_problems_are_told_in_the_language_of_the_page():
    sent = {**FULL, "wanneer": ["gisteren"], "waar": []}
    dutch, english = parse(given(sent), TODAY, "nl").problems, parse(given(sent), TODAY, "en").problems
    assert dutch["wanneer"].startswith("Dit is geen datum")
    assert english["wanneer"].startswith("This is not a date")
    assert dutch["waar"] != english["waar"]
