"""The charts of the report say what the table beside them says, and nothing that it hides."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from picture.reading import Page
from registers.quality_register import report, row, rows

from zicht.cli.quality.drawn import ROOM, shares
from zicht.cli.quality.story import tell_report
from zicht.cli.quality.wording import field_name
from zicht.knowledge.answers import ANSWER_STATES
from zicht.knowledge.sentences import LANGUAGES
from zicht.picture.charts import PETROL, WIDTH
from zicht.picture.document import Table
from zicht.picture.page import draw_page
from zicht.registers.mapping import targets
from zicht.registers.quality import FieldQuality


def charts(found, language="nl"):
    sections = tell_report(report(found), language).sections
    return {b.table.id.removeprefix("table-"): b for s in sections for b in s.blocks if b.kind == "illustrated"}


def bars(svg):
    """Length, label and text of each bar, as a reader of the SVG finds them."""
    lengths = [float(length) for length in re.findall(rf'h([\d.]+)v[^>]*fill="{PETROL}"', svg)]
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    half = len(words) // 2  # all labels, then all texts
    return list(zip(lengths, words[:half], words[half:], strict=True))


def least(text):
    """The least that a shown count or share can be; nothing for what is hidden."""
    numbers = re.findall(r"\d+", text)
    return 0 if not numbers or text.startswith("minder") else int(numbers[0])


@settings(max_examples=30, deadline=None)
@given(rows(least=1))
def test_a_bar_has_the_words_of_its_row_and_the_length_of_what_the_row_shows(found):
    for name, drawn in charts(found).items():
        shown = [(line[0], line[-1] if name == "complete" else line[1]) for line in drawn.table.rows]
        told = bars(drawn.chart.svg)
        own = [line for line in shown if "(vast antwoord)" not in line[0]]
        assert own == [line[1:] for line in told]
        whole = 100 if name == "complete" else max(least(text) for _, _, text in told) or 1
        for length, _, text in told:
            assert length == pytest.approx(WIDTH * least(text) / whole, abs=0.01)


def test_a_fixed_answer_is_marked_and_not_drawn_as_if_the_source_asked():
    drawn = charts([row()] * 9)["complete"]
    assert "direct gevaar (vast antwoord)" in {line[0] for line in drawn.table.rows}
    assert "direct gevaar" not in drawn.chart.svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_name_of_a_field_does_not_run_into_its_figure(language):
    fields = [FieldQuality(name, "kolom", dict.fromkeys(ANSWER_STATES, 5)) for name in targets()]
    drawn = shares(fields, Table("t", "", (), (), ()), language)
    told = bars(unescape(drawn.chart.svg))
    too_long = [name for name in targets() if len(field_name(name, language)) + len("100%") > ROOM]
    assert [label.endswith("…") for _, label, _ in told].count(True) == len(too_long)
    assert all(len(label) + len(text) <= ROOM for _, label, text in told)
    assert all(field_name(name, language) in drawn.chart.alt for name in targets())


def test_a_year_with_too_few_rows_has_no_bar():
    drawn = charts([*[row()] * 9, *[row(Invoer="2023-07-01")] * 3])["trend"]
    assert {label: length for length, label, _ in bars(drawn.chart.svg)}["2023"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_has_its_whole_table_as_alternative_text(language):
    for drawn in charts([row()] * 9, language).values():
        for _, label, text in bars(drawn.chart.svg):
            assert f"{label}: {text}" in drawn.chart.alt


def test_years_stand_side_by_side_only_when_they_have_rows_enough():
    found = [*[row()] * 9, *[row(Invoer="2023-07-01", Sekse="")] * 8, *[row(Invoer="01-03-2025")] * 2]
    blocks = [block for section in tell_report(report(found)).sections for block in section.blocks]
    tables = {block.id.removeprefix("table-"): block for block in blocks if block.kind == "table"}
    assert tables["years-says"].head == ("Veld", "2023", "2024")
    assert {line[0]: line[1:] for line in tables["years-says"].rows}["geslacht"] == ("0%", "100%")
    one_year = tell_report(report([row()] * 9))
    assert "table-years-says" not in {b.id for s in one_year.sections for b in s.blocks if b.kind == "table"}


def test_every_id_on_the_page_is_there_once_and_a_table_of_words_is_read_as_words():
    page = Page.of(draw_page(tell_report(report([*[row()] * 9, *[row(Invoer="2023-07-01")] * 8])))).root
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    (told,) = (table for table in page.all("table") if table.attributes["id"] == "table-definitions")
    assert told.attributes["class"] == "texts"
