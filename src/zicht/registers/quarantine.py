"""What is set apart: codes that no list knows, with their raw text, and numbers of citizens used as a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as with_default

from zicht.registers.mapping import SourceMapping
from zicht.registers.rows import RowOutcome

MOST = 10_000
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_FEWEST = 5
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code of a register that is in no list: its column, how often it stands there, and the first line.

    ``text`` is as it stands in the file, for the mapping's table of codes: it is never printed, for a cell in the wrong
    column can be anything.
    """

    field: str
    column: str
    count: int
    first_row: int
    text: str = with_default(repr=False)


class UnknownCount:
    """Counts unknown codes row by row; at most ``MOST`` different ones are kept."""

    def __init__(self) -> None:
        self._count: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], int] = {}

    def add(self, outcome: RowOutcome) -> None:
        """One row."""
        for key in outcome.unknown:
            if key in self._first or len(self._first) < MOST:
                self._count[key] += 1
                self._first.setdefault(key, outcome.number)

    def result(self, mapping: SourceMapping) -> tuple[UnknownCode, ...]:
        """The codes so far, most frequent first."""
        columns = {rule.field: rule.column for rule in mapping.rules}
        found = [
            UnknownCode(name, columns[name], self._count[name, text], row, text)
            for (name, text), row in self._first.items()
        ]
        return tuple(sorted(found, key=lambda code: (-code.count, code.first_row, code.field)))


def unknown_codes(mapping: SourceMapping, outcomes: Iterable[RowOutcome]) -> tuple[UnknownCode, ...]:
    """The unknown codes of a file, most frequent first; at most ``MOST`` different ones are kept."""
    count = UnknownCount()
    for outcome in outcomes:
        count.add(outcome)
    return count.result(mapping)


def is_citizen_number(text: str) -> bool:
    """Whether nine digits pass the test of a citizen service number (BSN): nine weights, a multiple of eleven."""
    if len(text) != 9 or not text.isascii() or not text.isdigit() or text == "000000000":
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=True)) % 11 == 0


def numbers_of_citizens(texts: Iterable[str]) -> bool:
    """Whether a column holds citizen service numbers: four in five of at least five pass the test.

    One in eleven numbers of nine digits passes by chance, so five that all do are no chance (1 in 160,000).
    """
    count = CitizenNumbers()
    for text in texts:
        count.add(text)
    return count.found


class CitizenNumbers:
    """Looks at a column of numbers one by one; see ``numbers_of_citizens``."""

    def __init__(self) -> None:
        self._said = self._passing = 0

    def add(self, text: str) -> None:
        """One cell; an empty one says nothing."""
        if text:
            self._said += 1
            self._passing += is_citizen_number(text)

    @property
    def found(self) -> bool:
        """Whether this is a column of citizen service numbers."""
        return self._said >= _FEWEST and self._passing >= _SHARE * self._said
