"""A visitor without account or cookie, and what their browser shows."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client

ANSWERS = {
    "wat": ["arbeid", "huishoudelijk"],
    "waar": "oudermeer",
    "wanneer": "2026-01-31",
    "wie": "volwassene",
    "acuut": "nee",
    "bekend_via": "gezien",
    "hoedanigheid": "buur",
    "contact": "nee",
    "toelichting": "Zij werkt daar dag en nacht.",
}


class Page(HTMLParser):
    """One page: its forms as a browser would send them, its text, its addresses."""

    VOID = frozenset({"input", "meta", "link", "br"})

    def __init__(self, response) -> None:
        super().__init__()
        self.response, self.html = response, response.content.decode()
        self.status = response.status_code
        self.fields: dict[str, list[str]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.action = ""
        self._name = ""
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "form":
            self.action = found.get("action") or ""
        self._name = found.get("name", "") if tag in ("textarea", "select") else self._name
        if tag == "textarea":
            self.fields[self._name] = [""]
        if tag == "option" and "selected" in found:
            self.fields[self._name] = [found["value"]]
        if tag == "input" and found.get("name"):
            self._input(found)

    def handle_endtag(self, tag):
        if tag in ("textarea", "select"):
            self._name = ""

    def _input(self, found):
        held = self.fields.setdefault(found["name"], [])
        if found.get("type") not in ("radio", "checkbox") or "checked" in found:
            held.append(found.get("value") or "")

    def handle_data(self, data):
        self.text += data
        if self._name and self.tags[-1][0] == "textarea":
            # a browser drops the first line break of a textarea
            self.fields[self._name] = [self.fields[self._name][0] + data.removeprefix("\n")]

    def named(self, *tags):
        return [attributes for tag, attributes in self.tags if tag in tags]

    def error_at(self, field):
        """The message at a field, without the part only screen readers hear."""
        start = self.html.find(f'id="{field}-error"')
        return "" if start < 0 else self.html[start : self.html.index("</p>", start)].split("</span>")[-1]


@pytest.fixture
def visit(region):
    """Open a page, or send a form, as someone without any cookie; nothing may ever be set."""

    def go(path, sent=None, **extra):
        response = Client().get(path, **extra) if sent is None else Client().post(path, sent, **extra)
        assert not response.cookies, "no cookie on a public page"
        return Page(response)

    return go


@pytest.fixture
def send(visit):
    """Fill in the form and send it where it wants to be sent."""

    def go(**changes):
        form = visit("/melden")
        given = {name: value for name, value in (ANSWERS | changes).items() if value is not None}
        return visit(form.action, {"token": form.fields["token"][0], **given})

    return go
