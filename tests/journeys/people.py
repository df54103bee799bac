"""Who sits at the screen: signed in through the start page's doors, at the width of a phone or a desk."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field

from journeys.serving import Site
from playwright.sync_api import Browser, BrowserContext, Page, expect

WIDTHS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
# As the doors on the start page name them: role, then organisation.
PEOPLE = {
    "professional": ("Professional", "GGD Vechtstreek"),
    "desk": ("Meldpunt", "Meldpunt mensenhandel Vechterdam"),
    "partner": ("Partner", "Regionale Zorgcoördinatie Vechtstreek"),
    "second partner": ("Partner", "Arbeidsinspectie Vechtstreek"),
    "privacy": ("Privacyfunctionaris", "Meldpunt mensenhandel Vechterdam"),
    "privacy of ggd": ("Privacyfunctionaris", "GGD Vechtstreek"),
    "fg": ("Functionaris gegevensbescherming", "Meldpunt mensenhandel Vechterdam"),
    "policy": ("Beleidsadviseur", "Meldpunt mensenhandel Vechterdam"),
}
PATIENCE = 15_000  # a step may be slow on a busy machine; a missing one costs this much


@dataclass
class Kept:
    """What one demo's browser remembers: a sign-in per person (a code works once) and the open windows."""

    states: dict[str, dict] = field(default_factory=dict)
    open: list[BrowserContext] = field(default_factory=list)


@dataclass
class People:
    """Opens a page as someone, at a width."""

    browser: Browser
    site: Site
    kept: Kept = field(default_factory=Kept)

    def window(self, width: str, **options) -> Page:
        """A fresh window in which nobody is signed in."""
        context = self.browser.new_context(
            base_url=self.site.address, viewport=WIDTHS[width], locale="nl-NL", reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE)
        self.kept.open.append(context)
        return context.new_page()

    def page_of(self, who: str, width: str, **options) -> Page:
        """A window in which this person is signed in; the first time they go through their door."""
        if who not in self.kept.states:
            page = self.window(width)
            self.through_the_door(page, who)
            self.kept.states[who] = page.context.storage_state()
        return self.window(width, storage_state=self.kept.states[who], **options)

    def through_the_door(self, page: Page, who: str) -> None:
        """Sign in from the start page: name, password and code of now are filled in."""
        role, organisation = PEOPLE[who]
        page.goto("/")
        page.get_by_role("link", name=re.compile(rf"^{re.escape(role)}.*{re.escape(organisation)}")).click()
        expect(page.get_by_label("Naam", exact=True)).not_to_have_value("")
        expect(page.get_by_label("Wachtwoord", exact=True)).not_to_have_value("")
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_label("Code", exact=True)).to_have_value(re.compile(r"^\d{6}$"))
        with page.expect_navigation():
            page.get_by_role("button", name="Inloggen").click()
        if page.get_by_role("heading", name="Tweede stap").is_visible():
            # the half minute of this code went by; the page has filled in the next one
            page.get_by_role("button", name="Inloggen").click()
        expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()

    def go_home(self) -> None:
        """Close every window; who is signed in stays so."""
        while self.kept.open:
            with suppress(Exception):
                self.kept.open.pop().close()
