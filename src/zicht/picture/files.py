"""The four files of a picture: page, PDF, figures and a manifest with their hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import zicht
from zicht.knowledge.sentences import Language
from zicht.picture.figures import COLUMNS, figure_rows
from zicht.picture.page import draw_page
from zicht.picture.pdf import draw_pdf
from zicht.picture.picture import Picture
from zicht.picture.story import tell

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class File:
    """One written file: its name, size in bytes and hash."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written: which picture, in which language, as which files."""

    region: str
    period: str
    cut_off: str
    language: Language
    files: tuple[File, ...]


def _harmless(text: str) -> str:
    # a spreadsheet runs a cell that starts like a formula; a region's name is free text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def figures_csv(picture: Picture, language: Language = "nl") -> str:
    """Every figure of the picture as CSV (comma, header on the first line), with what it is about."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in figure_rows(picture, language):
        writer.writerow({name: _harmless(text) for name, text in asdict(row).items()})
    return out.getvalue()


def draw(picture: Picture, language: Language = "nl") -> tuple[Manifest, dict[str, bytes]]:
    """The four files by name, the manifest among them (last), and what it says. Same picture, same bytes."""
    document = tell(picture, language)
    contents = {
        "beeld.html": draw_page(document).encode(),
        "beeld.pdf": draw_pdf(document),
        "figures.csv": figures_csv(picture, language).encode("utf-8-sig"),
    }
    files = tuple(File(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in contents.items())
    manifest = Manifest(picture.region, str(picture.period), picture.cut_off.isoformat(), language, files)
    frame = {"schema": "zicht.picture/1", "version": zicht.__version__, **asdict(manifest)}
    text = json.dumps(frame, ensure_ascii=False, indent=2) + "\n"
    return manifest, {**contents, MANIFEST: text.encode()}


def put(contents: Mapping[str, bytes], out: Path) -> None:
    """Write the files of a picture in ``out``, made if need be.

    The manifest is written last: where it stands, the others are whole.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)
    for name, content in sorted(contents.items(), key=lambda item: item[0] == MANIFEST):
        (out / name).write_bytes(content)


def write(picture: Picture, out: Path, language: Language = "nl") -> Manifest:
    """Draw a picture and write ``beeld.html``, ``beeld.pdf``, ``figures.csv`` and ``manifest.json`` in ``out``."""
    manifest, contents = draw(picture, language)
    put(contents, out)
    return manifest
