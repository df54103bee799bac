"""Leaving a form for later: kept at every step and by itself, told when it is not, gone on with on another device."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.web.pages import Page, get, record_in, send
from server.web.signing_in import browser
from server.web.test_professional import ANSWERS, NEW, TYPED

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import WIRE_STATES
from zicht.server.drafts.actions import keep as keeping
from zicht.server.drafts.queries import drafts, open_draft
from zicht.server.signals.queries import own_signals
from zicht.server.web.professional import kept, shelf, views
from zicht.server.web.professional.further import STATE, every_name
from zicht.server.web.professional.given import CERTAINTY, HAPPENED, NAMES, PROVENANCE, SIGN, Given, codes_by_wire
from zicht.server.web.professional.kept import PAGES, resumed, to_keep
from zicht.server.web.professional.parsing import parse

DAY = __import__("datetime").date(2026, 3, 1)
PLACE = "/signalen/concepten/"
STATES = sorted(WIRE_STATES)


@pytest.fixture
def ggd(region):
    return browser("ggd.1")


@pytest.fixture
def me(region):
    return region["ggd.1"]


def left(client, form=None, **changes):
    """The form left for later by its button; the draft that it became."""
    sent = send(client, form or get(client, NEW).form(NEW), **{**ANSWERS, **TYPED, "stap": "bewaren", **changes})
    assert sent.status_code == 302, Page(sent).text
    return record_in(sent["Location"])


def by_itself(client, form, **changes):
    """What the script sends while someone fills in."""
    return send(client, form, **{"stap": "vanzelf", **changes})


def thrown(client, draft):
    """Throw a draft away, with the token of any page of one's own."""
    token = get(client, NEW).form("/uitloggen").values["csrfmiddlewaretoken"]
    return client.post(f"{PLACE}{draft}/weggooien", {"csrfmiddlewaretoken": token})


def answers_of(form):
    return {name: values for name, values in form.values.items() if name in (*ANSWERS, *TYPED)}


# -- kept and gone on with ---------------------------------------------------------------------------------------------


def test_left_by_its_button_a_form_stands_in_the_list_and_opens_on_another_device(region, ggd, me):
    draft = left(ggd)
    page = get(ggd, f"/signalen?bewaard={draft}")
    assert "Uw concept is bewaard en nog niet doorgegeven." in page.text
    assert f"{PLACE}{draft}" in page.links()
    form = get(browser("ggd.1"), f"{PLACE}{draft}").form(NEW)
    assert answers_of(form) == {name: [value] for name, value in {**ANSWERS, **TYPED}.items()}
    assert own_signals(me).rows == ()


def test_going_on_and_passing_on_makes_one_signal_and_no_draft(region, ggd, me):
    draft = left(ggd)
    phone = browser("ggd.1")
    sent = send(phone, get(phone, f"{PLACE}{draft}").form(NEW), stap="doorgeven")
    assert record_in(sent["Location"]) == draft
    assert [str(row.record) for row in own_signals(me).rows] == [draft]
    assert drafts(me) == ()
    assert get(ggd, f"{PLACE}{draft}").status == 404


def test_the_list_says_when_and_nothing_of_what(region, ggd):
    """For whoever looks along on a phone: no form, place or word of what was filled in."""
    left(ggd, voornaam="Testa")
    said = get(ggd, "/signalen").text
    table = said[said.index("Concepten: nog niet doorgegeven") :]
    for word in ("Testa", "loods", "Verzonnenlaan", "arbeid", "Lindeveen", "volwassen"):
        assert word not in table
    assert re.search(r"\d{1,2} \w+ \d{4}, \d\d:\d\d", table)


@pytest.mark.parametrize("step", ["waarnemingen", "meer", "antwoorden", "nog:place", "doorgeven"])
def test_every_step_keeps_what_was_filled_in_so_far(region, ggd, me, step):
    """Also when something is still wrong with it: what is half done is what a draft is for."""
    page = Page(send(ggd, get(ggd, NEW).form(NEW), **{**ANSWERS, **TYPED, "wie": "", "stap": step}))
    (line,) = drafts(me)
    assert "Bewaard op" in page.text
    form = get(ggd, f"{PLACE}{line.id}").form(NEW)
    assert form.values["toelichting"] == [TYPED["toelichting"]]
    assert form.values["formulier"] != [""]


