"""A table of counts with its totals, as cells and the sums that tie them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from zicht.figures import CountTable

TOTAL = "*"  # the code of a total, in the place of a dimension's code
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` is the sum of ``parts``: what everyone can subtract with."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Every cell of a table, totals included, and every sum among them. ``codes``: per dimension, without total."""

    codes: tuple[tuple[str, ...], ...]
    values: Mapping[Key, int]
    sums: tuple[Sum, ...]


def totalled(key: Key) -> int:
    """Over how many dimensions a cell is a total: 0 for a cell of the table itself."""
    return key.count(TOTAL)


def _sums(codes: tuple[tuple[str, ...], ...]) -> Iterator[Sum]:
    for turn, own in enumerate(codes):
        others = [(*listed, TOTAL) for listed in codes[:turn] + codes[turn + 1 :]]
        for rest in product(*others):
            before, after = rest[:turn], rest[turn:]
            yield Sum((*before, TOTAL, *after), tuple((*before, code, *after) for code in own))


def grid(table: CountTable) -> Grid:
    """The grid of a table of one or more dimensions. A combination that the table does not list counts 0."""
    size = range(len(table.dimensions))
    codes = tuple(tuple(dict.fromkeys(key[turn] for key, _ in table.cells)) for turn in size)
    values = dict.fromkeys(product(*((*listed, TOTAL) for listed in codes)), 0)
    for key, count in table.cells:
        for totals in product((False, True), repeat=len(codes)):
            values[tuple(TOTAL if total else code for total, code in zip(totals, key, strict=True))] += count
    return Grid(codes, values, tuple(_sums(codes)))
