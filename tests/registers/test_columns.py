"""A column's name says a field exactly, nearly, or not at all; the three are kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.registers.columns import NameGuess, guess_name, known_name, names, plain, value_words
from zicht.registers.mapping import targets
from zicht.registers.words import read_data


def test_every_name_in_the_data_means_a_field_that_exists():
    assert set(names().values()) <= {*targets(), "id", "none"}


def test_every_table_of_names_says_where_they_were_published():
    assert all(table["source"] for table in read_data("columns.toml")["names"])


def test_no_name_in_the_data_means_two_fields():
    met = {}
    for table in read_data("columns.toml")["names"]:
        for field, given_names in table.items():
            for name in given_names if field != "source" else []:
                assert met.setdefault(plain(name), field) == field, name


def test_every_word_for_a_code_is_of_a_code_that_exists():
    for table in read_data("columns.toml")["values"]:
        known = (
            {code.id for code in standard.codes(table["list"])}
            | {"list"}
            | ({"no"} if table["list"] == "yes" else set())
        )
        assert set(table) <= known
        assert value_words(table["list"])


@given(
    st.sampled_from(sorted(names())), st.sampled_from([str.upper, str.title, lambda n: f" {n}: ", lambda n: f"*{n}"])
)
def test_capitals_spaces_and_signs_do_not_count(name, change):
    assert plain(change(name)) == plain(name)
    assert known_name(change(name))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("prs_First_Name", "first_name"),
        ("prs_FirstName\u00a0", "first_name"),
        ("vic_Methods_of_Control", "means"),
        ("GESLACHT  (M/V)", "sex"),
        ("vic_TraffickinStatusDecisionMakingOrg", "none"),
        ("BSN", "none"),
    ],
)
def test_the_dialects_of_published_forms_are_one_name(name, field):
    assert guess_name(name) == NameGuess(field, "exact")


def test_every_htcds_name_of_the_standard_is_known():
    for spec in standard.every_field():
        assert not spec.htcds or known_name(spec.htcds), spec.id


def test_nearly_a_name_is_near_and_never_exact():
    assert guess_name("geboortedatun") == NameGuess("birth_date", "near")
    assert guess_name("Gemeente van melding") == NameGuess("where", "near")


def test_a_name_about_somebody_else_is_other():
    assert guess_name("Postcode melder") == NameGuess("none", "other")


def test_the_lower_line_of_a_header_counts_by_itself():
    assert guess_name("Betrokkene Geboortedatum", "Geboortedatum") == NameGuess("birth_date", "exact")


@pytest.mark.parametrize("name", ["kolom1", "x", "", "qqqq", "12"])
def test_a_name_that_says_nothing_is_no_guess(name):
    assert guess_name(name) is None