def test_the_112_page_is_a_step_too(region, ggd, me):
    Page(send(ggd, get(ggd, NEW).form(NEW), **{**ANSWERS, "acuut": "ja", "stap": "doorgeven"}))
    (line,) = drafts(me)
    page = get(ggd, f"{PLACE}{line.id}")
    assert page.form(NEW).values["acuut"] == ["ja"]


@pytest.mark.parametrize(("step", "field"), [("waarnemingen", SIGN + "W05"), ("meer", "meer_duur_1")])
def test_one_comes_back_to_the_page_where_one_left(region, ggd, step, field):
    page = Page(send(ggd, get(ggd, NEW).form(NEW), **ANSWERS, stap=step))
    name = next((found["name"] for _, found in page.tags if found.get("name", "").startswith(field[:6])), field)
    draft = left(ggd, page.form(NEW))
    back = get(ggd, f"{PLACE}{draft}")
    assert back.with_id(name) or name in back.html
    assert back.form(NEW).values["pagina"] == [{"waarnemingen": "observations", "meer": "more"}[step]]


def test_what_is_typed_as_no_date_is_still_there_to_be_mended(region, ggd):
    back = get(ggd, f"{PLACE}{left(ggd, wanneer='een dinsdag', geboortedatum='3-2-1990')}")
    assert back.form(NEW).values["wanneer"] == ["een dinsdag"]
    assert back.with_id("wanneer")["type"] == back.with_id("geboortedatum")["type"] == "text"


def test_an_untouched_form_leaves_nothing_behind(region, ggd, me):
    form = get(ggd, NEW).form(NEW)
    assert Page(send(ggd, form, stap="meer")).status == 400
    assert by_itself(ggd, form).json()["concept"].startswith("0-")
    page = Page(send(ggd, form, stap="bewaren"))
    assert (page.status, "u hebt nog niets ingevuld" in page.text) == (409, True)
    assert drafts(me) == ()


def test_a_new_form_says_that_there_are_drafts(region, ggd):
    assert "concept dat" not in get(ggd, NEW).text
    left(ggd)
    assert "U hebt nog 1 concept dat niet is doorgegeven." in get(ggd, NEW).text
    left(ggd)
    assert "U hebt nog 2 concepten die niet zijn doorgegeven." in get(ggd, NEW).text
    assert "concept dat" not in get(browser("ggd.2"), NEW).text


# -- by itself ---------------------------------------------------------------------------------------------------------


def test_the_script_is_told_when_it_was_kept_and_how_to_go_on(region, ggd, me):
    form = get(ggd, NEW).form(NEW)
    said = by_itself(ggd, form, toelichting="Half").json()
    (line,) = drafts(me)
    assert said["adres"] == f"{PLACE}{line.id}"
    assert said["melding"].startswith("Bewaard op ")
    assert said["concept"].partition("-")[2] == form.values["concept"][0].partition("-")[2], "the same open page"
    again = by_itself(ggd, form, toelichting="Half af", concept=said["concept"], formulier=said["formulier"])
    assert (again.status_code, open_draft(me, line.id).version) == (200, 2)


def test_no_answer_to_the_script_holds_what_was_filled_in(region, ggd):
    sent = by_itself(ggd, get(ggd, NEW).form(NEW), **TYPED)
    assert not any(text[:10] in sent.content.decode() for text in TYPED.values())
    assert sent["Cache-Control"] == "no-store"


def test_a_late_keeping_of_the_page_before_does_not_write_over_the_step(region, ggd, me):
    """The script was still sending when the button was pressed: whoever comes last, the step stays."""
    form = get(ggd, NEW).form(NEW)
    send(ggd, form, **ANSWERS, toelichting="Af", stap="meer")
    assert by_itself(ggd, form, toelichting="Half").status_code == 409
    (line,) = drafts(me)
    assert open_draft(me, line.id).content["antwoorden"]["toelichting"] == ["Af"]


def test_a_step_after_the_script_kept_is_no_quarrel_with_itself(region, ggd, me):
    form = get(ggd, NEW).form(NEW)
    by_itself(ggd, form, toelichting="Half")
    page = Page(send(ggd, form, **ANSWERS, toelichting="Af", stap="meer"))
    assert "ander venster" not in page.text
    sent = send(ggd, page.form(NEW), stap="doorgeven")
    assert (sent.status_code, drafts(me)) == (302, ())


