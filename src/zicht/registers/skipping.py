"""Rows of a file that are no row of the register: totals, and column names that stand there again."""

from __future__ import annotations

import re

from zicht.errors import Problem
from zicht.registers.header import Header, folded_names
from zicht.registers.table import Record

_TOTAL = re.compile(
    r"(?:(?:sub|eind|deel|grand )?tota(?:a)?l(?:en)?|som|sum|aantal(?: (?:rijen|meldingen|personen))?)[ :.=]*"
)
_FIGURE = re.compile(r"-?[\d.,]+%?")


def _is_total(names: tuple[str, ...]) -> bool:
    """A word for a total first, and figures or nothing after it."""
    said = [name for name in names if name]
    return bool(said) and _TOTAL.fullmatch(said[0]) is not None and all(_FIGURE.fullmatch(name) for name in said[1:])


def passed_over(record: Record, header: Header) -> Problem | None:
    """Why a row is passed over, as a warning at its line; None for a row of the register."""
    if record.rule:
        return None
    names = folded_names(record)
    if names in header.lines:
        return Problem("import.row_header", row=record.number, severity="warning")
    if _is_total(names):
        return Problem("import.row_total", row=record.number, severity="warning")
    return None
