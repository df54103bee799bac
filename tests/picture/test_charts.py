"""Charts: lengths that are right, words that are text, the same drawing every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.picture.charts import PETROL, WIDTH, Bar, Beside, Span, bars, spans

SVG = "{http://www.w3.org/2000/svg}"
BESIDE = Beside(30_000, 37_500, 45_000)


def _bar_lengths(svg: str) -> list[float]:
    """Lengths of the bars in the colour of values, from their outline."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        if path.get("fill") == PETROL:
            across = re.match(r"M[\d.]+,[\d.-]+h([\d.]+)v", path.get("d") or "")
            assert across, path.get("d")
            found.append(float(across[1]))
    return found


def _words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_a_bar_is_as_long_as_its_share_of_the_largest(values: list[int]) -> None:
    rows = tuple(Bar(f"rij {i}", str(value), value) for i, value in enumerate(values))
    lengths = _bar_lengths(bars(rows))
    assert lengths == pytest.approx([WIDTH * value / max(values) for value in values], abs=0.01)


def test_a_share_is_drawn_against_the_whole_and_not_against_the_largest_share() -> None:
    assert _bar_lengths(bars((Bar("een", "40%", 40), Bar("twee", "10%", 10)), 100)) == [WIDTH * 0.4, WIDTH * 0.1]


def test_a_row_without_a_value_keeps_its_words_and_has_no_length() -> None:
    svg = bars((Bar("een", "40", 40), Bar("twee", "niet getoond", None)))
    assert _bar_lengths(svg) == [WIDTH, 0]
    assert {"een", "40", "twee", "niet getoond"} <= set(_words(svg))


def test_a_chart_in_which_nothing_is_shown_is_still_a_chart() -> None:
    svg = bars((Bar("een", "niet getoond", None),))
    assert _bar_lengths(svg) == [0]


def test_words_with_markup_stay_words() -> None:
    svg = bars((Bar("<b>&\"'", "1", 1),))
    assert "<b>&\"'" in _words(svg)


def test_the_same_rows_give_the_same_drawing() -> None:
    rows = (Bar("een", "40", 40), Bar("twee", "12", 12))
    first = bars(rows)
    bars.cache_clear()
    assert bars(rows) == first


def test_a_chart_reads_no_role_or_label_of_its_own() -> None:
    for svg in (bars((Bar("een", "1", 1),)), spans((Span("a", "1", 2, 1, 3),), BESIDE, "mensen", "nl")):
        assert "aria-" not in svg
        assert 'role="' not in svg


def test_a_chart_holds_no_reference_to_anything_outside_it() -> None:
    svg = spans((Span("a", "1", 50_000, 40_000, 60_000),), BESIDE, "mensen", "nl")
    assert not re.search(r"href|url\((?!#)|<image|<script|<style", svg)


@pytest.mark.parametrize(("language", "shown"), [("nl", "20.000"), ("en", "20,000")])
def test_the_axis_groups_thousands_as_the_language_does(language, shown) -> None:
    svg = spans((Span("a", "x", 90_000, 80_000, 100_000),), BESIDE, "mensen", language)
    assert shown in _words(svg)


def test_an_estimate_beyond_what_it_is_set_beside_still_fits_in_the_drawing() -> None:
    svg = spans((Span("a", "x", 200_000, 100_000, 400_000),), BESIDE, "mensen", "nl")
    root = ET.fromstring(svg)
    assert "400.000" in _words(svg)
    lines = [line for line in root.iter(f"{SVG}line") if line.get("stroke") == PETROL]
    assert lines
    assert max(abs(float(line.get("x2") or 0)) for line in lines) <= WIDTH
