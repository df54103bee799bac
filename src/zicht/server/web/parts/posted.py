"""What a form sent, made safe to keep: no signs that a database or a page cannot hold."""

from __future__ import annotations

from django.http import HttpRequest


def posted(request: HttpRequest, name: str) -> str:
    """The text of one field, trimmed; line ends as one sign, other control characters gone."""
    text = request.POST.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable()).strip()
