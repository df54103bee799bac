"""Horizontal bars as SVG, written down directly: they need no script engine, which takes seconds to start.

The same width, fonts and colours as the other charts. The colours stand at least 3 : 1 (shapes) and 4.5 : 1 (text)
against white; no meaning is carried by colour alone: each bar has its figure beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

WIDTH = 320
FONT = "Source Sans 3"
INK = "#1c2b33"
PETROL = "#17586f"
TRACK = "#cfe3e9"
ROW = 42
THICK = 11
_BAR_AT, _WORDS_AT = 0.55, 0.45  # of a row: where the bar begins, where the words above it stand


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label, the text beside it, and its length; ``value`` is none when the figure is not shown."""

    label: str
    text: str
    value: float | None


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _band(top: float, length: float, colour: str) -> str:
    shown = _number(length)
    return f'<path d="M0,{_number(top)}h{shown}v{THICK}h-{shown}Z" fill="{colour}"/>'


def _words(x: int, y: float, anchor: str, weight: int, text: str) -> str:
    place = f'x="{x}" y="{_number(y)}" text-anchor="{anchor}"'
    look = f'font-family="{FONT}" font-size="14px" font-weight="{weight}" fill="{INK}"'
    return f"<text {place} {look}>{escape(text, quote=False)}</text>"


def _drawn(at: int, row: Bar, longest: float) -> Iterator[str]:
    top = at * ROW
    yield _band(top + ROW * _BAR_AT, WIDTH, TRACK)
    yield _band(top + ROW * _BAR_AT, WIDTH * (row.value or 0) / longest, PETROL)
    yield _words(0, top + ROW * _WORDS_AT, "start", 400, row.label)
    yield _words(WIDTH, top + ROW * _WORDS_AT, "end", 600, row.text)


@lru_cache(maxsize=64)  # page and PDF draw the same chart
def bars(rows: tuple[Bar, ...], full: float | None = None) -> str:
    """Horizontal bars from zero, one per row, in the order given. Returns the SVG as text.

    ``full`` is what a whole track stands for: the largest value, unless said. A row without a value keeps its label,
    its text and an empty track: leaving it out would read as zero.
    """
    longest = full or max((row.value for row in rows if row.value is not None), default=0) or 1
    height = len(rows) * ROW
    drawn = "".join(part for at, row in enumerate(rows) for part in _drawn(at, row, longest))
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
