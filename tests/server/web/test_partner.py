"""The partner's pages: what came in, exactly what may be seen, an answer, an outcome; the desk sees its own."""

from __future__ import annotations

import uuid

import pytest
from server.web.pages import Page, get, send
from server.web.signing_in import browser
from worlds import draft

from zicht.knowledge import standard
from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.view import PAGE
from zicht.server.referrals.actions.refer import accept, refer
from zicht.server.referrals.queries import open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal
from zicht.server.web.parts.moments import moment

KEPT_BACK = ("Testa", "Voorbeeldnaam", "Verzonnenlaan", "Zij mag de deur niet uit")


def referred(region, to="zorgcoordinatie", purpose="care", **changes):
    signal = register_signal(draft=draft(**changes), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    return signal, refer(case=case, to=to, purpose=purpose, by=region["desk.1"])


@pytest.fixture
def sent(region):
    return referred(region)[1]


def path(referral):
    return f"/doorverwijzingen/{referral}"


def do(client, referral, step, **typed):
    """Send the form of one step, with the token that the page gave."""
    page = get(client, path(referral))
    form = next((form for form in page.forms if form.values.get("stap") == [step]), page.forms[-1])
    return send(client, form, path(referral), stap=step, **typed)


def state(region, referral):
    return open_referral(region["desk.1"], referral).row.state


def test_what_came_in_is_listed_with_its_clock_and_leads_to_the_referral(region, sent):
    page = get(browser("zorg.1"), "/doorverwijzingen")
    assert page.status == 200
    assert path(sent) in page.links()
    assert "hulp en opvang" in page.text and "nog 2 dagen" in page.text


def test_stated_danger_stands_in_the_list_and_above_the_referral(region):
    _, referral = referred(region, acute=Answer.of("yes"))
    client = browser("zorg.1")
    assert "zicht-badge--acute" in get(client, "/doorverwijzingen").html
    assert "tel:112" in get(client, path(referral)).links()


def test_an_empty_list_says_what_will_come(region):
    assert "Zodra het meldpunt naar u doorverwijst" in get(browser("zorg.1"), "/doorverwijzingen").text


def test_each_field_group_is_named_as_granted_or_as_not_granted(region, sent):
    page = get(browser("zorg.1"), path(sent))
    for group in standard.FIELD_GROUPS:
        word = "wel" if group in ("core", "observations", "contact") else "niet verstrekt"
        assert f"{word} {standard.group_label(group)}" in page.text


def test_the_content_is_that_of_the_granted_groups_and_no_other(region, sent):
    page = get(browser("zorg.1"), path(sent))
    assert "melder@ggd.example" in page.text and "Vechterdam" in page.text
    assert not [word for word in KEPT_BACK if word in page.html]


def test_the_inspectorate_sees_no_contact(region):
    _, referral = referred(region, "arbeidsinspectie", "inspection", what=Answer.of("labour"))
    page = get(browser("inspectie.2"), path(referral))
    assert page.status == 200
    assert "niet verstrekt contact" in page.text
    assert not [word for word in (*KEPT_BACK, "melder@ggd.example") if word in page.html]


def test_unknown_and_not_asked_are_not_shown_as_no(region, sent):
    text = get(browser("zorg.1"), path(sent)).text
    assert "Heeft het eigen paspoort niet in handen onbekend" in text
    assert "Wordt of werd opgesloten nee" in text
    assert "Contact veilig onbekend" in text


def test_the_rule_under_which_it_came_is_named(region, sent):
    assert "doorverwijzing-zorg, versie 2026.1, regel naar-zorg" in get(browser("zorg.1"), path(sent)).text


def test_accepting_moves_it_on_and_offers_the_outcome(region, sent):
    client = browser("zorg.1")
    response = do(client, sent, "aannemen")
    assert (response.status_code, response["Location"]) == (302, path(sent))
    page = get(client, path(sent))
    assert state(region, sent) == "accepted"
    assert "U hebt de doorverwijzing aangenomen" in page.text
    assert [form.values["stap"] for form in page.forms if "stap" in form.values] == [["uitkomst"]]


def test_declining_needs_a_reason_and_keeps_nothing_without(region, sent):
    response = do(browser("zorg.1"), sent, "niet-aannemen", reden="   ")
    page = Page(response)
    assert response.status_code == 400
    assert "Schrijf op waarom u dit niet aanneemt." in page.text
    assert "#reden" in page.links()
    assert state(region, sent) == "sent"


def test_declining_with_a_reason_is_read_back_by_the_desk(region, sent):
    do(browser("zorg.1"), sent, "niet-aannemen", reden="Wij hebben nu geen plek.")
    assert state(region, sent) == "declined"
    page = get(browser("desk.1"), path(sent))
    assert "Wij hebben nu geen plek." in page.text and "Niet aangenomen" in page.text


def test_an_outcome_comes_back_to_whoever_registered_without_the_note(region):
    signal, referral = referred(region)
    accept(referral=referral, by=region["zorg.1"])
    do(browser("zorg.1"), referral, "uitkomst", uitkomst="hulp_gestart", notitie="Intake gedaan")
    assert state(region, referral) == "done"
    told = open_signal(region["ggd.1"], signal).follow_up
    assert [(row.code, row.note) for row in told if row.kind == "outcome"] == [("help_started", "")]
    page = get(browser("zorg.1"), path(referral))
    assert "Hulp of opvang gestart" in page.text and "Intake gedaan" in page.text
    assert not [form for form in page.forms if "stap" in form.values]


@pytest.mark.parametrize("outcome", ["", "help_started", "bestaat-niet"])
def test_an_outcome_that_is_not_of_the_list_is_told_at_its_field_and_the_note_stays(region, sent, outcome):
    accept(referral=sent, by=region["zorg.1"])
    page = Page(do(browser("zorg.1"), sent, "uitkomst", uitkomst=outcome, notitie="Mijn notitie"))
    assert (page.status, state(region, sent)) == (400, "accepted")
    assert "Kies een uitkomst." in page.text and "Mijn notitie" in page.html


def test_a_text_that_is_too_long_is_told_and_stays(region, sent):
    page = Page(do(browser("zorg.1"), sent, "niet-aannemen", reden="lang " * 500))
    assert (page.status, state(region, sent)) == (400, "sent")
    assert "hoogstens 2000 tekens" in page.text and "lang lang" in page.html


@pytest.mark.parametrize("step", ["", "intrekken", "uitkomst'"])
def test_a_step_that_does_not_exist_does_nothing(region, sent, step):
    assert do(browser("zorg.1"), sent, step).status_code == 302
    assert state(region, sent) == "sent"


def test_answering_twice_says_that_it_changed_and_shows_how_it_is(region, sent):
    first, second = browser("zorg.1"), browser("zorg.1")
    stale = get(second, path(sent)).forms
    do(first, sent, "aannemen")
    form = next(form for form in stale if form.values.get("stap") == ["niet-aannemen"])
    assert send(second, form, path(sent), reden="Toch niet").status_code == 302
    assert "is intussen veranderd" in get(second, path(sent)).text
    assert state(region, sent) == "accepted"


def test_after_withdrawal_the_page_and_its_forms_are_not_found(region, sent):
    client = browser("zorg.1")
    forms = get(client, path(sent)).forms
    withdraw(grant=open_referral(region["desk.1"], sent).grant, by=region["privacy.1"], why="mistake")
    assert get(client, path(sent)).status == 404
    form = next(form for form in forms if form.values.get("stap") == ["aannemen"])
    assert send(client, form, path(sent)).status_code == 404
    assert path(sent) not in get(client, "/doorverwijzingen").links()


@pytest.mark.parametrize("other", ["inspectie.2"])
def test_another_partner_finds_nothing(region, sent, other):
    assert get(browser(other), path(sent)).status == 404
    assert get(browser(other), path(uuid.uuid4())).status == 404


@pytest.mark.parametrize("other", ["ggd.1", "privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_another_role_may_not_open_these_pages(region, sent, other):
    client = browser(other)
    for page in (get(client, "/doorverwijzingen"), get(client, path(sent))):
        assert page.status == 403
        assert "Direct gevaar? Bel 112, dat mag altijd." in page.text
        assert not [word for word in (*KEPT_BACK, "melder@ggd.example") if word in page.html]


def test_the_desk_sees_what_it_sent_and_the_steps_and_cannot_answer(region, sent):
    client = browser("desk.1")
    assert path(sent) in get(client, "/doorverwijzingen").links()
    page = get(client, path(sent))
    assert "De partner heeft nog niet geantwoord." in page.text
    assert not [form for form in page.forms if "stap" in form.values]
    assert send(client, page.forms[0], path(sent), stap="aannemen").status_code == 403
    assert state(region, sent) == "sent"


def test_in_english_the_codes_are_english(region, sent):
    client = browser("zorg.1")
    text = Page(client.get(path(sent) + "?taal=en")).text
    assert "care and shelter" in text and "sexual exploitation" in text


def test_in_english_a_clock_counts_in_english(region, sent):
    text = Page(browser("zorg.1").get("/doorverwijzingen?taal=en")).text
    assert "2 days left" in text
    assert "nog 2" not in text


def test_a_long_list_goes_on_at_next_and_misses_none(region):
    made = {path(referred(region)[1]) for _ in range(PAGE + 2)}
    for username in ("zorg.1", "desk.1"):
        client = browser(username)
        first = get(client, "/doorverwijzingen")
        (onward,) = [link for link in first.links() if "na=" in link]
        second = get(client, "/doorverwijzingen" + onward)
        listed = [[link for link in page.links() if link in made] for page in (first, second)]
        assert [len(links) for links in listed] == [PAGE, 2]
        assert {*listed[0], *listed[1]} == made
        assert "Volgende" in first.text and "Naar het begin" not in first.text
        assert "Volgende" not in second.text and "Naar het begin" in second.text
        assert "/doorverwijzingen" in second.links()


@pytest.mark.parametrize("key", ["x", "[" * 100_000, '["2026-01-01", "x"]', "%00"])
def test_a_page_key_that_is_none_shows_the_first_page(region, sent, key):
    for username in ("zorg.1", "desk.1"):
        response = browser(username).get("/doorverwijzingen", {"na": key})
        assert path(sent) in Page(response).links()


def test_the_desk_reads_which_field_groups_went_along_and_no_content(region, sent):
    page = get(browser("desk.1"), path(sent))
    assert "Dit is naar de partner gegaan" in page.text
    for group in standard.FIELD_GROUPS:
        word = "wel" if group in ("core", "observations", "contact") else "niet verstrekt"
        assert f"{word} {standard.group_label(group)}" in page.text
    assert not [word for word in (*KEPT_BACK, "melder@ggd.example") if word in page.html]


def test_the_desk_reads_until_when_the_partner_may_see_it_and_when_that_was_taken_away(region, sent):
    client = browser("desk.1")
    until = open_referral(region["desk.1"], sent).until
    assert f"Toegang tot {moment(until)}" in get(client, path(sent)).text
    withdraw(grant=open_referral(region["desk.1"], sent).grant, by=region["privacy.1"], why="mistake")
    page = get(client, path(sent))
    assert f"Toegang ingetrokken op {moment(open_referral(region['desk.1'], sent).withdrawn_at)}" in page.text
    assert "Dit is naar de partner gegaan" in page.text
