"""The privacy officer's and the FG's pages: everything about access, nothing of content."""

from __future__ import annotations

import dataclasses
import uuid

import pytest
from server.web.pages import Page, get, send
from server.web.signing_in import browser
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.view import NotVisible
from zicht.server.organisations.queries import agreements
from zicht.server.oversight.queries import advice, grants
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import open_referral
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals

CONTENT = ("Testa", "Voorbeeldnaam", "Verzonnenlaan", "Zij mag de deur niet uit", "melder@ggd.example", "Meer dan een")
WATCHERS = ("privacy.1", "fg.1")
OTHERS = ("ggd.1", "desk.1", "zorg.1", "beleid.1", "beheer.1")
LISTS = ("/toezicht/logboek", "/toezicht/toegang", "/werkafspraken", "/toezicht/matrix", "/toezicht/adviezen",
         "/toezicht/verwerkingen")  # fmt: skip


@pytest.fixture
def chain(region):
    """A signal, its referral and grant, read by the partner."""
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    open_referral(region["zorg.1"], referral)
    return signal, referral, grants(region["privacy.1"]).rows[0].id


@pytest.fixture
def paths(region, chain):
    signal, referral, grant = chain
    agreement = agreements(region["fg.1"])[0].id
    return (
        *LISTS, f"/toezicht/logboek/{signal}", f"/toezicht/logboek/{referral}", f"/toezicht/toegang/{grant}",
        f"/werkafspraken/{agreement}",
    )  # fmt: skip


def withdraw_form(page):
    return next(
        (form for form in page.forms if "reden" in page.html and form.method == "post" and form.action == ""), None
    )


@pytest.mark.parametrize("watcher", WATCHERS)
def test_every_page_opens_and_none_tells_what_is_in_a_signal(region, paths, watcher):
    client = browser(watcher)
    for path in paths:
        page = get(client, path)
        assert page.status == 200, path
        assert not [word for word in CONTENT if word in page.html], path


@pytest.mark.parametrize("other", OTHERS)
def test_no_other_role_opens_any_of_them(region, paths, other):
    client = browser(other)
    for path in paths:
        page = get(client, path)
        assert page.status == 403, path
        assert "Direct gevaar? Bel 112, dat mag altijd." in page.text


def test_whoever_is_not_signed_in_is_sent_to_sign_in(paths, client):
    for path in paths:
        assert client.get(path)["Location"].startswith("/inloggen?next=")


def test_the_log_tells_who_what_which_groups_and_under_which_rule(region, chain):
    text = get(browser("privacy.1"), "/toezicht/logboek").text
    assert "Desk.1 (meldpunt)" in text
    assert "Regionale Zorgcoördinatie Vechtstreek (partner) doorverwijzing gelezen" in text
    assert "kern, waarnemingen, contact" in text
    assert "doorverwijzing-zorg, versie 2026.1, regel naar-zorg" in text
    assert "Zorg.1" not in text


def test_a_refusal_stands_out_with_its_rule(region):
    with pytest.raises(NotVisible):
        open_signal(region["desk.1"], uuid.uuid4())
    text = get(browser("privacy.1"), "/toezicht/logboek?uitkomst=denied").text
    assert "signaal geopend geweigerd" in text and "geen toegang onder de werkafspraken van nu" in text


def test_the_filters_stay_filled_in_and_go_along_to_the_next_page(region):
    for _ in range(25):
        own_signals(region["desk.1"])
    desk = region["desk.1"].member
    client = browser("privacy.1")
    page = get(client, f"/toezicht/logboek?handeling=signals.own&wie={desk}")
    assert page.form("", 0).values == {"handeling": ["signals.own"], "uitkomst": [""], "wie": [str(desk)]}
    (further,) = [link for link in page.links() if "na=" in link]
    assert f"wie={desk}" in further and "handeling=signals.own" in further
    rest = get(client, "/toezicht/logboek" + further)
    assert page.text.count("eigen signalen bekeken") == 20 + 1, "and once in the filter"
    assert rest.text.count("eigen signalen bekeken") == 5 + 1
    assert not [link for link in rest.links() if "rel" in link]


