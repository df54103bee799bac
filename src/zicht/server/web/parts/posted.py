"""What a form sent, made safe to keep: no signs that a database or a page cannot hold."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest

UNFIT = ("Cc", "Cs")  # control characters, and halves of characters


def fit(text: str) -> str:
    """A text, trimmed; line ends as one sign, other control characters gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in UNFIT).strip()


def posted(request: HttpRequest, name: str) -> str:
    """The text of one field, fit to keep."""
    return fit(request.POST.get(name, ""))
