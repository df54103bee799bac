"""The document as one self-contained page: style and charts inline, no request to anywhere."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from zicht.picture.document import Document


def _inline_svg(svg: str) -> Markup:
    # inside HTML an SVG needs no namespace; without it the page names no address at all
    return Markup(re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg))  # noqa: S704  # drawn by charts.py, which escapes


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("zicht.picture"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["inline_svg"] = _inline_svg
    return environment.get_template("beeld.html")


def draw_page(document: Document) -> str:
    """The HTML of a document. Every text is escaped; the page's own policy forbids any request."""
    css = (files("zicht.picture") / "templates" / "beeld.css").read_text(encoding="utf-8")
    return _template().render(doc=document, css=Markup(css))  # noqa: S704  # a file of ours