@pytest.mark.parametrize(
    "query", ["handeling=x", "handeling=%00", "uitkomst=%27", "wie=x", f"wie={uuid.UUID(int=0)}", "na=x", "na=[1]"]
)
def test_nonsense_in_the_address_is_no_error(region, chain, query):
    assert get(browser("privacy.1"), f"/toezicht/logboek?{query}").status == 200


def test_a_filter_that_finds_nothing_says_what_to_do(region):
    page = get(browser("privacy.1"), "/toezicht/logboek?handeling=publishing.make")
    assert "Geen regels gevonden" in page.text and "/toezicht/logboek" in page.links()


def test_a_line_leads_to_who_saw_that_record(region, chain):
    signal, referral, _ = chain
    client = browser("privacy.1")
    assert f"/toezicht/logboek/{referral}" in get(client, "/toezicht/logboek").links()
    assert "Uw organisatie is verantwoordelijk" in get(client, f"/toezicht/logboek/{referral}").text
    foreign = get(client, f"/toezicht/logboek/{signal}").text
    assert "alleen wat uw eigen medewerkers ermee deden" in foreign and "Zorgcoördinatie" not in foreign


def test_an_unknown_record_grant_or_agreement_is_not_found(region):
    client = browser("privacy.1")
    for path in ("/toezicht/logboek", "/toezicht/toegang", "/werkafspraken"):
        assert get(client, f"{path}/{uuid.uuid4()}").status == 404


def test_withdrawing_needs_a_reason(region, chain):
    path = f"/toezicht/toegang/{chain[2]}"
    client = browser("privacy.1")
    page = get(client, path)
    for reason in ("", "zomaar"):
        wrong = Page(send(client, withdraw_form(page), path, reden=reason))
        assert (wrong.status, "Kies een reden." in wrong.text) == (400, True)
    assert grants(region["privacy.1"]).rows[0].state == "in_force"


def test_withdrawing_works_at_once_and_who_had_it_stays(region, chain):
    _, referral, grant = chain
    path = f"/toezicht/toegang/{grant}"
    client = browser("privacy.1")
    page = get(client, path)
    assert "had 1 medewerker van de ontvanger dit voor zich" in page.text
    assert send(client, withdraw_form(page), path, reden="too_much").status_code == 302
    with pytest.raises(NotVisible):
        open_referral(region["zorg.1"], referral)
    after = get(client, path)
    assert "De toegang is ingetrokken." in after.text and "er is meer gedeeld dan nodig" in after.text
    assert "Regionale Zorgcoördinatie Vechtstreek, medewerker 1 (partner) doorverwijzing gelezen" in after.text
    assert withdraw_form(after) is None


def test_withdrawing_twice_is_told_and_changes_nothing(region, chain):
    path = f"/toezicht/toegang/{chain[2]}"
    client = browser("privacy.1")
    form = withdraw_form(get(client, path))
    send(client, form, path, reden="mistake")
    assert send(client, form, path, reden="other").status_code == 302
    assert "was al ingetrokken" in get(client, path).text
    assert grants(region["privacy.1"]).rows[0].withdrawn_why == "mistake"


def test_the_fg_sees_the_grant_and_cannot_withdraw_it(region, chain):
    path = f"/toezicht/toegang/{chain[2]}"
    client = browser("fg.1")
    page = get(client, path)
    assert "doorverwijzing gelezen" in page.text and withdraw_form(page) is None
    refused = Page(send(client, page.forms[0], path, reden="mistake"))
    assert refused.status == 403
    assert "role:sharing.withdraw" in refused.text
    assert grants(region["privacy.1"]).rows[0].state == "in_force"


def test_no_grants_says_when_there_will_be(region):
    assert "gaf nog geen toegang" in get(browser("ggd.privacy"), "/toezicht/toegang").text


def test_an_agreement_reads_as_sentences_with_what_is_open_and_unconfirmed(region):
    row = next(row for row in agreements(region["fg.1"]) if row.code == "doorverwijzing-zorg")
    text = get(browser("privacy.1"), f"/werkafspraken/{row.id}").text
    assert "Dit gebeurt alleen bij een doorverwijzing." in text
    assert "nog in te vullen" in text and "nog niet bevestigd" in text
    assert "Er zijn nog 34 delen in te vullen" in text


