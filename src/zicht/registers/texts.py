"""Texts of cells: made harmless for a spreadsheet, postcodes and names in the form of the standard."""

from __future__ import annotations

import re
from functools import cache

from zicht.registers.ages import whole_years
from zicht.registers.values import Fault, Told, folded, mask
from zicht.registers.words import empty_words, state_words

_PHONE = re.compile(r"\+[\d ()./-]+")
# "=" always; "+", "-" and "@" when more than a word, a number or a list mark follows (OWASP, CSV injection)
_FORMULA = re.compile(r"\s*(?:=|[+@-](?! )[^\n]*[(|!*^])")
_POSTCODE = re.compile(r"([0-9OoIl]{4}) *([A-Za-z]{2})")
_DIGITS = str.maketrans("OoIl", "0011")
_PREFIXES = re.compile(
    r"(?P<first>.*?)\s*(?P<prefix>(?:\b(?:van|de|der|den|het|ten|ter|te|in|op|von|el|al|la|le|di|da|dos)\s*|'t\s*)*)$",
    re.I,
)


def neutral(text: str) -> str:
    """A text that no spreadsheet runs: what looks like a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) and not _PHONE.fullmatch(text) else text


def postcode(text: str) -> str | Told:
    """A Dutch postcode as "1234 AB". A letter where only a digit can be is read as that digit, and told."""
    found = _POSTCODE.fullmatch(text)
    if not found:
        return text
    plain = f"{found[1].translate(_DIGITS)} {found[2].upper()}"
    return plain if found[1].isdigit() else Told(plain, "import.postcode_letter")


def split_name(text: str) -> tuple[str, str]:
    """First name, and surname with its prefix, of "Surname, First prefix"; ("", all of it) without one comma."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        return "", text
    found = _PREFIXES.fullmatch(parts[1])
    first, prefix = (found["first"], found["prefix"]) if found else (parts[1], "")
    return first.strip(), " ".join(f"{prefix} {parts[0]}".split())


def full_name(text: str) -> str | Told:
    """A name in one column: kept whole and told when it cannot be told apart."""
    return text if split_name(text)[0] else Told(text, "import.name_whole")


def age_in_years(text: str) -> str | Fault:
    """An age in whole years as digits; a range or "about" would be a guess."""
    years = whole_years(text)
    return Fault("import.age_unread", {"value": mask(text)}) if years is None else years


@cache
def _longest_empty() -> int:
    return max(map(len, empty_words()))


def may_be_a_word(text: str, longest: int) -> bool:
    """Whether a text can be a word of at most ``longest`` characters, or a sign that says nothing.

    Of most texts their length tells that they are not, and the slow step of folding them is not needed.
    """
    most = max(longest, _longest_empty())
    if len(text) <= most or not text.isascii() or text[0] in "+-0123456789":
        return True
    return len(" ".join(text.split())) <= most


def is_state(text: str) -> bool:
    """Whether a text is one of the words for unknown, not asked, refused or no."""
    return folded(text) in state_words()


def says_nothing(text: str) -> bool:
    """Whether a text is a sign that says nothing, such as "-"."""
    return folded(text) in empty_words()
