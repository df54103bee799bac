"""Pictures of pages, for the docs: small files, the same names each time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

# Every picture that the journeys make, at both widths.
NAMES = (
    "begin",
    "melden",
    "ontvangstcode",
    "signaal-nieuw",
    "meldpunt",
    "signaal-wegen",
    "casus",
    "doorverwijzen-voorbeeld",
    "partner",
    "logboek",
    "beeld",
)
ENDS = {"phone": "telefoon", "desktop": "breed"}
# As high as two screens of a desk and three of a phone: what is below does not help a reader of the docs.
HIGHEST = {"phone": 2200, "desktop": 1800}
COLOURS = 64  # enough for text and a few flat colours
Shoot = Callable[[Page, str, str], None]


def file_name(name: str, width: str) -> str:
    """What the picture of a page at a width is called."""
    return f"{name}-{ENDS[width]}.png"


def shoot_to(folder: Path | None) -> Shoot:
    """A function that keeps a picture of a page under a name and a width; without a folder it keeps none."""

    def shoot(page: Page, name: str, width: str) -> None:
        assert name in NAMES, f"{name} is not a picture of the docs"
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
        size = page.viewport_size
        high = min(page.evaluate("() => document.documentElement.scrollHeight"), HIGHEST[width])
        clip = {"x": 0, "y": 0, "width": size["width"], "height": high}
        taken = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip, animations="disabled")))
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(folder / file_name(name, width), optimize=True)

    return shoot
