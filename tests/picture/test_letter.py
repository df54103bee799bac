"""A letter is readable by a screen reader, fit for an archive, and the same bytes for the same letter."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from zicht.picture.letter import Letter, draw_letter

LETTER = Letter(
    language="nl",
    title="Een brief",
    made_from=date(2025, 6, 3),
    dated="3 juni 2025",
    to=("Aan de beheerder", "Verzonnen Register"),
    greeting="Geachte heer of mevrouw,",
    before=("Eerst dit.",),
    points_title="Dit helpt",
    points=("Eén.", "Twee."),
    after=("Dan dat.",),
    regards="Met vriendelijke groet,",
    signature=("Naam", "Functie"),
    page_of="Bladzijde {page} van {pages}",
)


def opened(letter):
    return pikepdf.open(io.BytesIO(draw_letter(letter)))


def test_the_letter_is_tagged_and_says_its_title_language_and_date():
    read = opened(LETTER)
    assert read.Root.MarkInfo.Marked is True
    assert str(read.Root.Lang) == "nl"
    told = read.open_metadata()
    assert told["dc:title"] == "Een brief"
    assert told["xmp:CreateDate"].startswith("2025-06-03")
    assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_the_same_letter_gives_the_same_bytes():
    assert draw_letter(LETTER) == draw_letter(LETTER)
    assert draw_letter(LETTER) != draw_letter(replace(LETTER, points=("Anders.",)))


@pytest.mark.parametrize("points", [(), ("Alleen dit.",)])
def test_a_letter_with_fewer_points_is_still_one(points):
    assert len(opened(replace(LETTER, points=points)).pages) == 1


def test_words_that_look_like_typst_are_only_words():
    assert opened(replace(LETTER, title="#panic() *x* $y$ @z")).open_metadata()["dc:title"] == "#panic() *x* $y$ @z"


def test_a_long_letter_goes_on_to_a_second_page():
    assert len(opened(replace(LETTER, after=("Een zin die er vaak staat. " * 12,) * 12)).pages) > 1
