"""A one-off link, made at the desk and answered by who got it."""

from __future__ import annotations

import re

from journeys.hands import Finger, field_of, seen_on
from playwright.sync_api import Page, expect


def make_link(page: Page, organisation: str = "") -> str:
    """Make a link for a school as the desk; the address as it is handed over."""
    page.goto("/meldpunt/links")
    field_of(page, "Voor wie is de link?").select_option(label="Werk in het onderwijs")
    field_of(page, "Naam van de organisatie").fill(organisation)
    page.get_by_role("button", name="Link maken").click()
    expect(page.get_by_role("heading", name="Dit is de link")).to_be_visible()
    found = re.search(r"/melden/link#\d{20}", page.get_by_role("status").inner_text())
    assert found
    return found[0]


def answer_by_link(hand: Finger) -> None:
    """The answers that the link leaves to give."""
    hand.tick("Wat vermoedt u?", "Criminele uitbuiting")
    hand.pick("In welke gemeente?", "Vechterdam")
    field_of(hand.page, "Wanneer zag of hoorde u dit?").fill(seen_on().isoformat())
    hand.tick("Om wie gaat het?", "Een volwassene")
    hand.tick("Is er nu direct gevaar?", "Nee")
    hand.tick("Hoe weet u dit?", "Ik heb het zelf gezien of gehoord")
    hand.tick("Mogen wij contact met u opnemen?", "Nee")
