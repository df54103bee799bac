"""The desk's page of one-off links, and what a link's holder sees and sends."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from server.web.pages import Page
from server.web.public.conftest import ANSWERS
from server.web.signing_in import browser

from zicht.knowledge.links import link_rules
from zicht.server.cases.queries import queue
from zicht.server.intake.links import links
from zicht.server.signals.queries import open_signal

UNKNOWN = "Deze link kennen wij niet, of hij werkt niet meer."
GIVEN = {name: value for name, value in ANSWERS.items() if name != "hoedanigheid"}


def form_of(response, action):
    return next(form for form in Page(response).forms if form.action.startswith(action) and form.method == "post")


def at_desk(client, **sent):
    """Send the desk's form with what a browser would send along."""
    form = form_of(client.get("/meldpunt/links"), "/meldpunt/links")
    hidden = {name: form.values[name][0] for name in ("csrfmiddlewaretoken", "formulier")}
    return client.post("/meldpunt/links", hidden | sent)


def make(client, **changes):
    """Make a link at the desk; the page that shows it."""
    return at_desk(client, **({"voor": "onderwijs", "organisatie": "School De Proef", "dagen": "7"} | changes))


def withdraw(client, link):
    """Take a link back at the desk."""
    return at_desk(client, intrekken=str(link))


def code_on(response):
    return re.search(r"/melden/link#(\d{20})", response.content.decode())[1]


@pytest.fixture
def code(region):
    return code_on(make(browser("desk.1")))


def holder(**sent):
    """The holder of a link sends something, in a fresh browser that is never given a cookie."""
    response = Client().post("/melden/link", sent)
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    return response


def opened(code):
    """The form behind a code, as a browser would send it."""
    return {name: values[0] for name, values in form_of(holder(code=code), "/melden/link").values.items() if values}


def send(code, **changes):
    form = opened(code)
    return holder(**(form | GIVEN | {"stap": "versturen"} | changes))


def test_the_desk_makes_a_link_sees_it_once_and_its_state_after(region):
    client = browser("desk.1")
    made = make(client)
    assert code_on(made) in made.content.decode()
    later = Page(client.get("/meldpunt/links"))
    assert code_on(made) not in later.html
    assert code_on(made)[8:] not in later.html
    for said in ("Werk in het onderwijs, School De Proef", "open", "Werkt tot"):
        assert said in later.text
    send(code_on(made))
    after = Page(client.get("/meldpunt/links"))
    assert "gebruikt" in after.text
    record = queue(region["desk.1"]).rows[0].record
    assert f"/meldpunt/{record}" in after.links()


def test_a_form_of_another_or_none_makes_no_link(region):
    theirs = form_of(browser("desk.2").get("/meldpunt/links"), "/meldpunt/links").values["formulier"][0]
    for token in (theirs, "", "weg"):
        response = make(browser("desk.1"), formulier=token)
        assert response.status_code == 400
        assert "School De Proef" in response.content.decode(), "what was typed stays"
    assert links(region["desk.1"]) == ()


def test_a_link_taken_back_says_so_and_a_second_time_that_it_ended(region, code):
    client, (row,) = browser("desk.2"), links(region["desk.1"])
    assert withdraw(client, row.id).status_code == 302
    assert "De link is ingetrokken en werkt niet meer." in Page(client.get("/meldpunt/links")).text
    again = withdraw(client, row.id)
    assert (again.status_code, "al gebruikt of ingetrokken" in Page(again).text) == (400, True)
    for wrong in ("weg", "00000000-0000-4000-8000-000000000000"):
        assert withdraw(client, wrong).status_code == 404


