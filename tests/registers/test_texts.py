"""Texts are made harmless and brought into the form of the standard; what was changed is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.texts import age_in_years, full_name, is_state, neutral, postcode, says_nothing, split_name
from zicht.registers.values import Fault, Told


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3+cmd|' /C calc'!A0", " =1", "=", "-1*2"],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert neutral(text) == f"'{text}"
    assert neutral(neutral(text)) == neutral(text)


@pytest.mark.parametrize(
    "text", ["+31 6 00000001", "+31 (0)6-00000001", "- geen (bijzonderheden)", "-12", "@nepprofiel", "a=b", "1+1", ""]
)
def test_a_phone_a_list_mark_a_handle_and_a_number_stay_as_they_are(text):
    assert neutral(text) == text


@given(st.text(max_size=30))
def test_no_text_comes_out_beginning_with_an_equals_sign(text):
    assert not neutral(text).lstrip().startswith("=")
    assert neutral(text) in (text, f"'{text}")


@pytest.mark.parametrize("text", ["9999ZZ", "9999 ZZ", "9999zz", "9999  zz"])
def test_a_postcode_has_one_form(text):
    assert postcode(text) == "9999 ZZ"


@pytest.mark.parametrize(("text", "plain"), [("9O99 ZZ", "9099 ZZ"), ("999l XB", "9991 XB"), ("I2o4ab", "1204 AB")])
def test_a_letter_where_only_a_digit_can_be_is_that_digit_and_told(text, plain):
    assert postcode(text) == Told(plain, "import.postcode_letter")


@pytest.mark.parametrize("text", ["9999 Z0", "99999", "ZZ 9999", "9999", "straat 9999 ZZ"])
def test_what_is_no_postcode_is_left_for_the_standard_to_refuse(text):
    assert postcode(text) == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Fictief, Eva van", "Eva", "van Fictief"),
        ("Nepnaam, Test", "Test", "Nepnaam"),
        ("Dijk-Nep, Anna Maria van der", "Anna Maria", "van der Dijk-Nep"),
        ("Proef, Ivan", "Ivan", "Proef"),
        ("Schijn, Adelheid", "Adelheid", "Schijn"),
        ("Hof, Kees van 't", "Kees", "van 't Hof"),
        ("Eva van Fictief", "", "Eva van Fictief"),
        ("a, b, c", "", "a, b, c"),
        ("Nepnaam,", "", "Nepnaam,"),
    ],
)
def test_a_name_is_split_at_its_one_comma_and_the_prefix_goes_to_the_surname(text, first, last):
    assert split_name(text) == (first, last)


@given(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True))
def test_no_letter_of_a_name_is_lost(first, last):
    assert split_name(f"{last}, {first}") == (first, last)


def test_a_name_that_cannot_be_split_is_kept_whole_and_told():
    assert full_name("Eva Fictief") == Told("Eva Fictief", "import.name_whole")
    assert full_name("Fictief, Eva") == "Fictief, Eva"


def test_an_age_at_the_start_is_whole_years_or_a_fault():
    assert age_in_years("16 jaar") == "16"
    assert isinstance(age_in_years("ca. 16"), Fault)


def test_words_for_a_state_and_signs_that_say_nothing_are_two_things():
    assert is_state("Weigert te antwoorden")
    assert says_nothing("n.v.t.")
    assert not any(says_nothing(text) for text in ("onbekend", "nee", "x"))
    assert not any(is_state(text) for text in ("-", "?", "nvt"))
