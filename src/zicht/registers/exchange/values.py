"""One value of an HTCDS file: read as one of its codes, dates, numbers, or not at all. Nothing is guessed.

Official labels carry trailing no-break spaces, and people paste labels where codes belong: both are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from zicht.registers.exchange.tables import HtcdsField, alpha_3, htcds_codes, languages

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
INDUSTRY = "forced_labour_industry"


def tidy(raw: str) -> str:
    """A value without the spaces around it, no-break ones included."""
    return raw.strip()


@cache
def _names(list_name: str) -> Mapping[str, str]:
    """Codes by what may stand in a file: the code, its label without case; for industries the ISIC letter too."""
    found: dict[str, str] = {}
    for code in htcds_codes(list_name).values():
        if list_name == INDUSTRY:
            found[code.id[:1].casefold()] = code.id
        found[" ".join(code.label.split()).casefold()] = code.id
    return found | {code.casefold(): code for code in htcds_codes(list_name)}


def _code(list_name: str, text: str) -> str | None:
    return _names(list_name).get(" ".join(text.split()).casefold())


def _date(text: str) -> str | None:
    """A day in ISO 8601 only: 03/04/2025 is two days."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


def _checkbox(text: str) -> str | None:
    if text.casefold() in _TRUE:
        return "true"
    return "false" if text.casefold() in _FALSE else None


def canonical(field: HtcdsField, raw: str) -> str | None:
    """One value as it is kept, or None when the field cannot hold it."""
    text = tidy(raw)
    match field.kind:
        case "text":
            return text or None
        case "code" | "codes":
            return _code(field.list, text)
        case "date":
            return _date(text)
        case "number":
            return text if _NUMBER.fullmatch(text) else None
        case "checkbox":
            return _checkbox(text)
        case "country" | "countries":
            return text.upper() if text.upper() in alpha_3() else None
        case "language":
            return text.casefold() if text.casefold() in languages() else None


def pieces(field: HtcdsField, cell: str) -> tuple[str, ...]:
    """The values in a cell: split at ``;``, and at spaces where each piece by itself is a value (XLSForm)."""
    if field.kind not in ("codes", "countries") and field.list != INDUSTRY:
        return (cell,)
    found: list[str] = []
    for piece in [cell] if canonical(field, cell) else cell.split(";"):
        words = piece.split()
        several = canonical(field, piece) is None and all(canonical(field, word) for word in words)
        found += words if several else [piece]
    return tuple(piece for piece in found if tidy(piece))
