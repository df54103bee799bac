"""One signal past everyone who works with it: professional, desk, partners, privacy officer, FG."""

from __future__ import annotations

import re

import pytest
from journeys.hands import field_of, group
from journeys.looking import is_good
from journeys.people import PEOPLE
from journeys.story import CARE, NAME, NOTE, OWN, REACH_ME, REPORT, SEEN, SIGNS, heading, to
from playwright.sync_api import expect

GROUPS_OF_CARE = {"kern", "waarnemingen", "contact"}
GROUPS_OF_INSPECTION = {"kern", "waarnemingen"}
GROUPS = GROUPS_OF_CARE | {
    "identiteit",
    "toelichting",
    "plaats en adres",
    "verblijf, nationaliteit, geboorteplaats",
    "mogelijke plegers",
    "opvolging",
}


def shown_groups(page) -> dict[str, set[str]]:
    """The field groups as the partner's page marks them."""
    page.wait_for_load_state()
    said = [item.inner_text() for item in page.get_by_role("listitem").all()]
    return {
        word: {text.removeprefix(word).strip() for text in said if text.startswith(word)}
        for word in ("wel", "niet verstrekt")
    }


def unread_in(link) -> int:
    """The number in the menu; none is nought."""
    found = re.search(r"(\d+)\s+ongelezen", link.text_content() or "")
    return int(found[1]) if found else 0


def buttons(page) -> set[str]:
    """Every button on the page, by what it says."""
    page.wait_for_load_state()
    return set(page.get_by_role("button").all_inner_texts())


@pytest.mark.parametrize("who", PEOPLE)
def test_every_door_of_the_start_page_signs_in_with_everything_filled_in(people, who):
    page = people.page_of(who, "phone")
    page.goto("/")
    expect(page.get_by_role("link", name="Naar uw pagina")).to_be_visible()


def test_the_professional_registers_a_signal_and_sees_what_it_covers(story):
    page = story.as_("professional")
    page.goto(story.signal())
    covered = page.get_by_role("region", name="Wat dit signaal laat zien")
    for element, sign in (("Handeling", SIGNS[0][1]), ("Middel", SIGNS[1][1])):
        expect(covered.get_by_role("listitem").filter(has_text=element).get_by_text(sign)).to_be_visible()
    expect(covered.get_by_role("listitem").filter(has_text="Middel").get_by_text("antwoord was nee")).to_be_visible()
    expect(page.get_by_text(f"{SEEN} {OWN[story.width]}")).to_be_visible()
    page.get_by_role("link", name="Naar mijn signalen").click()
    expect(to(page, story.signal())).to_be_visible()


def test_the_desk_finds_danger_on_top_and_the_rest_below(story):
    story.receipt()
    page = story.as_("desk")
    page.goto("/meldpunt")
    rows = page.get_by_role("row").all_inner_texts()[1:]
    danger = ["direct gevaar" in row for row in rows]
    assert danger[0] and not danger[-1]
    assert danger == sorted(danger, reverse=True)
    is_good(page)


def test_the_desk_opens_the_public_report_answers_weighs_and_opens_a_case(story):
    story.answered()
    page = story.as_("desk")
    page.goto(story.report_case())
    expect(page.get_by_text(f"{REPORT} {OWN[story.width]}")).to_be_visible()
    expect(page.get_by_role("alert").or_(page.get_by_text("Direct gevaar?")).first).to_be_visible()
    page.goto("/meldpunt")
    expect(to(page, story.report())).to_have_count(0)


def test_the_desk_sees_before_it_refers_what_the_partner_will_see(story):
    page = story.as_("desk")
    page.goto(f"{story.case()}/doorverwijzen")
    group(page, "Naar wie en waarvoor?").get_by_role("radio", name=CARE).check()
    page.get_by_role("button", name="Bekijk wat zij zien").click()
    expect(heading(page, "Dit is precies wat zij zien")).to_be_visible()
    seen = page.get_by_role("main").inner_text()
    assert REACH_ME in seen
    assert "AVG artikel 6" in seen
    for hidden in (*NAME, SEEN):
        assert hidden not in seen
    is_good(page)


def test_the_partner_reads_exactly_what_may_be_seen_accepts_and_reports_an_outcome(story):
    story.outcome()
    page = story.as_("partner")
    page.goto(story.referral())
    marked = shown_groups(page)
    assert marked == {"wel": GROUPS_OF_CARE, "niet verstrekt": GROUPS - GROUPS_OF_CARE}
    seen = page.get_by_role("main").inner_text()
    assert REACH_ME in seen
    expect(page.get_by_role("main").get_by_text("hulp of opvang gestart")).to_be_visible()
    for hidden in (*NAME, SEEN):
        assert hidden not in page.content()
    is_good(page)


def test_the_second_partner_sees_no_contact(story):
    page = story.as_("second partner")
    path = story.second_referral()
    page.goto("/doorverwijzingen")
    to(page, path).click()
    expect(heading(page, "Doorverwijzing")).to_be_visible()
    assert shown_groups(page) == {"wel": GROUPS_OF_INSPECTION, "niet verstrekt": GROUPS - GROUPS_OF_INSPECTION}
    for hidden in (*NAME, SEEN, REACH_ME):
        assert hidden not in page.content()


