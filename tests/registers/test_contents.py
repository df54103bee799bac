"""What a column looks like: shares of its filled cells, and the notation of its days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.contents import code_share, contents, date_formats, separator_of, suggestion
from zicht.registers.mapping import targets


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("day", ["01-02-2024", "2024-02-01T10:00:00Z", "45363", "12 maart 2024", "week 12", date(2024, 1, 1)]),
        ("postcode", ["9999 ZZ", "9O99zz"]),
        ("plate", ["99-XXX-9", "XX-99-XX"]),
        ("phone", ["0600000001", "+31 6 00000002", "06-00000003"]),
        ("age", ["23", "ca. 20", "20-25", "18+"]),
        ("citizen", ["999990019", "999990020"]),
        ("country", ["Poolse", "NL", "ROU"]),
        ("full_name", ["Fictief, Eva van", "Nepnaam, Test"]),
        ("story", ["Zij mag niet alleen naar buiten van hem"]),
        ("company", ["Schijn Schoonmaak BV", "Proef VOF"]),
        ("address", ["Proefweg 1", "Testlaan 33a"]),
    ],
)
def test_cells_of_a_kind_are_known_as_that_kind(kind, cells):
    assert contents(cells).share(kind) == 1.0


@pytest.mark.parametrize(
    "kind", ["day", "postcode", "plate", "phone", "age", "citizen", "country", "full_name", "story"]
)
def test_plain_words_are_of_none_of_them(kind):
    assert contents(["blauw", "rood", "Vechterdam"]).share(kind) == 0.0


def test_states_and_signs_that_say_nothing_do_not_count():
    found = contents(["9999 ZZ", "onbekend", "-", "?", "", "weigert"])
    assert (found.filled, found.share("postcode")) == (1, 1.0)


def test_an_empty_column_looks_like_nothing():
    found = contents(["", " ", "-"])
    assert (found.filled, found.distinct, found.length) == (0, 0, 0.0)
    assert not any(found.shares.values())


def test_codes_count_in_the_words_of_the_standard_and_of_other_registers():
    assert code_share(targets()["what"], contents(["seksueel", "ForcedLabour", "arb", "qx"])) == 0.75


@pytest.mark.parametrize(("cells", "sign"), [(["arbeid+seksueel", "arbeid"], "+"), (["arbeid", "seksueel"], "")])
def test_the_separator_is_the_one_with_which_more_cells_are_codes(cells, sign):
    assert separator_of(targets()["what"], contents(cells)) == sign
    assert separator_of(targets()["where"], contents(cells)) == ""


def test_a_suggestion_is_a_wire_code_or_nothing():
    assert suggestion(targets()["what"], "SX") == "seksueel"
    assert suggestion(targets()["acute"], "N") == "nee"
    assert suggestion(targets()["what"], "-") == suggestion(targets()["what"], "?") == ""


@given(st.lists(st.dates(date(2001, 1, 1), date(2024, 12, 31)), min_size=1, max_size=8))
def test_days_that_show_their_order_are_read_without_a_guess(days):
    texts = [*(day.strftime("%d-%m-%Y") for day in days), "25-12-2020"]
    assert date_formats(texts) == (("dd-mm-jjjj",), False)


@given(st.lists(st.dates(date(2001, 1, 1), date(2024, 12, 31)), min_size=1, max_size=8))
def test_month_first_is_seen_when_one_day_shows_it(days):
    texts = [*(day.strftime("%m/%d/%Y") for day in days), "12/25/2020"]
    assert date_formats(texts) == (("mm/dd/jjjj",), False)


def test_an_order_that_no_day_shows_is_a_guess():
    assert date_formats(["03-04-2024", "05-06-2024"]) == (("dd-mm-jjjj",), True)


def test_two_notations_in_one_column_are_both_named():
    formats, _ = date_formats(["25-03-2024", "03-25-2024"])
    assert set(formats) == {"dd-mm-jjjj", "mm-dd-jjjj"}


def test_years_of_two_digits_are_always_a_guess_and_iso_never():
    assert date_formats(["25-12-98"]) == (("dd-mm-jj",), True)
    assert date_formats(["2024-03-04"]) == (("jjjj-mm-dd",), False)


def test_months_in_letters_need_no_notation():
    assert date_formats(["12 maart 2024", "week 12"]) == ((), False)
