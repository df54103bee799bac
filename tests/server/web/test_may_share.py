"""“Mag ik dit delen?”: the page answers as the agreements do, asks no name, keeps nothing, and always says 112."""

from __future__ import annotations

import pytest
from django.test import Client
from server.door.hands import _powerful_session, as_owner, log
from server.web.pages import Page
from server.web.signing_in import browser

from zicht.knowledge import standard
from zicht.knowledge.consultation import places
from zicht.server.door.asking import CONSENT_KINDS, NAMES, Question, receivers
from zicht.server.organisations.may_share import answer_of

__all__ = ["_powerful_session", "as_owner", "log"]
PATH = "/mag-ik-delen"
TO_DESK = {"ontvanger": "meldpunt", "doel": "weighing", "wat": ["core", "observations"]}
TO_CARE = {"ontvanger": "zorgcoordinatie", "doel": "care", "wat": ["core", "identity"]}
TO_POLICE = {"ontvanger": "politie", "doel": "investigation", "wat": ["core", "status"]}
NOTHING_HELPS = {"ontvanger": "meldpunt", "doel": "weighing", "wat": ["possible_perpetrators"]}
EVERYONE = ("ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1")
IN_MENU = {"ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1"}


def form_of(page):
    return next(form for form in page.forms if form.action == PATH)


def ask(who, language="nl", **sent):
    """Open the page, choose, send what a browser would send."""
    client = browser(who)
    kept = form_of(Page(client.get(f"{PATH}?taal={language}"))).values
    return Page(client.post(f"{PATH}?taal={language}", kept | sent))


def question(sent, **more):
    return Question(sent["ontvanger"], sent["doel"], frozenset(sent["wat"]), **more)


@pytest.mark.parametrize("who", EVERYONE)
def test_whoever_is_signed_in_may_ask_and_those_who_share_or_watch_find_it_in_their_menu(region, who):
    page = Page(browser(who).get(PATH))
    assert page.status == 200
    menu = Page(browser(who).get("/berichten"))
    assert (PATH in menu.links()) == (who in IN_MENU)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_gets_no_answer(region):
    for response in (Client().get(PATH), Client().post(PATH, TO_DESK), browser("ggd.1", ("password",)).get(PATH)):
        assert response.status_code == 302
        assert response["Location"].startswith("/inloggen")


@pytest.mark.parametrize(
    ("who", "sent", "short", "said"),
    [
        ("ggd.1", TO_DESK, "yes", "Ja. GGD Vechtstreek mag dit delen met Meldpunt mensenhandel Vechterdam."),
        ("desk.1", TO_CARE, "yes-if", "Ja, als u het anders doet dan u vroeg."),
        ("desk.1", TO_POLICE, "yes-if", "Niet zo onder de werkafspraken die nu gelden. Wel op een andere manier."),
        ("ggd.1", NOTHING_HELPS, "no", "Niet onder de werkafspraken die nu gelden."),
    ],
)
def test_each_of_the_three_answers_comes_with_rule_change_telling_and_what_always_holds(region, who, sent, short, said):
    answer, page = answer_of(question(sent), region[who]), ask(who, **sent)
    assert answer.told.in_short == short
    assert said in page.text
    for sentence in (*answer.things, *answer.changes, *answer.obligations, *answer.tell, *answer.always):
        assert sentence in page.text, sentence
    assert "Direct gevaar? Bel 112, dat mag altijd." in page.text
    assert "tel:112" in page.links()
    for rule in answer.rules:
        assert f"({rule.agreement}, versie {rule.version}, regel {rule.text.id})" in page.text
        assert rule.text.sentence in page.text
    assert bool(answer.rules) == ("De grondslag" in page.text)
    for place in places():
        assert place.nl in page.text
        assert not place.phone or place.phone in page.text


def test_the_legal_basis_says_what_is_open_and_what_nobody_confirmed(region):
    page = ask("ggd.1", **TO_DESK)
    assert "nog in te vullen" in page.text
    assert "(nog niet bevestigd)" in page.text


def test_a_yes_asks_no_change_and_a_no_tells_that_nothing_helps(region):
    assert "Wel als u dit anders doet" not in ask("ggd.1", **TO_DESK).text
    assert "Zicht vond niets wat u anders kunt doen" in ask("ggd.1", **NOTHING_HELPS).text


def test_who_may_not_share_with_the_one_they_named_never_reads_a_yes_at_the_top(region):
    """A change that leads to somebody else or another purpose is no yes to what was asked."""
    page = ask("desk.1", **TO_POLICE)
    assert "Deel het met Regionale Zorgcoördinatie Vechtstreek." in page.text
    assert "Ja, als" not in page.text
    assert page.text.index("Niet zo onder de werkafspraken") < page.text.index("Deel het met")


