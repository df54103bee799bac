"""Reading a page as a person would: its fields, links and words; filling in and sending its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

VOID = {"input", "meta", "link", "br", "img", "hr"}


@dataclass
class Form:
    """One form: where it goes and what it would send now."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page: text, forms, links, and every tag with its attributes."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.content.decode()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.select = ""
        self.area = ""
        self.words: list[str] = []
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        if not self.forms:
            return
        form, name = self.forms[-1], found.get("name", "")
        kind = found.get("type", "text")
        if tag == "button" and name:
            form.buttons.append((name, found.get("value", "")))
        elif (tag == "input" and name and kind not in ("radio", "checkbox")) or (tag == "input" and "checked" in found):
            form.values.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            form.values.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.area = name
            form.values[name] = [""]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.forms[-1].values[self.area][0] += data.removeprefix("\n")
        self.words.append(data)

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def form(self, action: str, nth: int = 0) -> Form:
        """The form that goes to this path."""
        return [form for form in self.forms if form.action == action][nth]

    def links(self) -> list[str]:
        """Where the page leads."""
        return [found["href"] for tag, found in self.tags if tag == "a" and "href" in found]

    def with_id(self, name: str) -> dict[str, str]:
        """The attributes of one element."""
        return next(found for _, found in self.tags if found.get("id") == name)


def get(client: Client, path: str) -> Page:
    """One page."""
    return Page(client.get(path))


def send(client: Client, form: Form, path: str = "", **changes: str | list[str]) -> HttpResponse:
    """Send a form as it stands, with changes; the token against forged forms goes along from the page."""
    values = form.values | {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    return client.post(path or form.action, values)


def record_in(path: str) -> str:
    """The id in a path."""
    return re.search(r"[0-9a-f-]{36}", path)[0]
