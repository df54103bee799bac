"""What a first usable signal costs: counted in a browser, and told on the page for users."""

from __future__ import annotations

import re
from pathlib import Path

from journeys.hands import Finger, Keyboard, field_of
from journeys.story import eight_answers, heading
from playwright.sync_api import expect

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gebruikers" / "formulier.md"
NAMES = {"phone": "op een telefoon, met een vinger", "desktop": "aan een bureau, alleen met het toetsenbord"}
KEYS_A_SECOND, MOST_SECONDS = 4, 120


def told(width: str) -> tuple[int, int, int]:
    """Taps, keystrokes and seconds as the page tells them."""
    row = re.search(rf"^\| {re.escape(NAMES[width])} \| (\d+) \| (\d+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.M)
    assert row, f"the page tells nothing of {width}"
    taps, keys, seconds = (int(number) for number in row.groups())
    return taps, keys, seconds


def test_a_first_usable_signal_costs_what_the_page_for_users_says(story, width):
    page = story.as_("professional")
    page.goto("/signalen/nieuw")
    hand = Finger(page) if width == "phone" else Keyboard(page)
    eight_answers(hand)
    hand.press("Doorgeven")
    expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
    seconds = round(hand.taps + hand.keys / KEYS_A_SECOND)
    assert seconds < MOST_SECONDS
    assert (hand.taps, hand.keys, seconds) == told(width)


def test_telling_more_is_reached_and_sent_with_the_keyboard_alone(story, width):
    page, street = story.as_("professional"), f"Verzonnenlaan {width}"
    page.goto("/signalen/nieuw")
    hand = Keyboard(page)
    eight_answers(hand)
    hand.press("Meer vertellen")
    expect(heading(page, "Meer vertellen")).to_be_visible()
    hand.unfold("Plek")
    hand.write("Straat en nummer", f"{street} 77")
    hand.press("Nog een: plek")
    expect(field_of(page, "Straat en nummer (plek 2)")).to_be_visible()
    hand.write("Straat en nummer (plek 2)", f"{street} 78")
    hand.press("Doorgeven")
    expect(page.get_by_text("Uw signaal is doorgegeven aan het meldpunt.")).to_be_visible()
    for number in (77, 78):
        expect(page.get_by_text(f"{street} {number}")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the screen"
