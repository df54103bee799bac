"""Which article of law stands behind a form of exploitation on a given day.

Data: ``data/articles.toml``. A revision of the law is a new row; what no person confirmed is told as not yet confirmed
(principle 23). Offences of their own are no forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from zicht.knowledge.sentences import Language
from zicht.knowledge.standard import read_data


@dataclass(frozen=True, slots=True)
class Article:
    """One text of law. In force from ``valid_from`` up to, not with, ``valid_to``; None is open.

    ``checked_on`` and ``checked_at``: when and where somebody read it. ``valid_from`` None: not in force.
    """

    id: str
    kind: Literal["form", "offence"]
    article: str
    forms: tuple[str, ...]
    nl: str
    en: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None
    checked_at: str
    confirmed_by: str
    article_en: str = ""
    """What the article is called in English; "" where the data says nothing: then it keeps its Dutch name."""

    def named(self, language: Language) -> str:
        """What the article is called."""
        return self.article_en if language == "en" and self.article_en else self.article

    @property
    def confirmed(self) -> bool:
        """Whether a person put a name to this reading."""
        return bool(self.confirmed_by)

    def in_force(self, day: date) -> bool:
        """Whether this text was in force on a day."""
        return self.valid_from is not None and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _article(row: dict[str, Any]) -> Article:
    days = {name: _day(row[name]) for name in ("valid_from", "valid_to", "checked_on")}
    return Article(**{**row, **days, "forms": tuple(row["forms"])})


@cache
def articles() -> tuple[Article, ...]:
    """Every text, in the order of the file."""
    return tuple(_article(row) for row in read_data("articles.toml")["article"])


def articles_of(form: str, day: date) -> tuple[Article, ...]:
    """The texts behind a form that were in force on the day of registration; empty when none was."""
    return tuple(a for a in articles() if a.kind == "form" and form in a.forms and a.in_force(day))


def offences() -> tuple[Article, ...]:
    """Offences of their own: never counted as a form of exploitation."""
    return tuple(a for a in articles() if a.kind == "offence")
