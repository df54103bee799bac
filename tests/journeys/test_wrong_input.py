"""What people get wrong: a clear message at the field, what was typed kept, nothing stored half."""

from __future__ import annotations

import contextlib
import http.client
import re
from urllib.parse import urlsplit

import pytest
from journeys.hands import Finger, field_of, group
from journeys.looking import is_good
from journeys.story import eight_answers, fill_report, heading, receipt_on
from playwright.sync_api import expect

TYPED = "Er staan elke nacht andere auto's, en niemand komt ooit naar buiten."
FAR_OFF = "2062-03-04"
UNKNOWN_CODE = "1234 1234 1234 1234 1234"
LARGE = 50 * 1024 * 1024


def error_at(page, field) -> str:
    """The message that belongs to this field."""
    about = (field.get_attribute("aria-describedby") or "").split()
    assert field.get_attribute("aria-invalid") == "true"
    return page.locator(f"#{next(name for name in about if name.endswith('-error'))}").inner_text()


def test_a_day_in_2062_in_the_public_form_is_told_at_the_day_and_the_rest_stays(people, width):
    page = people.window(width)
    page.goto("/melden")
    fill_report(page, acute="Nee", text=TYPED)
    field_of(page, "Wanneer zag of hoorde u dit?").fill(FAR_OFF)
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("alert").get_by_text("Er is nog niets verstuurd")).to_be_visible()
    day = field_of(page, "Wanneer zag of hoorde u dit?")
    assert "toekomst" in error_at(page, day)
    assert day.input_value() == FAR_OFF
    assert field_of(page, "Wat wilt u vertellen?").input_value() == TYPED
    assert group(page, "Wat vermoedt u?").get_by_label("Arbeidsuitbuiting").is_checked()
    is_good(page)


def test_a_day_in_2062_in_the_professionals_form_is_told_at_the_day_and_the_rest_stays(people, width):
    page = people.page_of("professional", width)
    page.goto("/signalen/nieuw")
    eight_answers(Finger(page))
    group(page, "Wanneer zag of hoorde u dit?").get_by_label("Datum", exact=True).fill(FAR_OFF)
    field_of(page, "Wat wilt u vertellen?").fill(TYPED)
    page.get_by_role("button", name="Doorgeven", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("Er is nog niets verstuurd")).to_be_visible()
    day = group(page, "Wanneer zag of hoorde u dit?").get_by_label("Datum", exact=True)
    assert "toekomst" in error_at(page, day)
    assert day.input_value() == FAR_OFF
    assert field_of(page, "Wat wilt u vertellen?").input_value() == TYPED
    is_good(page)


def test_an_empty_public_form_names_every_answer_that_is_missing(people, width):
    page = people.window(width)
    page.goto("/melden")
    page.get_by_role("button", name="Verstuur").click()
    links = page.get_by_role("alert").get_by_role("link")
    expect(links).to_have_count(8)
    expect(page.get_by_role("alert")).to_be_focused()
    links.first.click()
    expect(group(page, "Wat vermoedt u?")).to_be_focused()
    is_good(page)


def test_a_public_form_sent_twice_gives_the_same_receipt(people):
    page = people.window("phone", java_script_enabled=False)
    page.goto("/melden")
    fill_report(page, acute="Nee", text=TYPED)
    page.get_by_role("button", name="Verstuur").click()
    first = receipt_on(page)
    page.reload()
    expect(page.get_by_text("Dit signaal had u al verstuurd.")).to_be_visible()
    assert receipt_on(page) == first


def test_a_signal_of_which_the_button_is_pressed_twice_is_kept_once(people):
    page = people.page_of("professional", "phone", java_script_enabled=False)
    page.goto("/signalen")
    before = page.get_by_role("row").count()
    page.goto("/signalen/nieuw")
    eight_answers(Finger(page))
    page.get_by_role("button", name="Doorgeven", exact=True).dblclick()
    expect(page.get_by_text(re.compile("Uw signaal is doorgegeven|Dit signaal was al doorgegeven"))).to_be_visible()
    page.goto("/signalen")
    assert page.get_by_role("row").count() - max(before, 1) == 1


@pytest.mark.parametrize("code", [UNKNOWN_CODE, "geen code", "1" * 60])
def test_a_receipt_that_does_not_exist_is_told_at_the_field(people, width, code):
    page = people.window(width)
    page.goto("/melden/terug")
    field_of(page, "Ontvangstcode").fill(code)
    page.get_by_role("button", name="Lees het antwoord").click()
    field = field_of(page, "Ontvangstcode")
    assert error_at(page, field)
    assert field.input_value() == code
    is_good(page)


def test_an_expired_receipt_is_told_like_one_that_does_not_exist(people):
    page = people.window("phone")
    page.goto("/melden")
    fill_report(page, acute="Nee", text=TYPED)
    page.get_by_role("button", name="Verstuur").click()
    code = receipt_on(page)
    people.site.execute(
        "update intake_receipt set expires_at = '2020-01-01 00:00:00+00:00'"
        " where expires_at = (select max(expires_at) from intake_receipt)"
    )
    said = []
    for typed in (code, UNKNOWN_CODE):
        page.goto("/melden/terug")
        field_of(page, "Ontvangstcode").fill(typed)
        page.get_by_role("button", name="Lees het antwoord").click()
        said.append(error_at(page, field_of(page, "Ontvangstcode")))
    assert said[0] == said[1]


def test_a_wrong_password_and_a_wrong_code_are_told_and_nobody_comes_in(people, width):
    admin = next(account for account in people.site.accounts if account["role"] == "admin")
    page = people.window(width)
    page.goto(f"/inloggen?deur={admin['username']}")
    page.get_by_label("Wachtwoord", exact=True).fill("niet-mijn-wachtwoord")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Naam", exact=True).input_value() == admin["username"]
    is_good(page)

    page.goto(f"/inloggen?deur={admin['username']}")
    page.get_by_role("button", name="Verder").click()
    right = page.get_by_label("Code", exact=True).input_value()
    page.get_by_label("Code", exact=True).fill(f"{(int(right) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Inloggen").click()
    assert error_at(page, page.get_by_label("Code", exact=True))
    is_good(page)
    page.goto("/mijn/sleutels")
    expect(heading(page, "Tweede stap")).to_be_visible()
    expect(page.get_by_role("button", name="Uitloggen")).to_have_count(0)


def test_fifty_megabytes_to_the_public_form_get_a_clear_no(people):
    address = urlsplit(people.site.address)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    body = b"wat=arbeid&toelichting=" + b"a" * LARGE
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # answered before all of it was sent
        connection.request("POST", "/melden", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    said = answer.read().decode()
    assert answer.status == 413
    assert "Wat u verstuurde is te groot" in said and "Er is niets bewaard" in said