def test_a_partner_declines_only_with_a_reason(story):
    page = story.as_("second partner")
    page.goto(story.second_referral())
    page.get_by_role("button", name="Niet aannemen").click()
    expect(page.get_by_role("alert").get_by_text("Schrijf op waarom u dit niet aanneemt.")).to_be_visible()
    is_good(page)
    field_of(page, "Waarom neemt u dit niet aan?").fill("Valt buiten ons werkgebied.")
    page.get_by_role("button", name="Niet aannemen").click()
    expect(page.get_by_text("U hebt de doorverwijzing niet aangenomen.")).to_be_visible()


def test_the_professional_reads_the_outcome_but_not_the_partners_note(story):
    story.outcome()
    page = story.as_("professional")
    page.goto(story.signal())
    follow_up = page.get_by_role("region", name="Opvolging")
    expect(follow_up.get_by_text("hulp of opvang gestart")).to_be_visible()
    assert NOTE not in page.content()


def test_who_saw_a_signal_without_a_sign_is_told_in_the_menu_and_marks_it_as_read(story):
    signal = story.without_sign()
    page = story.as_("professional")
    page.goto("/signalen")
    link = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Berichten")
    before = unread_in(link)
    assert before > 0
    link.click()
    expect(heading(page, "Berichten")).to_be_visible()
    notice = page.get_by_role("listitem").filter(has=page.locator(f'a[href="{signal}"]'))
    expect(notice.get_by_text("geen aanwijzing voor mensenhandel")).to_be_visible()
    expect(notice.get_by_text("Verwijder of verbeter dat.")).to_be_visible()
    is_good(page)
    notice.get_by_role("button", name="Gelezen").click()
    expect(notice.get_by_text("Gelezen op")).to_be_visible()
    assert unread_in(link) == before - 1
    to(page, signal).click()
    expect(page.get_by_text("Het was een verhuizing.")).to_be_visible()


def test_the_privacy_officer_sees_who_saw_what_and_withdraws_and_the_partners_page_is_gone(story):
    partner = story.as_("partner")
    partner.goto(story.report_referral())
    expect(partner.get_by_role("button", name="Aannemen", exact=True)).to_be_visible()

    page = story.as_("privacy")
    page.goto("/toezicht/logboek")
    story.keep(page, "logboek")
    page.get_by_role("link", name="Toegang", exact=True).click()
    page.get_by_role("row").filter(has_text=CARE).filter(has_text="geldt").first.get_by_role("link").click()
    expect(heading(page, f"Toegang van {CARE}")).to_be_visible()
    seen = page.get_by_role("table").filter(has_text="Inzage door de ontvanger")
    expect(seen.get_by_role("row").nth(1)).to_contain_text("doorverwijzing gelezen")
    page.get_by_role("button", name="Toegang intrekken").click()
    expect(page.get_by_role("alert").get_by_text("Kies een reden.")).to_be_visible()
    is_good(page)
    group(page, "Waarom trekt u de toegang in?").get_by_role("radio").first.check()
    page.get_by_role("button", name="Toegang intrekken").click()
    expect(page.get_by_text("De toegang is ingetrokken.")).to_be_visible()

    partner.get_by_role("button", name="Aannemen", exact=True).click()
    expect(heading(partner, "Niet gevonden")).to_be_visible()
    partner.goto("/doorverwijzingen")
    expect(to(partner, story.report_referral())).to_have_count(0)


def test_the_fg_verifies_the_log_and_records_advice(story):
    page = story.as_("fg")
    page.goto("/toezicht/logboek")
    page.get_by_role("button", name="Controleer het logboek").click()
    expect(page.get_by_text("Alles wat is gecontroleerd, is nog zoals het was.")).to_be_visible()
    is_good(page)
    page.get_by_role("link", name="Adviezen", exact=True).click()
    subject = f"Grondslag zorgcoördinatie ({story.width})"
    field_of(page, "Onderwerp").fill(subject)
    page.get_by_role("textbox", name="Advies").fill("Vul de grondslag voor bijzondere gegevens in.")
    page.get_by_role("button", name="Advies vastleggen").click()
    expect(page.get_by_role("article", name=subject)).to_be_visible()


def test_the_fg_finds_no_button_that_changes_anything(story):
    story.report_referral()
    page = story.as_("fg")
    always, looks = {"Uitloggen"}, {"Toon", "Controleer het logboek"}
    page.goto("/toezicht/toegang")
    assert buttons(page) == always
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Wie had het voor zich")).to_be_visible()
    assert buttons(page) == always
    page.get_by_role("link", name="Werkafspraken", exact=True).click()
    expect(heading(page, "Werkafspraken")).to_be_visible()
    assert buttons(page) == always
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="De grondslag")).to_be_visible()
    assert buttons(page) == always
    for path in ("/toezicht/logboek", "/toezicht/matrix"):
        page.goto(path)
        assert buttons(page) <= always | looks


def test_a_page_of_another_role_is_refused_with_what_is_always_allowed(story):
    page = story.as_("professional")
    answer = page.goto("/meldpunt")
    assert answer.status == 403
    expect(page.get_by_text("Bel 112, dat mag altijd")).to_be_visible()
    expect(page.get_by_text("verleg zonder naam kan altijd")).to_be_visible()
    is_good(page)
