"""The picture as a tree of blocks: what it says, before it is a page or a PDF.

Both renderers draw the same tree, so HTML and PDF cannot say different things. Every text here is already
a sentence in one language; every number in a ``Table``, ``Card`` or ``Chart`` stands beside its ``Fact``\\ s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.knowledge.sentences import Language


@dataclass(frozen=True, slots=True)
class Fact:
    """A term with its value: unit, period, cut-off, source, de-duplication, and whether someone confirmed it."""

    term: str
    value: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``strong`` is for the one sentence of a section that must not be missed."""

    text: str
    strong: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences under a small heading."""

    title: str
    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a caption; the first column names the row, the others hold what is counted.

    ``texts``: most cells are words, to be read and not compared. ``marks``: per row "wrong", "odd" or "", or empty.
    ``foot`` is the row of the total, or empty; ``facts`` are what every number in it is about; ``notes`` explain
    what is not shown.
    """

    id: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[Fact, ...]
    foot: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    texts: bool = False
    marks: tuple[str, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG with its alternative text; ``caption`` says how to read it."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Illustrated:
    """A chart beside the table it is drawn from."""

    title: str
    chart: Chart
    table: Table
    kind: Literal["illustrated"] = "illustrated"


@dataclass(frozen=True, slots=True)
class Card:
    """One figure, large, with what it is about."""

    title: str
    figure: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """What must not be taken for a local figure: set apart, with a label that says so."""

    label: str
    title: str
    lead: str
    cards: tuple[Card, ...]
    kind: Literal["apart"] = "apart"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences above it are about."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


Block = Paragraph | Points | Facts | Table | Illustrated | Apart


@dataclass(frozen=True, slots=True)
class Section:
    """A section under its own heading. ``id`` is stable: links point at it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole picture in one language. ``key_points``: the most important sentences, first on the cover."""

    language: Language
    title: str
    subtitle: str
    made_from: date
    facts: tuple[Fact, ...]
    key_title: str
    key_points: tuple[str, ...]
    contents_title: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    page_of: str
