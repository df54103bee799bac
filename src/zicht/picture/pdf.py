"""The document as PDF: Typst with PDF/UA-1 and PDF/A-2a, the same bytes for the same document."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import typst

from zicht.errors import Defect
from zicht.picture.document import Document

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Typst reads these as a list; both at once is what an archive and a screen reader each ask for.
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]


def draw_pdf(document: Document) -> bytes:
    """The PDF of a document.

    Its date is the document's own, so the same document gives the same bytes on any day. Typst refuses a
    picture without alternative text and a character without a glyph; that is a defect of ours.
    """
    return typeset("beeld.typ", document)


def typeset(template: str, what: DataclassInstance) -> bytes:
    """What a template of this room draws of a dataclass: it gets the fields as JSON, and nothing else."""
    with as_file(files("zicht.picture")) as folder:
        compiler = typst.Compiler(
            str(folder / "templates" / template),
            root=str(folder),
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(asdict(what), default=str, ensure_ascii=False)},
        )
        try:
            drawn = compiler.compile(format="pdf", pdf_standards=STANDARDS)
        except typst.TypstError as error:
            raise Defect("picture.pdf", message=str(error)) from error
    if not isinstance(drawn, bytes):
        raise Defect("picture.pdf", message="Typst gave no bytes")
    return drawn
