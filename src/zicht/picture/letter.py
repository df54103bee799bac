"""A letter as PDF: the same house style and the same bytes as the picture, for whatever room has one to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zicht.knowledge.sentences import Language
from zicht.picture.pdf import typeset


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of about one page. Every text is a sentence in one language.

    ``to`` are the lines of the addressee, ``dated`` the date in words; ``points`` are numbered and stand
    between ``before`` and ``after``; ``signature`` are the lines that the sender fills in by hand.
    """

    language: Language
    title: str
    made_from: date
    dated: str
    to: tuple[str, ...]
    greeting: str
    before: tuple[str, ...]
    points_title: str
    points: tuple[str, ...]
    after: tuple[str, ...]
    regards: str
    signature: tuple[str, ...]
    page_of: str


def draw_letter(letter: Letter) -> bytes:
    """The PDF of a letter (PDF/UA-1 and PDF/A-2a), dated by the letter itself."""
    return typeset("brief.typ", letter)
