"""The registration standard: one meaning per id, and nothing points at what is not there."""

import dataclasses
import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.signal import Observation, Person

LISTS = list(dict.fromkeys(row["list"] for row in standard.read_data("codes.toml")["code"]))
CODED = [spec for spec in standard.every_field() if spec.codes]


@pytest.mark.parametrize("name", [*LISTS, "municipality"])
def test_in_one_list_no_id_and_no_word_stands_twice(name):
    for part in ("id", "wire", "nl", "en"):
        assert [v for v, n in Counter(getattr(c, part) for c in standard.codes(name)).items() if n > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_small_letters_and_have_words_in_both_languages(name):
    for code in standard.codes(name):
        assert code.list == name
        assert re.fullmatch(r"[a-z_]+", code.id)
        assert re.fullmatch(r"[a-z_]+", code.wire)
        assert code.nl
        assert code.en
        assert standard.label(name, code.id) == code.nl
        assert standard.label(name, code.id, "en") == code.en


@pytest.mark.parametrize("spec", standard.every_field(), ids=lambda spec: spec.id)
def test_a_field_is_whole(spec):
    assert spec.group in standard.FIELD_GROUPS
    assert bool(spec.codes) == (spec.kind in ("code", "codes"))
    assert bool(spec.max_length) == (spec.kind == "text")
    assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", spec.wire), "the API has camelCase"
    assert spec.nl
    assert spec.en
    assert spec.meaning_nl != spec.meaning_en
    assert set(spec.purposes) <= {purpose for purpose, *_ in standard.purposes()}
    assert spec.purposes
    assert spec.needed_by


@pytest.mark.parametrize("spec", standard.fields(), ids=lambda spec: spec.id)
def test_a_field_of_the_signal_is_found_by_its_id(spec):
    assert standard.field(spec.id) is spec


def test_every_field_is_about_the_signal_or_about_an_entity_that_exists():
    entities = {"signal", *(entity.id for entity in standard.entities())}
    assert {spec.entity for spec in standard.every_field()} == entities


def test_the_parts_of_the_draft_are_the_fields_of_the_standard():
    for entity, part in (("observation", Observation), ("person", Person)):
        of_standard = {spec.id for spec in standard.part_fields() if spec.entity == entity}
        assert of_standard == {item.name for item in dataclasses.fields(part)}


def test_a_kind_of_exploitation_belongs_to_a_form_that_exists():
    forms = {code.id for code in standard.codes("form")}
    assert {code.within for code in standard.codes("sub_form")} <= forms
    assert all(code.within for code in standard.codes("sub_form"))


def test_no_field_on_residence_nationality_or_birthplace_lies_outside_its_own_group():
    named = ("nationality", "residence_status", "birthplace", "residence_permit")
    assert {spec.group for spec in standard.every_field() if spec.id in named} == {"status"}
    assert {spec.id for spec in standard.every_field() if spec.group == "status"} == set(named)


@pytest.mark.parametrize("spec", CODED, ids=lambda spec: spec.id)
def test_a_coded_field_has_a_list_that_exists(spec):
    assert standard.codes(spec.codes)


def test_no_field_has_two_ids_or_two_wires():
    for part in ("id", "wire"):
        assert max(Counter(getattr(spec, part) for spec in standard.every_field()).values()) == 1


def test_a_first_signal_asks_at_most_eight_answers():
    assert [spec.wire for spec in standard.fields() if spec.required] == [
        *["wat", "waar", "wanneer", "wie", "acuut", "bekendVia", "hoedanigheid", "contact"]
    ]


def test_what_tells_of_a_person_lies_outside_the_core():
    groups = {spec.id: spec.group for spec in standard.fields()}
    assert groups["narrative"] == "narrative"
    assert groups["place"] == "location"
    assert {groups[name] for name in groups if name.startswith("contact")} == {"contact"}
    assert groups["what"] == "observations", "the form of exploitation is special data: never in the core"


@pytest.mark.parametrize("group", standard.FIELD_GROUPS)
def test_every_field_group_has_a_name_in_both_languages(group):
    assert standard.group_label(group)
    assert standard.group_label(group, "en")


def test_the_field_groups_of_the_code_are_those_of_the_data():
    assert tuple(row["id"] for row in standard.read_data("standard.toml")["field_group"]) == standard.FIELD_GROUPS


@pytest.mark.parametrize("row", standard.read_data("standard.toml")["retention"], ids=lambda row: row["id"])
def test_a_retention_rule_has_a_trigger_a_term_and_words(row):
    rule = standard.retention(row["id"])
    assert rule.trigger
    assert standard.after(rule.term, date(2026, 1, 31)) > date(2026, 1, 31)
    assert rule.nl != rule.en


def test_a_signal_without_a_sign_of_trafficking_is_kept_shorter_than_another():
    start = date(2026, 1, 1)
    no_sign, signal = standard.retention("no-sign"), standard.retention("signal")
    assert standard.after(no_sign.term, start) < standard.after(signal.term, start)


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        ("P5Y", date(2024, 2, 29), date(2029, 2, 28)),
        ("P3M", date(2025, 11, 30), date(2026, 2, 28)),
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1Y2M3D", date(2026, 1, 1), date(2027, 3, 4)),
        ("P30D", date(2026, 1, 1), date(2026, 1, 31)),
    ],
)
def test_a_term_ends_on_the_day_that_a_calendar_says(term, start, end):
    assert standard.after(term, start) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_a_term_in_years_is_that_many_times_twelve_months(start, years):
    assert standard.after(f"P{years}Y", start) == standard.after(f"P{years * 12}M", start)


@pytest.mark.parametrize("term", ["", "P", "5Y", "P5", "PT5H", "P-1Y", "P1.5Y"])
def test_a_term_that_is_no_duration_is_a_defect(term):
    with pytest.raises(Defect) as caught:
        standard.after(term, date(2026, 1, 1))
    assert caught.value.code == "standard.unknown_term"


def test_every_activity_has_a_purpose_that_exists():
    purposes = {purpose for purpose, _, _ in standard.purposes()}
    assert {purpose for _, purpose, _, _ in standard.activities()} <= purposes


def test_the_region_has_eight_organisations_and_five_municipalities_with_one_reporting_point():
    assert len(standard.organisations()) == 8
    assert len(standard.municipalities()) == 5
    assert sum(item.reporting_point for item in standard.organisations()) == 1


def test_every_organisation_of_the_region_has_a_body_and_a_capacity_that_exist():
    bodies = {code.id for code in standard.codes("body")}
    capacities = {code.id for code in standard.codes("capacity")}
    for item in standard.organisations():
        assert item.body in bodies
        assert item.capacity in capacities


def test_municipalities_are_the_codes_of_the_list_of_the_same_name():
    assert [code.id for code in standard.codes("municipality")] == [item.id for item in standard.municipalities()]


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda: standard.field("colour"), "standard.unknown_field"),
        (lambda: standard.codes("colour"), "standard.unknown_list"),
        (lambda: standard.group_label("colour"), "standard.unknown_group"),
        (lambda: standard.retention("colour"), "standard.unknown_retention"),
    ],
    ids=["field", "list", "group", "retention"],
)
def test_an_id_that_does_not_exist_is_a_defect_of_ours(read, code):
    with pytest.raises(Defect) as caught:
        read()
    assert caught.value.code == code


def test_a_code_that_does_not_exist_is_a_defect_of_ours():
    with pytest.raises(Defect):
        standard.label("form", "colour")


def test_the_standard_says_its_version():
    assert re.fullmatch(r"\d{4}\.\d+", standard.version())
