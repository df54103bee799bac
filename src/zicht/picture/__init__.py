"""The yearly local picture: released tables, a verdict on size and what was published, as HTML and PDF.

picture = Picture(...)            # accepts only Released and Published
render_html(picture, "nl")        # one self-contained page
write(picture, Path("beeld"))     # beeld.html, beeld.pdf, figures.csv, manifest.json
"""

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
