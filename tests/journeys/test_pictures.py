"""The pictures in the docs are those that the journeys make, and are small enough for a page to carry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from journeys.people import WIDTHS
from journeys.pictures import NAMES, file_name
from PIL import Image

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
MADE = {file_name(name, width): WIDTHS[width]["width"] for name in NAMES for width in WIDTHS}
LARGEST = 150_000


def documents() -> list[Path]:
    """Every page of the docs."""
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_of_the_docs_shows_only_pictures_that_the_journeys_make(page):
    shown = re.findall(r"[\w./-]*images/([\w.-]+)", page.read_text())
    assert set(shown) <= set(MADE)


def test_the_docs_hold_exactly_the_pictures_that_the_journeys_make():
    assert {path.name for path in IMAGES.glob("*")} == set(MADE)


@pytest.mark.parametrize(("name", "width"), MADE.items())
def test_a_picture_is_small_and_as_wide_as_its_screen(name, width):
    assert (IMAGES / name).stat().st_size < LARGEST
    with Image.open(IMAGES / name) as picture:
        assert picture.width == width
