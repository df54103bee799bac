"""What one cell holds: text made clean, numbers and dates read without guessing, values masked.

A cell is text, a date (a spreadsheet knows dates), or a ``Fault``: something that cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, timedelta
from functools import cache

from zicht.knowledge.answers import Answer
from zicht.registers.dates import is_year, names_no_day, written_day


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell has no value: a rule in ``words/*/registers.toml`` (or the standard's) and its parameters.

    ``raw`` is the text of an unknown code, for its user's code table only: never printed, never in a problem.
    """

    rule: str
    params: Mapping[str, str | int | float] = with_default(default_factory=dict)
    raw: str = with_default(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A value with a warning about how it came to be."""

    value: Answer | str
    rule: str


Cell = str | date | Fault

_SPACES = re.compile(r"[^\S\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_STARTS_NUMBER = frozenset("+-0123456789")
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?")
# Excel's error values in English and Dutch; a row of hashes is a column that was too narrow when printed.
_EXCEL_ERROR = re.compile(
    r"#(N/A|N/B|VALUE!|WAARDE!|REF!|VERW!|DIV/0!|DEEL/0!|NAME\?|NAAM\?|NUM!|GETAL!|NULL!|LEEG!|#+)", re.IGNORECASE
)
# What a spreadsheet makes of a long number: its last digits are gone.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
# Excel counts days from here; its false leap day of 1900 lies before every date that we accept.
_EXCEL_EPOCH = date(1899, 12, 30)
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?)?"
_PARTS = {
    "dd": r"(?P<day>\d{1,2})",
    "mm": r"(?P<month>\d{1,2})",
    "jjjj": r"(?P<year>\d{4})",
    "yyyy": r"(?P<year>\d{4})",
    "jj": r"(?P<short>\d{2})",
    "yy": r"(?P<short>\d{2})",
}
EXCEL_SERIAL = "excel"


def clean(text: str) -> str:
    """Text as it is kept: one form per letter, plain spaces, ``\\n`` for every line end, no spaces around."""
    if text.isascii() and text.isprintable():
        return text.strip()
    one_form = unicodedata.normalize("NFC", text).replace("\ufeff", "")
    return _SPACES.sub(" ", one_form.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_fault(text: str) -> Fault | None:
    """What is wrong with a text cell whatever its column means; None when nothing is."""
    if _CONTROL.search(text):
        return Fault("import.control_character", {"value": mask(text)})
    if "#" in text and _EXCEL_ERROR.fullmatch(text.strip()):
        return Fault("import.excel_error")
    if "E+" in text and _ROUNDED.fullmatch(text.strip()):
        return Fault("import.number_rounded")
    return None


def looks_misread(text: str) -> bool:
    """Whether letters were lost on the way here: ``Ã©`` for ``é`` (UTF-8 read as Windows-1252), or ``\ufffd``."""
    if text.isascii():
        return False
    if "\ufffd" in text:
        return True
    try:
        return len(text.encode("cp1252").decode("utf-8")) < len(text)
    except UnicodeError:
        return False


def canonical(text: str) -> str:
    """Text as it is compared and counted, the same from CSV and from a spreadsheet.

    White space is one space; a number loses its leading zeros, plus sign and trailing decimal zeros,
    because that is what a spreadsheet does to it when the file is opened and saved.
    """
    # most cells are plain words: the slower steps are for the others
    one_form = text if text.isascii() else unicodedata.normalize("NFC", text).replace("\ufeff", "")
    plain = " ".join(one_form.split())
    found = _NUMBER.fullmatch(plain) if plain[:1] in _STARTS_NUMBER else None
    if not found:
        return plain
    sign, whole, fraction = found.groups()
    number = whole.lstrip("0") or "0"
    tail = (fraction or "").rstrip("0")
    number = f"{number}.{tail}" if tail else number
    return f"-{number}" if sign == "-" and number != "0" else number


def canonical_id(text: str) -> str:
    """A source's own number as it is compared: without the leading zeros that a spreadsheet takes away.

    A number with a point stays as it is: 2024.1 and 2024.10 are two numbers in many registers.
    """
    plain = " ".join(text.split())
    return canonical(plain) if plain.isascii() and plain.isdigit() else plain


def folded(text: str) -> str:
    """Text as a code or column name is looked up: canonical and without case."""
    return canonical(text).casefold()


def mask(value: str | date) -> str:
    """The shape of a value and no more: first and last character from five on, and the length."""
    text = value.isoformat() if isinstance(value, date) else " ".join(value.split())
    shown = "".join(mark if mark.isprintable() else "?" for mark in text)
    if len(shown) < 5:
        return f"*** ({len(shown)})"
    return f"{shown[0]}***{shown[-1]} ({len(shown)})"


@cache
def date_pattern(date_format: str) -> re.Pattern[str] | Fault:
    """The pattern of a format such as ``dd-mm-jjjj`` (or ``yyyy``, ``jj``, ``yy``), a time after it allowed.

    A format has day, month and year once each; anything else gives a fault.
    """
    parts = re.split("(jjjj|yyyy|jj|yy|dd|mm)", date_format.casefold().strip())
    pattern = "".join(_PARTS.get(part, re.escape(part)) for part in parts)
    try:
        compiled = re.compile(pattern + _TIME)
    except re.error:  # a part that stands there twice
        return Fault("import.mapping_date_format", {"value": date_format})
    years = {"year", "short"} & set(compiled.groupindex)
    if len(compiled.groupindex) != 3 or len(years) != 1:
        return Fault("import.mapping_date_format", {"value": date_format})
    return compiled


def _as_date(found: re.Match[str], today: date) -> date | None:
    parts = found.groupdict()
    year = int(parts["year"]) if "year" in parts else 2000 + int(parts["short"])
    if "short" in parts and year > today.year:
        year -= 100  # two digits never mean a year that has not come yet
    try:
        return date(year, int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


def _serial(text: str) -> date | None:
    found = _NUMBER.fullmatch(text)
    if not found or found[1] == "-" or is_year(text) or not 1 <= len(found[2]) <= 6:
        return None
    return _EXCEL_EPOCH + timedelta(days=int(found[2]))


def parse_date(cell: str | date, formats: tuple[str, ...], today: date) -> date | Fault:
    """The date in a cell by the formats that the user named; never a guess.

    Two formats that give two dates are a fault, as is a text that no format fits. ``today`` decides the
    century of a two-digit year.
    """
    if isinstance(cell, date):
        return cell
    found: set[date] = set()
    for date_format in formats:
        pattern = None if date_format == EXCEL_SERIAL else date_pattern(date_format)
        if pattern is None:
            candidate = _serial(cell)
        else:
            match = pattern.fullmatch(cell) if isinstance(pattern, re.Pattern) else None
            candidate = _as_date(match, today) if match else None
        if candidate is not None:
            found.add(candidate)
    if not found and (day := written_day(cell)):
        return day
    if len(found) == 1:
        return found.pop()
    rule = "import.date_ambiguous" if found else "import.date_vague" if names_no_day(cell) else "import.date_unread"
    return Fault(rule, {"value": mask(cell), "formats": ", ".join(formats)})
