"""One picture, told and drawn once per run: drawing is what takes time."""

from __future__ import annotations

import pytest
from picture import made
from picture.reading import Page

from zicht.picture import Picture, render_html, render_pdf, tell
from zicht.picture.document import Document


@pytest.fixture(scope="session")
def picture() -> Picture:
    return made.picture()


@pytest.fixture(scope="session")
def document(picture: Picture) -> Document:
    return tell(picture, "nl")


@pytest.fixture(scope="session")
def html(picture: Picture) -> str:
    return render_html(picture, "nl")


@pytest.fixture(scope="session")
def page(html: str) -> Page:
    return Page.of(html)


@pytest.fixture(scope="session")
def pdf(picture: Picture) -> bytes:
    return render_pdf(picture, "nl")
