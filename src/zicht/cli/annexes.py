"""The annex of an agreement as a page and a PDF, in the house style of the other documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zicht.agreements.annex import Annex, Chapter, plain_text
from zicht.errors import WrongUse
from zicht.knowledge.sentences import say
from zicht.picture.document import Block, Document, Fact, Facts, Paragraph, Points, Section, Table
from zicht.picture.page import draw_page
from zicht.picture.pdf import draw_pdf


def _blocks(text: Annex, chapter: Chapter) -> Iterator[Block]:
    if chapter.lead:
        yield Paragraph(chapter.lead)
    if chapter.sentences:
        yield Points(say("agreement.annex.rules", text.language), chapter.sentences)
    if chapter.facts:
        yield Facts(tuple(Fact(term, value) for term, value in chapter.facts))
    for turn, grid in enumerate(chapter.grids, 1):
        yield Table(f"{chapter.id}-{turn}", grid.caption, grid.head, grid.rows, (), notes=(text.watermark,))


def as_document(text: Annex, made_from: date) -> Document:
    """The annex as a tree of blocks; the watermark stands on the cover and under every table."""
    sections = [Section(chapter.id, chapter.title, tuple(_blocks(text, chapter))) for chapter in text.chapters]
    return Document(
        language=text.language,
        title=f"{text.title} ({text.watermark.lower()})",
        subtitle=text.subtitle,
        made_from=made_from,
        facts=(),
        key_title=say("agreement.annex.key_title", text.language),
        key_points=text.key_points,
        contents_title=say("agreement.annex.contents", text.language),
        sections=tuple(sections),
        closing=(text.watermark,),
        page_of=say("picture.page_of", text.language, page="{page}", pages="{pages}"),
    )


def write_annex(text: Annex, path: Path, made_from: date) -> None:
    """Write the annex as the ending of the name says: ``.html``, ``.pdf`` or ``.txt``; another is ``WrongUse``."""
    drawn = {
        ".txt": lambda: (plain_text(text) + "\n").encode(),
        ".html": lambda: draw_page(as_document(text, made_from)).encode(),
        ".pdf": lambda: draw_pdf(as_document(text, made_from)),
    }
    if path.suffix not in drawn:
        raise WrongUse("cli.agreement.ending", path=str(path))
    path.write_bytes(drawn[path.suffix]())
