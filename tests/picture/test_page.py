"""The page: self-contained, every table readable by anyone, no number without what it is about."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from picture import made
from picture.reading import Element, Page

from zicht.knowledge.sentences import LANGUAGES
from zicht.picture import render_html

FIVE = {
    "nl": ("Eenheid", "Periode", "Peildatum", "Bron", "Ontdubbeling"),
    "en": ("Unit", "Period", "Cut-off date", "Source", "De-duplication"),
}
ADDRESSES = re.compile(r"(?:https?:)?//[\w.]|@import|url\(|xlink:href|\bsrc=", re.IGNORECASE)


def _terms(element: Element) -> set[str]:
    return {term.text for term in element.all("dt")}


def _colours(html: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", html))


def _contrast(one: str, other: str) -> float:
    """Contrast of two colours after WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_page_asks_nothing_from_anywhere(html: str, page: Page) -> None:
    assert not ADDRESSES.search(html)
    assert not page.all("script", "link", "iframe", "object", "img")
    (policy,) = (meta for meta in page.all("meta") if meta.attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.attributes["content"].startswith("default-src 'none'")


def test_a_link_on_the_page_stays_on_the_page(page: Page) -> None:
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    targets = [link.attributes["href"] for link in page.all("a")]
    assert targets
    assert all(target.startswith("#") and target[1:] in ids for target in targets)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language_and_title(picture, language) -> None:
    read = Page.of(render_html(picture, language))
    assert read.root.one("html").attributes["lang"] == language
    assert "Vechtstreek, 2026" in read.root.one("title").text
    assert read.root.one("title").text == read.root.one("h1").text


def test_headings_never_skip_a_level(page: Page) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_headers_with_scope(page: Page) -> None:
    tables = page.all("table")
    assert len(tables) == len(made.COUNTS) + 1
    for table in tables:
        assert table.one("caption").text
        for header in table.all("th"):
            assert header.attributes["scope"] in ("col", "row")
            assert header.text
        width = len(list(table.one("thead").all("th")))
        for row in table.all("tr"):
            cells = list(row.all("th", "td"))
            assert len(cells) == width
            assert cells[0].tag == "th"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_stands_without_the_five_things_its_numbers_are_about(picture, language) -> None:
    for table in Page.of(render_html(picture, language)).all("table"):
        assert table.parent and table.parent.parent
        assert set(FIVE[language]) <= _terms(table.parent.parent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_stands_on_the_page_without_unit_and_period_near_it(picture, language) -> None:
    """The smallest part of the page around any number, a section at most, says the five things."""
    found = 0
    for element in Page.of(render_html(picture, language)).root.one("main").all("p", "li", "td", "h4"):
        own = " ".join(child for child in element.children if isinstance(child, str))
        if not re.search(r"\d", own) or element.parent is None:
            continue
        found += 1
        around: Element | None = element
        while around is not None and not set(FIVE[language]) <= _terms(around):
            around = around.parent
        assert around is not None and around.tag not in ("main", "body", "html", "root"), own
    assert found > 40


def test_every_chart_has_its_words_and_its_table_beside_it(page: Page) -> None:
    figures = page.all("figure")
    assert len(figures) == len(made.COUNTS) + 1
    for figure in figures:
        drawn = figure.one("div")
        assert drawn.attributes["role"] == "img"
        assert figure.parent is not None
        for header in figure.parent.one("tbody").all("th"):
            if not header.text.startswith("officieel"):  # the official figure is a line in the chart, not a row
                assert header.text in drawn.attributes["aria-label"]
        assert not [part for part in drawn.one("svg").all() if {"role", "aria-label"} & set(part.attributes)]


def test_chart_and_table_show_the_same_numbers(page: Page) -> None:
    for figure in page.all("figure"):
        assert figure.parent is not None
        drawn = {text.text for text in figure.one("svg").all("text")}
        rows = [row for row in figure.parent.one("tbody").all("tr") if not row.text.startswith("officieel")]
        assert rows
        for row in rows:
            assert row.one("th").text in drawn
            assert next(row.all("td")).text in drawn


def test_the_colours_can_be_read(html: str) -> None:
    colours = _colours(html)
    grounds = ("#ffffff", colours["pale"], colours["sand"])
    for name in ("ink", "soft", "petrol", "ochre"):
        for ground in grounds:
            assert _contrast(colours[name], ground) >= 4.5, (name, ground)
    assert _contrast("#ffffff", colours["petrol"]) >= 4.5


def test_the_page_fits_a_phone_and_paper(html: str, page: Page) -> None:
    assert "width=device-width" in html
    assert "@media print" in html
    for table in page.all("table"):
        assert table.parent is not None
        assert table.parent.attributes["class"] == "scroll"
        assert table.parent.attributes["tabindex"] == "0"  # a keyboard must reach what scrolls
        assert table.parent.attributes["aria-labelledby"] == table.one("caption").attributes["id"]


def test_a_name_is_text_and_never_markup() -> None:
    html = render_html(made.picture(region="<script>alert(1)</script> & zo"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_register_with_markup_in_its_name_stays_text_in_table_and_chart() -> None:
    table = made.counted("register", {"<b>Lijst</b> & co": 40, "politie": 30})
    html = render_html(made.picture(tables=(table,)))
    assert "<b>" not in html
    assert html.count("&lt;b&gt;Lijst&lt;/b&gt; &amp; co") >= 3  # table row, chart label, alternative text


def test_what_nobody_confirmed_says_so_beside_it(page: Page) -> None:
    (apart,) = page.all("aside")
    cards = [part for part in apart.all("div") if any(isinstance(c, Element) and c.tag == "h4" for c in part.children)]
    assert len(cards) == 2
    for card in cards:
        assert "nog niet bevestigd" in card.text
