"""In doubt: a page for anyone, and noting a talk in a few taps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from server.web.pages import Page
from server.web.signing_in import browser

from zicht.knowledge import standard
from zicht.knowledge.consultation import QUESTIONS, places
from zicht.server.intake.consultations import consultations
from zicht.server.web.professional.consulting import NAMES

DOUBT = "Ik twijfel, ik wil overleggen"
CHOSEN = {"beller": "huisarts", "onderwerp": "delen", "afloop": "advies"}


def year():
    return timezone.localdate().year


def form_of(client):
    page = Page(client.get("/overleg"))
    return next(form for form in page.forms if form.action == "/overleg")


def note(client, **changes):
    """Open the form, choose, send what a browser would send."""
    form = form_of(client)
    kept = {name: values[0] for name, values in form.values.items() if values}
    sent = {name: value for name, value in (kept | CHOSEN | changes).items() if value is not None}
    return client.post("/overleg", sent, follow=True)


@pytest.mark.parametrize(("who", "path"), [("", "/"), ("ggd.1", "/signalen"), ("ggd.1", "/signalen/nieuw")])
def test_whoever_is_in_doubt_finds_the_way_from_the_start_page_and_from_the_form(region, who, path):
    client = browser(who) if who else Client()
    page = Page(client.get(path))
    assert DOUBT in page.text
    assert "/overleggen" in page.links()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_asks_nothing_sets_no_cookie_and_says_what_is_not_confirmed(region, language):
    response = Client().get(f"/overleggen?taal={language}")
    page = Page(response)
    assert not response.cookies
    assert [form for form in page.forms if form.method == "post"] == []
    unconfirmed = {"nl": "Nog niet bevestigd", "en": "Not yet confirmed"}[language]
    assert page.text.count(unconfirmed) == sum(bool(place.phone) for place in places()) == 2
    for place in places():
        assert (place.nl if language == "nl" else place.en) in page.text
        assert not place.phone or (place.phone in page.text and place.source in page.text)
    assert "tel:08002000" in page.links()


def test_a_talk_is_noted_in_four_taps_and_nothing_is_typed(region):
    """Three radio buttons and a button; the day is today unless it is changed."""
    client = browser("desk.1")
    page = Page(client.get("/overleg"))
    inputs = [found for tag, found in page.tags if tag in ("input", "textarea")]
    kinds = {found.get("type", "text") for found in inputs} - {"hidden"}
    assert kinds == {"radio"}, "nothing to type in"
    assert {found["name"] for found in inputs if found.get("type") == "radio"} == {*CHOSEN}
    assert "Het overleg is vastgelegd." in Page(note(client)).text
    assert len(CHOSEN) + 1 < 10
    (found,) = {table.total() for table in consultations(region["desk.1"], year()).tables}
    assert found == 1


def test_the_form_offers_every_code_of_its_lists_and_that_one_does_not_know(region):
    page = Page(browser("desk.1").get("/overleg"))
    for question, name in QUESTIONS.items():
        offered = {
            found["value"] for tag, found in page.tags if tag == "input" and found.get("name") == NAMES[question]
        }
        assert offered == {*(code.wire for code in standard.codes(name)), "onbekend"}


def test_the_same_form_sent_again_says_so_and_counts_once(region):
    client = browser("desk.1")
    form = form_of(client)
    sent = {name: values[0] for name, values in form.values.items()} | CHOSEN
    assert "vastgelegd=nu" in client.post("/overleg", sent)["Location"]
    again = client.post("/overleg", sent, follow=True)
    assert "Het telt één keer." in Page(again).text
    assert consultations(region["desk.1"], year()).total == 1


@pytest.mark.parametrize("token", ["", "weg", None])
def test_a_form_of_another_or_none_keeps_nothing_and_loses_no_choice(region, token):
    theirs = form_of(browser("desk.2")).values["formulier"][0]
    response = note(browser("desk.1"), formulier=theirs if token is None else token)
    page = Page(response)
    assert response.status_code == 400
    chosen = next(form for form in page.forms if form.action == "/overleg").values
    assert {name: chosen[name] for name in CHOSEN} == {name: [value] for name, value in CHOSEN.items()}
    assert consultations(region["desk.1"], year()).total == 0


@pytest.mark.parametrize("field", [*CHOSEN, "dag"])
@pytest.mark.parametrize("value", [None, "Jan Jansen, 06-12345678", "niet_gevraagd"])
def test_a_name_a_number_or_silence_in_a_field_is_no_answer(region, field, value):
    response = note(browser("desk.1"), **{field: value})
    page = Page(response)
    assert response.status_code == 400
    assert f'id="{field}-error"' in page.html
    assert consultations(region["desk.1"], year()).total == 0


def test_a_day_that_is_too_long_ago_is_told_at_its_field(region):
    before = timezone.localdate() - timedelta(days=32)
    response = note(browser("desk.1"), dag=before.isoformat())
    assert response.status_code == 400
    assert 'id="dag-error"' in response.content.decode()


def test_the_year_counts_with_unit_period_cut_off_source_and_rule(region):
    client = browser("desk.1")
    for caller in ("huisarts", "huisarts", "onbekend"):
        note(client, beller=caller)
    page = Page(client.get("/overleg/jaar"))
    for said in (
        "Eenheid",
        "gesprekken",
        "Periode",
        "Peildatum",
        "Bron",
        "Ontdubbeling",
        "Wie vaker belt, telt vaker.",
    ):
        assert said in page.text
    rows = re.findall(r'<th scope="row".*?<span>(.*?)</span></th>.*?<td.*?<span>(\d+)</span>', page.html, re.DOTALL)
    counted = dict(rows[: rows.index(("Totaal", "3")) + 1])
    assert (counted["huisarts"], counted["onbekend"], counted["inwoner"]) == ("2", "1", "0")
    assert "wil dit niet zeggen" not in page.text, "what nobody answered takes no row"


def test_another_year_is_chosen_and_nonsense_is_this_year(region):
    client = browser("desk.1")
    note(client)
    assert "Er is nog geen overleg vastgelegd" in Page(client.get(f"/overleg/jaar?jaar={year() - 1}")).text
    for nonsense in ("", "0", "2999", "abcd", "²²²²", "20261"):
        page = Page(client.get("/overleg/jaar", {"jaar": nonsense}))
        assert f"Overleg zonder signaal, {year()}" in " ".join(page.text.split())


def test_a_colleague_elsewhere_counts_nothing_of_ours(region):
    note(browser("desk.1"))
    assert "Er is nog geen overleg vastgelegd" in Page(browser("ggd.1").get("/overleg/jaar")).text
