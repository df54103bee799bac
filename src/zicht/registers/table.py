"""A file of bytes as a table: what kind it is, its rows with their line in the file, or why it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.errors import Problem
from zicht.registers.values import Cell

MAX_BYTES = 50 * 1024 * 1024
"""Of a workbook, and of any file whose rows are held in memory (``read``)."""

MAX_STREAMED = 2 * 1024 * 1024 * 1024
"""Of a text file that is read from its path, row by row: a million rows of a wide register."""

MAX_COLUMNS = 1000

_BEGINNING = 2**20
_NOT_TABLES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM\x00", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How the file turned out to be laid out. ``encoding`` and ``delimiter`` of text, ``sheet`` of a workbook."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file. ``number`` is its (first) line, from 1; ``last`` its last.

    ``formulas`` are the positions whose value a spreadsheet computed. ``rule`` says why the row as a whole
    cannot be read, "" when it can.
    """

    number: int
    cells: tuple[Cell, ...]
    last: int
    formulas: tuple[int, ...] = ()
    rule: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in any cell."""
        return not self.rule and all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file, or its header, cannot be read: at least one problem of severity error."""

    problems: tuple[Problem, ...]
    file: FileFacts = FileFacts()

    @classmethod
    def because(cls, rule: str, row: int | None = None, **params: str | int | float) -> Unreadable:
        """One reason that holds for the whole file."""
        return cls((Problem(rule, row=row, params=params),))


def beginning(data: bytes | Path) -> bytes:
    """The first megabyte of a file."""
    if not isinstance(data, Path):
        return data
    with data.open("rb") as file:
        return file.read(_BEGINNING)


def length_of(data: bytes | Path) -> int:
    """How many bytes a file has."""
    return data.stat().st_size if isinstance(data, Path) else len(data)


def size_problem(data: bytes, length: int | None = None, most: int = MAX_BYTES) -> Unreadable | None:
    """A file that is empty, too large, or plainly no table; None for one that may be tried.

    ``data`` may be its beginning, with ``length`` the bytes of the whole.
    """
    if (len(data) if length is None else length) > most:
        return Unreadable.because("import.file_large", most=most // 2**20)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Unreadable.because("import.file_empty")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Unreadable.because("import.file_old_excel")
    for magic, kind in _NOT_TABLES:
        if data.startswith(magic):
            return Unreadable.because("import.file_kind", kind=kind)
    return None


def trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and isinstance(last := cells[end - 1], str) and not last.strip():
        end -= 1
    return tuple(cells[:end])
