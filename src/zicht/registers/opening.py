"""A file without a mapping as a table: where its header probably stands, its column names, its first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from zicht.registers.columns import known_name
from zicht.registers.csv_file import decode, records, split_lines
from zicht.registers.header import SEARCHED, Header, folded_names, joined, numbered
from zicht.registers.skipping import passed_over
from zicht.registers.table import FileFacts, Record, Unreadable, size_problem, trimmed
from zicht.registers.values import Cell
from zicht.registers.xlsx_file import open_workbook, sheet_records

SAMPLE = 500
"""How many rows a proposal looks at."""

_DELIMITERS = (";", ",", "\t", "|")
_DATA = re.compile(r"[\d.,:/ €%+-]*\d[\d.,:/ €%+-]*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name as a mapping writes it, the name on its own line of the header, its cells."""

    name: str
    own: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file and how it is laid out. ``rows`` is how many rows each column shows, at most ``SAMPLE``."""

    file: FileFacts
    columns: tuple[Column, ...]
    rows: int


def open_table(data: bytes) -> Table | Unreadable:
    """The table in a CSV or XLSX file whose columns nobody has named yet; or why there is none.

    The header is the row with most names that are known, or else the first full row of texts.
    """
    if refused := size_problem(data):
        return refused
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _workbook(data)
    text, encoding = decode(data)
    lines = split_lines(text)
    found = [(delimiter, list(islice(records(lines, delimiter), SAMPLE))) for delimiter in _DELIMITERS]
    delimiter, best = max(found, key=lambda one: _regular(one[1]))
    return _table(best, FileFacts(encoding, delimiter))


def _regular(found: Sequence[Record]) -> tuple[float, int]:
    """How much rows under one delimiter look like a table: share of rows as wide as most, and that width."""
    widths = Counter(len(record.cells) for record in found if len(record.cells) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return round(count / len(found), 1), width


def _workbook(data: bytes) -> Table | Unreadable:
    book = open_workbook(data)
    if isinstance(book, Unreadable):
        return book
    best: tuple[int, str, list[Record]] | None = None
    for sheet in book.worksheets:
        found = sheet_records(book, sheet.title)
        if isinstance(found, Unreadable):
            return found
        cells = sum(len(record.cells) for record in found)
        if best is None or cells > best[0]:
            best = (cells, sheet.title, found)
    if best is None or not best[2]:
        return Unreadable.because("import.file_empty")
    return _table(best[2][: SAMPLE + SEARCHED], FileFacts(sheet=best[1]))


def _table(found: Sequence[Record], file: FileFacts) -> Table | Unreadable:
    at = _header_at(found)
    if at is None:
        return Unreadable.because("import.header_unknown")
    below = found[at]
    above = found[at - 1] if at and _is_group(found[at - 1], below) else None
    own = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in trimmed(below.cells)]
    names = list(joined(above, below)) if above else own
    own = [*own, *names[len(own) :]]
    lines = (folded_names(above), folded_names(below)) if above else (folded_names(below),)
    header = Header(below.number, below.last, {}, len(names), (), lines)
    rows = [record for record in found[at + 1 :] if not record.rule and not passed_over(record, header)]
    shown = _display(names)
    columns = tuple(
        Column(name, own[position], tuple(_at(record, position) for record in rows))
        for position, name in enumerate(shown)
    )
    return Table(replace(file, header_row=below.number), columns, len(rows))


def _display(names: Sequence[str]) -> list[str]:
    """Names as the file writes them, those that stand there twice with their number."""
    folded = [" ".join(name.split()).casefold() for name in names]
    told = numbered(folded)
    return [f"{name}{unique[len(low) :]}" for name, low, unique in zip(names, folded, told, strict=True)]


def _at(record: Record, position: int) -> Cell:
    return record.cells[position] if position < len(record.cells) else ""


def _header_at(found: Sequence[Record]) -> int | None:
    """The position of the header among the first rows: most known names, or else the first full row of texts."""
    top = found[:SEARCHED]
    hits = [sum(known_name(cell) for cell in record.cells if isinstance(cell, str)) for record in top]
    if top and max(hits) >= 2:
        return hits.index(max(hits))
    widest = max((_filled(record) for record in top), default=0)
    full = [at for at, record in enumerate(top) if _filled(record) >= 0.6 * widest and _is_texts(record)]
    return full[0] if full else None


def _filled(record: Record) -> int:
    return sum(not isinstance(cell, str) or bool(cell.strip()) for cell in record.cells)


def _is_texts(record: Record) -> bool:
    return bool(record.cells) and all(isinstance(cell, str) and not _DATA.fullmatch(cell) for cell in record.cells)


def _is_group(above: Record, below: Record) -> bool:
    """Whether a row is the upper line of a header: right above it, texts with gaps, more than a title."""
    if above.last + 1 != below.number or not _is_texts(above) or len(trimmed(above.cells)) < 2:
        return False
    width = len(trimmed(below.cells))
    return 2 <= _filled(above) < width
