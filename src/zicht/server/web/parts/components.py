"""What the shared templates take: plain frozen rows, never models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

BadgeKind = Literal["", "info", "ok", "attention", "acute"]
FieldKind = Literal["text", "textarea", "date", "select", "radio", "checkboxes", "password", "file", "email", "tel"]


def day_kind(value: str) -> FieldKind:
    """The control for a day: one that holds something else is a text, for a date control would not show what it is."""
    try:
        return "date" if not value or date.fromisoformat(value) else "text"
    except ValueError:
        return "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field: what is sent, what is read."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, for ``parts/field.html``.

    ``value`` is what was typed, so that it stays after an error: a tuple for checkboxes, else a string.
    """

    id: str
    name: str
    label: str
    kind: FieldKind = "text"
    value: str | tuple[str, ...] = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    error: str = ""
    required: bool = False
    max_length: int = 0
    autocomplete: str = ""
    autofocus: bool = False

    def __post_init__(self) -> None:
        # a string would make "in" in the template match parts of words
        if (self.kind == "checkboxes") != isinstance(self.value, tuple):
            raise ValueError(f"field {self.id}: a tuple of values belongs to checkboxes, and only to them")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation; ``unread``: how much is new there."""

    url: str
    label: str
    current: bool = False
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of ``parts/key_value.html``; an empty value is shown as not filled in."""

    label: str
    value: str
    badge: BadgeKind = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of ``parts/step_list.html``."""

    label: str
    text: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; numbers stand to the right."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    url: str = ""
    badge: BadgeKind = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table for ``parts/table.html``: a table on a wide screen, a stack of cards on a phone."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells does not fit {len(self.columns)} columns")

    def labelled_rows(self) -> Iterator[tuple[tuple[Column, Cell], ...]]:
        """Each row as pairs of column and cell: on a phone a cell shows its column's label itself."""
        for row in self.rows:
            yield tuple(zip(self.columns, row, strict=True))
