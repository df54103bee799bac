"""What a column's contents look like: shares of its filled cells, from 0 to 1, by kind. Nothing here knows its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from zicht.knowledge import standard
from zicht.knowledge.answers import NO, Answer
from zicht.registers.ages import age
from zicht.registers.columns import country_words, value_words
from zicht.registers.dates import names_no_day, written_day
from zicht.registers.mapping import Target
from zicht.registers.mapping_file import standard_answers
from zicht.registers.quarantine import is_citizen_number
from zicht.registers.texts import split_name
from zicht.registers.values import Cell, Fault, clean, folded, parse_date
from zicht.registers.words import empty_words, state_words

FORMATS = (
    "dd-mm-jjjj", "jjjj-mm-dd", "dd/mm/jjjj", "dd.mm.jjjj", "mm-dd-jjjj", "mm/dd/jjjj", "jjjj/mm/dd", "dd-mm-jj",
    "dd/mm/jj", "dd.mm.jj", "excel",
)  # fmt: skip
SEPARATORS = (";", "+", ",", "/", "|", " ")
_LATEST = date(2100, 1, 1)  # a bound for reading only: what lies in the future is told when the file is read
_SERIAL = re.compile(r"[23456]\d{4}")

_PATTERNS = {
    "postcode": re.compile(r"[1-9OoIl][0-9OoIl]{3} ?[A-Za-z]{2}"),
    "plate": re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}"),
    "phone": re.compile(r"(?:\+\d{2}|00\d{2}|0)[ -]?(?:\(0\))?\d(?:[ -]?\d){7,8}"),
    "profile": re.compile(r"(?:https?://|www\.)\S+|@[A-Za-z0-9_.]{3,}"),
    "mail": re.compile(r"\S+@\S+\.\w+"),
    "company": re.compile(r".+\b(?:B\.?V\.?|V\.?O\.?F\.?|N\.?V\.?|Holding|Ltd)", re.IGNORECASE),
    "address": re.compile(r"[A-Za-zÀ-ÿ' .-]{4,} \d{1,5} ?[a-zA-Z]?"),
    "eight_digits": re.compile(r"\d{8}"),
    "number": re.compile(r"-?\d+(?:[.,]\d+)?"),
    "code_of_two": re.compile(r"[A-Z]{2}"),
    "language": re.compile(r"[a-z]{3}"),
    "reference": re.compile(r"(?=.*\d)[A-Za-z]{1,4}[-/ ]?\d[\w/-]*"),
    "words": re.compile(r"[A-ZÀ-ÞŻ][\w'’-]+(?: [\w'’-]+){0,3}"),
}


@dataclass(frozen=True, slots=True)
class Contents:
    """A column by its contents. ``shares`` per kind; ``days`` the days that can be read, with None in the gaps.

    ``texts`` are the filled cells that count, ``signs`` those that say nothing ("-", "nvt").
    """

    filled: int
    shares: dict[str, float]
    distinct: int
    length: float
    days: tuple[date | None, ...] = field(repr=False, default=())
    texts: tuple[str, ...] = field(repr=False, default=())
    signs: tuple[str, ...] = field(repr=False, default=())

    def share(self, kind: str) -> float:
        """The share of one kind, 0 when nothing is of it."""
        return self.shares.get(kind, 0.0)

    def read_days(self) -> Iterator[tuple[str, date | None]]:
        """Each text that counts with the day that it names, None when it names none."""
        return ((text, _day(text)) for text in self.texts)


def _day(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Fault):
        return None
    text = clean(cell)
    for one in FORMATS:
        if one == "excel" and not _SERIAL.fullmatch(text):
            continue
        found = parse_date(text, (one,), _LATEST)
        if isinstance(found, date) and 1900 <= found.year <= 2100:
            return found
    return written_day(text)


def _is_day(text: str) -> bool:
    return _day(text) is not None or names_no_day(text) or re.fullmatch(r"\d{1,2}-\d{1,2}-\d{4}", text) is not None


def _is_age(text: str) -> bool:
    return not re.fullmatch(r"\d{3,}", text) and not (
        isinstance(found := age(text), Fault) and found.rule == "import.age_unread"
    )


def _is_all_of(shape: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: shape.fullmatch(text) is not None


_TESTS: dict[str, Callable[[str], bool]] = {
    **{kind: _is_all_of(shape) for kind, shape in _PATTERNS.items()},
    "day": _is_day,
    "age": _is_age,
    "citizen": is_citizen_number,
    "country": lambda text: folded(text) in country_words(),
    "full_name": lambda text: bool(split_name(text)[0]) and len(text) < 60 and not re.search(r"\d", text),
    "story": lambda text: text.count(" ") >= 3 and len(text) >= 20,
}  # fmt: skip


def contents(cells: Sequence[Cell]) -> Contents:
    """Look at the cells of a column. Words for a state and signs that say nothing are left out of the shares."""
    texts = [
        cell.isoformat() if isinstance(cell, date) else clean(cell) for cell in cells if not isinstance(cell, Fault)
    ]
    filled = [text for text in texts if text and folded(text) not in state_words()]
    said = [text for text in filled if folded(text) not in empty_words()]
    signs = tuple(text for text in filled if folded(text) in empty_words())
    days = tuple(_day(cell) for cell in cells)
    shares = {kind: _share(said, test) for kind, test in _TESTS.items()}
    length = sum(map(len, said)) / len(said) if said else 0.0
    return Contents(len(said), shares, len(set(said)), length, days, tuple(said), signs)


def _share(said: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, said)) / len(said) if said else 0.0


@cache
def _known_codes(target: Target) -> dict[str, Answer]:
    return {**value_words(target.codes), **standard_answers(target)}


def code_share(target: Target, found: Contents, separator: str = "") -> float:
    """The share of the filled cells that are codes of a field, in the standard's words or those of other registers."""
    known = _known_codes(target)

    def is_code(text: str) -> bool:
        if folded(text) in known:
            return True
        return bool(separator) and all(folded(part.strip()) in known for part in text.split(separator))

    return _share(found.texts, is_code)


