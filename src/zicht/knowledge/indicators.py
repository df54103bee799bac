"""The signal catalogue: 132 signs, what each can support and what else could explain it.

Data: ``data/indicators.toml``, versioned; ids never change meaning. No sign carries a weight: Zicht shows
which legal elements are covered, never a number about a person (principle 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from zicht.errors import Defect, Problem
from zicht.knowledge import standard

Element = Literal["act", "means", "purpose"]
ELEMENTS: tuple[Element, ...] = get_args(Element)


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of signs, and a sentence on what else than trafficking could explain them."""

    id: str
    nl: str
    en: str
    other_nl: str
    other_en: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign of the catalogue.

    ``forms`` are codes of the list ``form``; ``elements`` are the legal elements it can support, possibly
    none; ``stands_in_for_origin`` is true when it never stands alone (principle 6); ``confirmed_by`` is
    empty until a person confirmed the row.
    """

    id: str
    nl: str
    en: str
    forms: tuple[str, ...]
    category: str
    elements: tuple[Element, ...]
    source: str
    confirmed_by: str
    stands_in_for_origin: bool = False

    @property
    def other_explanations(self) -> Category:
        """The category, whose ``other_nl`` and ``other_en`` say what else could explain the sign."""
        return category(self.category)


def _indicator(row: dict[str, Any]) -> Indicator:
    every_form = tuple(code.id for code in standard.codes("form"))
    forms = every_form if row["forms"] == ["*"] else tuple(row["forms"])
    return Indicator(**{**row, "forms": forms, "elements": tuple(row["elements"])})


@cache
def version() -> str:
    """The version of the catalogue that a record made now is kept under."""
    return str(standard.read_data("indicators.toml")["version"])


@cache
def categories() -> tuple[Category, ...]:
    """The categories, in the order of the catalogue."""
    return tuple(Category(**row) for row in standard.read_data("indicators.toml")["category"])


@cache
def category(category_id: str) -> Category:
    """One category by id; an unknown id is a defect of ours."""
    for candidate in categories():
        if candidate.id == category_id:
            return candidate
    raise Defect("indicators.unknown_category", category=category_id)


@cache
def indicators() -> tuple[Indicator, ...]:
    """All 132 signs, in the order of the catalogue."""
    return tuple(_indicator(row) for row in standard.read_data("indicators.toml")["indicator"])


@cache
def _by_id() -> dict[str, Indicator]:
    return {item.id: item for item in indicators()}


def indicator(indicator_id: str) -> Indicator:
    """One sign by id; an unknown id is a defect of ours (check what users give with ``unknown_ids``)."""
    found = _by_id().get(indicator_id)
    if found is None:
        raise Defect("indicators.unknown", indicator=indicator_id[:40])
    return found


def unknown_ids(given: Iterable[str]) -> tuple[Problem, ...]:
    """A problem for every id that is not in the catalogue, in the order given."""
    return tuple(
        Problem("indicators.unknown", "observations", params={"indicator": name[:40]})
        for name in given
        if name not in _by_id()
    )
