"""A workbook as rows: values only. Formulas are never worked out; what a spreadsheet saved for one is taken.

A workbook is a zip of XML, so two attacks are met before anything is parsed: a zip that unpacks to far
more than it weighs, and XML that defines entities (a real workbook never has a document type).
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from zicht.registers.table import MAX_COLUMNS, Record, Unreadable, trimmed
from zicht.registers.values import Cell, Fault

# openpyxl warns of what it leaves out (styles, extensions): of no meaning where only values are read
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")

MAX_UNPACKED = 400 * 1024 * 1024
MAX_WHOLE = 20 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 1_048_576
_LARGEST_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number


class _Parser(WorkSheetParser):
    """openpyxl's parser of a sheet, that also remembers which cells hold a formula.

    Used instead of the read-only worksheet because that one drops rows that stand out of order, and
    builds every missing row up to the highest number it meets.
    """

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """One cell, as openpyxl has it, with whether it is computed."""
        cell: dict[str, Any] = super().parse_cell(element)
        cell["formula"] = element.find(FORMULA_TAG) is not None
        return cell


def _archive_problem(data: bytes) -> Unreadable | None:
    """Why a zip is not a workbook that may be opened; None when it may be tried."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if _unpacks_to_too_much(parts):
            return Unreadable.because("import.zip_bomb", most=MAX_UNPACKED // 2**20)
        if any(part.flag_bits & 1 for part in parts):
            return Unreadable.because("import.file_locked")
        if "xl/workbook.xml" not in {part.filename.lstrip("/") for part in parts}:
            return Unreadable.because("import.zip_no_workbook")
        for part in parts:
            if part.filename.casefold().endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as source:
                    _refuse_document_type(source)
    return None


def _unpacks_to_too_much(parts: list[zipfile.ZipInfo]) -> bool:
    """Sheets and their texts are read piece by piece; of the rest openpyxl parses whole parts in memory."""
    whole = [
        part for part in parts if not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/media/"))
    ]
    return (
        sum(part.file_size for part in parts) > MAX_UNPACKED
        or sum(part.file_size for part in whole) > MAX_WHOLE
        or len(parts) > MAX_PARTS
    )


def _refuse_document_type(source: IO[bytes]) -> None:
    """Read up to the first element: a document type stands before it, and defusedxml raises on one."""
    next(iter(iterparse(source, events=("start",), forbid_dtd=True)), None)


def open_workbook(data: bytes) -> Workbook | Unreadable:
    """The workbook in these bytes, opened for reading values; or why it cannot be opened."""
    try:
        problem = _archive_problem(data)
        return problem or load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever bytes zipfile, the XML parser or openpyxl stumbled over
        return _broken(error)


def sheet_records(book: Workbook, name: str) -> list[Record] | Unreadable:
    """The rows of one sheet, empty ones left out, with their number in the sheet."""
    try:
        return list(_rows(book, name))
    except Exception as error:  # as above: the sheet is parsed here, not when the workbook was opened
        return _broken(error)


def _broken(error: Exception) -> Unreadable:
    """To the user every stumble is one thing, but for an attack: then saving it again would not help."""
    attack = isinstance(error, DefusedXmlException)
    return Unreadable.because("import.xml_entities" if attack else "import.workbook_broken")


def _rows(book: Workbook, name: str) -> Iterator[Record]:
    sheet: Any = book[name]
    inner: Any = book
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=inner._date_formats,
            timedelta_formats=inner._timedelta_formats,
        )
        before = 0
        for number, cells in parser.parse():
            if not before < number <= MAX_ROWS:
                raise ValueError(f"row {number} after row {before}")
            before = number
            record = _record(number, cells)
            if not record.is_empty:
                yield record


def _record(number: int, cells: list[dict[str, Any]]) -> Record:
    width = max((cell["column"] for cell in cells), default=0)
    if width > MAX_COLUMNS or len({cell["column"] for cell in cells}) < len(cells):
        raise ValueError(f"row {number} has {len(cells)} cells up to column {width}")
    row: list[Cell] = [""] * width
    for cell in cells:
        row[cell["column"] - 1] = _cell(cell)
    formulas = tuple(cell["column"] - 1 for cell in cells if cell["formula"])
    return Record(number, trimmed(row), number, formulas)


def _cell(cell: dict[str, Any]) -> Cell:
    """A cell's value as text or date; a number is written as its owner would type it."""
    value = cell["value"]
    if value is None:
        return Fault("import.formula_empty") if cell["formula"] else ""
    if cell["data_type"] == "e":
        return Fault("import.excel_error")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.replace("_x000D_", "\r")  # how a workbook writes a carriage return
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    return value if isinstance(value, date) else Fault("import.time_only")


def _number(value: int | float) -> str | Fault:
    if value != value or abs(value) >= _LARGEST_EXACT:
        return Fault("import.number_rounded")
    return str(int(value)) if value == int(value) else repr(value)
