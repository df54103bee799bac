"""Text with separators as rows. A stray quote costs its own row, never the rows after it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from pathlib import Path

from zicht.registers.table import Record, trimmed

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_PIECE = 2**20
LONGEST_LINE = 8 * 2**20
"""Characters of one line that are held in memory: a longer one is no row, and is told as one that cannot be read."""


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


def encoding_of(path: Path, encoding: str = "") -> str:
    """The encoding of a file of any length, as ``decode`` finds it; read in pieces."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, marked in _BOMS:
            if start.startswith(mark):
                return marked
        if encoding:
            return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def lines_of(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file of any length, as ``split_lines`` gives those of a text; of an endless line its beginning."""
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    with path.open(encoding=encoding, errors=errors, newline="") as stream:
        while line := stream.readline(LONGEST_LINE):
            yield line
            while len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
                line = stream.readline(LONGEST_LINE)


class _Lines:
    """Lines that can be given back: of a row that was no row all but the first are read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Give back what was taken for this row, but its first line."""
        self._again.extendleft(reversed(self.taken[1:]))


def records(lines: Iterable[str], delimiter: str, width: int = 0, start: int = 0) -> Generator[Record, None, None]:
    """The rows of a text after its first ``start`` lines, in order, empty ones left out.

    ``width`` is the number of columns of the header, 0 when it is not known yet. With it a row that runs
    over several lines and does not fit, or holds lines that are rows themselves, is taken for a quote that
    was never closed: its first line is reported and reading goes on at the next. Holds the lines of one row in memory.
    """
    source = _Lines(islice(lines, start, None))
    done: int | None = start
    while done is not None:
        done = yield from _until_broken(source, done, delimiter, width)


def _until_broken(source: _Lines, done: int, delimiter: str, width: int) -> Generator[Record, None, int | None]:
    """Rows after line ``done`` until a quote is broken; gives the line after which to go on, None at the end."""
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.taken.clear()
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return None
        except csv.Error:
            pass
        if cells is None or (len(source.taken) > 1 and width and _is_no_row(cells, source.taken, delimiter, width)):
            source.give_back()
            yield Record(done + 1, (), done + 1, rule="import.row_quote")
            return done + 1
        record = Record(done + 1, tuple(cells), done + len(source.taken))
        done = record.last
        if not record.is_empty:
            yield record


def _is_no_row(cells: list[str], taken: list[str], delimiter: str, width: int) -> bool:
    """Whether a row over several lines is a quote that was never closed."""
    return _misfits(cells, width) or _swallows(taken[1:-1], delimiter, width)


def _misfits(cells: list[str], width: int) -> bool:
    return len(cells) < width or len(trimmed(cells)) > width


def _swallows(inside: list[str], delimiter: str, width: int) -> bool:
    """Whether a line inside a quoted text has as many separators as a row: then it is one, swallowed."""
    return width > 2 and any(line.count(delimiter) >= width - 1 for line in inside)
