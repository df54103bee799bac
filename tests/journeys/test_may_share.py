"""“Mag ik dit delen?” with a finger on a phone: a tap per answer, without JavaScript, and no wider than the screen."""

from __future__ import annotations

import pytest
from journeys.hands import Finger
from journeys.looking import is_good
from playwright.sync_api import expect

CARE = "Regionale Zorgcoördinatie Vechtstreek"


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_an_answer_costs_less_than_two_taps_for_each_question_answered(people, scripts):
    page = people.page_of("desk", "phone", java_script_enabled=scripts)
    page.goto("/mag-ik-delen")
    finger, answers = Finger(page), (
        ("Met wie?", CARE), ("Wat?", "Kern"), ("Waarvoor?", "Hulp en opvang"),
        ("Volwassen of jonger dan 18?", "Een volwassene"), ("Is er direct gevaar?", "Nee"),
    )  # fmt: skip
    for question, answer in answers:
        finger.tick(question, answer)
    finger.press("Vraag het met deze antwoorden")
    expect(page.get_by_text(f"Ja. Meldpunt mensenhandel Vechterdam mag dit delen met {CARE}.")).to_be_visible()
    expect(page.get_by_text("Direct gevaar? Bel 112, dat mag altijd.")).to_be_visible()
    assert (finger.taps, finger.keys) == (len(answers) + 1, 0)
    assert finger.taps < 2 * len(answers)
    if scripts:
        is_good(page)


def test_one_answer_more_changes_what_was_said(people):
    page = people.page_of("desk", "phone")
    page.goto("/mag-ik-delen")
    finger = Finger(page)
    for question, answer in (("Met wie?", "Politie-eenheid Vechtstreek"), ("Wat?", "Kern"), ("Waarvoor?", "Opsporing")):
        finger.tick(question, answer)
    finger.press("Vraag het")
    expect(page.get_by_text("Niet zo onder de werkafspraken die nu gelden.")).to_be_visible()
    finger.tick("Is er direct gevaar?", "Ja")
    finger.press("Vraag het met deze antwoorden")
    expect(page.get_by_text("Ja. Meldpunt mensenhandel Vechterdam mag dit delen met Politie-eenheid")).to_be_visible()