def separator_of(target: Target, found: Contents) -> str:
    """The sign between several answers in one cell, when with it clearly more cells are read; "" without."""
    if target.kind != "codes":
        return ""
    plain = code_share(target, found)
    best = max(SEPARATORS, key=lambda sign: code_share(target, found, sign))
    return best if code_share(target, found, best) > plain else ""


def suggestion(target: Target, text: str) -> str:
    """The wire code that an unknown word of another register may mean, for a comment; "" without an idea."""
    answer = value_words(target.codes).get(folded(text)) if target.codes else None
    if answer is None:
        return ""
    if answer == NO:
        return "nee"
    return next(code.wire for code in standard.codes(target.codes) if code.id == answer.value)


def date_formats(found: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The formats that read the days of a column, fewest first, and whether their order is a guess.

    When every day fits both day first and month first, day first is taken and it is a guess. When some fit only one and
    some only the other, both are named: then what fits both is told when the file is read.
    """
    left = [text for text in found if not written_day(text) and not names_no_day(text)]
    chosen: list[str] = []
    while left:
        count = Counter({one: sum(_reads(one, text) for text in left) for one in FORMATS})
        best = max(FORMATS, key=lambda one: (count[one], -FORMATS.index(one)))
        if not count[best]:
            break
        chosen.append(best)
        left = [text for text in left if not _reads(best, text)]
    said = list(found) if isinstance(found, (list, tuple)) else []
    return tuple(chosen), any(_both_ways(one, said) for one in chosen)


def _reads(one: str, text: str) -> bool:
    if one == "excel" and not _SERIAL.fullmatch(text):
        return False
    return isinstance(parse_date(text, (one,), _LATEST), date)


def _both_ways(one: str, texts: Sequence[str]) -> bool:
    """Whether no day of a column shows which of day and month comes first."""
    if one == "excel" or one.startswith("jjjj"):
        return False
    if not one.endswith("jjjj"):
        return True  # two digits can be a day, a month or a year, of this century or the last
    turned = one.replace("dd", "@").replace("mm", "dd").replace("@", "mm")
    read = [text for text in texts if _reads(one, text)]
    return all(_reads(turned, text) for text in read)
