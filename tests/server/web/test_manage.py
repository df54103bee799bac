"""One's own keys on a page: made, shown once, listed, taken back."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from server.web.pages import Page, get, send
from server.web.signing_in import browser

from zicht.server.organisations.actions.keys import make_key
from zicht.server.organisations.queries import keys
from zicht.server.parties.actor import by_api_key

PATH = "/mijn/sleutels"
EVERYONE = ("ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1")


def making(page):
    return next(form for form in page.forms if "naam" in form.values)


def shown_key(html):
    return re.search(r'<p class="zicht-code">([^<]+)</p>', html)[1]


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_who_signs_in_has_their_own_keys(region, who):
    page = get(browser(who), PATH)
    assert page.status == 200
    assert "U hebt nog geen sleutel" in page.text


def test_nobody_else_does(client, db):
    response = client.get(PATH)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/inloggen")


def test_a_key_is_shown_once_and_works(region):
    client = browser("desk.1")
    made = Page(send(client, making(get(client, PATH)), PATH, naam="Koppeling zaaksysteem"))
    key = shown_key(made.html)
    assert by_api_key(key, timezone.now()).username == "desk.1"
    again = get(client, PATH)
    assert "Koppeling zaaksysteem" in again.text
    assert key not in again.html and "zicht-code" not in again.html


def test_the_page_that_shows_a_key_is_kept_by_no_cache(region):
    client = browser("desk.1")
    response = send(client, making(get(client, PATH)), PATH, naam="Koppeling")
    assert response["Cache-Control"] == "no-store"


def test_the_day_is_filled_in_as_a_year_ahead_and_a_later_one_is_refused_at_its_field(region):
    client = browser("desk.1")
    form = making(get(client, PATH))
    last = timezone.localdate() + timedelta(days=365)
    assert form.values["tot"] == [last.isoformat()]
    page = Page(send(client, form, PATH, naam="Koppeling", tot=(last + timedelta(days=1)).isoformat()))
    assert page.status == 400
    assert "#tot" in page.links() and last.isoformat() in page.text
    assert making(page).values["naam"] == ["Koppeling"]
    assert keys(region["desk.1"]) == ()


@pytest.mark.parametrize(
    "typed", [{"naam": "", "tot": ""}, {"naam": "\x00", "tot": "gisteren"}, {"naam": " ", "tot": "2062-13-01"}]
)
def test_nonsense_is_told_at_both_fields_and_nothing_is_made(region, typed):
    client = browser("desk.1")
    page = Page(send(client, making(get(client, PATH)), PATH, **typed))
    assert page.status == 400
    assert {"#naam", "#tot"} <= set(page.links())
    assert keys(region["desk.1"]) == ()


def test_a_name_is_shown_as_text_and_not_as_markup(region):
    client = browser("desk.1")
    page = Page(send(client, making(get(client, PATH)), PATH, naam="<b>x</b>"))
    assert "<b>x</b>" not in page.html and "<b>x</b>" in page.text


def test_taking_a_key_back_ends_it_at_once_and_the_page_says_so(region):
    made = make_key(label="Koppeling", until=timezone.localdate(), by=region["desk.1"])
    client = browser("desk.1")
    form = next(form for form in get(client, PATH).forms if form.buttons)
    assert form.buttons == [("intrekken", str(made.id))]
    assert send(client, form, PATH, intrekken=str(made.id)).status_code == 302
    page = get(client, PATH)
    assert "De sleutel is ingetrokken" in page.text and not [form for form in page.forms if form.buttons]
    assert by_api_key(made.key, timezone.now()) is None


@pytest.mark.parametrize("wanted", [str(uuid.UUID(int=7)), "x", "alles"])
def test_a_key_that_is_not_ones_own_is_not_found(region, wanted):
    client = browser("desk.1")
    assert send(client, making(get(client, PATH)), PATH, intrekken=wanted).status_code == 404


def test_another_members_key_is_not_found_and_stays(region):
    made = make_key(label="Koppeling", until=timezone.localdate(), by=region["desk.1"])
    client = browser("desk.2")
    page = get(client, PATH)
    assert "Koppeling" not in page.text
    assert send(client, making(page), PATH, intrekken=str(made.id)).status_code == 404
    assert by_api_key(made.key, timezone.now())


def test_without_the_token_against_forged_forms_nothing_is_made(region):
    client = browser("desk.1")
    assert client.post(PATH, {"naam": "Koppeling", "tot": timezone.localdate().isoformat()}).status_code == 403
    assert keys(region["desk.1"]) == ()
