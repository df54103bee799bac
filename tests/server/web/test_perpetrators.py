"""The switch for possible perpetrators on its page, and what it does to every way in and out."""

from __future__ import annotations

import json
import uuid

import pytest
from access.asking import DAY, api_key
from access.planted import switched_on
from django.test import Client
from django.utils import timezone
from server.door.hands import _powerful_session, as_owner, as_role
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from server.web.test_more import more, sent
from worlds import draft

from zicht.knowledge.signal import Answer, Detail, Person
from zicht.registers import load_mapping
from zicht.registers.exchange import DEFAULT_GROUPS, Grounds, Profile
from zicht.server.cases.actions.weigh import weigh
from zicht.server.organisations.queries import agreements
from zicht.server.oversight.actions import switch
from zicht.server.oversight.actions.advise import advise
from zicht.server.oversight.actions.switch import switch_off
from zicht.server.oversight.activities import activities
from zicht.server.sharing.exporting import Wanted, export_pages
from zicht.server.signals.actions.imports import take_in
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals

__all__ = ["_powerful_session", "as_owner", "as_role"]
PAGE = "/toezicht/verwerkingen"
PLATE = "XX-00-XX"
SENT = {
    "wat": "onbekend", "waar": "vechterdam", "wanneer": "2026-01-10", "wie": "volwassene", "acuut": "nee",
    "bekendVia": "gezien", "hoedanigheid": "zorg", "contact": "nee",
    "aanvullend": {"voertuigen": [{"kenteken": {"waarde": PLATE}}]},
    "betrokkenen": [{"rollen": ["mogelijke_pleger"], "achternaam": "Verzonnen", "leeftijdsgroep": "volwassene"}],
}  # fmt: skip
REGISTER = """
source = "Verzonnen Register"
id = "Nr"
[fields.wat]
constant = "onbekend"
[fields.waar]
constant = "onbekend"
[fields.wanneer]
constant = "onbekend"
[fields.wie]
constant = "onbekend"
[fields.acuut]
constant = "onbekend"
[fields.bekendVia]
constant = "onbekend"
[fields.hoedanigheid]
constant = "onbekend"
[fields.contact]
constant = "onbekend"
[fields.kenteken]
column = "Kenteken"
"""


@pytest.fixture
def on(region, as_owner):
    """Switched on for the ggd."""
    return switched_on(region, as_owner)


def by_api(region, body):
    headers = {"Authorization": f"Bearer {api_key(region['ggd.1'], DAY)}"}
    return Client().post("/api/v1/signalen", json.dumps(body), content_type="application/json", headers=headers)


def by_import(region):
    data = f"Nr;Kenteken\n1;{PLATE}\n".encode()
    return take_in(data=data, mapping=load_mapping(REGISTER), by=region["ggd.1"], activity="demo")


def plates(region, who="ggd.1"):
    me = region[who]
    views = [open_signal(me, row.record) for row in own_signals(me).rows]
    return [d.answer.value for view in views for d in view.details if d.field == "plate"]


# ------------------------------------------------------------------------------------------------------- the page


def filled_in(region, client, **changes):
    """The form of the page, filled in as it should be but for what a test is about."""
    advice = advise(subject="Mogelijke plegers", text="Kort houden.", by=region["fg.1"])
    agreement = next(row.id for row in agreements(region["privacy.1"]) if row.own)
    page = get(client, PAGE)
    form = next(form for form in page.forms if ("stand", "aan") in form.buttons)
    given = {"register": "VW-12", "dpia": "DPIA-3", "werkafspraak": str(agreement), "advies": str(advice),
             "tot": timezone.localdate().isoformat(), "stand": "aan"}  # fmt: skip
    return send(client, form, PAGE, **given | changes)


def test_the_privacy_officer_switches_on_and_off_on_the_page(region):
    client = browser("privacy.1")
    assert "staat dit uit" in get(client, PAGE).text and "nog nooit" in get(client, PAGE).text
    assert filled_in(region, client).status_code == 302
    page = get(client, PAGE)
    assert "staat dit aan" in page.text and "VW-12" in page.text and "DPIA-3" in page.text
    form = next(form for form in page.forms if ("stand", "uit") in form.buttons)
    assert send(client, form, PAGE, stand="uit").status_code == 302
    assert "staat dit uit" in get(client, PAGE).text and "Uitgezet" in get(client, PAGE).text
    assert not activities(region["privacy.1"]).on


@pytest.mark.parametrize(
    ("name", "value"),
    [("register", ""), ("dpia", " "), ("werkafspraak", ""), ("werkafspraak", "x"), ("advies", str(uuid.UUID(int=9))),
     ("tot", ""), ("tot", "2020-01-01"), ("tot", "morgen")],
)  # fmt: skip
def test_a_ground_that_lacks_is_told_at_its_field_and_the_rest_stays(region, name, value):
    client = browser("privacy.1")
    page = Page(filled_in(region, client, **{name: value}))
    assert page.status == 400 and f"#{name}" in page.links()
    assert name == "register" or "VW-12" in page.html
    assert not activities(region["privacy.1"]).on


