"""Rows of a file that are no row of the register: totals, and column names that stand there again."""

from __future__ import annotations

import re

from zicht.errors import Problem
from zicht.registers.header import Header, folded_names
from zicht.registers.table import Record
from zicht.registers.values import folded

_TOTAL = re.compile(
    r"(?:(?:sub|eind|deel|grand )?tota(?:a)?l(?:en)?|som|sum|aantal(?: (?:rijen|meldingen|personen))?)[ :.=]*"
)
_LONGEST = 200  # characters of a column name or a word for a total
_FIGURE = re.compile(r"-?[\d.,]+%?")


def _is_total(names: tuple[str, ...]) -> bool:
    """A word for a total first, and figures or nothing after it."""
    said = [name for name in names if name]
    return bool(said) and _TOTAL.fullmatch(said[0]) is not None and all(_FIGURE.fullmatch(name) for name in said[1:])


def _may_be_passed_over(record: Record, header: Header) -> bool:
    """By its first word only: of nearly every row this is all that is looked at."""
    first = next((cell for cell in record.cells if isinstance(cell, str) and cell.strip()), "")
    if not isinstance(first, str) or len(first) > _LONGEST:
        return False
    word = folded(first)
    return _TOTAL.fullmatch(word) is not None or any(word in line for line in header.lines)


def passed_over(record: Record, header: Header) -> Problem | None:
    """Why a row is passed over, as a warning at its line; None for a row of the register."""
    if record.rule or not _may_be_passed_over(record, header):
        return None
    names = folded_names(record)
    if names in header.lines:
        return Problem("import.row_header", row=record.number, severity="warning")
    if _is_total(names):
        return Problem("import.row_total", row=record.number, severity="warning")
    return None
