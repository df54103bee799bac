"""A signal is corrected by who passed it on, while the desk corrects it too: nobody's words are lost."""

from __future__ import annotations

import pytest
from journeys.hands import Finger, field_of
from journeys.looking import is_good
from journeys.story import eight_answers, heading, path_of
from playwright.sync_api import Page, expect

FIRST, BETTER, OF_DESK = "Zij slapen boven de loods.", "Zij slapen in de kas.", "Zij slapen in de schuur."


@pytest.fixture
def signal(people, width):
    """The path of a signal that the professional just passed on."""
    page = people.page_of("professional", width)
    page.goto("/signalen/nieuw")
    hand = Finger(page)
    eight_answers(hand)
    hand.write("Wat wilt u vertellen?", FIRST)
    hand.press("Doorgeven")
    expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
    return path_of(page)


def opened(page: Page, at: str) -> Page:
    page.goto(at)
    page.get_by_role("link", name="Verbeteren").click()
    expect(heading(page, "Signaal verbeteren")).to_be_visible()
    return page


def keep(page: Page, text: str) -> None:
    field_of(page, "Wat wilt u vertellen?").fill(text)
    field_of(page, "Waarom verbetert u dit?").select_option(label="Vergissing bij het invullen")
    page.get_by_role("button", name="Verbetering bewaren", exact=True).click()


def test_of_two_who_correct_the_second_keeps_what_was_typed_and_decides_again(people, width, signal):
    mine = opened(people.page_of("professional", width), signal)
    desk = opened(people.page_of("desk", width), signal.replace("/signalen/", "/meldpunt/"))
    keep(desk, OF_DESK)
    expect(desk.get_by_text("Uw verbetering is bewaard.")).to_be_visible()
    keep(mine, BETTER)
    expect(mine.get_by_text("Dit vulde u in.")).to_be_visible()
    expect(mine.locator("ins").filter(has_text=BETTER)).to_be_visible()
    expect(field_of(mine, "Wat wilt u vertellen?")).to_have_value(OF_DESK)
    is_good(mine)
    keep(mine, BETTER)
    expect(mine.get_by_text("Uw verbetering is bewaard.")).to_be_visible()
    mine.get_by_role("link", name="Geschiedenis van dit signaal").click()
    expect(heading(mine, "Geschiedenis van dit signaal")).to_be_visible()
    expect(mine.locator("del")).to_have_text([f"Was: {FIRST}", f"Was: {OF_DESK}"])
    expect(mine.locator("ins")).to_have_text([f"Werd: {OF_DESK}", f"Werd: {BETTER}"])
    is_good(mine)
