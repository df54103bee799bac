"""Days written with letters, and what looks like a date but names no day. Patterns only: nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "febr"),
    ("maart", "march", "mrt", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augustus", "august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})\.?"
_BETWEEN = r"[ ./-]*"
_WRITTEN = re.compile(rf"(?P<day>\d{{1,2}}){_BETWEEN}{_MONTH}{_BETWEEN}(?P<year>\d{{4}})", re.IGNORECASE)
_VAGUE = re.compile(
    rf"""(?:\d{{1,2}}{_BETWEEN})?{_MONTH}{_BETWEEN}'?(?:\d{{4}}|\d{{2}})?   # jan-19, 9 dec 24, maart
    |(?:19|20)\d\d                                                           # 2021
    |\d{{1,2}}[-/.](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{{1,2}}                 # 03-2021, 2021-03
    |(?:week|wk)\.?\ *\d{{1,2}}(?:[ ,/'-]*(?:\d{{4}}|\d{{2}}))?              # week 12, wk 40 2023
    |(?:19|20)\d\d[ -]?w(?:eek|k)?\ *\d{{1,2}}                               # 2024-W07
    |(?:q|kw\.?|kwartaal)\ *[1-4][ -]*(?:19|20)\d\d                          # Q3 2022
    |(?:begin|medio|eind|voorjaar|zomer|najaar|herfst|winter|lente)\ .{{0,20}}\d\d""",
    re.IGNORECASE | re.VERBOSE,
)


def written_day(text: str) -> date | None:
    """The day of "12 maart 2024" or "14-mrt-2024", Dutch or English; None when it names none.

    The year has four digits: "9 dec 24" could be a day in 2009.
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found["year"]), _NUMBER_OF[found["month"].casefold()], int(found["day"]))
    except ValueError:
        return None


def names_no_day(text: str) -> bool:
    """Whether a text is a time but no day: a month, a week, a year, a season ("jan-19" may also be a day)."""
    return _VAGUE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a number is a year as people write it: never the number that a spreadsheet keeps for a day."""
    return re.fullmatch(r"(?:19|20)\d\d", text) is not None
