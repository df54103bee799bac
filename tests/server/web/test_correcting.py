"""The page on which a signal is corrected, and the one with its history: as a person uses them, without JavaScript."""

from __future__ import annotations

import uuid

import pytest
from server.web.pages import Page, get, send
from server.web.signing_in import browser
from worlds import draft

from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.signals.actions.correct import Reason, correct
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.contents import draft_seen
from zicht.server.signals.history import history
from zicht.server.signals.queries import open_signal
from zicht.server.web.parts.components import Field
from zicht.server.web.professional.correction_fields import sent_unchanged

WHY = {"reden": "vergissing", "stap": "bewaren"}


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


def path(signal):
    return f"/signalen/{signal}/verbeteren"


def page_of(client, signal):
    return get(client, path(signal)).form(path(signal))


def corrections(region, signal, who="ggd.1"):
    return history(region[who], signal).corrected


def test_the_page_of_a_signal_leads_to_correcting_it_and_to_its_history(region, signal):
    for who, at in (("ggd.1", f"/signalen/{signal}"), ("desk.1", f"/meldpunt/{signal}")):
        links = get(browser(who), at).links()
        assert path(signal) in links
        assert f"/signalen/{signal}/geschiedenis" in links


def test_what_is_changed_is_kept_and_the_rest_stays_as_it_was(region, signal):
    client, before = browser("ggd.1"), draft_seen(open_signal(region["ggd.1"], signal))
    sent = send(client, page_of(client, signal), **WHY, waar="oudermeer", reden_toelichting="Verkeerd gelezen")
    assert (sent.status_code, sent["Location"]) == (302, f"/signalen/{signal}?verbeterd=nu")
    after = draft_seen(open_signal(region["ggd.1"], signal))
    assert after.where == Answer.of("oudermeer")
    assert [name for name in before.__slots__ if getattr(before, name) != getattr(after, name)] == ["where"]
    assert "Uw verbetering is bewaard." in Page(client.get(sent["Location"])).text


def test_going_back_and_saving_something_else_shows_it_and_does_not_say_that_it_was_saved(region, signal):
    client = browser("ggd.1")
    form = page_of(client, signal)
    send(client, form, **WHY, waar="oudermeer")
    again = send(client, form, **WHY, waar="oudermeer")
    assert (again.status_code, again["Location"]) == (302, f"/signalen/{signal}?verbeterd=al")
    other = send(client, form, **WHY, toelichting="Toch anders")
    assert other.status_code == 409
    assert "Toch anders" in Page(other).text
    assert len(corrections(region, signal)) == 1


def test_the_history_tells_it_in_words(region, signal):
    client = browser("ggd.1")
    send(client, page_of(client, signal), **WHY, waar="oudermeer", reden_toelichting="Verkeerd gelezen")
    text = get(client, f"/signalen/{signal}/geschiedenis").text
    for told in ("Vastgelegd", "Verbeterd", "Ggd.1", "Reden: vergissing bij het invullen", "Verkeerd gelezen"):
        assert told in text, told
    assert "Gemeente Was: Vechterdam Werd: Oudermeer" in text


def test_the_desk_corrects_on_the_same_page_and_comes_back_to_its_own(region, signal):
    client = browser("desk.1")
    form = page_of(client, signal)
    assert not [name for name in form.values if "nationaliteit" in name], "status is not the desk's to see"
    sent = send(client, form, **WHY, wie="minderjarige")
    assert (sent.status_code, sent["Location"]) == (302, f"/meldpunt/{signal}?verbeterd=nu")
    seen = open_signal(region["ggd.1"], signal)
    assert seen.core.who == "minor"
    assert seen.status == {"1": {"nationality": "NL", "residence_status": "", "birthplace": ""}}


def test_without_a_reason_nothing_is_kept_and_nothing_typed_is_lost(region, signal):
    client = browser("ggd.1")
    answer = send(client, page_of(client, signal), stap="bewaren", reden="", toelichting="Nieuw en belangrijk")
    page = Page(answer)
    assert answer.status_code == 400
    assert "Kies waarom u dit verbetert." in page.text
    assert page.form(path(signal)).values["toelichting"] == ["Nieuw en belangrijk"]
    assert corrections(region, signal) == ()


def test_every_mistake_stands_at_its_own_field(region, signal):
    client = browser("ggd.1")
    wrong = {"wanneer": "gisteren", "persoon_1_geboortedatum": "ooit", "toelichting": "é" * 20_001}
    page = Page(send(client, page_of(client, signal), **WHY, **wrong))
    assert page.status == 400
    described = {found["name"] for tag, found in page.tags if found.get("aria-invalid") == "true" and "name" in found}
    assert set(wrong) <= described
    assert corrections(region, signal) == ()


def test_nothing_changed_is_told_and_keeps_nothing(region, signal):
    client = browser("ggd.1")
    answer = send(client, page_of(client, signal), **WHY)
    assert answer.status_code == 400
    assert "Er is niets veranderd." in Page(answer).text
    assert corrections(region, signal) == ()


def test_a_form_sent_twice_corrects_once(region, signal):
    client = browser("ggd.1")
    form = page_of(client, signal)
    first, again = (send(client, form, **WHY, waar="oudermeer") for _ in range(2))
    assert (first["Location"][-2:], again["Location"][-2:]) == ("nu", "al")
    assert "één keer" in Page(client.get(again["Location"])).text
    assert len(corrections(region, signal)) == 1


