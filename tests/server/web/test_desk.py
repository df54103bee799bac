"""The desk's pages: one queue, a weighing that ends with a reason, a referral of exactly what may go."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import NOT_ASKED, UNKNOWN, Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import open_case, open_to_weigh
from zicht.server.door.view import NotVisible
from zicht.server.intake.actions.dialogue import look
from zicht.server.intake.actions.report import report
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import case_file, inbox, offers, open_referral, preview
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.queries import open_signal

ENDS = {
    "meer_informatie": "more_information",
    "andere_route": "other_route",
    "adres_of_bedrijf": "place_or_company",
    "geen_aanwijzing": "no_sign",
}
NEVER_TO_CARE = ("Zij mag de deur niet uit", "Testa", "Voorbeeldnaam", "1990", "Verzonnenlaan", "NL")


@pytest.fixture
def desk(region):
    return browser("desk.1")


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


@pytest.fixture
def case(region, signal):
    return weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])


def signals_on(page):
    found = [re.fullmatch(r"/meldpunt/([0-9a-f-]{36})", link) for link in page.links()]
    return [match[1] for match in found if match]


def waiting(region, *drafts):
    """Signals that came in one hour after another, the first one first."""
    start = timezone.now() - timedelta(hours=len(drafts))
    by = region["ggd.1"]
    return [
        str(register_signal(draft=one, by=by, received_at=start + timedelta(hours=hour)))
        for hour, one in enumerate(drafts)
    ]


# -- the queue -------------------------------------------------------------------------------------------------------


def test_stated_danger_stands_on_top_and_then_the_clock_decides(region, desk):
    danger = draft(acute=Answer.of("yes"))
    old, older_danger, new, danger_now = waiting(region, draft(), danger, draft(), danger)
    assert signals_on(get(desk, "/meldpunt")) == [older_danger, danger_now, old, new]


def test_a_public_report_stands_in_the_same_queue(region, desk, signal):
    report(draft=public(), nonce=secrets.token_hex(16))
    page = get(desk, "/meldpunt")
    assert len(signals_on(page)) == 2
    assert "formulier voor iedereen" in page.text


def public(**changes):
    """A report as anyone sends it: nothing about a person."""
    bare = {"persons": (), "observations": (), "place": "", "contact_details": "", "contact_safe": NOT_ASKED}
    return draft(**(bare | changes))


def test_the_queue_is_narrowed_by_form_and_by_danger(region, desk):
    labour, several = draft(what=Answer.of("labour")), draft(what=Answer.of("labour", "sexual"))
    unknown, danger = draft(what=UNKNOWN), draft(what=Answer.of("labour"), acute=Answer.of("yes"))
    one, two, three, four = waiting(region, labour, several, unknown, danger)

    def found(**asked):
        return set(signals_on(Page(desk.get("/meldpunt", asked))))

    assert found(vorm="arbeid") == {one, four}
    assert found(vorm="meer") == {two}
    assert found(vorm="onbekend") == {three}
    assert found(acuut="ja") == {four}
    assert found(vorm="arbeid", acuut="ja") == {four}
    assert found(vorm="onzin") == set()
    assert found(vorm="") == {one, two, three, four}


def test_the_chosen_filter_stays_chosen(region, desk):
    page = Page(desk.get("/meldpunt", {"vorm": "arbeid", "acuut": "ja"}))
    assert page.form("/meldpunt").values == {"vorm": ["arbeid"], "acuut": ["ja"]}
    assert "/meldpunt" in page.links(), "a way back to everything"


def test_pages_of_the_queue_follow_on_and_keep_the_filter(region, desk):
    now, danger = timezone.now(), draft(acute=Answer.of("yes"))
    drafts = [danger if n % 20 == 0 else draft() for n in range(55)]
    register_many([Incoming(one, region["ggd.1"], now - timedelta(minutes=n)) for n, one in enumerate(drafts)])
    first = Page(desk.get("/meldpunt", {"vorm": "seksueel"}))
    onward = next(link for link in first.links() if "na=" in link)
    assert "vorm=seksueel" in onward
    second = get(desk, f"/meldpunt{onward}")
    one, two = signals_on(first), signals_on(second)
    assert (len(one), len(two), len(set(one) | set(two))) == (50, 5, 55)
    above, below = first.text.split("Ontvangen Gevaar")[0], first.text.split("Volgende")[1]
    assert not re.search(r"\b5[05]\b", above + below), "no exact counts"


def test_the_clock_is_told_in_words(region, desk):
    late, soon = draft(), draft(acute=Answer.of("yes"))
    register_signal(draft=late, by=region["ggd.1"], received_at=timezone.now() - timedelta(days=7, minutes=5))
    register_signal(draft=soon, by=region["ggd.1"], received_at=timezone.now() - timedelta(minutes=5))
    text = get(desk, "/meldpunt").text
    assert "2 dagen te laat" in text
    assert re.search(r"nog 5[45] minuten", text)


def test_every_cell_of_the_queue_names_its_column_for_a_narrow_screen(desk, signal):
    cells = [found for tag, found in get(desk, "/meldpunt").tags if tag == "td"]
    assert cells
    assert all(found["data-label"] for found in cells)


@pytest.mark.parametrize(
    ("path", "says", "leads"),
    [
        ("/meldpunt", "Er wacht geen signaal", "/casussen"),
        ("/meldpunt?acuut=ja", "Hier wacht niets", "/meldpunt"),
        ("/meldpunt?toon=geen_aanwijzing", "Er is niets", "/meldpunt"),
        ("/casussen", "Er is nog geen casus", "/meldpunt"),
    ],
)
def test_an_empty_list_says_what_to_do_next(desk, path, says, leads):
    page = get(desk, path)
    assert says in page.text
    assert leads in page.links()


def test_the_page_of_a_signal_tells_its_clock_and_stops_when_it_is_weighed(region, desk):
    late = timezone.now() - timedelta(days=7, minutes=5)
    record = register_signal(draft=draft(), by=region["ggd.1"], received_at=late)
    assert "2 dagen te laat" in get(desk, f"/meldpunt/{record}").text
    weighing(desk, record, einde="andere_route", reden="Veilig Thuis")
    assert "te laat" not in get(desk, f"/meldpunt/{record}").text


# -- weighing --------------------------------------------------------------------------------------------------------


def weighing(desk, record, **changes):
    path = f"/meldpunt/{record}"
    return send(desk, get(desk, path).form(path), **changes)


def test_the_desk_reads_everything_granted_and_what_is_not_is_named(desk, signal):
    page = get(desk, f"/meldpunt/{signal}")
    for content in ("Zij mag de deur niet uit", "Voorbeeldnaam", "Verzonnenlaan 1", "melder@ggd.example", "Handeling"):
        assert content in page.text
    assert "Niet aan u verstrekt: verblijf, nationaliteit, geboorteplaats." in page.text
    assert "Nationaliteit (persoon" not in page.text


def test_what_is_told_stands_before_what_it_covers_and_what_is_empty_takes_one_line(region, desk):
    record = register_signal(draft=draft(place="", details=()), by=region["ggd.1"])
    text = get(desk, f"/meldpunt/{record}").text
    assert text.index("Zij mag de deur niet uit") < text.index("Wat dit signaal laat zien") < text.index("Hoe eindigt")
    assert "Plaats en adres: niet ingevuld." in text


@pytest.mark.parametrize(("wire", "state"), ENDS.items())
def test_a_weighing_ends_with_a_reason_and_a_name(region, desk, signal, wire, state):
    sent = weighing(desk, signal, einde=wire, reden="Omdat het klopt.")
    assert (sent.status_code, open_to_weigh(region["desk.1"], signal).signal.state) == (302, state)
    page = get(desk, sent["Location"])
    assert "De weging is bewaard." in page.text
    assert f"Gewogen: {standard.label('state', state)}" in page.text
    assert "Omdat het klopt." in page.text
    assert "Desk.1, Meldpunt mensenhandel Vechterdam" in page.text


def test_a_case_is_one_of_the_ends(region, desk, signal):
    sent = weighing(desk, signal, einde="casus", reden="Er is meer aan de hand.")
    page = get(desk, sent["Location"])
    assert "De casus is geopend." in page.text
    assert "Zij mag de deur niet uit" in page.text
    assert f"/meldpunt/{signal}" in page.links()
    case = record_in(sent["Location"])
    assert f"/casussen/{case}" in get(desk, f"/meldpunt/{signal}").links()
    assert f"/casussen/{case}" in get(desk, "/casussen").links()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"reden": "Toch getypt"}, {"einde"}),
        ({"einde": "casus", "reden": "  "}, {"reden"}),
        ({"einde": "casus", "reden": "x" * 5001}, {"reden"}),
        ({"einde": "ontvangen", "reden": "Toch getypt"}, {"einde"}),
        ({}, {"einde", "reden"}),
    ],
)
def test_without_an_end_or_a_reason_nothing_is_weighed_and_what_was_typed_stays(region, desk, signal, given, wrong):
    page = Page(weighing(desk, signal, **given))
    assert page.status == 400
    assert {name for name in ("einde", "reden") if f"#{name}" in page.links()} == wrong
    values = page.form(f"/meldpunt/{signal}").values
    assert [text.strip() for text in values["reden"]] == [given.get("reden", "").strip()]
    assert open_to_weigh(region["desk.1"], signal).signal.state == "received"


def test_a_signal_is_weighed_once(region, desk, signal):
    path = f"/meldpunt/{signal}"
    form = get(desk, path).form(path)
    assert send(desk, form, einde="andere_route", reden="Eerst").status_code == 302
    page = Page(send(desk, form, einde="geen_aanwijzing", reden="Daarna"))
    assert page.status == 403
    assert "Dit signaal is al gewogen." in page.text
    assert open_to_weigh(region["desk.1"], signal).signal.state == "other_route"


def test_more_information_can_be_followed_by_another_end(region, desk, signal):
    weighing(desk, signal, einde="meer_informatie", reden="Eerst bellen")
    assert str(signal) in signals_on(get(desk, "/meldpunt"))
    assert weighing(desk, signal, einde="andere_route", reden="Gebeld").status_code == 302
    assert str(signal) not in signals_on(get(desk, "/meldpunt"))


def next_after(desk, record, end):
    """Where the page leads on to once this signal is weighed."""
    page = get(desk, weighing(desk, record, einde=end, reden="Omdat het klopt.")["Location"])
    return [link.rpartition("/")[2] for link in page.links() if link.startswith("/meldpunt/") and record not in link]


def test_after_a_weighing_the_next_signal_is_one_step_away(region, desk):
    danger, first, second, third = waiting(region, draft(acute=Answer.of("yes")), draft(), draft(), draft())
    assert next_after(desk, danger, "andere_route") == [first]
    assert next_after(desk, first, "meer_informatie") == [second]
    assert next_after(desk, second, "geen_aanwijzing") == [third]
    assert next_after(desk, third, "geen_aanwijzing") == [first], "what asks for more still waits"
    assert next_after(desk, first, "geen_aanwijzing") == [], "everything is weighed"
    assert "Volgend signaal wegen" not in get(desk, f"/meldpunt/{second}").text, "only right after a weighing"


# -- no sign of trafficking: everyone who saw it is told -------------------------------------------------------------


@pytest.fixture
def without_sign(region, desk, signal):
    open_signal(region["ggd.1"], signal)
    get(browser("desk.2"), f"/meldpunt/{signal}")
    weighing(desk, signal, einde="geen_aanwijzing", reden="Het was een verhuizing.")
    return signal


def test_the_short_retention_starts_and_says_until_when(desk, without_sign):
    until = standard.after(standard.retention("no-sign").term, timezone.localdate())
    page = get(desk, f"/meldpunt/{without_sign}")
    assert "De korte bewaartermijn is begonnen." in page.text
    assert f"{until.day} " in page.text.split("Bewaard tot en met ")[1][:3]
    assert str(until.year) in page.text.split("Bewaard tot en met ")[1][:20]


def test_the_desk_reads_who_opened_it_by_name_only_inside_its_own_organisation(region, desk, without_sign):
    opened = open_to_weigh(region["desk.1"], without_sign).opened_by
    assert {(row.organisation, row.role, row.name) for row in opened} == {
        ("GGD Vechtstreek", "professional", ""),
        ("Meldpunt mensenhandel Vechterdam", "desk", "Desk.1"),
        ("Meldpunt mensenhandel Vechterdam", "desk", "Desk.2"),
    }
    text = get(desk, f"/meldpunt/{without_sign}").text
    assert "Ggd.1" not in text
    assert "Desk.2" in text.split("Wie dit signaal opende Wie Organisatie")[1]


def test_everyone_who_saw_it_finds_how_it_ended(region, without_sign):
    registrant, colleague = browser("ggd.1"), browser("desk.2")
    assert "Gewogen: geen aanwijzing voor mensenhandel" in get(registrant, f"/signalen/{without_sign}").text
    assert "geen aanwijzing voor mensenhandel" in get(registrant, "/signalen").text
    told = get(colleague, "/meldpunt?toon=geen_aanwijzing")
    assert signals_on(told) == [str(without_sign)]
    assert "/meldpunt?toon=geen_aanwijzing" in get(colleague, "/meldpunt").links()


def test_what_counts_is_when_it_was_weighed_not_when_it_came_in(region, desk):
    by, long_ago = region["ggd.1"], timezone.now() - timedelta(days=400)
    record = register_signal(draft=draft(when=None, when_state="unknown"), by=by, received_at=long_ago)
    weighing(desk, record, einde="geen_aanwijzing", reden="Het was een verhuizing.")
    assert signals_on(get(desk, "/meldpunt?toon=geen_aanwijzing")) == [str(record)]


def test_who_opened_a_signal_is_told_of_no_other_end(region, desk, signal):
    get(browser("desk.2"), f"/meldpunt/{signal}")
    weighing(desk, signal, einde="andere_route", reden="Veilig Thuis")
    found = open_to_weigh(region["desk.1"], signal)
    assert found.opened_by == ()
    assert "Wie dit signaal opende" not in get(desk, f"/meldpunt/{signal}").text


# -- the reporter ----------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(region, desk):
    received = report(draft=public(), nonce=secrets.token_hex(16))
    (record,) = signals_on(get(desk, "/meldpunt"))
    return received, record


def answering(desk, record, text):
    path = f"/meldpunt/{record}"
    forms = [form for form in get(desk, path).forms if form.values.get("actie") == ["antwoord"]]
    return send(desk, forms[0], antwoord=text)


def test_an_answer_waits_behind_the_receipt_and_is_read_back_by_the_desk(desk, reported):
    received, record = reported
    sent = answering(desk, record, "Dank u. Wij kijken hiernaar.")
    assert sent.status_code == 302
    assert [message.text for message in look(received.code).messages] == ["Dank u. Wij kijken hiernaar."]
    text = get(desk, sent["Location"]).text
    assert "Uw antwoord staat klaar voor de melder." in text
    assert "Dank u. Wij kijken hiernaar." in text.split("Contact met de melder")[-1]


@pytest.mark.parametrize("typed", ["   ", "x" * 2001])
def test_an_answer_that_cannot_stand_is_named_at_its_field_and_stays(desk, reported, typed):
    _, record = reported
    page = Page(answering(desk, record, typed))
    assert page.status == 400
    assert page.with_id("antwoord-error")
    (form,) = [form for form in page.forms if form.values.get("actie") == ["antwoord"]]
    assert form.values["antwoord"] == [typed]


def test_a_professional_is_not_answered_behind_a_receipt(desk, signal):
    forms = get(desk, f"/meldpunt/{signal}").forms
    assert [form for form in forms if form.values.get("actie") == ["antwoord"]] == []


@pytest.mark.parametrize(
    ("safe", "says"), [(UNKNOWN, "Doe dit niet"), (NOT_ASKED, "Doe dit niet"), (Answer.of("yes"), "Dat mag.")]
)
def test_an_unknown_answer_to_is_contact_safe_means_no_contact(region, desk, safe, says):
    record = register_signal(draft=draft(contact_safe=safe), by=region["ggd.1"])
    assert says in get(desk, f"/meldpunt/{record}").text.split("Contact opnemen")[1][:60]


# -- referring -------------------------------------------------------------------------------------------------------


def refer_path(case):
    return f"/casussen/{case}/doorverwijzen"


def ways(page):
    return {found["value"] for _, found in page.tags if found.get("name") == "naar"}


def test_only_what_may_go_can_be_chosen_and_the_rest_says_which_rule(region, desk, case):
    page = get(desk, refer_path(case))
    assert ways(page) == {"zorgcoordinatie.care"}
    assert "kern, waarnemingen, contact" in page.text
    assert "Niet onder de werkafspraken die nu gelden" in page.text
    assert "Aan de voorwaarde van deze regel is niet voldaan." in page.text
    assert "regel naar-politie-bij-gevaar" in page.text
    assert "Alleen bij direct gevaar. (" in page.text, "what would have to be so"
    assert "Direct gevaar? Bel 112, dat mag altijd." in page.text
    assert "Overleg zonder naam kan altijd" in page.text


def test_looking_at_what_they_see_without_a_choice_is_told_at_the_choice(desk, case):
    page = Page(desk.get(refer_path(case), {"stap": "bekijken"}))
    assert page.status == 400
    assert "#naar" in page.links()
    assert page.with_id("naar-error")
    assert get(desk, refer_path(case)).status == 200, "a first visit is no mistake"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"what": Answer.of("labour")}, {"zorgcoordinatie.care", "arbeidsinspectie.inspection"}),
        ({"acute": Answer.of("yes")}, {"zorgcoordinatie.care", "politie.investigation"}),
        ({"what": Answer.of("labour", "sexual")}, {"zorgcoordinatie.care"}),
    ],
)
def test_what_may_go_follows_from_the_facts_of_the_signal(region, desk, changes, expected):
    record = register_signal(draft=draft(**changes), by=region["ggd.1"])
    case = weigh(signal=record, end="case", reason="Ja", by=region["desk.1"])
    assert ways(get(desk, refer_path(case))) == expected


def test_the_legal_basis_is_named_as_in_the_agreement_and_open_or_unconfirmed_says_so(region, desk):
    record = register_signal(draft=draft(what=Answer.of("labour")), by=region["ggd.1"])
    case = weigh(signal=record, end="case", reason="Ja", by=region["desk.1"])
    page = get(desk, refer_path(case))
    assert "Doorverwijzen naar hulp, inspectie en politie" in page.text
    assert "regel naar-inspectie" in page.text
    assert "AVG artikel 6, eerste lid, onder e (nog niet bevestigd)" in page.text
    assert "een deel van de grondslag is nog in te vullen" in page.text
    assert "Regionale Zorgcoördinatie Vechtstreek ontvangt: geheimhouding nog in te vullen" in page.text


def test_the_preview_is_exactly_what_the_partner_then_sees(region, desk, case):
    page = Page(desk.get(refer_path(case), {"naar": "zorgcoordinatie.care"}))
    assert "Dit is precies wat zij zien" in page.text
    assert "melder@ggd.example" in page.text
    assert [word for word in NEVER_TO_CARE if word in page.text] == []
    before = preview(region["desk.1"], case, to="zorgcoordinatie", purpose="care")
    assert inbox(region["zorg.1"]).rows == (), "looking sends nothing"
    sent = send(desk, page.form(refer_path(case)))
    assert "De doorverwijzing is verstuurd." in get(desk, sent["Location"]).text
    (row,) = inbox(region["zorg.1"]).rows
    (seen,) = open_referral(region["zorg.1"], row.record).signals
    (promised,) = before.signals
    # the clauses relied on differ (the desk sees by its own right); everything that is shown does not
    assert replace(seen, rules=frozenset()) == replace(promised, rules=frozenset())


def test_a_case_shows_what_was_sent_of_it(region, desk, case):
    assert "Deze casus is nog niet doorverwezen." in get(desk, f"/casussen/{case}").text
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    page = get(desk, f"/casussen/{case}")
    assert f"/doorverwijzingen/{referral}" in page.links()
    assert [row.record for row in case_file(region["desk.1"], case).referrals] == [referral]


def test_the_same_case_goes_once_to_a_partner_until_it_is_withdrawn(region, desk, case):
    page = Page(desk.get(refer_path(case), {"naar": "zorgcoordinatie.care"}))
    assert send(desk, page.form(refer_path(case))).status_code == 302
    again = Page(send(desk, page.form(refer_path(case))))
    assert again.status == 403
    assert "al doorverwezen naar Regionale Zorgcoördinatie Vechtstreek" in again.text
    (row,) = inbox(region["zorg.1"]).rows
    withdraw(grant=open_referral(region["desk.1"], row.record).grant, by=region["privacy.1"], why="purpose_ended")
    assert send(desk, page.form(refer_path(case))).status_code == 302
    assert len(inbox(region["zorg.1"]).rows) == 1


@pytest.mark.parametrize("way", ["", "onzin", "zorgcoordinatie.", ".care"])
def test_a_way_that_was_not_chosen_is_asked_for(desk, case, way):
    page = Page(desk.get(refer_path(case), {"naar": way}))
    assert page.status == 400
    assert page.with_id("naar-error")


@pytest.mark.parametrize("way", ["woonstichting.care", "zorgcoordinatie.investigation", "nergens.care"])
def test_a_way_outside_the_agreements_sends_nothing(region, desk, case, way):
    form = get(desk, refer_path(case))
    token = next(found["value"] for _, found in form.tags if found.get("name") == "csrfmiddlewaretoken")
    page = Page(desk.post(refer_path(case), {"naar": way, "csrfmiddlewaretoken": token}))
    assert page.status == 403
    assert "Bel 112, dat mag altijd" in page.text
    shown = Page(desk.get(refer_path(case), {"naar": way}))
    assert [form for form in shown.forms if form.method == "post" and form.action == refer_path(case)] == []
    assert case_file(region["desk.1"], case).referrals == ()


def test_an_offer_says_of_every_refusal_which_outcome_it_was(region, case):
    found = {offer.to: offer for offer in offers(region["desk.1"], case)}
    assert found["zorgcoordinatie"].may_go
    assert found["zorgcoordinatie"].permitted == {"core", "observations", "contact"}
    assert (found["politie"].may_go, found["politie"].permitted) == (False, frozenset())
    assert [(why.outcome, why.clause) for why in found["politie"].refused] == [
        ("agreement.condition", "naar-politie-bij-gevaar")
    ]


# -- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ggd.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_only_the_desk_comes_here(region, signal, case, who):
    client = browser(who)
    for path in ("/meldpunt", f"/meldpunt/{signal}", "/casussen", f"/casussen/{case}", refer_path(case)):
        page = get(client, path)
        assert page.status == 403, path
        assert "Direct gevaar? Bel 112, dat mag altijd." in page.text
        assert "Zij mag de deur niet uit" not in page.html


@pytest.mark.parametrize("path", ["/meldpunt/{}", "/casussen/{}", "/casussen/{}/doorverwijzen"])
def test_what_is_not_there_is_not_found(desk, path):
    assert get(desk, path.format("00000000-0000-4000-8000-000000000000")).status == 404


def test_a_signal_is_no_case_and_a_case_no_signal(region, desk, signal, case):
    assert get(desk, f"/casussen/{signal}").status == 404
    assert get(desk, f"/meldpunt/{case}").status == 404
    with pytest.raises(NotVisible):
        open_case(region["desk.1"], signal)


def test_referring_without_the_desk_role_is_refused_below_the_page_too(region, case):
    for read in (offers, case_file):
        with pytest.raises(Refused):
            read(region["privacy.1"], case)
    with pytest.raises(Refused):
        preview(region["ggd.1"], case, to="zorgcoordinatie", purpose="care")


@pytest.mark.parametrize("path", ["/meldpunt/{signal}", "/casussen/{case}/doorverwijzen"])
def test_112_stands_above_every_form_of_the_desk(desk, signal, case, path):
    text = get(desk, path.format(signal=signal, case=case)).text
    assert "Direct gevaar? Bel 112" in text
    assert "Het meldpunt leest op werkdagen van 9 tot 17 uur." in text
    assert "geen aangifte en geen melding bij Veilig Thuis of CoMensha" in text
