"""A possible perpetrator as a person on the form: asked, read and kept only where the organisation switched it on."""

from __future__ import annotations

import json
import uuid
from datetime import date

import pytest
from access.planted import switched_on
from hypothesis import given
from hypothesis import strategies as st
from server.door.hands import _powerful_session, as_owner, as_role
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from server.web.test_more import more, sent
from server.web.test_professional import ANSWERS, NEW

from zicht.knowledge import standard
from zicht.knowledge.signal import ANSWER_STATES, NOT_ASKED, WIRE_STATES, Answer
from zicht.server.oversight.actions.switch import switch_off
from zicht.server.signals.queries import open_signal, own_signals
from zicht.server.web.professional.given import Given, codes_by_wire
from zicht.server.web.professional.kept import resumed, to_keep
from zicht.server.web.professional.parsing import parse
from zicht.server.web.professional.perpetrator import AGE, BORN, CODED, EVERY, FIRST, GENDER, LAST

__all__ = ["_powerful_session", "as_owner", "as_role"]
DAY = date(2026, 3, 1)
ROLE = "meer_rol_mogelijke_pleger_1"
TOLD = {FIRST: "Zqvoor", LAST: "Zqachter", BORN: "1980-01-02", AGE: "volwassene", GENDER: "geweigerd"}
FULL = Given({name: (value,) if isinstance(value, str) else tuple(value) for name, value in ANSWERS.items()})


@pytest.fixture
def on(region, as_owner):
    """Switched on for the ggd."""
    return switched_on(region, as_owner)


def signal_in(region, response, who="ggd.1"):
    return open_signal(region[who], uuid.UUID(record_in(response["Location"])))


def form_with(**told):
    return Given({**FULL.values, **{name: (value,) for name, value in told.items()}})


def test_off_the_page_asks_nothing_of_them(region):
    page = more(browser("ggd.1"))
    names = {found.get("name") for _, found in page.tags}
    assert not names & set(EVERY)
    assert "Zqvoor" not in page.text and "Voornaam van de mogelijke pleger" not in page.text


@pytest.mark.parametrize("name", EVERY)
def test_off_what_was_sent_all_the_same_is_refused_and_nothing_is_kept(region, name):
    client = browser("ggd.1")
    page = Page(sent(client, more(client), **{name: TOLD[name]}))
    assert page.status == 400 and "staan uit" in page.text
    assert own_signals(region["ggd.1"]).rows == ()


def test_on_they_are_kept_apart_and_shown_to_who_passed_it_on(region, on):
    client = browser("ggd.1")
    page = more(client, voornaam="Testa", achternaam="Voorbeeldnaam")
    assert "Vul alleen in wat nodig is" in page.text
    response = sent(client, page, **TOLD)
    assert response.status_code == 302, Page(response).text
    signal = signal_in(region, response)
    assert [row.roles for row in signal.persons] == [("presumed_victim",)]
    told = signal.perpetrators["2"]
    kept = ("roles", "first_name", "last_name", "birth_date", "age_class", "sex")
    wanted = ("possible_perpetrator", "Zqvoor", "Zqachter", "1980-01-02", "adult", "refused")
    assert tuple(told[name] for name in kept) == wanted
    assert signal.identity["1"]["first_name"] == "Testa"
    assert "Zqachter" in get(client, f"/signalen/{signal.record}").text
    assert "Zqachter" not in get(browser("desk.1"), f"/meldpunt/{signal.record}").text


def test_what_they_did_goes_with_them_and_not_with_the_possible_victim(region, on):
    client, (role, *_) = browser("ggd.1"), standard.codes("possible_role")
    response = sent(client, more(client, voornaam="Testa"), **{ROLE: role.wire})
    signal = signal_in(region, response)
    assert signal.perpetrators["2"]["roles"] == "possible_perpetrator"
    assert [(item.field, item.number, item.answer) for item in signal.details] == [
        ("possible_role", 2, Answer.of(role.id))
    ]


def test_switched_off_while_somebody_writes_the_form_refuses_and_keeps_nothing(region, on):
    client = browser("ggd.1")
    page = more(client)
    switch_off(by=region["ggd.privacy"])
    assert sent(client, page, **TOLD).status_code == 400
    assert own_signals(region["ggd.1"]).rows == ()


def test_left_for_later_they_come_back_on_another_device(region, on):
    client = browser("ggd.1")
    left = send(client, more(client).form(NEW), **TOLD, stap="bewaren")
    page = get(browser("ggd.1"), f"/signalen/concepten/{record_in(left['Location'])}")
    values = page.form(NEW).values
    assert {name: values[name] for name in TOLD} == {name: [value] for name, value in TOLD.items()}


WRONG = [(BORN, "gisteren"), (BORN, "2031-01-01"), (AGE, "reus"), (FIRST, "x" * 101)]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_is_wrong_is_told_at_its_field(name, value):
    assert set(parse(form_with(**{name: value}), DAY, "nl", perpetrators_on=True).problems) == {name}


def _coded(name):
    return st.sampled_from([*codes_by_wire(CODED[name]), *WIRE_STATES, ""])


@given(_coded(AGE), _coded(GENDER), st.sampled_from(["", "Zqachter"]), st.booleans())
def test_each_answer_stays_itself_and_left_empty_is_not_asked(age, sex, last, on):
    form = form_with(**{AGE: age, GENDER: sex, LAST: last})
    parsed = parse(form, DAY, "nl", perpetrators_on=on)
    found = [person for person in parsed.draft.persons if "possible_perpetrator" in person.roles]
    there = bool(last) or {age, sex} - {"", "niet_gevraagd"} != set()
    assert len(found) == (on and there)
    # what is off is no person in any draft, and is told wherever something was sent
    assert bool(parsed.problems) == (not on and any((age, sex, last)))
    for person in found:
        for sent_as, answer in ((age, person.age_class), (sex, person.sex)):
            wanted = WIRE_STATES.get(sent_as, "value") if sent_as else NOT_ASKED.state
            assert answer.state == wanted and answer.state in ANSWER_STATES


@given(_coded(AGE), _coded(GENDER), st.text(max_size=20))
def test_a_draft_gives_back_exactly_what_was_filled_in(age, sex, first):
    form = form_with(**{AGE: age, GENDER: sex, FIRST: first})
    back = resumed(json.loads(json.dumps(to_keep(form, "more"))), "nl")
    assert back.lost == ()
    assert parse(back.form, DAY, "nl", perpetrators_on=True) == parse(form, DAY, "nl", perpetrators_on=True)