def test_sent_twice_it_is_on_once_and_the_second_is_told(region):
    client = browser("privacy.1")
    form = next(form for form in get(client, PAGE).forms if ("stand", "aan") in form.buttons)
    assert filled_in(region, client).status_code == 302
    row = activities(region["privacy.1"]).rows[0]
    given = {"register": "VW-13", "dpia": row.dpia, "tot": timezone.localdate().isoformat(), "stand": "aan",
             "werkafspraak": str(next(r.id for r in agreements(region["privacy.1"]) if r.own)),
             "advies": str(uuid.UUID(int=0))}  # fmt: skip
    assert send(client, form, PAGE, **given).status_code in (400, 409)
    assert len(activities(region["privacy.1"]).rows) == 1


def test_the_fg_reads_and_has_no_form_and_sending_one_is_refused(region):
    client = browser("fg.1")
    page = get(client, PAGE)
    assert page.status == 200 and not [form for form in page.forms if any(b[0] == "stand" for b in form.buttons)]
    for stand in ("aan", "uit"):
        assert send(client, page.forms[0], PAGE, stand=stand).status_code == 403


# -------------------------------------------------------------------------------------------------------- ways in


def test_off_the_form_offers_only_what_is_the_victims_own(region):
    page = more(browser("ggd.1"))
    owners = [found["value"] for tag, found in page.tags if tag == "option" and found.get("value") == "iemand_anders"]
    assert owners == [] and "neemt dit formulier niet aan" in page.text


def test_on_the_form_takes_them_and_says_who_will_see_them(region, on):
    client = browser("ggd.1")
    page = more(client)
    assert "ziet alleen wie dit doorgaf" in page.text
    response = sent(client, page, meer_kenteken_1=PLATE)
    assert response.status_code == 302
    assert PLATE in get(client, f"/signalen/{record_in(response['Location'])}").text
    assert plates(region) == [PLATE]


def test_off_the_form_refuses_what_was_sent_all_the_same(region):
    client = browser("ggd.1")
    page = Page(sent(client, more(client), meer_kenteken_1=PLATE))
    assert page.status == 400 and "staan uit" in page.text
    assert own_signals(region["ggd.1"]).rows == ()


def test_switched_off_while_somebody_writes_the_form_refuses(region, on):
    client = browser("ggd.1")
    page = more(client)
    switch_off(by=region["ggd.privacy"])
    assert sent(client, page, meer_kenteken_1=PLATE).status_code == 400
    assert own_signals(region["ggd.1"]).rows == ()


def test_off_the_api_refuses_and_on_it_takes_and_gives_back(region, as_owner):
    refused = by_api(region, SENT)
    assert refused.status_code == 400
    assert {problem["regel"] for problem in refused.json()["fouten"]} == {"perpetrators.off"}
    switched_on(region, as_owner)
    made = by_api(region, SENT)
    assert made.status_code == 201, made.content
    assert made.json()["aanvullend"] == SENT["aanvullend"]
    (person,) = made.json()["betrokkenen"]
    assert (person["rollen"], person["achternaam"]) == (["mogelijke_pleger"], "Verzonnen")
    assert open_signal(region["desk.1"], uuid.UUID(made.json()["id"])).perpetrators is None


def test_off_an_import_rejects_the_row_and_on_it_takes_it(region, as_owner):
    reading = by_import(region)
    assert reading.count("new") == 0 and {p.rule for p in reading.problems} == {"perpetrators.off"}
    assert own_signals(region["ggd.1"]).rows == ()
    switched_on(region, as_owner)
    assert by_import(region).count("new") == 1
    assert plates(region) == [PLATE]


# ------------------------------------------------------------------------------------------------------- ways out


IDENTIFYING = Profile(Grounds("care", "avg-6-1-e", "doorverwijzing-zorg", "privacy.1"), perpetrators_on=True)


@pytest.mark.parametrize(
    "wanted", [{}, {"profile": IDENTIFYING, "recipient": "zorgcoordinatie"}], ids=["plain", "named"]
)
def test_no_export_holds_them_without_an_agreement_that_gives_them(region, wanted):
    """The reporting point's own signal, which its desk sees whole: not without names, and to a partner not either."""
    advice = advise(subject="Mogelijke plegers", text="Kort houden.", by=region["fg.1"])
    desk = region["desk.1"]
    agreement = next(row.id for row in agreements(region["privacy.1"]) if row.own)
    grounds = switch.Grounds("VW-1", "DPIA-1", agreement, advice, timezone.localdate())
    switch.switch_on(grounds=grounds, by=region["privacy.1"])
    found = Person(("possible_perpetrator",), Answer.of("adult"), last_name="Verzonnen")
    told = draft(details=(Detail("plate", 1, Answer.of(PLATE)),), persons=(*draft().persons, found))
    signal = register_signal(draft=told, by=desk)
    weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=desk)
    assert plates(region, "desk.1") == [PLATE]
    asked = Wanted(groups=DEFAULT_GROUPS | {"possible_perpetrators"}, **wanted)
    sources = [source for page in export_pages(desk, asked) for source in page]
    assert len(sources) == 1 and "possible_perpetrators" not in sources[0].groups
    assert (
        PLATE not in repr(sources)
        and "Verzonnen'" not in repr(sources)
        and "possible_perpetrator'" not in repr(sources)
    )
