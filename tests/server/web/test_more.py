"""The page "Meer vertellen": invited, never demanded; several places; a text that seems to name someone."""

from __future__ import annotations

import re
import uuid

import pytest
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from server.web.test_professional import ANSWERS, NEW, TYPED, filled, kept

from zicht.knowledge import standard
from zicht.knowledge.signal import NO, REFUSED, UNKNOWN, Answer
from zicht.server.signals import earlier
from zicht.server.signals.queries import open_signal
from zicht.server.web.professional.further import STATE
from zicht.server.web.professional.given import SIGN

NAMED = "Hij rijdt in een auto met AB-123-C."


@pytest.fixture
def ggd(region):
    return browser("ggd.1")


def more(client, **changes):
    return Page(filled(client, **{"stap": "meer", **changes}))


def sent(client, page, **changes):
    return send(client, page.form(NEW), **{"stap": "doorgeven", **changes})


def details(region, response):
    found = open_signal(region["ggd.1"], uuid.UUID(record_in(response["Location"])))
    return {(detail.field, detail.number): detail.answer for detail in found.details}


def test_telling_more_is_invited_and_nothing_of_it_is_demanded(region, ggd):
    assert ("stap", "meer") in get(ggd, NEW).form(NEW).buttons
    page = more(ggd, **TYPED)
    assert page.status == 200
    assert "Alles hier mag leeg blijven" in page.text
    response = sent(ggd, page)
    assert details(region, response) == {}
    signal = open_signal(region["ggd.1"], uuid.UUID(record_in(response["Location"])))
    assert signal.narrative == TYPED["toelichting"]


def test_a_signal_without_more_takes_one_form_and_one_button_as_before(region, ggd):
    assert filled(ggd).status_code == 302
    assert len(kept(region)) == 1


def test_all_five_answers_arrive_as_they_were_given(region, ggd):
    response = sent(
        ggd,
        more(ggd),
        meer_middelen_1="nee",
        meer_sector_1="onbekend",
        meer_kwetsbaarheid_1="geweigerd",
        meer_adres_1="Verzonnenlaan 9",
        **{f"meer_postcode_1{STATE}": "onbekend"},
    )
    assert details(region, response) == {
        ("means", 1): NO,
        ("sector", 1): UNKNOWN,
        ("vulnerability", 1): REFUSED,
        ("address", 1): Answer.of("Verzonnenlaan 9"),
        ("postcode", 1): UNKNOWN,
    }


def test_one_more_place_can_be_asked_for_and_what_was_typed_stays(region, ggd):
    page = more(ggd)
    assert not re.search(r'id="meer_adres_2"', page.html)
    page = Page(send(ggd, page.form(NEW), stap="nog:place", meer_adres_1="Verzonnenlaan 1"))
    assert page.form(NEW).values["meer_adres_1"] == ["Verzonnenlaan 1"]
    page = Page(send(ggd, page.form(NEW), stap="nog:place", meer_adres_2="Verzonnenlaan 2"))
    response = sent(ggd, page, meer_adres_3="Verzonnenlaan 3")
    assert details(region, response) == {("address", n): Answer.of(f"Verzonnenlaan {n}") for n in (1, 2, 3)}


def test_no_more_than_nine_places_and_no_more_of_what_does_not_exist(ggd):
    page = more(ggd, meer_aantal_place="9")
    assert ("stap", "nog:place") not in page.form(NEW).buttons
    assert more(ggd, stap="nog:luchtkasteel").status == 200


def test_further_answers_go_along_through_the_other_steps(region, ggd):
    page = more(ggd)
    signs = Page(send(ggd, page.form(NEW), stap="waarnemingen", meer_adres_1="Verzonnenlaan 4"))
    answers = Page(send(ggd, signs.form(NEW), stap="antwoorden", **{SIGN + "W05": "ja"}))
    again = Page(send(ggd, answers.form(NEW), stap="meer"))
    assert again.form(NEW).values["meer_adres_1"] == ["Verzonnenlaan 4"]
    response = sent(ggd, again)
    assert details(region, response) == {("address", 1): Answer.of("Verzonnenlaan 4")}
    signal = open_signal(region["ggd.1"], uuid.UUID(record_in(response["Location"])))
    assert [item.indicator for item in signal.observations] == ["W05"]


def test_what_is_wrong_is_shown_on_its_page_in_an_open_part(region, ggd):
    page = Page(sent(ggd, more(ggd), meer_postcode_1="overal"))
    assert (page.status, kept(region)) == (400, [])
    assert page.with_id("meer_postcode_1-error")
    assert page.form(NEW).values["meer_postcode_1"] == ["overal"]
    assert "#meer_postcode_1" in page.links()
    part = page.html.index('id="meer_postcode_1"')
    assert page.html.rindex("<details open", 0, part) > page.html.rindex("</details>", 0, part)


def test_the_first_answers_are_asked_before_more_is(ggd):
    page = more(ggd, wie="")
    assert (page.status, bool(page.with_id("wie-error"))) == (400, True)


