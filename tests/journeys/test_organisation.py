"""Signing in at one's own organisation: in a real browser, at a provider that is really there."""

from __future__ import annotations

import pytest
from journeys.looking import is_good
from journeys.people import WIDTHS
from journeys.serving import served
from journeys.story import heading
from playwright.sync_api import expect
from server.organisations.provider import CLIENT, SECRET
from server.organisations.provider import served as provided

NAME = "Gemeente Proefstad"
WHO = "privacy of ggd"


@pytest.fixture
def provider():
    """Says that a second factor was given."""
    with provided() as found:
        found.claims = {"amr": ["pwd", "mfa"]}
        yield found


@pytest.fixture
def address(site, provider, tmp_path):
    """The demo served a second time, told of the provider; who is signed in to the one is so in the other."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    told = {
        "ZICHT_OIDC_ISSUER": provider.address,
        "ZICHT_OIDC_CLIENT_ID": CLIENT,
        "ZICHT_OIDC_SECRET_FILE": str(secret),
        "ZICHT_OIDC_NAME": NAME,
        "ZICHT_OIDC_SECOND_FACTOR": "amr=mfa",
    }
    with served(site.home, site.cluster, told) as again:
        yield again.address


def good_at_both_widths(page):
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        is_good(page)


def press_the_button(page, address):
    page.goto(f"{address}/inloggen?next=/mijn/inloggen")
    page.get_by_role("button", name=f"Inloggen met {NAME}").click()


def test_a_member_links_their_account_and_signs_in_by_it_without_javascript(people, provider, address):
    own = people.page_of(WHO, "phone")
    own.goto(f"{address}/mijn/inloggen")
    good_at_both_widths(own)
    own.get_by_role("button", name=f"Account bij {NAME} koppelen").click()
    expect(own.get_by_text("Het account van uw organisatie is gekoppeld.")).to_be_visible()
    good_at_both_widths(own)

    plain = people.window("phone", java_script_enabled=False)
    press_the_button(plain, address)
    expect(heading(plain, "Manier van inloggen")).to_be_visible()
    expect(plain.get_by_role("button", name="Uitloggen")).to_be_visible()

    own.get_by_role("button", name="Ontkoppelen").click()
    expect(own.get_by_text("Het account van uw organisatie is ontkoppeld.")).to_be_visible()
    stranger = people.window("desktop")
    press_the_button(stranger, address)
    expect(heading(stranger, "Inloggen lukte niet")).to_be_visible()
    good_at_both_widths(stranger)
    expect(stranger.get_by_role("button", name="Uitloggen")).to_have_count(0)


def test_the_pages_on_the_way_can_be_read_and_operated_by_everyone(people, provider, address):
    page = people.window("phone")
    page.goto(f"{address}/inloggen")
    good_at_both_widths(page)
    page.route(f"{provider.address}/**", lambda route: route.fulfill(status=204))  # no other page: it stays where it is
    press_the_button(page, address)
    expect(heading(page, "Verder bij uw organisatie")).to_be_visible()
    good_at_both_widths(page)
