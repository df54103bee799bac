"""A small fictional register and ways to write it down: as text, and as a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from zicht.registers import SourceMapping, load_mapping

TODAY = date(2025, 6, 3)
COLUMNS = ("Nr", "Soort", "Gemeente", "Datum", "Leeftijd", "Spoed", "Telefoon", "Naam", "Tekst")
MAPPING = """
source = "Verzonnen Register"
id = "Nr"
date_formats = ["dd-mm-jjjj", "jjjj-mm-dd"]

[fields.wat]
column = "Soort"
codes = { SX = "seksueel", ARB = "arbeid", "01" = "bedelarij", beide = ["seksueel", "arbeid"] }

[fields.waar]
column = "Gemeente"

[fields.wanneer]
column = "Datum"
empty = "onbekend"

[fields.wie]
column = "Leeftijd"
read_as = "age"
empty = "onbekend"

[fields.acuut]
column = "Spoed"
codes = { J = "ja", N = "nee" }

[fields.bekendVia]
constant = "gezien"
[fields.hoedanigheid]
constant = "handhaving"
[fields.contact]
constant = "onbekend"

[fields.contactgegevens]
column = "Telefoon"
[fields.rol]
constant = "mogelijk_slachtoffer"
[fields.achternaam]
column = "Naam"
[fields.toelichting]
column = "Tekst"
"""

Row = dict[str, Any]


def row(number: object = "1", **cells: object) -> Row:
    """A valid row; ``cells`` replaces some of its cells."""
    good = ("SX", "Vechterdam", date(2025, 1, 2), "23", "N", "0600000000", "Nepnaam", "Deur op slot")
    return dict(zip(COLUMNS, (number, *good), strict=True)) | cells


def text_of(value: object) -> str:
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else str(value)


def as_text(rows: Sequence[Row], delimiter: str = ";", encoding: str = "utf-8", intro: Sequence[str] = ()) -> bytes:
    """The rows as text with separators, ``intro`` lines before the header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows([[text_of(cells[name]) for name in COLUMNS] for cells in rows])
    return ("".join(f"{line}\r\n" for line in intro) + out.getvalue()).encode(encoding)


def as_workbook(rows: Sequence[Row], *, typed: bool = True, intro: Sequence[str] = (), sheet: str = "Blad1") -> bytes:
    """The rows as a workbook; ``typed`` as a spreadsheet keeps them (dates, numbers), else all as text."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for line in intro:
        page.append([line])
    page.append(list(COLUMNS))
    for cells in rows:
        page.append([as_spreadsheet(cells[name]) if typed else text_of(cells[name]) for name in COLUMNS])
    return saved(book)


def as_spreadsheet(value: object) -> object:
    """What a spreadsheet makes of what is typed in: a number of digits loses its leading zeros."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def patched(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its XML parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        changed = change(parts[part])
        assert changed != parts[part], "the change changes nothing"
        for name, content in (parts | {part: changed}).items():
            new.writestr(name, content)
    return out.getvalue()


def as_excel_saves(data: bytes) -> bytes:
    """The same workbook with its texts in one shared list, as Excel itself writes (openpyxl writes them in place)."""
    texts: list[bytes] = []

    def shared(cell: re.Match[bytes]) -> bytes:
        texts.append(cell[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (cell[1], len(texts) - 1)

    sheet = rb'<c r="([A-Z]+[0-9]+)" t="inlineStr"><is>(.*?)</is></c>'
    data = patched(data, "xl/worksheets/sheet1.xml", lambda xml: re.sub(sheet, shared, xml, flags=re.DOTALL))
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    kind += b'.spreadsheetml.sharedStrings+xml"/></Types>'
    data = patched(data, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", kind))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        items = b"".join(b"<si>%s</si>" % text for text in texts)
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (space, items))
    return out.getvalue()


class Write:
    """The helpers above, for the tests: test files cannot import one another."""

    TODAY = TODAY
    COLUMNS = COLUMNS
    MAPPING = MAPPING
    row = staticmethod(row)
    text = staticmethod(as_text)
    workbook = staticmethod(as_workbook)
    saved = staticmethod(saved)
    patched = staticmethod(patched)
    excel = staticmethod(as_excel_saves)


@pytest.fixture(scope="session")
def write() -> type[Write]:
    return Write


@pytest.fixture(scope="session")
def mapping() -> SourceMapping:
    return load_mapping(MAPPING)


@pytest.fixture(scope="session")
def mapping_without_id() -> SourceMapping:
    return load_mapping(MAPPING.replace('id = "Nr"\n', ""))
