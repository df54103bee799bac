"""A form is left on one device and gone on with on another, with a closed browser and a restarted server in between."""

from __future__ import annotations

import re

import pytest
from journeys.hands import Finger, field_of
from journeys.looking import is_good
from journeys.people import People
from journeys.serving import served
from journeys.story import eight_answers, heading
from playwright.sync_api import Page, expect

NEW, LIST = "/signalen/nieuw", "/signalen"
TEXT = "Zij slapen boven de loods en krijgen geen loon."
ALONE = {"PAGES": "alone"}  # a second server of the same demo, which can be stopped


def line(page: Page):
    """Where the form says when it was kept."""
    return page.locator("[data-kept]")


def kept_by_itself(page: Page) -> None:
    expect(line(page)).to_contain_text("Bewaard op")


@pytest.fixture
def professional(people):
    """The professional at a desk, and the same one elsewhere."""
    return lambda width="desktop", **options: people.page_of("professional", width, **options)


def test_a_form_left_in_a_closed_browser_is_gone_on_with_after_a_restart_on_a_phone(people, site, browser):
    desk = people.page_of("professional", "desktop")
    with served(site.home, site.cluster, ALONE) as first:
        desk.goto(first.address + NEW)
        expect(line(desk)).to_have_text("Nog niet bewaard.")
        eight_answers(Finger(desk))
        field_of(desk, "Wat wilt u vertellen?").fill(TEXT)
        kept_by_itself(desk)
        path = re.fullmatch(rf"{first.address}(/signalen/concepten/[0-9a-f-]{{36}})", desk.url)
        assert path, desk.url
        assert desk.evaluate("localStorage.length + sessionStorage.length") == 0
        desk.context.close()
    with served(site.home, site.cluster, ALONE) as second:
        phone = People(browser, second)
        page = phone.window("phone")
        phone.through_the_door(page, "professional")
        page.goto(LIST)
        drafts = page.get_by_role("table", name="Concepten: nog niet doorgegeven")
        assert TEXT not in page.content()
        is_good(page)
        drafts.locator(f"a[href='{path[1]}']").click()
        expect(field_of(page, "Wat wilt u vertellen?")).to_have_value(TEXT)
        is_good(page)
        page.get_by_role("button", name="Doorgeven", exact=True).click()
        expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
        page.goto(LIST)
        expect(page.locator(f"a[href='{path[1]}']")).to_have_count(0)
        phone.go_home()


def test_when_the_server_is_gone_the_form_says_that_it_is_not_kept(people, site):
    page = people.page_of("professional", "phone")
    with served(site.home, site.cluster, ALONE) as there:
        page.goto(there.address + NEW)
        field_of(page, "Wat wilt u vertellen?").fill("Een")
        kept_by_itself(page)
    field_of(page, "Wat wilt u vertellen?").fill("Een twee")
    failed = page.get_by_role("alert").filter(has_text="Niet bewaard: er is geen verbinding")
    expect(failed).to_be_visible()
    expect(field_of(page, "Wat wilt u vertellen?")).to_have_value("Een twee")
    expect(failed).to_be_in_viewport()


def test_without_scripts_a_button_keeps_it_and_the_list_leads_back(professional):
    page = professional("phone", java_script_enabled=False)
    page.goto(NEW)
    eight_answers(Finger(page))
    page.get_by_role("button", name="Bewaar en ga later verder").click()
    expect(page.get_by_text("Uw concept is bewaard en nog niet doorgegeven.")).to_be_visible()
    page.get_by_role("table", name="Concepten").get_by_role("link").first.click()
    expect(heading(page, "Signaal doorgeven")).to_be_visible()
    page.get_by_role("button", name="Doorgeven", exact=True).click()
    expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()


def test_of_two_devices_the_second_is_told_sees_the_other_and_may_go_on(professional):
    desk, phone = professional(), professional("phone")
    desk.goto(NEW)
    field_of(desk, "Wat wilt u vertellen?").fill("Van het bureau")
    kept_by_itself(desk)
    phone.goto(desk.url)
    field_of(phone, "Wat wilt u vertellen?").fill("Van de telefoon")
    phone.get_by_role("button", name="Bewaar en ga later verder").click()
    expect(phone.get_by_text("Uw concept is bewaard")).to_be_visible()
    field_of(desk, "Wat wilt u vertellen?").fill("Van het bureau, later")
    told = desk.get_by_role("alert").filter(has_text="op een ander apparaat bewaard")
    expect(told).to_be_visible()
    with desk.context.expect_page() as opened:
        told.get_by_role("link", name="Bekijk het andere").click(modifiers=["Control"])
    expect(field_of(opened.value, "Wat wilt u vertellen?")).to_have_value("Van de telefoon")
    desk.get_by_role("button", name="Bewaar en ga later verder").click()
    expect(desk.get_by_text("Uw concept is bewaard")).to_be_visible()


def test_loading_the_page_again_goes_on_with_what_was_kept(professional):
    page = professional("phone")
    page.goto(NEW)
    field_of(page, "Wat wilt u vertellen?").fill(TEXT)
    kept_by_itself(page)
    page.reload()
    expect(field_of(page, "Wat wilt u vertellen?")).to_have_value(TEXT)


def test_throwing_away_asks_first(professional):
    page = professional("phone")
    page.goto(NEW)
    field_of(page, "Wat wilt u vertellen?").fill("Toch niet")
    kept_by_itself(page)
    path = page.url.partition("/signalen/")[2]
    page.goto(LIST)
    page.locator(f"a[href='/signalen/{path}/weggooien']").click()
    expect(heading(page, "Concept weggooien")).to_be_visible()
    page.get_by_role("button", name="Weggooien", exact=True).click()
    expect(page.get_by_text("Het concept is weggegooid.")).to_be_visible()
    expect(page.locator(f"a[href='/signalen/{path}']")).to_have_count(0)