def test_who_is_second_reads_what_was_changed_and_what_they_filled_in_themselves(region, signal):
    ours, theirs = browser("ggd.1"), browser("desk.1")
    form = page_of(theirs, signal)
    send(ours, page_of(ours, signal), **WHY, waar="oudermeer")
    answer = send(theirs, form, **WHY, toelichting="Dit tikte het meldpunt", wie="minderjarige")
    page = Page(answer)
    assert answer.status_code == 409
    assert "intussen gewijzigd" in page.text
    assert "Dit tikte het meldpunt" in page.text
    now = page.form(path(signal))
    assert (now.values["waar"], now.values["wie"]) == (["oudermeer"], ["volwassene"]), "the form shows what stands now"
    assert len(corrections(region, signal)) == 1
    assert send(theirs, now, **WHY, wie="minderjarige").status_code == 302
    kept = open_signal(region["ggd.1"], signal).core
    assert (kept.where, kept.who) == ("oudermeer", "minor"), "both corrections stand"


def test_danger_stated_now_shows_112_before_it_is_kept(region, signal):
    client = browser("ggd.1")
    answer = send(client, page_of(client, signal), **WHY, acuut="ja")
    page = Page(answer)
    assert (answer.status_code, corrections(region, signal)) == (200, ())
    assert "Bel eerst 112." in page.text
    assert send(client, page.form(path(signal)), **WHY).status_code == 302
    assert open_signal(region["ggd.1"], signal).acute


def test_a_text_that_seems_to_name_someone_is_warned_about_and_an_old_one_is_not(region):
    named = "De pooier heet Verzonnen."
    signal = register_signal(draft=draft(narrative=named), by=region["ggd.1"])
    client = browser("ggd.1")
    assert send(client, page_of(client, signal), **WHY, waar="oudermeer").status_code == 302
    answer = send(client, page_of(client, signal), **WHY, plaats="Kenteken 12-ABC-3")
    page = Page(answer)
    assert answer.status_code == 200
    assert "een kenteken" in page.text
    assert send(client, page.form(path(signal)), **WHY).status_code == 302
    assert open_signal(region["ggd.1"], signal).location == "Kenteken 12-ABC-3"


def test_another_of_a_thing_can_be_asked_for(region, signal):
    client = browser("ggd.1")
    page = Page(send(client, page_of(client, signal), stap="nog:place"))
    form = page.form(path(signal))
    assert "meer_adres_2" in form.values
    assert send(client, form, **WHY, meer_adres_2="Verzonnenlaan 9").status_code == 302
    places = [d.answer.value for d in open_signal(region["ggd.1"], signal).details if d.field == "address"]
    assert places == ["Verzonnenlaan 1", "Verzonnenlaan 9"]


@pytest.mark.parametrize("token", ["", "nonsense", "of another"])
def test_a_form_of_another_signal_or_none_corrects_nothing(region, signal, token):
    client = browser("ggd.1")
    form = page_of(client, signal)
    if token == "of another":
        other = register_signal(draft=draft(), by=region["ggd.1"])
        token = page_of(client, other).values["formulier"][0]
    answer = send(client, form, **WHY, waar="oudermeer", formulier=token)
    assert answer.status_code == 400
    assert "te lang open" in Page(answer).text
    assert corrections(region, signal) == ()


@pytest.mark.parametrize(("who", "status"), [("ggd.2", 404), ("politie.1", 404), ("zorg.1", 404), ("fg.1", 403)])
def test_nobody_else_corrects_or_reads_the_history(region, signal, who, status):
    client = browser(who)
    assert client.get(path(signal)).status_code == status
    assert client.get(f"/signalen/{signal}/geschiedenis").status_code == status
    assert client.get(path(uuid.uuid4())).status_code == status


def test_a_partner_reads_in_the_history_what_was_granted_and_nothing_of_the_rest(region, signal):
    from zicht.server.referrals.actions.refer import refer

    me, desk = region["ggd.1"], region["desk.1"]
    case = weigh(signal=signal, end="case", reason="Ernstig", by=desk)
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    seen = open_signal(me, signal)
    new = draft(narrative="GEHEIMNIEUW", where=Answer.of("oudermeer"), place="GEHEIMPLEK")
    correct(signal=signal, draft=new, seen=seen.version, reason=Reason("mistake", "GEHEIMREDEN"), by=me)
    partner = browser("zorg.1")
    links = get(partner, f"/doorverwijzingen/{referral}").links()
    assert f"/signalen/{signal}/geschiedenis" in links
    assert path(signal) not in links, "a partner reads, and corrects nothing"
    text = get(partner, f"/signalen/{signal}/geschiedenis").text
    assert "Gemeente Was: Vechterdam Werd: Oudermeer" in text
    assert "GEHEIM" not in text
    assert draft().narrative not in text
    assert "Gewogen" not in text, "follow-up was not granted"
    assert partner.get(path(signal)).status_code in (403, 404)


def test_a_field_that_nobody_touched_sends_what_a_browser_sends():
    assert sent_unchanged(Field("a", "a", "A", value="tekst")) == ("tekst",)
    assert sent_unchanged(Field("a", "a", "A", "select", "weg", ())) == ("weg",)