def test_with_danger_the_police_may_know_where_but_never_the_status(region):
    sent = TO_POLICE | {"wat": ["core", "location", "status"]}
    without, page = ask("desk.1", **sent), ask("desk.1", **(sent | {"acuut": "ja"}))
    assert "Dan mag: kern en plaats en adres." in page.text
    assert "Dan mag: kern en plaats en adres." not in without.text
    assert "Laat ‘verblijf, nationaliteit, geboorteplaats’ weg." in page.text


def test_the_change_for_the_police_leaves_status_out_and_names_no_fact(region):
    page = ask("desk.1", **TO_POLICE)
    assert "Laat ‘verblijf, nationaliteit, geboorteplaats’ weg." in page.text
    assert "gaan onder geen werkafspraak naar de politie" in page.text


def test_what_was_chosen_stays_so_that_one_answer_can_be_changed_with_one_tap(region):
    sent = TO_DESK | {"wie": "minderjarige", "acuut": "ja", "rol": "getuige", "vorm": "arbeid", "gemeente": "lindeveen",
                      "toestemming": ["care"], "hoe": ["involved", "may_ask_consent"]}  # fmt: skip
    again = form_of(ask("ggd.1", **sent)).values
    assert {name: sorted(again[name]) for name in sent} == {
        name: sorted(value) if isinstance(value, list) else [value] for name, value in sent.items()
    }


def test_each_answer_is_one_tap_and_there_is_nothing_to_type(region):
    page = Page(browser("ggd.1").get(PATH))
    controls = [found for tag, found in page.tags if tag in ("input", "textarea", "select") and found.get("name")]
    assert {found.get("type") for found in controls} - {"hidden"} == {"radio", "checkbox"}
    assert {found["name"] for found in controls if found.get("type") == "hidden"} == {"csrfmiddlewaretoken"}


def test_the_form_offers_every_party_purpose_thing_and_consent(region):
    page = Page(browser("ggd.1").get(PATH))

    def offered(name):
        return {found["value"] for tag, found in page.tags if tag == "input" and found.get("name") == name}

    assert offered("ontvanger") == {code for code, _ in receivers(region["ggd.1"])}
    assert offered("doel") == {row[0] for row in standard.purposes()}
    assert offered("wat") == set(NAMES)
    assert offered("toestemming") == set(CONSENT_KINDS)
    for name, codes in (("wie", "age_class"), ("vorm", "form"), ("rol", "role"), ("gemeente", "municipality")):
        assert offered(name) == {*(code.wire for code in standard.codes(codes)), "onbekend"}
    assert offered("acuut") == {"ja", "nee", "onbekend"}


@pytest.mark.parametrize("missing", ["ontvanger", "doel", "wat"])
def test_what_is_missing_is_told_at_its_field_and_nothing_is_answered(region, missing):
    sent = {name: value for name, value in TO_DESK.items() if name != missing}
    page = ask("ggd.1", **sent)
    assert page.status == 400
    assert f'id="{missing}-error"' in page.html
    assert "Het antwoord" not in page.html
    assert {name: form_of(page).values[name] for name in sent} == {
        name: value if isinstance(value, list) else [value] for name, value in sent.items()
    }


@pytest.mark.parametrize("field", ["ontvanger", "doel", "wat", "wie", "acuut", "rol", "vorm", "toestemming", "hoe"])
def test_a_name_in_any_field_goes_nowhere_and_is_never_shown_again(region, log, field):
    page, before = ask("ggd.1", **(TO_DESK | {field: "Jan Jansen"})), len(log())
    assert "Jan Jansen" not in page.html
    assert page.status == (400 if field in TO_DESK else 200)
    assert len(log()) == before


def test_asking_leaves_no_row_in_the_log(region, log):
    client = browser("ggd.1")
    kept = form_of(Page(client.get(PATH))).values
    before = [row.id for row in log()]
    assert client.post(PATH, kept | TO_DESK).status_code == 200
    assert [row.id for row in log()] == before


def test_the_same_question_in_english_has_no_dutch_left(region):
    page = ask("desk.1", "en", **TO_CARE)
    assert "Yes, if you do it otherwise than you asked." in page.text
    assert "Acute danger?" in page.text or "112" in page.text
    assert "werkafspraken die nu gelden" not in page.text


def test_danger_said_brings_the_bar_forward_as_an_alert(region):
    assert 'class="zicht-danger" role="alert"' in ask("ggd.1", **(TO_DESK | {"acuut": "ja"})).html
    assert 'class="zicht-danger" role="alert"' not in ask("ggd.1", **(TO_DESK | {"acuut": "nee"})).html


def test_about_a_possible_perpetrator_nobody_is_told_to_tell_them(region):
    page = ask("ggd.1", **(TO_DESK | {"rol": "mogelijke_pleger"}))
    assert "Vertel diegene niets voordat u hebt overlegd." in page.text
    assert "Zeg dan zelf" not in page.text


def test_the_page_of_consulting_leads_here_only_for_who_is_signed_in(region):
    assert PATH in Page(browser("ggd.1").get("/overleggen")).links()
    assert PATH not in Page(Client().get("/overleggen")).links()