def test_the_matrix_shows_answers_per_role_and_the_clause_behind_them(region):
    client = browser("fg.1")
    text = get(client, "/toezicht/matrix").text
    assert "Arbeidsinspectie Vechtstreek (partner)" in text and "Alleen bij:" in text
    assert "doorverwijzing-zorg, versie 2026.1, regel naar-inspectie." in text
    other = get(client, "/toezicht/matrix?van=ggd").text
    assert "Wie ziet wat van een signaal van GGD Vechtstreek" in other
    assert "Deze organisaties zien hier niets van:" in other


@pytest.mark.parametrize("watcher", WATCHERS)
def test_the_log_is_verified_by_a_button_that_says_what_was_checked(region, chain, settings, tmp_path, watcher):
    settings.ZICHT = dataclasses.replace(settings.ZICHT, home=tmp_path)
    client = browser(watcher)
    form = get(client, "/toezicht/logboek").form("/toezicht/logboek")
    page = Page(send(client, form))
    assert page.status == 200
    assert "nog zoals het was" in page.text and "Regels van andere organisaties mag u niet zien." in page.text
    assert "logboek gecontroleerd" in get(client, "/toezicht/logboek").text


def test_the_fg_records_advice_that_the_privacy_officer_reads(region):
    client = browser("fg.1")
    page = get(client, "/toezicht/adviezen")
    form = next(form for form in page.forms if "advies" in form.values)
    assert send(client, form, "/toezicht/adviezen", onderwerp="Bewaren", advies="Korter.\nEn wie.").status_code == 302
    read = get(browser("privacy.1"), "/toezicht/adviezen")
    assert "Bewaren" in read.text and "Fg.1" in read.text
    assert not [form for form in read.forms if "advies" in form.values]
    assert "Bewaren" not in get(browser("ggd.privacy"), "/toezicht/adviezen").text


def test_advice_without_subject_is_told_at_the_field_and_the_text_stays(region):
    client = browser("fg.1")
    form = next(form for form in get(client, "/toezicht/adviezen").forms if "advies" in form.values)
    page = Page(send(client, form, "/toezicht/adviezen", onderwerp=" ", advies="Mijn tekst"))
    assert page.status == 400
    assert "#onderwerp" in page.links() and "Mijn tekst" in page.html
    assert advice(region["fg.1"]) == ()


def test_the_privacy_officer_cannot_record_advice(region):
    client = browser("privacy.1")
    page = get(client, "/toezicht/adviezen")
    assert send(client, page.forms[0], "/toezicht/adviezen", onderwerp="X", advies="Y").status_code == 403
    assert advice(region["fg.1"]) == ()


def test_an_organisation_that_does_not_exist_shows_the_own_matrix(region):
    for wanted in ("x", "%00", "%27"):
        page = get(browser("fg.1"), f"/toezicht/matrix?van={wanted}")
        assert (page.status, "signaal van Meldpunt mensenhandel" in page.text) == (200, True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_have_one_main_heading_unique_ids_and_no_inline_script_or_style(region, paths, language):
    client = browser("privacy.1")
    for path in paths:
        page = get(client, f"{path}?taal={language}")
        tags = [tag for tag, _ in page.tags]
        ids = [found["id"] for _, found in page.tags if "id" in found]
        assert tags.count("h1") == 1, path
        assert len(ids) == len(set(ids)), path
        assert "style" not in tags and not [found for _, found in page.tags if "style" in found or "onclick" in found]
        assert not [found for tag, found in page.tags if tag == "script" and "src" not in found]
        assert f'<html lang="{language}">' in page.html


def test_every_field_has_its_label(region, paths):
    client = browser("fg.1")
    for path in paths:
        page = get(client, path)
        labelled = {found["for"] for tag, found in page.tags if tag == "label"}
        asked = [found for tag, found in page.tags if tag in ("input", "select", "textarea")]
        assert not [found for found in asked if found.get("type") != "hidden" and found["id"] not in labelled], path