def test_a_plate_of_somebody_else_is_not_taken_and_the_victims_own_is(region, ggd):
    page = Page(sent(ggd, more(ggd), meer_kenteken_1="AB-123-C"))
    assert (page.status, kept(region)) == (400, [])
    assert page.with_id("meer_kenteken_1-error")
    response = sent(ggd, page, meer_voertuig_van_1="slachtoffer")
    assert details(region, response)["plate", 1] == Answer.of("AB-123-C")


def test_a_text_that_seems_to_name_someone_is_warned_about_once_and_can_be_sent(region, ggd):
    page = Page(filled(ggd, toelichting=NAMED))
    assert (page.status, kept(region)) == (200, [])
    assert "een kenteken" in page.text and "nog niet verstuurd" in page.text
    back = Page(send(ggd, page.form(NEW), stap="antwoorden"))
    assert back.form(NEW).values["toelichting"] == [NAMED]
    assert sent(ggd, back).status_code == 302
    assert len(kept(region)) == 1


def test_the_warning_itself_can_be_passed_over(region, ggd):
    page = Page(filled(ggd, toelichting=NAMED))
    response = send(ggd, page.form(NEW), stap="toch")
    signal = open_signal(region["ggd.1"], uuid.UUID(record_in(response["Location"])))
    assert signal.narrative == NAMED


def test_acute_danger_never_waits_for_a_warning_of_its_own(region, ggd):
    page = Page(filled(ggd, acuut="ja", toelichting=NAMED))
    assert "tel:112" in page.links()
    assert "een kenteken" in page.text
    assert send(ggd, page.form(NEW), stap="bevestigd").status_code == 302
    assert len(kept(region)) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_control_of_the_page_has_a_label_of_its_own(region, ggd, language):
    from server.web.looking import wrong

    form = get(ggd, NEW).form(NEW)
    page = Page(ggd.post(f"{NEW}?taal={language}", form.values | ANSWERS | {"stap": "meer", "wat": "arbeid"}))
    assert wrong(page, page.html.split('lang="')[1][:2]) == []


# -- before sending: one's own earlier signal -------------------------------------------------------------------------

PLACE = {"plaats": "Verzonnenlaan  12"}


def test_ones_own_earlier_signal_on_the_same_address_is_shown_before_sending(region, ggd):
    first = record_in(filled(ggd, **PLACE)["Location"])
    page = Page(filled(ggd, plaats="verzonnenlaan 12"))
    assert (page.status, [str(record) for record in kept(region)]) == (200, [first])
    assert f"/signalen/{first}" in page.links()
    assert "U gaf hierover al eerder iets door" in page.text
    assert send(ggd, page.form(NEW), stap="toch").status_code == 302
    assert len(kept(region)) == 2


@pytest.mark.parametrize("who", ["ggd.2", "politie.1"])
def test_what_a_colleague_or_another_organisation_registered_is_never_told(region, ggd, who):
    assert filled(ggd, **PLACE).status_code == 302
    assert filled(browser(who), **PLACE).status_code == 302


def test_a_form_sent_twice_is_not_its_own_earlier_signal(region, ggd):
    form = get(ggd, NEW).form(NEW)
    first, second = (send(ggd, form, **ANSWERS, **PLACE, stap="doorgeven") for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(kept(region)) == 1


def test_in_acute_danger_the_earlier_signal_stands_below_112_and_costs_no_step(region, ggd):
    first = record_in(filled(ggd, **PLACE)["Location"])
    page = Page(filled(ggd, acuut="ja", **PLACE))
    assert page.html.index("tel:112") < page.html.index(first)
    assert send(ggd, page.form(NEW), stap="bevestigd").status_code == 302


def test_eight_answers_alone_ask_nothing_of_the_index(region, ggd, monkeypatch):
    def asked(*_given):
        raise AssertionError("the index was asked")

    monkeypatch.setattr(earlier, "visible", asked)
    assert filled(ggd).status_code == 302
    with pytest.raises(AssertionError, match="the index was asked"):
        filled(ggd, **PLACE)


# -- on behalf of someone else ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "channel"), [("", "form"), ("telefoon", "phone"), ("balie", "desk"), ("papier", "paper")]
)
def test_how_it_came_in_is_kept_and_shown(region, ggd, chosen, channel):
    response = filled(ggd, namens=chosen)
    signal = open_signal(region["ggd.1"], uuid.UUID(record_in(response["Location"])))
    assert signal.core.channel == channel
    assert standard.label("channel", channel) in get(ggd, response["Location"]).text


@pytest.mark.parametrize("chosen", ["import", "publiek_formulier", "koppeling", "postduif"])
def test_a_way_in_that_is_not_by_hand_cannot_be_chosen(region, ggd, chosen):
    page = Page(filled(ggd, namens=chosen))
    assert (page.status, kept(region)) == (400, [])
    assert page.with_id("namens-error")
