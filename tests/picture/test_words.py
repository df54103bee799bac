"""The words of the picture: complete in both languages, and the ones this product uses."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import Defect
from zicht.figures import Period, Unit
from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES, catalogue, say
from zicht.knowledge.signal import ANSWER_STATES
from zicht.picture.dimensions import DIMENSIONS, label, row_name, title
from zicht.picture.wording import day, decimal, hundreds, number, span

NEVER = re.compile(
    r"\b(risicoprofiel|profiel|score|vlag|verdachte|illega\w+|slachtoffers? van|loverboy|jeugdprostitutie|triage|"
    r"dossier|dossiers|zaak|zaken|overeenkomst)\b",
    re.IGNORECASE,
)
OURS = tuple(key for key in catalogue("nl") if key.startswith("picture."))


def _params(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_parameters() -> None:
    dutch, english = catalogue("nl"), catalogue("en")
    assert set(OURS) == {key for key in english if key.startswith("picture.")}
    for key in OURS:
        assert dutch[key].strip()
        assert english[key].strip()
        assert _params(dutch[key]) == _params(english[key]), key


def test_a_sentence_with_words_of_its_own_differs_between_the_languages() -> None:
    names = {"picture.month.4", "picture.month.9", "picture.month.11", "picture.month.12", "picture.table.register.row"}
    for key in set(OURS) - names:
        own_words = re.search(r"[^\W\d]{3,}", re.sub(r"\{.*?\}", "", catalogue("nl")[key]))
        assert not own_words or catalogue("nl")[key] != catalogue("en")[key], key


def test_the_words_are_those_of_the_product() -> None:
    for key in OURS:
        assert not NEVER.search(catalogue("nl")[key]), key


def test_sentences_are_short_enough_to_read() -> None:
    """B1: a sentence of at most 25 words."""
    for key in OURS:
        for sentence in re.split(r"[.?!:;] ", catalogue("nl")[key]):
            assert len(sentence.split()) <= 25, (key, sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_month_and_dimension_has_words(language) -> None:
    for unit in Unit.__args__:  # type: ignore[attr-defined]
        assert say(f"picture.unit.{unit}", language)
    for month in range(1, 13):
        assert say(f"picture.month.{month}", language)
    for dimension in DIMENSIONS:
        assert title(dimension, language).endswith("?")
        assert row_name(dimension, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_a_table_can_hold_has_a_label(language) -> None:
    for dimension, code_list in DIMENSIONS.items():
        for code in standard.codes(code_list) if code_list else ():
            assert label(dimension, code.id, language) == (code.nl if language == "nl" else code.en)
        for state in ANSWER_STATES:
            if state != "value":
                assert label(dimension, state, language) == say(f"picture.answer.{state}", language)


def test_a_code_outside_its_list_is_a_defect_and_never_shown() -> None:
    with pytest.raises(Defect, match="unknown_code"):
        label("form", "nonsense", "nl")


def test_answers_that_are_no_value_are_kept_apart() -> None:
    states = [state for state in ANSWER_STATES if state != "value"]
    assert len({label("form", state, "nl") for state in states}) == len(states) == 4


@given(st.integers(0, 10**9))
def test_a_number_reads_back_in_both_languages(value: int) -> None:
    assert int(number(value, "nl").replace(".", "")) == value
    assert int(number(value, "en").replace(",", "")) == value
    assert abs(int(hundreds(value, "en").replace(",", "")) - value) <= 50


def test_numbers_and_dates_read_as_people_write_them() -> None:
    assert (number(1372, "nl"), number(1372, "en")) == ("1.372", "1,372")
    assert (decimal(0.02, "nl"), decimal(0.02, "en")) == ("0,02", "0.02")
    when = Period.year(2026).last
    assert (day(when, "nl"), day(when, "en")) == ("31 december 2026", "31 December 2026")


def test_whole_years_are_told_by_their_years_and_parts_by_their_days() -> None:
    year = Period.year(2026)
    assert span(year, "nl") == "2026"
    assert span(Period(Period.year(2010).first, Period.year(2015).last), "nl") == "2010-2015"
    assert (
        span(Period(year.first, year.last.replace(month=6, day=30)), "nl") == "1 januari 2026 tot en met 30 juni 2026"
    )
