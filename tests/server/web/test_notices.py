"""Notices on a page: in words, in the menu, marked as read; for everyone who signs in and nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role
from server.web.pages import get, send
from server.web.signing_in import browser
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import open_to_weigh
from zicht.server.door.models import Right
from zicht.server.notices.queries import notices, unread
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

__all__ = ["_powerful_session", "as_owner", "as_role"]

PATH = "/berichten"
EVERYONE = ("ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1")
SAID = (
    "Een signaal dat u hebt gezien is gewogen: geen aanwijzing voor mensenhandel. Het wordt na korte tijd verwijderd. "
    "Hebt u er iets van bewaard of doorgegeven? Verwijder of verbeter dat."
)
SAID_IN_ENGLISH = (
    "A signal that you saw has been weighed: no sign of human trafficking. It will be deleted after a short time. "
    "Did you keep or pass on any of it? Delete or correct that."
)


@pytest.fixture
def told(region):
    record = register_signal(draft=draft(narrative="Zij mag de deur niet uit."), by=region["ggd.1"])
    open_signal(region["ggd.1"], record)
    open_to_weigh(region["desk.2"], record)
    weigh(signal=record, end="no_sign", reason="Een verhuizing van familie.", by=region["desk.1"])
    return record


def menu(page):
    """The words of the menu's entry for notices."""
    return page.text.partition("Mijn sleutels")[0].rpartition("Berichten")[2].strip()


def next_page(page):
    return [found["href"] for tag, found in page.tags if tag == "a" and found.get("rel") == "next"]


def marking(page):
    return next(form for form in page.forms if form.buttons and form.buttons[0][0] == "gelezen")


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_who_signs_in_has_a_page_of_their_own_that_says_what_to_expect(region, who):
    page = get(browser(who), PATH)
    assert page.status == 200
    assert PATH in page.links()
    assert "U hebt geen berichten" in page.text and "U hoeft nu niets te doen." in page.text
    assert not [form for form in page.forms if form.buttons]


def test_nobody_else_does(client, db):
    for response in (client.get(PATH), client.post(PATH, {"gelezen": str(uuid.uuid4())})):
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/inloggen")


@pytest.mark.parametrize(("who", "leads_to"), [("ggd.1", "/signalen/{}"), ("desk.2", "/meldpunt/{}")])
def test_who_opened_it_reads_in_words_what_became_of_it_with_a_link_to_their_own_page(region, told, who, leads_to):
    client = browser(who)
    page = get(client, PATH)
    assert SAID in page.text
    assert leads_to.format(told) in page.links()
    assert get(client, leads_to.format(told)).status == 200


def test_a_notice_holds_nothing_of_the_signal(region, told):
    text = get(browser("ggd.1"), PATH).html
    for content in ("Zij mag de deur niet uit", "Een verhuizing van familie", "Vechterdam", "Testa", "Verzonnenlaan"):
        assert content not in text


def test_in_english_it_says_the_same(region, told):
    assert SAID_IN_ENGLISH in get(browser("ggd.1"), f"{PATH}?taal=en").text


def test_the_menu_of_every_page_counts_what_is_unread_and_stops_when_it_is_read(region, told):
    client = browser("ggd.1")
    for path in ("/signalen", f"/signalen/{told}", PATH, "/bestaat-niet"):
        assert menu(get(client, path)) == "1 ongelezen", path
    page = get(client, PATH)
    assert send(client, marking(page), PATH, gelezen=marking(page).buttons[0][1]).status_code == 302
    assert unread(region["ggd.1"]) == 0
    assert menu(get(client, "/signalen")) == ""
    after = get(client, PATH)
    assert SAID in after.text and "Gelezen op" in after.text
    assert not [form for form in after.forms if form.buttons]


def test_whoever_was_not_told_has_no_number(region, told):
    for who in ("ggd.2", "desk.1", "privacy.1"):
        assert menu(get(browser(who), PATH)) == "", who


def test_when_the_right_is_gone_the_words_stay_and_no_link_leads_there(region, told, as_owner):
    with as_owner():
        Right.objects.filter(record=told).update(valid_until=timezone.now() - timedelta(days=1))
    client = browser("ggd.1")
    page = get(client, PATH)
    assert SAID in page.text and "U kunt dit signaal niet meer openen." in page.text
    assert f"/signalen/{told}" not in page.links()
    assert client.get(f"/signalen/{told}").status_code == 404


@pytest.mark.parametrize("wanted", [str(uuid.UUID(int=7)), "x", "alles"])
def test_what_is_no_notice_of_ones_own_is_not_found(region, told, wanted):
    client = browser("ggd.1")
    assert send(client, marking(get(client, PATH)), PATH, gelezen=wanted).status_code == 404
    assert unread(region["ggd.1"]) == 1


def test_anothers_notice_is_not_found_and_stays_unread(region, told):
    (theirs,) = notices(region["desk.2"]).rows
    client = browser("ggd.1")
    assert send(client, marking(get(client, PATH)), PATH, gelezen=str(theirs.id)).status_code == 404
    assert unread(region["desk.2"]) == 1


def test_a_form_sent_twice_changes_nothing_the_second_time(region, told):
    client = browser("ggd.1")
    form = marking(get(client, PATH))
    for _ in range(2):
        assert send(client, form, PATH, gelezen=form.buttons[0][1]).status_code == 302
    assert unread(region["ggd.1"]) == 0


def test_without_the_token_against_forged_forms_nothing_is_marked(region, told):
    client = browser("ggd.1")
    wanted = marking(get(client, PATH)).buttons[0][1]
    assert client.post(PATH, {"gelezen": wanted}).status_code == 403
    assert unread(region["ggd.1"]) == 1


def test_more_than_a_page_is_browsed_and_marking_one_stays_on_its_page(region, told, monkeypatch):
    from zicht.server.web.manage import notices as page_of

    monkeypatch.setattr(page_of, "notices", lambda actor, after: notices(actor, after=after, size=1))
    second = register_signal(draft=draft(), by=region["ggd.1"])
    open_signal(region["ggd.1"], second)
    weigh(signal=second, end="no_sign", reason="Een vergissing.", by=region["desk.1"])
    client = browser("ggd.1")
    (further,) = next_page(get(client, PATH))
    page = get(client, f"{PATH}{further}")
    assert next_page(page) == []
    response = send(client, marking(page), f"{PATH}{further}", gelezen=marking(page).buttons[0][1])
    assert response["Location"] == f"{PATH}{further}"


def test_the_desk_reads_that_people_were_told(region, told):
    text = get(browser("desk.1"), f"/meldpunt/{told}").text
    assert "Wie dit signaal vóór de weging opende, heeft hierover een bericht gekregen." in text


@pytest.mark.parametrize("path", ["/", "/melden", "/melden/terug"])
def test_the_public_sees_nothing_of_it(region, told, client, path):
    page = get(client, path)
    assert PATH not in page.links() and "ongelezen" not in page.text