# -- two devices -------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(ggd):
    """The same draft open twice; the first has written something since."""
    draft = left(ggd)
    mine, other = (get(ggd, f"{PLACE}{draft}").form(NEW) for _ in range(2))
    assert by_itself(ggd, other, toelichting="Van de telefoon").status_code == 200
    return draft, mine


@pytest.mark.parametrize("step", ["bewaren", "meer", "doorgeven", "vanzelf"])
def test_the_second_device_is_told_and_nothing_is_lost(region, ggd, me, two, step):
    draft, mine = two
    sent = send(ggd, mine, toelichting="Van het bureau", stap=step)
    assert "ook in een ander venster of op een ander apparaat bewaard" in sent.content.decode()
    assert f"{PLACE}{draft}" in sent.content.decode()
    assert open_draft(me, uuid.UUID(draft)).content["antwoorden"]["toelichting"] == ["Van de telefoon"]
    assert own_signals(me).rows == ()
    if step != "vanzelf":
        page = Page(sent)
        assert [found for _, found in page.tags if found.get("role") == "alert"]
        assert "Van het bureau" in page.html


@pytest.mark.parametrize("step", ["bewaren", "doorgeven"])
def test_who_was_told_and_goes_on_wins(region, ggd, me, two, step):
    draft, mine = two
    page = Page(send(ggd, mine, toelichting="Van het bureau", stap="bewaren"))
    assert page.tags and "data-stopped" in page.html, "the script keeps nothing until somebody chose"
    assert send(ggd, page.form(NEW), stap=step).status_code == 302
    if step == "bewaren":
        assert open_draft(me, uuid.UUID(draft)).content["antwoorden"]["toelichting"] == ["Van het bureau"]
    else:
        assert ([str(row.record) for row in own_signals(me).rows], drafts(me)) == ([draft], ())


def test_sent_on_one_device_the_other_is_told_and_nothing_is_sent_twice(region, ggd, me):
    draft = left(ggd)
    forms = [get(ggd, f"{PLACE}{draft}").form(NEW) for _ in range(2)]
    assert send(ggd, forms[0], stap="doorgeven").status_code == 302
    said = by_itself(ggd, forms[1], toelichting="Nog iets").json()
    assert "al doorgegeven" in said["melding"] and said["adres"] == f"/signalen/{draft}"
    sent = send(ggd, forms[1], stap="doorgeven")
    assert sent["Location"].endswith("doorgegeven=al")
    assert len(own_signals(me).rows) == 1


def test_thrown_away_on_one_device_the_other_goes_on_with_a_new_draft_only_when_asked(region, ggd, me):
    draft = left(ggd)
    form = get(ggd, f"{PLACE}{draft}").form(NEW)
    thrown(ggd, draft)
    assert by_itself(ggd, form, toelichting="Nog iets").status_code == 409
    assert drafts(me) == ()
    page = Page(send(ggd, form, toelichting="Nog iets", stap="bewaren"))
    assert (page.status, "Nog iets" in page.html, drafts(me)) == (409, True, ())
    fresh = left(ggd, page.form(NEW), toelichting="Nog iets")
    assert fresh != draft


# -- what goes wrong is said -------------------------------------------------------------------------------------------


def broken(**given):
    raise OperationalError("disk full")


def test_when_the_database_fails_it_is_said_and_the_step_is_taken_all_the_same(region, ggd, me, monkeypatch):
    draft = left(ggd)
    form = get(ggd, f"{PLACE}{draft}").form(NEW)
    monkeypatch.setattr(shelf, "save", broken)
    said = by_itself(ggd, form, toelichting="Nieuw")
    assert (said.status_code, "konden nu niet worden opgeslagen" in said.json()["melding"]) == (503, True)
    page = Page(send(ggd, form, toelichting="Nieuw", stap="meer"))
    assert page.status == 200
    assert "konden nu niet worden opgeslagen" in page.text
    monkeypatch.undo()
    assert open_draft(me, uuid.UUID(draft)).content["antwoorden"]["toelichting"] == [TYPED["toelichting"]]
    assert send(ggd, page.form(NEW), stap="doorgeven").status_code == 302


