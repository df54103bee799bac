"""The professional's pages: eight answers make a signal, nothing typed is lost, and what became of it is read back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge.indicators import indicators
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.queries import open_signal, own_signals
from zicht.server.web.parts.components import Field
from zicht.server.web.professional import views
from zicht.server.web.professional.given import PROVENANCE, SIGN, Given
from zicht.server.web.professional.views import SALT

NEW = "/signalen/nieuw"
ANSWERS = {
    "wat": "arbeid",
    "waar": "lindeveen",
    "wanneer": "2026-02-03",
    "wie": "volwassene",
    "acuut": "nee",
    "bekend_via": "verteld_door_persoon",
    "hoedanigheid": "zorg",
    "contact": "ja",
}
TYPED = {"toelichting": 'Zes mannen boven de loods.\n"Zij" <b>werken</b> & slapen daar.', "plaats": "Verzonnenlaan 3"}


@pytest.fixture
def ggd(region):
    return browser("ggd.1")


def filled(client, **changes):
    """The form with the eight answers, sent by the button "Doorgeven"."""
    form = get(client, NEW).form(NEW)
    return send(client, form, **{**ANSWERS, "stap": "doorgeven", **changes})


def kept(region, who="ggd.1"):
    return [row.record for row in own_signals(region[who]).rows]


def test_eight_answers_are_asked_and_eight_are_enough(region, ggd):
    page = get(ggd, NEW)
    labels = re.findall(r"<(?:label|legend)[^>]*utrecht-form[^>]*>(.*?)</(?:label|legend)>", page.html, re.DOTALL)
    assert len([label for label in labels if "hoeft niet" not in label]) == 8
    sent = filled(ggd)
    assert (sent.status_code, kept(region)) == (302, [signal_of(sent)])
    signal = open_signal(region["ggd.1"], signal_of(sent))
    assert (signal.what, signal.core.where, signal.core.who, signal.core.acute) == (
        ("labour",),
        "lindeveen",
        "adult",
        "no",
    )
    assert signal_of(sent) in [row.record for row in queue(region["desk.1"]).rows]


def signal_of(response):
    import uuid

    return uuid.UUID(record_in(response["Location"]))


@pytest.mark.parametrize("path", [NEW])
def test_above_the_form_stands_112_when_the_desk_reads_and_what_a_signal_is_not(ggd, path):
    text = get(ggd, path).text
    above = text[: text.index("Wat vermoedt u?")]
    assert "Direct gevaar? Bel 112" in above
    assert "Het meldpunt leest op werkdagen van 9 tot 17 uur." in above
    assert "geen aangifte en geen melding bij Veilig Thuis of CoMensha" in above
    assert "Uitbuiting is dat iemand een ander dwingt of misleidt" in above


@pytest.mark.parametrize(
    ("who", "capacity"), [("ggd.1", "zorg"), ("politie.1", "politie"), ("woon.1", "wonen"), ("desk.1", "gemeente")]
)
def test_the_capacity_is_filled_in_from_the_organisation(region, who, capacity):
    assert get(browser(who), NEW).form(NEW).values["hoedanigheid"] == [capacity]


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_left_open_is_asked_for_at_its_field_and_nothing_is_kept_or_lost(region, ggd, name):
    page = Page(filled(ggd, **{name: [], **TYPED}))
    assert page.status == 400
    assert f"#{name}" in page.links()
    assert page.with_id(f"{name}-error")
    values = page.form(NEW).values
    others = {other: [value] for other, value in ANSWERS.items() if other != name}
    assert {other: values.get(other) for other in others} == others
    assert {other: values[other] for other in TYPED} == {other: [text] for other, text in TYPED.items()}
    assert kept(region) == []
    assert send(ggd, page.form(NEW), stap="doorgeven", **{name: ANSWERS[name]}).status_code == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wanneer", "2062-01-01"),
        ("wanneer", "een dinsdag"),
        ("waar", "atlantis"),
        ("toelichting", "x" * 10_001),
        ("voornaam", "x" * 101),
        ("geboortedatum", "31-31-2000"),
        ("contact_hoe", "postduif"),
    ],
)
def test_nonsense_gets_a_message_at_its_field_and_what_was_typed_stays(region, ggd, name, value):
    page = Page(filled(ggd, **{name: value}))
    assert (page.status, kept(region)) == (400, [])
    assert page.with_id(f"{name}-error")
    if name not in ("waar", "contact_hoe"):  # a list has no place for what is not in it
        assert page.form(NEW).values[name] == [value]
    assert page.with_id(name).get("type") != "date", "a date control would show nothing of what was typed"


def test_what_is_wrong_inside_a_closed_part_opens_that_part(ggd):
    page = Page(filled(ggd, geboortedatum="morgen"))
    assert [found for tag, found in page.tags if tag == "details" and "open" in found]
    assert not [found for tag, found in get(ggd, NEW).tags if tag == "details" and "open" in found]


def test_unknown_and_refused_are_kept_and_shown_as_such_and_never_as_no(region, ggd):
    unknown = dict.fromkeys(ANSWERS, "onbekend") | {"contact": "geweigerd", "over_mijzelf": "niet_gevraagd"}
    sent = filled(ggd, **unknown)
    core = open_signal(region["ggd.1"], signal_of(sent)).core
    assert {core.where, core.who, core.acute, core.known_via, core.capacity, core.when_state} == {"unknown"}
    text = get(ggd, sent["Location"]).text
    for line in ("Gemeente onbekend", "Direct gevaar onbekend", "Gaat over de melder zelf niet gevraagd"):
        assert line in text
    assert "Contact gewenst wil dit niet zeggen" in text
    assert "Neem" not in text.split("Contact opnemen")[1][:5]
    assert "Doe dit niet" in text


def test_acute_danger_shows_112_before_anything_is_kept_and_then_keeps_every_answer(region, ggd):
    page = Page(filled(ggd, acuut="ja", **TYPED))
    assert page.status == 200
    assert "tel:112" in page.links()
    assert "Uw signaal is nog niet verstuurd" in page.text
    assert kept(region) == []
    sent = send(ggd, page.form(NEW), stap="bevestigd")
    signal = open_signal(region["ggd.1"], signal_of(sent))
    assert (signal.acute, signal.narrative, signal.location) == (True, TYPED["toelichting"], TYPED["plaats"])
    assert get(ggd, sent["Location"]).text.count("Bel 112") == 1


def test_from_the_112_page_one_can_go_back_and_change_the_answer(ggd):
    page = Page(filled(ggd, acuut="ja", **TYPED))
    back = Page(send(ggd, page.form(NEW), stap="antwoorden"))
    assert (back.status, back.form(NEW).values["acuut"]) == (200, ["ja"])
    assert back.form(NEW).values["toelichting"] == [TYPED["toelichting"]]


def test_a_form_sent_twice_is_kept_once_and_shows_the_first(region, ggd):
    form = get(ggd, NEW).form(NEW)
    first, second = (send(ggd, form, **ANSWERS, stap="doorgeven") for _ in range(2))
    assert signal_of(first) == signal_of(second)
    assert kept(region) == [signal_of(first)]
    assert "Dit signaal was al doorgegeven." in get(ggd, second["Location"]).text
    assert "Uw signaal is doorgegeven" in get(ggd, first["Location"]).text


def test_two_forms_are_two_signals(region, ggd):
    assert signal_of(filled(ggd)) != signal_of(filled(ggd))
    assert len(kept(region)) == 2


@pytest.mark.parametrize("how", ["missing", "changed", "another's", "old"])
def test_a_form_that_is_not_ones_own_or_too_old_keeps_nothing_and_loses_nothing(region, ggd, how, monkeypatch):
    form = get(ggd, NEW).form(NEW)
    token = form.values["formulier"][0]
    given = {"missing": "", "changed": f"{token}x", "another's": other_token(), "old": token}[how]
    if how == "old":
        monkeypatch.setattr(views, "FORM_LASTS", -1)
    page = Page(send(ggd, form, **ANSWERS, **TYPED, formulier=given, stap="doorgeven"))
    assert (page.status, kept(region)) == (403, [])
    assert "Dit formulier was te lang open." in page.text
    monkeypatch.undo()
    again = send(ggd, page.form(NEW), stap="doorgeven")
    assert open_signal(region["ggd.1"], signal_of(again)).narrative == TYPED["toelichting"]


def other_token():
    """A form made for somebody else."""
    return get(browser("ggd.2"), NEW).form(NEW).values["formulier"][0]


def test_the_token_of_a_form_is_of_no_use_for_anything_else(ggd):
    token = get(ggd, NEW).form(NEW).values["formulier"][0]
    assert signing.loads(token, salt=SALT)
    with pytest.raises(signing.BadSignature):
        signing.loads(token)


def test_a_forged_form_is_not_taken(region, ggd):
    form = get(ggd, NEW).form(NEW)
    form.values.pop("csrfmiddlewaretoken")
    assert send(ggd, form, **ANSWERS, stap="doorgeven").status_code == 403
    assert kept(region) == []


def test_a_missing_answer_is_told_in_the_words_that_can_be_chosen(ggd):
    page = Page(filled(ggd, wie="", wanneer=""))
    for name in ("wie", "wanneer"):
        assert page.html.partition(f'id="{name}-error"')[2].partition("</p>")[0].endswith("Kies ‘Dat weet ik niet’.")
    offered = re.findall(r'value="onbekend"[^>]*>\s*(?:<span>)?([^<]+)', page.html)
    assert len(offered) >= 8 and set(offered) == {"Dat weet ik niet"}


def test_a_form_that_came_too_late_shows_what_was_written_to_copy(ggd):
    form = get(ggd, NEW).form(NEW)
    form.values.pop("csrfmiddlewaretoken")
    page = Page(send(ggd, form, **ANSWERS, **TYPED, stap="doorgeven"))
    assert page.status == 403
    for text in TYPED.values():
        assert " ".join(text.split()) in page.text


def test_what_someone_signs_in_with_is_never_shown_again(region):
    sent = {"login": "ggd.1", "password": "vier losse woorden hier", "code": "123 456"}
    page = Page(browser("ggd.1", methods=()).post("/inloggen", sent))
    assert page.status == 403
    assert sent["password"] not in page.html and sent["code"] not in page.html


def test_when_a_session_ends_while_someone_writes_the_text_is_shown_and_the_way_in(region, ggd, client):
    form = get(ggd, NEW).form(NEW)
    form.values.pop("csrfmiddlewaretoken")
    page = Page(send(client, form, **ANSWERS, **TYPED, stap="doorgeven"))
    assert page.status == 403
    assert "/inloggen?next=%2Fsignalen%2Fnieuw" in page.links()
    assert "Bel 112" in page.text
    for text in TYPED.values():
        assert " ".join(text.split()) in page.text
    assert kept(region) == []


def test_when_nothing_was_written_the_way_in_is_straight(ggd, client):
    form = get(ggd, NEW).form(NEW)
    form.values.pop("csrfmiddlewaretoken")
    sent = send(client, form, **ANSWERS, stap="doorgeven")
    assert (sent.status_code, sent["Location"]) == (302, "/inloggen?next=%2Fsignalen%2Fnieuw")


def test_a_refusal_stands_at_the_form_and_nothing_is_lost(ggd, monkeypatch):
    def refuse(**_given):
        raise Refused("vault.cannot_open")

    monkeypatch.setattr(views, "register_once", refuse)
    page = Page(filled(ggd, **TYPED))
    assert page.status == 403
    assert "Bel 112, dat mag altijd" in page.text
    assert page.form(NEW).values["toelichting"] == [TYPED["toelichting"]]


# -- what was seen ---------------------------------------------------------------------------------------------------


def observing(client, **changes):
    return Page(filled(client, **{"stap": "waarnemingen", **changes}))


def offered(page):
    return {found["name"].removeprefix(SIGN) for _, found in page.tags if found.get("name", "").startswith(SIGN)}


@pytest.mark.parametrize("forms", [["arbeid"], ["seksueel", "crimineel"], ["onbekend"]])
def test_the_signs_of_the_chosen_forms_are_offered_and_no_other(ggd, forms):
    chosen = {"arbeid": "labour", "seksueel": "sexual", "crimineel": "criminal"}
    wanted = {chosen[form] for form in forms if form in chosen}
    every = max(len(sign.forms) for sign in indicators())
    expected = {sign.id for sign in indicators() if wanted & set(sign.forms) or len(sign.forms) == every}
    assert offered(observing(ggd, wat=forms)) == expected


def test_the_source_of_a_sign_is_that_of_the_signal_until_another_is_chosen(region, ggd):
    page = observing(ggd, **TYPED)
    assert page.form(NEW).values[PROVENANCE + "W05"] == ["verteld_door_persoon"]
    changes = {SIGN + "W05": "ja", SIGN + "D01": "nee", PROVENANCE + "D01": "gezien", SIGN + "D02": "onbekend"}
    sent = send(ggd, page.form(NEW), stap="doorgeven", **changes)
    signal = open_signal(region["ggd.1"], signal_of(sent))
    told = {item.indicator: (item.answer, item.provenance) for item in signal.observations}
    assert told == {
        "W05": ("value", "told_by_person"),
        "D01": ("no", "seen"),
        "D02": ("unknown", "told_by_person"),
    }
    assert signal.narrative == TYPED["toelichting"]


def test_going_back_to_the_answers_keeps_what_was_seen(region, ggd):
    page = observing(ggd)
    back = Page(send(ggd, page.form(NEW), stap="antwoorden", **{SIGN + "W05": "ja"}))
    assert back.form(NEW).values["wat"] == ["arbeid"]
    signal = open_signal(region["ggd.1"], signal_of(send(ggd, back.form(NEW), stap="doorgeven")))
    assert [item.indicator for item in signal.observations] == ["W05"]


def test_a_sign_without_a_source_is_asked_for_it_on_its_own_page(region, ggd):
    page = observing(ggd, bekend_via="onbekend")
    wrong = Page(send(ggd, page.form(NEW), stap="doorgeven", **{SIGN + "W05": "ja"}))
    assert (wrong.status, kept(region)) == (400, [])
    assert wrong.with_id(PROVENANCE + "W05-error")
    assert wrong.form(NEW).values[SIGN + "W05"] == ["ja"]
    assert [found for tag, found in wrong.tags if tag == "details" and "open" in found]


def test_a_sign_that_is_ordinary_for_newcomers_says_so(ggd):
    page = observing(ggd)
    marked = page.text.count("Het telt niet op zichzelf.")
    assert marked == len([sign for sign in indicators() if sign.id in offered(page) and sign.stands_in_for_origin])
    assert marked > 0


def test_acute_danger_is_asked_about_after_the_signs_too(region, ggd):
    page = observing(ggd, acuut="ja")
    assert [found for _, found in page.tags if found.get("role") == "alert"]
    confirm = Page(send(ggd, page.form(NEW), stap="doorgeven", **{SIGN + "W05": "ja"}))
    assert "tel:112" in confirm.links()
    signal = open_signal(region["ggd.1"], signal_of(send(ggd, confirm.form(NEW), stap="bevestigd")))
    assert [item.indicator for item in signal.observations] == ["W05"]


# -- one's own signals -----------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_next(ggd):
    page = get(ggd, "/signalen")
    assert "U gaf nog geen signaal door" in page.text
    assert page.links().count(NEW) == 2, "in the menu and in the empty list"


def test_ones_own_signals_come_newest_first_in_pages_that_miss_none(region, ggd):
    now = timezone.now()
    register_many([Incoming(draft(), region["ggd.1"], now - timedelta(hours=hour)) for hour in range(53)])
    first = get(ggd, "/signalen")
    onward = next(link for link in first.links() if "na=" in link)
    second = get(ggd, "/signalen" + onward)
    listed = [
        [record_in(link) for link in page.links() if re.search(r"/signalen/.{36}$", link)] for page in (first, second)
    ]
    everything = [str(row.record) for row in own_signals(region["ggd.1"], size=100).rows]
    assert [len(page) for page in listed] == [50, 3]
    assert listed[0] + listed[1] == everything
    assert not [link for link in second.links() if "na=" in link]
    assert "/signalen" in [link for link in second.links() if link]


@pytest.mark.parametrize("key", ["x", '["a","b"]', "[" * 3000, '["2026-01-01T00:00:00+01:00"]'])
def test_a_page_key_that_is_none_shows_the_first_page(region, ggd, key):
    register_signal(draft=draft(), by=region["ggd.1"])
    assert "Signalen die u doorgaf" in Page(ggd.get("/signalen", {"na": key})).text


@pytest.mark.parametrize("who", ["ggd.2", "politie.1", "zorg.1"])
def test_somebody_elses_signal_is_not_found(region, who):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    client = browser(who)
    page = get(client, f"/signalen/{record}")
    assert (page.status, "Niet gevonden" in page.text) == (404, True)
    assert str(record) not in get(client, "/signalen").html


def test_the_page_of_a_signal_shows_what_it_covers_and_where_each_statement_comes_from(region, ggd):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    text = get(ggd, f"/signalen/{record}").text
    for heading in ("Handeling", "Middel", "Doel", "Nog open", "Wat het ook kan zijn"):
        assert heading in text
    assert "geen oordeel over een persoon" in text
    assert "nog niet bevestigd" in text
    for sign, answer, source in signs_in(text):
        assert (sign, answer, source) in {
            ("C01", "gezien", "zelf gezien of gehoord"),
            ("D01", "onbekend", "verteld door de persoon zelf"),
            ("C16", "nee", "zelf gezien of gehoord"),
        }
    assert len(signs_in(text)) == 3
    for own in (
        "Zij mag de deur niet uit",
        "Testa",
        "3 februari 1990",
        "Verzonnenlaan 1",
        "Nationaliteit (persoon 1) NL",
    ):
        assert own in text


def signs_in(text):
    """The rows of the table of observations: sign, answer, source."""
    table = text.split("Wat is gezien en gevraagd")[1]
    named = {sign.nl[:1].upper() + sign.nl[1:]: sign.id for sign in indicators()}
    sources = "zelf gezien of gehoord|verteld door de persoon zelf"
    rows = re.findall(rf"({'|'.join(map(re.escape, named))}) (gezien|onbekend|nee) ({sources})", table)
    return [(named[name], answer, source) for name, answer, source in rows]


def test_what_the_desk_did_is_read_back_and_the_next_step_is_said(region, ggd):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    assert "Het meldpunt weegt het signaal" in get(ggd, f"/signalen/{record}").text
    weigh(signal=record, end="no_sign", reason="Het was een verhuizing.", by=region["desk.1"])
    text = get(ggd, f"/signalen/{record}").text
    assert "Gewogen: geen aanwijzing voor mensenhandel" in text
    assert "Het was een verhuizing." in text
    assert "drie maanden na weging" in text
    assert "geen aanwijzing voor mensenhandel" in get(ggd, "/signalen").text


# -- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/signalen", NEW, f"/signalen/{'0' * 8}-0000-4000-8000-{'0' * 12}"])
def test_whoever_is_not_signed_in_with_a_second_factor_is_asked_to(region, client, path):
    for asking in (client, browser("ggd.1", methods=("password",))):
        response = asking.get(path)
        assert (response.status_code, response["Location"].startswith("/inloggen")) == (302, True)


@pytest.mark.parametrize("who", ["privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_another_role_reads_the_rule_and_what_is_always_allowed(region, who):
    page = get(browser(who), NEW)
    assert page.status == 403
    assert "Direct gevaar? Bel 112, dat mag altijd." in page.text
    assert "Overleg zonder naam kan altijd" in page.text


def test_a_form_is_never_kept_by_the_browser_or_filled_in_with_ones_own_name(ggd):
    response = ggd.get(NEW)
    assert response["Cache-Control"] == "no-store"
    typed = [
        found
        for tag, found in Page(response).tags
        if tag == "input" and found.get("name") in ("voornaam", "achternaam")
    ]
    assert [found["autocomplete"] for found in typed] == ["off", "off"]


def test_what_is_not_on_a_page_goes_along_unseen_and_the_rest_does_not_twice():
    form = Given({"wat": ("arbeid",), SIGN + "C01": ("ja",), "formulier": ("t",), "stap": ("x",)})
    assert views._carried(form, "new") == ((SIGN + "C01", "ja"),)
    assert views._carried(form, "observations") == (("wat", "arbeid"),)
    assert set(views._carried(form, "confirm")) == {("wat", "arbeid"), (SIGN + "C01", "ja")}


def test_a_part_is_touched_when_something_in_it_is_filled_in_or_wrong():
    assert not views._touched((Field("a", "a", "A"),))
    assert views._touched((Field("a", "a", "A", value="x"),))
    assert views._touched((Field("a", "a", "A", error="fout"),))
