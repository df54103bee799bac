"""The yearly local picture: released tables, a verdict on size and what was published, as HTML and PDF.

picture = Picture(...)            # accepts only Released and Published
render_html(picture, "nl")        # one self-contained page
write(picture, Path("beeld"))     # beeld.html, beeld.pdf, figures.csv, manifest.json
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zicht.picture.files import File, Manifest, draw, figures_csv, put, write
    from zicht.picture.methods import published_disagreement
    from zicht.picture.picture import Picture, Withheld
    from zicht.picture.story import render_html, render_pdf, tell

__all__ = [
    "File",
    "Manifest",
    "Picture",
    "Withheld",
    "draw",
    "figures_csv",
    "published_disagreement",
    "put",
    "render_html",
    "render_pdf",
    "tell",
    "write",
]

# Loaded when it is asked for: a page or letter of another room does not wait for estimates and charts.
_PARTS = {
    "files": ("File", "Manifest", "draw", "figures_csv", "put", "write"),
    "methods": ("published_disagreement",),
    "picture": ("Picture", "Withheld"),
    "story": ("render_html", "render_pdf", "tell"),
}


def __getattr__(name: str) -> Any:
    for part, names in _PARTS.items():
        if name in names:
            return getattr(import_module(f"zicht.picture.{part}"), name)
    raise AttributeError(name)