def test_too_many_is_said_with_what_to_do_and_passing_on_still_works(region, ggd, me, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    left(ggd)
    form = get(ggd, NEW).form(NEW)
    page = Page(send(ggd, form, **ANSWERS, stap="bewaren"))
    assert (page.status, "u hebt al 1 concepten" in page.text) == (409, True)
    assert send(ggd, page.form(NEW), stap="doorgeven").status_code == 302


def test_too_large_is_said_and_what_was_kept_stays(region, ggd, me):
    draft = left(ggd)
    form = get(ggd, f"{PLACE}{draft}").form(NEW)
    page = Page(send(ggd, form, toelichting="x" * keeping.MOST_BYTES, stap="bewaren"))
    assert (page.status, "te groot" in page.text) == (409, True)
    assert open_draft(me, uuid.UUID(draft)).version == 1


def test_signed_out_in_the_middle_what_was_kept_is_there_after_signing_in(region, ggd, client):
    form = get(ggd, NEW).form(NEW)
    draft = record_in(by_itself(ggd, form, **ANSWERS, **TYPED).json()["adres"])
    form.values.pop("csrfmiddlewaretoken")
    late = by_itself(client, form, toelichting="Nog meer")
    assert late.status_code in (302, 403) and "json" not in late["Content-Type"]
    assert client.get(f"{PLACE}{draft}")["Location"] == f"/inloggen?next=%2Fsignalen%2Fconcepten%2F{draft}"
    back = get(browser("ggd.1"), f"{PLACE}{draft}").form(NEW)
    assert back.values["toelichting"] == [TYPED["toelichting"]]


def test_a_form_that_was_open_too_long_goes_on_with_its_own_draft(region, ggd, me, monkeypatch):
    form = get(ggd, f"{PLACE}{left(ggd)}").form(NEW)
    monkeypatch.setattr(views, "FORM_LASTS", -1)
    page = Page(send(ggd, form, stap="meer"))
    assert page.status == 403
    assert by_itself(ggd, form, toelichting="x").status_code == 409
    monkeypatch.undo()
    assert send(ggd, page.form(NEW), stap="doorgeven").status_code == 302
    assert drafts(me) == ()


@pytest.mark.parametrize("sent", ["", "1", "1-x", f"-1-{'a' * 32}", f"1-{'A' * 32}", f"{'9' * 40}-{'a' * 32}"])
def test_what_a_page_says_of_its_draft_is_believed_only_in_its_own_shape(sent):
    assert shelf.read_standing(Given({"concept": (sent,)})) == keeping.Standing(0, "")


def test_bytes_that_were_changed_show_an_error_page_and_no_word_of_them(region, ggd, me, as_owner):
    from zicht.server.drafts.models import Draft

    draft = left(ggd)
    with as_owner():
        sealed = bytes(Draft.objects.get(id=draft).sealed)
        Draft.objects.filter(id=draft).update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    ggd.raise_request_exception = False
    answer = ggd.get(f"{PLACE}{draft}")
    assert answer.status_code == 500
    assert TYPED["plaats"] not in answer.content.decode()


# -- throwing away -----------------------------------------------------------------------------------------------------


def test_throwing_away_asks_once_and_shows_nothing_of_it(region, ggd, me):
    draft = left(ggd)
    page = get(ggd, f"{PLACE}{draft}/weggooien")
    assert "voorgoed weg" in page.text and TYPED["plaats"] not in page.html
    assert len(drafts(me)) == 1
    sent = send(ggd, page.form(f"{PLACE}{draft}/weggooien"))
    assert "Het concept is weggegooid." in get(ggd, sent["Location"]).text
    assert drafts(me) == ()


@pytest.mark.parametrize("who", ["ggd.2", "desk.1", "zorg.1"])
def test_for_another_there_is_nothing_to_open_or_throw_away(region, ggd, me, who):
    draft, other = left(ggd), browser(who)
    for path in (f"{PLACE}{draft}", f"{PLACE}{draft}/weggooien"):
        assert other.get(path).status_code == 404
    assert thrown(other, draft).status_code == 404
    assert len(drafts(me)) == 1


# -- to the letter -----------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(str.strip).filter(bool)


def _answer(codes, kind):
    """Nothing, one of the states that is no value, or one or more values: as the form can send it."""
    if not codes:
        return TEXT.map(lambda text: (text,))
    one = st.sampled_from(sorted(codes_by_wire(codes)))
    several = st.lists(one, min_size=1, max_size=3, unique=True).map(tuple)
    return st.sampled_from(STATES).map(lambda state: (state,)) | (
        several if kind == "codes" else one.map(lambda v: (v,))
    )


def _every_field():
    found = {NAMES[field.id]: _answer(field.codes, field.kind) for field in standard.fields()}
    for name, spec, number in every_name():
        if number < 3:
            found[name] = _answer(spec.codes, spec.kind)
            found[name + STATE] = st.sampled_from(STATES).map(lambda state: (state,))
    for sign in list(indicators())[:12]:
        found[SIGN + sign.id] = st.sampled_from(["ja", *STATES]).map(lambda state: (state,))
        found[PROVENANCE + sign.id] = st.sampled_from(sorted(codes_by_wire("provenance"))).map(lambda code: (code,))
        found[CERTAINTY + sign.id] = st.sampled_from(sorted(codes_by_wire("certainty"))).map(lambda code: (code,))
        found[HAPPENED + sign.id] = TEXT.map(lambda text: (text,))
    return found


FIELDS = _every_field()
FORMS = st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=14).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in names})
)
OFTEN = settings(max_examples=60, deadline=None)


