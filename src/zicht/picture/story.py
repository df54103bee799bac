"""From the figures to the document: cover, nature, size, methods, how to read this."""

from __future__ import annotations

from zicht.knowledge.sentences import Language, say
from zicht.picture.cover import cover_facts, key_points
from zicht.picture.document import Document, Points, Section
from zicht.picture.methods import methods_section
from zicht.picture.nature import apart_sections, nature_section
from zicht.picture.page import draw_page
from zicht.picture.pdf import draw_pdf
from zicht.picture.picture import Picture
from zicht.picture.size import size_section
from zicht.picture.wording import span

READING = ("signal", "five", "cut_off", "deduplication", "small", "unknown", "unconfirmed")


def _reading(language: Language) -> Section:
    items = tuple(say(f"picture.reading.{key}", language) for key in READING)
    return Section(
        "lezen", say("picture.reading.title", language), (Points(say("picture.reading.list", language), items),)
    )


def tell(picture: Picture, language: Language = "nl") -> Document:
    """The whole picture as a document in one language; both renderers draw this."""
    year = span(picture.period, language)
    return Document(
        language=language,
        title=say("picture.title", language, region=picture.region, year=year),
        subtitle=say("picture.subtitle", language, region=picture.region),
        made_from=picture.cut_off,
        facts=cover_facts(picture, language),
        key_title=say("picture.key_title", language),
        key_points=key_points(picture, language),
        contents_title=say("picture.contents", language),
        sections=(
            nature_section(picture.tables, picture.withheld, language),
            *apart_sections(picture.tables, picture.withheld, language),
            size_section(picture.size.value, picture.national, picture.region, language),
            methods_section(picture.disagreement, language),
            _reading(language),
        ),
        closing=(say("picture.closing", language), say("danger.call_112", language)),
        # the page numbers are the PDF's to fill in
        page_of=say("picture.page_of", language, page="{page}", pages="{pages}"),
    )


def render_html(picture: Picture, language: Language = "nl") -> str:
    """The picture as one self-contained HTML page."""
    return draw_page(tell(picture, language))


def render_pdf(picture: Picture, language: Language = "nl") -> bytes:
    """The picture as PDF/UA-1 and PDF/A-2a, dated by its cut-off and not by the clock."""
    return draw_pdf(tell(picture, language))
