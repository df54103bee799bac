"""What a cell holds is read without guessing, and shown without being told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.values import (
    Fault,
    canonical,
    canonical_id,
    clean,
    date_pattern,
    folded,
    looks_misread,
    mask,
    parse_date,
    text_fault,
)

TODAY = date(2025, 6, 3)
DUTCH = ("dd-mm-jjjj",)


@given(st.text())
def test_canonical_text_is_canonical_already(text):
    assert canonical(canonical(text)) == canonical(text)
    assert clean(clean(text)) == clean(text)


@given(st.integers(-(10**14), 10**14), st.integers(0, 5))
def test_a_number_is_the_same_with_leading_zeros_and_a_zero_fraction(number, zeros):
    sign, digits = ("-" if number < 0 else ""), str(abs(number))
    assert (
        canonical(f"{sign}{'0' * zeros}{digits}")
        == canonical(f" {number}.0 ")
        == canonical(f"{number},00")
        == str(number)
    )


def test_numbers_that_differ_stay_different():
    assert len({canonical(text) for text in ("10", "1", "100", "1.01", "1.1", "-1", "0.1", "1-1", "1 1")}) == 9


def test_an_own_number_loses_leading_zeros_but_not_its_last_zero():
    assert canonical_id("0007") == canonical_id("7")
    assert canonical_id("2024.10") != canonical_id("2024.1")
    assert canonical_id("A-07") != canonical_id("A-7")


@given(st.text(min_size=1))
def test_a_masked_value_shows_two_characters_at_most(text):
    shape, _, length = mask(text).rpartition(" ")
    assert len(shape.replace("***", "", 1)) <= 2
    assert length == f"({len(' '.join(text.split()))})"


def test_a_short_value_is_masked_wholly():
    assert mask("Jo") == "*** (2)"
    assert mask("Anna") == "*** (4)"
    assert mask("Nepnaam") == "N***m (7)"
    assert mask(date(1999, 3, 14)) == "1***4 (10)"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_is_read_back_from_each_way_it_is_written(day):
    formats = ("dd-mm-jjjj", "jjjj.mm.dd")
    assert parse_date(day.strftime("%d-%m-%Y"), formats, TODAY) == day
    assert parse_date(f"{day.day}-{day.month}-{day.year} 0:00:00", formats, TODAY) == day
    assert parse_date(day.strftime("%Y.%m.%d"), formats, TODAY) == day
    assert parse_date(str((day - date(1899, 12, 30)).days), ("excel",), TODAY) == day
    assert parse_date(day, formats, TODAY) == day


@given(st.dates(TODAY - timedelta(days=365 * 90), TODAY))
def test_two_digits_never_mean_a_year_that_has_not_come(day):
    assert parse_date(day.strftime("%d-%m-%y"), ("dd-mm-jj",), TODAY) == day


def test_a_date_that_fits_two_formats_with_two_outcomes_is_not_guessed():
    both = ("dd-mm-jjjj", "mm-dd-jjjj")
    assert parse_date("13-02-2025", both, TODAY) == date(2025, 2, 13)
    assert parse_date("02-02-2025", both, TODAY) == date(2025, 2, 2)
    found = parse_date("03-02-2025", both, TODAY)
    assert isinstance(found, Fault)
    assert found.rule == "import.date_ambiguous"


@pytest.mark.parametrize("text", ["31-02-2025", "morgen", "45000", "2025-01-02", "01-01-20255", "00-00-0000", "-"])
def test_a_text_that_no_format_fits_is_a_fault(text):
    found = parse_date(text, DUTCH, TODAY)
    assert isinstance(found, Fault)
    assert found.rule == "import.date_unread"
    assert text not in found.params["value"] or len(text) == 1


@pytest.mark.parametrize(
    "text", ["8 januari", "jan-19", "week 12", "2021", "03-2021", "Q3 2022", "zomer 2023", "9 dec 24"]
)
def test_a_time_that_is_no_day_is_told_as_such(text):
    for formats in (DUTCH, ("excel",)):
        found = parse_date(text, formats, TODAY)
        assert isinstance(found, Fault)
        assert found.rule == "import.date_vague"


@given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from([" ", "-", ". "]))
def test_a_day_with_its_month_in_letters_needs_no_format(day, between):
    months = ["jan", "februari", "mrt", "apr", "mei", "june", "juli", "aug", "Sept", "OKT", "nov", "december"]
    written = f"{day.day}{between}{months[day.month - 1]}{between}{day.year}"
    assert parse_date(written, DUTCH, TODAY) == day


@given(st.text(), st.sampled_from([DUTCH, ("excel",), ("jj/mm/dd", "dd.mm.yyyy")]))
def test_any_text_is_a_date_or_a_fault(text, formats):
    assert isinstance(parse_date(text, formats, TODAY), date | Fault)


@pytest.mark.parametrize("wrong", ["", "jjjj", "dd-mm", "dd-dd-jjjj", "jj-mm-jjjj-dd", "dag-maand-jaar"])
def test_a_date_format_has_day_month_and_year_once_each(wrong):
    assert isinstance(date_pattern(wrong), Fault)


def test_text_is_kept_whole_but_for_what_nobody_sees():
    assert clean("\ufeff  Café\u00a0 \r\nregel\r twee ") == "Café  \nregel\n twee"
    assert clean("e\u0301") == "\u00e9"
    assert folded("  DATUM\u00a0 invoer ") == "datum invoer"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a\x00b", "import.control_character"),
        ("\udc81", "import.control_character"),
        ("#N/B", "import.excel_error"),
        (" #value! ", "import.excel_error"),
        ("#####", "import.excel_error"),
        ("1,23457E+18", "import.number_rounded"),
    ],
)
def test_a_spoilt_cell_names_its_rule(text, rule):
    assert text_fault(text) == Fault(rule, text_fault(text).params)


@pytest.mark.parametrize("text", ["", "#1 in de straat", "regel\ntwee\tdrie", "E+", "2E+huis", "één"])
def test_an_ordinary_cell_is_not_spoilt(text):
    assert text_fault(text) is None


def test_letters_lost_on_the_way_are_noticed_and_real_ones_are_not():
    assert looks_misread("CafÃ©")
    assert looks_misread("Caf\ufffd")
    assert not any(looks_misread(text) for text in ("Café", "één", "Zoë", "Ã", "naïef", "Łódź", "plain", "€ 5"))
