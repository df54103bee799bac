"""The PDF: readable by a screen reader, fit for an archive, the same bytes for the same picture."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from picture import made

import zicht.picture
from zicht.errors import Defect
from zicht.knowledge.sentences import LANGUAGES
from zicht.picture import render_pdf
from zicht.picture.document import Document, Illustrated
from zicht.picture.pdf import draw_pdf

UA = "{http://www.aiim.org/pdfua/ns/id/}part"
ARCHIVE = "{http://www.aiim.org/pdfa/ns/id/}"


def _opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def _elements(node) -> list:
    """Every structure element below a node."""
    kids = node.get("/K", pikepdf.Array())
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *_elements(kid)]
    return found


def test_the_pdf_is_tagged_and_shows_its_title(pdf: bytes) -> None:
    read = _opened(pdf)
    assert read.Root.MarkInfo.Marked is True
    assert str(read.Root.Lang) == "nl"
    assert read.Root.ViewerPreferences.DisplayDocTitle is True
    assert read.open_metadata()["dc:title"] == "Beeld van mensenhandel in Vechtstreek, 2026"


def test_the_pdf_declares_accessibility_and_archiving(pdf: bytes) -> None:
    told = _opened(pdf).open_metadata()
    assert told[UA] == "1"
    assert (told[ARCHIVE + "part"], told[ARCHIVE + "conformance"]) == ("2", "A")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_its_language(picture, language) -> None:
    assert str(_opened(render_pdf(picture, language)).Root.Lang) == language


def test_every_picture_in_the_pdf_has_its_words(pdf: bytes, document: Document) -> None:
    read = _opened(pdf)
    figures = [part for part in _elements(read.Root.StructTreeRoot) if part.S == "/Figure"]
    words = {str(part.Alt) for part in figures}
    blocks = [block for section in document.sections for block in section.blocks]
    assert words == {block.chart.alt for block in blocks if isinstance(block, Illustrated)}
    assert len(figures) == len(made.COUNTS) + 1


def test_the_tables_of_the_pdf_have_headers_cells_and_captions(pdf: bytes, document: Document) -> None:
    read = _opened(pdf)
    tags = Counter(str(part.S) for part in _elements(read.Root.StructTreeRoot))
    tables = [block.table for s in document.sections for block in s.blocks if isinstance(block, Illustrated)]
    assert tags["/Table"] == len(tables)
    assert tags["/TH"] == sum(len(table.head) for table in tables)
    assert tags["/TD"] == sum(len(row) for table in tables for row in (*table.rows, table.foot))
    assert tags["/Caption"] >= len(tables)
    assert tags["/H1"] >= len(document.sections)


def test_the_same_picture_gives_the_same_bytes(pdf: bytes) -> None:
    assert render_pdf(made.picture(), "nl") == pdf


def test_the_pdf_is_dated_by_the_picture_and_not_by_the_clock(document: Document) -> None:
    dated = _opened(draw_pdf(replace(document, made_from=date(2019, 2, 3))))
    assert dated.open_metadata()["xmp:CreateDate"].startswith("2019-02-03")


def test_all_fonts_travel_with_the_pdf(pdf: bytes) -> None:
    names = set()
    for page in _opened(pdf).pages:
        for font in page.Resources.get("/Font", {}).values():
            (inside,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(inside.FontDescriptor.keys())
            names.add(str(font.BaseFont).split("+")[-1])
    assert names == {"SourceSans3-Regular", "SourceSans3-Semibold"}


def test_the_fonts_are_the_published_ones_with_their_licence() -> None:
    folder = Path(zicht.picture.__file__).parent / "fonts"
    listed = re.findall(r"^\| (\S+\.ttf) \|.*\| ([0-9a-f]{64}) \|$", (folder / "VENDOR.md").read_text(), re.MULTILINE)
    assert {name for name, _ in listed} == {path.name for path in folder.glob("*.ttf")}
    for name, expected in listed:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert "SIL OPEN FONT LICENSE" in (folder / "SourceSans3.LICENSE.md").read_text().upper()


def test_a_chart_without_words_is_never_drawn(document: Document) -> None:
    nature = document.sections[0]
    blocks = tuple(
        replace(block, chart=replace(block.chart, alt="")) if isinstance(block, Illustrated) else block
        for block in nature.blocks
    )
    with pytest.raises(Defect, match=r"picture\.pdf"):
        draw_pdf(replace(document, sections=(replace(nature, blocks=blocks),)))


def test_words_that_look_like_typst_are_only_words() -> None:
    content = render_pdf(made.picture(region="#panic() *x* $y$ @z"))
    assert _opened(content).open_metadata()["dc:title"] == "Beeld van mensenhandel in #panic() *x* $y$ @z, 2026"
