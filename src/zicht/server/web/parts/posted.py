"""What a form sent, made safe to keep: no signs that a database or a page cannot hold."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest

UNFIT = ("Cc", "Cs")  # control characters, and halves of characters
SECRET = ("password", "code")


def fit(text: str) -> str:
    """A text, trimmed; line ends as one sign, other control characters gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in UNFIT).strip()


def posted(request: HttpRequest, name: str) -> str:
    """The text of one field, fit to keep."""
    return fit(request.POST.get(name, ""))


def written(request: HttpRequest) -> tuple[str, ...]:
    """What someone wrote in the form that was sent: what was chosen is quickly chosen again, and holds no space."""
    sent = (fit(value) for name, values in request.POST.lists() if name not in SECRET for value in values)
    return tuple(dict.fromkeys(text for text in sent if " " in text))