def test_the_holder_answers_sends_and_gets_a_receipt(region, code):
    response = send(code)
    assert re.search(r"\d{4}( \d{4}){4}", Page(response).text)
    (line,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.1"], line.record)
    assert (seen.core.channel, seen.core.capacity, seen.narrative) == ("link", "education", ANSWERS["toelichting"])
    page = Page(browser("desk.1").get(f"/meldpunt/{line.record}"))
    assert f"De link is gemaakt door {region['desk.1'].name}." in page.text
    assert "Berichten met de melder" in page.text


def test_the_page_asks_no_name_no_place_and_nothing_of_a_perpetrator(region, code):
    page = Page(holder(code=code))
    asked = set(form_of(holder(code=code), "/melden/link").values)
    names = {found.get("name") for tag, found in page.tags if tag in ("input", "select", "textarea")} - {None}
    assert names | asked == {
        "token", "code", "wat", "waar", "wanneer", "wie", "acuut", "bekend_via", "toelichting",
        "contact", "contact_veilig", "contact_hoe", "contactgegevens", "contact_wanneer",
    }  # fmt: skip
    assert "werk in het onderwijs" in page.text


def test_fields_that_the_page_does_not_ask_are_not_read(region, code):
    send(code, hoedanigheid="politie", plaats="Nergensweg 1", voornaam="Testa", over_uzelf="ja", kenteken="12-ABC-3")
    (line,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.1"], line.record)
    assert (seen.core.capacity, seen.core.about_self) == ("education", "not_asked")
    assert (seen.persons, seen.location, seen.details) == ((), "", ())


def test_the_code_stands_in_no_address_of_any_page(region, code):
    for response in (holder(code=code), send(code)):
        addresses = [found.get(name, "") for _, found in Page(response).tags for name in ("href", "action", "src")]
        assert [one for one in addresses if code in one] == []
        assert "Location" not in response


@pytest.mark.parametrize("typed", ["0" * 20, "abc", "1234 5678", "<script>"])
def test_a_wrong_code_is_unknown_and_stays_typed(region, code, typed):
    response = holder(code=typed)
    assert response.status_code == 400
    assert UNKNOWN in Page(response).text
    assert form_of(response, "/melden/link").values["code"] == [typed]


def test_an_ended_link_answers_word_for_word_as_a_wrong_one(region):
    client = browser("desk.1")
    used, taken = code_on(make(client)), code_on(make(client))
    send(used)
    gone = next(row for row in links(region["desk.1"]) if row.state == "open")
    withdraw(client, gone.id)
    said = {holder(code=one).content.decode().replace(one, "CODE") for one in (used, taken, "0" * 20)}
    assert len(said) == 1


def test_a_link_that_ends_while_its_form_is_open_keeps_nothing_and_shows_what_was_written(region, code):
    form = opened(code)
    (row,) = links(region["desk.1"])
    withdraw(browser("desk.1"), row.id)
    response = holder(**(form | GIVEN | {"stap": "versturen"}))
    page = Page(response)
    assert (response.status_code, UNKNOWN in page.text) == (400, True)
    assert ANSWERS["toelichting"] in page.text
    assert queue(region["desk.1"]).rows == ()


def test_the_same_send_again_shows_the_same_receipt_and_another_form_nothing(region, code):
    form, other = opened(code), opened(code)
    sent = form | GIVEN | {"stap": "versturen"}
    first, again = (Page(holder(**sent)) for _ in range(2))
    receipt = re.compile(r"\d{4}(?: \d{4}){4}")
    assert receipt.search(first.text)[0] == receipt.search(again.text)[0]
    assert "Dit signaal had u al verstuurd." in again.text
    assert UNKNOWN in Page(holder(**(other | GIVEN | {"stap": "versturen"}))).text
    assert len(queue(region["desk.1"]).rows) == 1


def test_stated_danger_says_112_first_and_then_sends(region, code):
    response = send(code, acuut="ja")
    assert "Bel nu 112" in Page(response).text
    assert queue(region["desk.1"]).rows == ()
    form = form_of(response, "/melden/link")
    assert re.search(r"\d{4}( \d{4}){4}", Page(holder(**form.values, bevestigd="ja")).text)
    assert queue(region["desk.1"]).rows[0].acute


def test_what_was_seen_is_asked_by_form_carried_and_kept_with_where_it_comes_from(region, code):
    asked = send(code, stap="waarnemingen")
    page = Page(asked)
    signs = {
        found["name"] for tag, found in page.tags if tag == "input" and found.get("name", "").startswith("waarneming_")
    }
    assert len(signs) > 10
    form = form_of(asked, "/melden/link")
    sign = sorted(signs)[0].removeprefix("waarneming_")
    kept = {name: values for name, values in form.values.items() if not name.startswith("herkomst_")}
    done = holder(**kept, **{f"waarneming_{sign}": "nee", f"herkomst_{sign}": "document", "stap": "versturen"})
    assert re.search(r"\d{4}( \d{4}){4}", Page(done).text)
    (line,) = queue(region["desk.1"]).rows
    (seen,) = open_signal(region["desk.1"], line.record).observations
    assert (seen.indicator, seen.answer) == (sign, "no")
    assert seen.provenance == "document"


def test_a_sign_without_where_it_comes_from_is_asked_again_and_nothing_is_lost(region, code):
    response = send(code, bekend_via="onbekend", waarneming_C01="ja")
    page = Page(response)
    assert response.status_code == 400
    assert 'id="herkomst_C01-error"' in page.html
    assert form_of(response, "/melden/link").values["toelichting"] == [ANSWERS["toelichting"]]
    assert queue(region["desk.1"]).rows == ()


def test_a_sign_or_an_answer_that_does_not_exist_is_no_statement(region, code):
    send(code, waarneming_X99="ja", waarneming_C02="misschien", herkomst_C02="document")
    (line,) = queue(region["desk.1"]).rows
    assert open_signal(region["desk.1"], line.record).observations == ()


def test_each_mistake_stands_at_its_field_and_what_was_typed_stays(region, code):
    response = send(code, wie="", wanneer="gisteren", contact="ja", contact_hoe="telefoon")
    page = Page(response)
    assert response.status_code == 400
    for field in ("wie", "wanneer", "contactgegevens"):
        assert f'id="{field}-error"' in page.html
    assert form_of(response, "/melden/link").values["toelichting"] == [ANSWERS["toelichting"]]


def test_a_form_that_was_open_too_long_gets_a_new_token_and_keeps_its_answers(region, code):
    response = send(code, token="weg")
    form = form_of(response, "/melden/link")
    assert response.status_code == 400
    assert "stond te lang open" in Page(response).text
    assert form.values["token"][0] not in ("", "weg")
    assert form.values["toelichting"] == [ANSWERS["toelichting"]]


def test_the_desk_sees_that_a_link_was_tried_with_wrong_codes_and_until_when_it_is_shut(region, code):
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    client = browser("desk.1")
    assert "Verkeerde code" not in Page(client.get("/meldpunt/links")).text
    holder(code=wrong)
    assert "Verkeerde code 1 keer, op" in Page(client.get("/meldpunt/links")).text
    for _ in range(link_rules().tries):
        holder(code=wrong)
    page = Page(client.get("/meldpunt/links"))
    assert f"{link_rules().tries} keer, het laatst op" in page.text and "dicht tot" in page.text
    assert UNKNOWN in Page(holder(code=code)).text, "the holder is told no more than of a wrong code"
    (row,) = links(region["desk.1"])
    assert withdraw(client, row.id).status_code == 302, "what is shut for a while can still be taken back"


# -- a text that seems to name a possible perpetrator ------------------------------------------------------------------

NAMED = "De baas heet Verzonnen en rijdt in AB-123-C."


def again(response, **changes):
    """Press a button on the page that came, with all that the page carries."""
    carried = form_of(response, "/melden/link").values
    return holder(**{name: values[0] if len(values) == 1 else values for name, values in carried.items()} | changes)


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_a_text_that_seems_to_name_someone_is_told_once_before_it_goes_and_nothing_was_kept(region, code, taal):
    form = opened(code)
    response = Client().post(f"/melden/link?taal={taal}", form | GIVEN | {"stap": "versturen", "toelichting": NAMED})
    page = Page(response)
    told = {"nl": ("een kenteken", "een naam"), "en": ("a number plate", "a name")}[taal]
    assert response.status_code == 200 and all(word in page.text for word in told)
    assert NAMED not in page.text, "what it holds is not repeated"
    assert queue(region["desk.1"]).rows == ()
    assert [one.state for one in links(region["desk.1"])] == ["open"]


def test_it_can_be_sent_all_the_same_and_is_a_warning_and_no_refusal(region, code):
    response = again(send(code, toelichting=NAMED), stap="toch")
    assert re.search(r"\d{4}( \d{4}){4}", Page(response).text)
    (line,) = queue(region["desk.1"]).rows
    assert open_signal(region["desk.1"], line.record).narrative == NAMED


def test_going_back_keeps_what_was_written_and_a_text_without_it_goes_at_once(region, code):
    back = again(send(code, toelichting=NAMED), stap="antwoorden")
    form = form_of(back, "/melden/link").values
    assert form["toelichting"] == [NAMED]
    assert "kenteken" not in Page(back).text
    again(back, stap="versturen", toelichting="Zij mag niet naar buiten.")
    (line,) = queue(region["desk.1"]).rows
    assert open_signal(region["desk.1"], line.record).narrative == "Zij mag niet naar buiten."


def test_acute_danger_costs_no_page_more_for_a_warning(region, code):
    danger = send(code, toelichting=NAMED, acuut="ja")
    page = Page(danger)
    assert "tel:112" in page.links() and "een kenteken" in page.text
    assert page.text.index("Bel nu 112") < page.text.index("een kenteken")
    assert re.search(r"\d{4}( \d{4}){4}", Page(again(danger, bevestigd="ja")).text)
    assert len(queue(region["desk.1"]).rows) == 1


def test_what_was_seen_is_carried_past_the_warning(region, code):
    response = again(send(code, toelichting=NAMED, waarneming_C01="ja"), stap="toch")
    assert response.status_code == 200
    (line,) = queue(region["desk.1"]).rows
    assert [seen.indicator for seen in open_signal(region["desk.1"], line.record).observations] == ["C01"]
