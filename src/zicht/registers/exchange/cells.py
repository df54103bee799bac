"""CSV as RFC 4180 has it, with cells that no spreadsheet takes for a formula; and read back as it was meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from zicht.registers.csv_file import decode

MARK = "'"
# What a spreadsheet may calculate, in ASCII and full width, tab and line end before it included (OWASP, CSV injection).
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DELIMITERS = (",", ";", "\t")


def guarded(cell: str) -> str:
    """A cell that is text to every spreadsheet: an apostrophe before what could start a formula."""
    return MARK + cell if cell.startswith((*STARTS, MARK)) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before ``guarded``. An apostrophe that guards nothing belongs to the text."""
    rest = cell[1:]
    return rest if cell.startswith(MARK) and rest.startswith((*STARTS, MARK)) else cell


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file: UTF-8, comma, CRLF, quotes where needed, every cell guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def read(data: bytes) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of a CSV file; the delimiter is the one that gives the most columns. Cells are unguarded."""
    text = decode(data)[0]
    best: list[list[str]] = max(
        (list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) for mark in DELIMITERS),
        key=lambda rows: len(rows[0]) if rows else 0,
    )
    rows = [tuple(unguarded(cell) for cell in row) for row in best if any(row)]
    return (rows[0], rows[1:]) if rows else ((), [])