@OFTEN
@given(values=FORMS, page=st.sampled_from(PAGES), language=st.sampled_from(["nl", "en"]))
def test_any_form_comes_back_as_the_same_answers_in_the_same_states(values, page, language):
    import json

    form = Given(values)
    back = resumed(json.loads(json.dumps(to_keep(form, page))), language)
    assert (back.form.values, back.page, back.lost) == (values, page, ())
    assert parse(back.form, DAY, language) == parse(form, DAY, language)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=FORMS)
def test_any_form_left_by_its_button_is_the_same_on_another_device(region, me, values):
    ggd = browser("ggd.1")
    form = get(ggd, NEW).form(NEW)
    form.values.pop("hoedanigheid")
    sent = ggd.post(NEW, form.values | values | {"stap": "bewaren"})
    if sent.status_code == 409:
        assert not values
        return
    content = open_draft(me, uuid.UUID(record_in(sent["Location"]))).content
    assert {name: tuple(said) for name, said in content["antwoorden"].items()} == values
    assert thrown(ggd, record_in(sent["Location"])).status_code == 302


def test_what_belongs_to_one_sending_is_not_kept():
    sent = dict.fromkeys(("formulier", "stap", "csrfmiddlewaretoken", "concept", "pagina", "gewaarschuwd"), ("x",))
    assert to_keep(Given(sent | {"vreemd": ("x",)}), "new") == {"pagina": "new", "antwoorden": {}}


def test_an_answer_that_the_standard_no_longer_has_is_told_and_the_rest_is_there(region, ggd, monkeypatch):
    draft = left(ggd, wat=["arbeid", "seksueel"], waarneming_W05="ja")
    known = dict(kept._known())
    known["wat"] = known["wat"] - {"seksueel"}
    known.pop("waarneming_W05")
    monkeypatch.setattr(kept, "_known", lambda: known)
    page = get(ggd, f"{PLACE}{draft}")
    assert "bestaan niet meer" in page.text
    told = re.findall(r"<li>([^<]*: (?:seksueel|ja))</li>", page.html)
    assert len(told) == 2 and "Wat vermoedt u?: seksueel" in told
    form = page.form(NEW)
    assert form.values["wat"] == ["arbeid"]
    assert answers_of(form)["toelichting"] == [TYPED["toelichting"]]


def test_a_question_that_is_no_longer_asked_is_told_by_its_name():
    back = resumed({"pagina": "weg", "antwoorden": {"meer_oud_1": ["ja"], "acuut": ["nee"]}}, "nl")
    assert (back.page, back.lost) == ("new", (("meer_oud_1", "ja"),))
    assert back.form == Given({"acuut": ("nee",)})


def test_a_shelf_that_failed_and_may_be_tried_again_is_not_stopped():
    once = shelf.Shelf(uuid.uuid4(), problem="x", again=True)
    assert shelf.as_json(once, "t").status_code == 503
    assert shelf.as_json(replace(once, again=False), "t").status_code == 409
    assert shelf.as_json(replace(once, problem=""), "t").status_code == 503
