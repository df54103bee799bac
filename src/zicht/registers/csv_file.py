"""Text with separators as rows. A stray quote costs its own row, never the rows after it."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator

from zicht.registers.table import Record, trimmed

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a file and its encoding: its mark, what the user says, UTF-8, or else Windows-1252.

    A byte that means nothing in the encoding becomes a lone surrogate, so that it spoils its own cell and
    no other.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return data.decode(marked, errors="replace" if marked == "utf-16" else "surrogateescape"), marked
    if encoding:
        return data.decode(encoding, errors="replace" if encoding == "utf-16" else "surrogateescape"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="surrogateescape"), "cp1252"


def split_lines(text: str) -> list[str]:
    """Lines with their ends, as an editor counts them: ``\\n``, ``\\r\\n`` or ``\\r``, nothing else."""
    return list(io.StringIO(text, newline=""))


def records(lines: list[str], delimiter: str, width: int = 0, start: int = 0) -> Generator[Record, None, None]:
    """The rows of a text after its first ``start`` lines, in order, empty ones left out.

    ``width`` is the number of columns of the header, 0 when it is not known yet. With it a row that runs
    over several lines and does not fit, or holds lines that are rows themselves, is taken for a quote that
    was never closed: its first line is reported and reading goes on at the next.
    """
    while start < len(lines):
        start = yield from _until_broken(lines, start, delimiter, width)


def _until_broken(lines: list[str], start: int, delimiter: str, width: int) -> Generator[Record, None, int]:
    """Rows from line ``start`` (from 0) until a quote is broken; gives the line to go on at."""
    reader = csv.reader((lines[at] for at in range(start, len(lines))), delimiter=delimiter, strict=True)
    done = start
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return len(lines)
        except csv.Error:
            yield Record(done + 1, (), done + 1, rule="import.row_quote")
            return done + 1
        end = start + reader.line_num
        if (
            width
            and end > done + 1
            and (_misfits(cells, width) or _swallows(lines[done + 1 : end - 1], delimiter, width))
        ):
            yield Record(done + 1, (), done + 1, rule="import.row_quote")
            return done + 1
        record = Record(done + 1, tuple(cells), end)
        done = end
        if not record.is_empty:
            yield record


def _misfits(cells: list[str], width: int) -> bool:
    return len(cells) < width or len(trimmed(cells)) > width


def _swallows(inside: list[str], delimiter: str, width: int) -> bool:
    """Whether a line inside a quoted text has as many separators as a row: then it is one, swallowed."""
    return width > 2 and any(line.count(delimiter) >= width - 1 for line in inside)
