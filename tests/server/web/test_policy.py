"""The policy adviser's pages: a picture is asked for on a page, waited for without JavaScript, read and taken along."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from server.door.hands import WORKER, _powerful_session, as_role
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser

from zicht.server.door.later import run_due
from zicht.server.publishing import tasks
from zicht.server.publishing.actions.make import FIRST_YEAR, ask
from zicht.server.publishing.queries import FILE_NAMES, USUAL, pictures
from zicht.server.web.parts.headers import POLICY, SELF_CONTAINED

__all__ = ["_powerful_session", "as_role"]
OTHERS = ("desk.1", "ggd.1", "zorg.1", "privacy.1", "fg.1", "beheer.1")
PARTS = ("", "/bekijk", "/pdf", "/cijfers")


@pytest.fixture
def adviser(region):
    return browser("beleid.1")


@pytest.fixture
def work(as_role, monkeypatch):
    """The worker does what is due; what it draws is one line a file, with the real type."""
    drawn = {"beeld.html": b"<!doctype html><title>b</title>", "beeld.pdf": b"%PDF-1.7", "figures.csv": b"a,b\n"}
    monkeypatch.setattr(tasks, "draw", lambda made, language: (None, {**drawn, "manifest.json": b"{}"}))
    monkeypatch.setattr(tasks, "put", lambda files, folder: None)

    def run() -> None:
        with as_role(WORKER):
            run_due()

    return run


@pytest.fixture
def made(region, work):
    """The path of a picture that is ready."""
    asked = ask(year=2025, by=region["beleid.1"])
    work()
    return f"/beeld/{asked}"


def asked_on_the_page(client, year: str = "2025") -> str:
    response = send(client, get(client, "/beeld").form("/beeld"), jaar=year)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_an_empty_list_says_what_to_do(adviser):
    page = get(adviser, "/beeld")
    assert page.status == 200
    assert "Er is nog geen beeld" in page.text
    assert "Kies hieronder een jaar" in page.text


def test_above_the_form_stands_112_and_what_a_signal_is_not(adviser):
    html = get(adviser, "/beeld").html
    danger, form = html.index("tel:112"), html.index('name="jaar"')
    assert danger < form
    assert "geen aangifte en geen melding bij Veilig Thuis of CoMensha" in html[:form]
    assert "Het meldpunt leest op werkdagen van 9 tot 17 uur." in html[:form]


def test_asking_leads_to_a_page_that_waits_and_says_since_when(adviser):
    where = asked_on_the_page(adviser)
    response = adviser.get(where)
    page = Page(response)
    assert int(response.headers["Refresh"]) <= 5, "without JavaScript the page comes back by itself"
    assert where in page.links(), "and there is a link that does the same"
    assert "wordt gemaakt" in page.text
    assert "Gevraagd" in page.text
    assert "Beleid.1" in page.text
    assert f"{where}/pdf" not in page.links()


def test_when_it_takes_too_long_the_page_says_where_to_ask(adviser, monkeypatch):
    where = asked_on_the_page(adviser)
    assert "langer dan gewoonlijk" not in get(adviser, where).text
    now = timezone.now()
    monkeypatch.setattr("zicht.server.web.policy.views.timezone.now", lambda: now + USUAL + timedelta(seconds=1))
    assert "langer dan gewoonlijk" in get(adviser, where).text


def test_a_made_picture_leads_to_its_page_pdf_and_figures_and_waits_no_more(adviser, work):
    where = asked_on_the_page(adviser)
    work()
    response = adviser.get(where)
    page = Page(response)
    assert "Refresh" not in response.headers
    assert {where + part for part in PARTS[1:]} <= set(page.links())
    assert "geweigerd: de eigen lijsten kunnen geen schatting dragen" in page.text


def test_the_list_shows_each_picture_with_its_state(adviser, made, region):
    ask(year=2024, by=region["beleid.1"])
    page = get(adviser, "/beeld")
    assert "klaar" in page.text
    assert "wordt gemaakt" in page.text
    assert made in page.links()


def test_sending_the_form_twice_asks_once(adviser, region):
    assert asked_on_the_page(adviser) == asked_on_the_page(adviser)
    assert len(pictures(region["beleid.1"])) == 1


@pytest.mark.parametrize("year", ["", "abc", "2062", "1999", "-201", "²⁰²⁵", "99999999999999999999", "2025 or 1=1"])
def test_nonsense_as_year_is_told_at_the_field_and_asks_nothing(adviser, region, year):
    response = send(adviser, get(adviser, "/beeld").form("/beeld"), jaar=year)
    page = Page(response)
    assert response.status_code == 400
    field = page.with_id("jaar")
    assert field["aria-invalid"] == "true"
    assert page.with_id(field["aria-describedby"].split()[-1])
    assert "#jaar" in page.links(), "the summary links the field"
    assert pictures(region["beleid.1"]) == ()


def test_every_year_of_the_list_can_be_asked_for(adviser):
    offered = [int(found["value"]) for tag, found in get(adviser, "/beeld").tags if tag == "option"]
    assert offered == list(range(timezone.localdate().year, FIRST_YEAR - 1, -1))


def test_the_picture_stands_by_itself_and_may_run_nothing(adviser, made):
    response = adviser.get(f"{made}/bekijk")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == SELF_CONTAINED
    assert "script-src" not in SELF_CONTAINED
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert adviser.get(made).headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("part", "kind", "name", "start"),
    [("pdf", "application/pdf", "beeld.pdf", b"%PDF-"), ("cijfers", "text/csv; charset=utf-8", "figures.csv", b"a,b")],
)
def test_a_download_has_its_type_and_name(adviser, made, part, kind, name, start):
    response = adviser.get(f"{made}/{part}")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(start)
    assert name in FILE_NAMES


def test_what_is_not_made_yet_has_no_files(adviser):
    where = asked_on_the_page(adviser)
    assert [adviser.get(where + part).status_code for part in PARTS] == [200, 404, 404, 404]


def test_a_picture_that_is_not_there_is_not_found(adviser):
    assert [adviser.get(f"/beeld/{uuid.uuid4()}{part}").status_code for part in PARTS] == [404] * 4


def test_a_picture_that_was_not_made_says_why_and_what_to_do(adviser, work, monkeypatch):
    def broken(actor, year):
        raise ValueError

    where = asked_on_the_page(adviser)
    monkeypatch.setattr(tasks, "count_year", broken)
    work()
    page = get(adviser, where)
    assert "Er ging bij ons iets mis" in page.text
    assert "/beeld" in page.links()
    assert "Downloaden" not in page.text


@pytest.mark.parametrize("username", OTHERS)
def test_another_role_is_refused_everywhere_with_the_rule_and_112(made, username):
    client = browser(username)
    for path in ("/beeld", *(made + part for part in PARTS)):
        page = get(client, path)
        assert page.status == 403
        assert "112" in page.text
    assert "/beeld" not in get(client, "/beeld").links()


def test_who_is_not_signed_in_is_led_to_the_sign_in(made, client):
    for path in ("/beeld", *(made + part for part in PARTS)):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/inloggen?next=%2Fbeeld")


@pytest.mark.parametrize("part", PARTS)
def test_looking_and_downloading_change_nothing_by_another_method(adviser, made, part):
    token = get(adviser, "/beeld").form("/beeld")
    assert send(adviser, token, made + part).status_code == 405


def test_a_forged_form_asks_nothing(adviser, region):
    assert adviser.post("/beeld", {"jaar": "2025"}).status_code == 403
    assert pictures(region["beleid.1"]) == ()


def test_the_pages_speak_english_when_asked(adviser, made):
    assert "ready" in get(adviser, f"{made}?taal=en").text


def test_the_id_in_the_address_is_the_pictures_own(adviser, region):
    assert record_in(asked_on_the_page(adviser)) == str(pictures(region["beleid.1"])[0].id)
