"""A school without an account: a link from the desk, one signal, a receipt; with and without JavaScript."""

from __future__ import annotations

import pytest
from journeys.by_link import answer_by_link, make_link
from journeys.hands import Finger, field_of, group
from journeys.looking import is_good
from journeys.story import heading, receipt_on
from playwright.sync_api import expect


def code_in(link: str) -> str:
    return link.partition("#")[2]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_school_passes_on_a_signal_and_the_desk_sees_who_made_the_link(people, width, script):
    desk = people.page_of("desk", width)
    link = make_link(desk, "School De Proef")
    page = people.window(width, java_script_enabled=script)
    addresses = []
    page.on("request", lambda request: addresses.append((request.url, request.headers.get("referer", ""))))
    page.goto(link)
    if script:
        expect(field_of(page, "Code van uw link")).to_have_value(code_in(link))
        assert code_in(link) not in page.url, "out of the address, and so out of the history"
        is_good(page)
    else:
        field_of(page, "Code van uw link").fill(code_in(link))
    page.get_by_role("button", name="Verder").click()
    expect(heading(page, "Uw signaal aan het meldpunt")).to_be_visible()
    expect(page.get_by_text("werk in het onderwijs")).to_be_visible()
    answer_by_link(Finger(page))
    page.get_by_role("button", name="Eerst aangeven wat u zag").click()
    page.get_by_role("main").locator("summary").first.click()
    page.get_by_role("main").get_by_label("Ja", exact=True).first.check()
    page.get_by_role("button", name="Verstuur", exact=True).click()
    assert len(receipt_on(page).replace(" ", "")) == 20
    if script:
        is_good(page)
    assert page.context.cookies() == []
    told = [where for where in addresses if code_in(link) in where[0].partition("#")[0] or code_in(link) in where[1]]
    assert told == [], "no request's address and no referrer held the code"

    desk.goto("/meldpunt/links")
    card = desk.get_by_role("listitem").filter(has_text="School De Proef").filter(has_text="gebruikt").first
    card.get_by_role("link", name="Open het signaal").click()
    expect(desk.get_by_text("Gemaakt voor: School De Proef.")).to_be_visible()
    expect(desk.get_by_text("eenmalige link van het meldpunt")).to_be_visible()


def test_a_link_that_is_taken_back_closes_a_page_that_is_open_and_what_was_typed_stays(people):
    desk = people.page_of("desk", "phone")
    link = make_link(desk)
    page = people.window("phone")
    page.goto(link)
    page.get_by_role("button", name="Verder").click()
    answer_by_link(Finger(page))
    field_of(page, "Wat wilt u vertellen?").fill("Zij komt al weken niet op school.")
    desk.get_by_role("listitem").filter(has=desk.get_by_role("button", name="Intrekken")).first.get_by_role(
        "button", name="Intrekken"
    ).click()
    expect(desk.get_by_text("De link is ingetrokken en werkt niet meer.")).to_be_visible()
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_text("Deze link kennen wij niet, of hij werkt niet meer.").first).to_be_visible()
    expect(page.get_by_text("Zij komt al weken niet op school.")).to_be_visible()
    is_good(page)


def test_advice_is_noted_in_four_taps_on_a_phone(people):
    page = people.page_of("desk", "phone")
    page.goto("/overleg")
    hand = Finger(page)
    hand.tick("Wie vroeg om advies?", "Huisarts")
    hand.tick("Waar ging het over?", "Delen: mag ik dit doorgeven?")
    hand.tick("Hoe liep het af?", "Advies gegeven, verder niets")
    hand.press("Vastleggen")
    expect(page.get_by_text("Het overleg is vastgelegd.")).to_be_visible()
    assert (hand.taps, hand.keys) == (4, 0)
    assert group(page, "Wie vroeg om advies?").get_by_label("Huisarts").is_checked() is False
