"""Signals over the API: what is sent comes back, what is wrong is told at once, a second send registers once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.signal import Answer
from zicht.server.api.reading import draft_of, read, shape
from zicht.server.api.showing import shown
from zicht.server.api.signals import kept_draft
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

SIGNALS = "/api/v1/signalen"
TODAY = datetime.now(UTC).date()


def test_what_is_sent_comes_back(caller, body):
    professional = caller("ggd.1")
    made = professional.post(body())
    assert made.status_code == 201, made.content
    assert made.headers["Location"] == f"{SIGNALS}/{made.json()['id']}"
    answer = professional.get(made.headers["Location"]).json()
    assert answer == made.json()
    sent = body(wat=["arbeid", "seksueel"], waarnemingen=sorted(body()["waarnemingen"], key=lambda o: o["indicator"]))
    (person,) = sent.pop("betrokkenen")
    assert {name: answer[name] for name in sent} == sent
    assert {name: answer["betrokkenen"][0][name] for name in person} == person


def test_a_state_is_no_value_and_stays_what_it_was(caller, body):
    states = {"wat": "onbekend", "waar": "geweigerd", "wanneer": "onbekend", "wie": "nee", "acuut": "geweigerd"}
    answer = caller("ggd.1").post(body(**states)).json()
    assert {name: answer[name] for name in states} == states
    assert answer["contactHoe"] == "niet_gevraagd"


def test_a_signal_of_the_api_stands_in_the_desks_queue_like_any_other(caller, body, region):
    from zicht.server.cases.queries import queue

    made = caller("ggd.1").post(body(acuut="ja")).json()
    (row,) = queue(region["desk.1"], acute=True).rows
    assert (str(row.record), row.core.channel) == (made["id"], "api")
    assert open_signal(region["desk.1"], row.record).core.channel == "api"


def test_the_desk_gets_what_its_right_gives_and_the_names_of_the_rest(caller, region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    seen = open_signal(region["desk.1"], signal)
    answer = caller("desk.1").get(f"{SIGNALS}/{signal}").json()
    assert len(answer["nietVerstrekt"]) == len(standard.FIELD_GROUPS) - len(seen.groups) > 0
    assert "status" in answer["nietVerstrekt"]
    assert [person.keys() & {"nationaliteit", "verblijfsstatus"} for person in answer["betrokkenen"]] == [set()]
    own = caller("ggd.1").get(f"{SIGNALS}/{signal}").json()
    assert own["betrokkenen"][0]["nationaliteit"] == "NL"
    assert own["nietVerstrekt"] == ["mogelijke_plegers"]


def test_what_someone_else_registered_is_not_found(caller, region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    hidden = caller("politie.1").get(f"{SIGNALS}/{signal}")
    absent = caller("politie.1").get(f"{SIGNALS}/00000000-0000-4000-8000-000000000000")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)


def test_a_role_that_reads_no_signals_is_refused_with_the_rule(caller):
    answer = caller("privacy.1").get()
    assert answer.status_code == 403
    assert answer.json()["regel"] == "role:signals.own"
    assert "privacy" in answer.json()["detail"]


def test_the_list_goes_page_by_page_newest_first_and_only_ones_own(caller, region, monkeypatch):
    now = datetime.now(UTC)
    made = [
        str(register_signal(draft=draft(), by=region["ggd.1"], received_at=now - timedelta(minutes=minute)))
        for minute in range(5)
    ]
    register_signal(draft=draft(), by=region["ggd.2"])
    monkeypatch.setattr("zicht.server.api.signals.PAGE", 2)
    professional, found, path = caller("ggd.1"), [], SIGNALS
    while path:
        page = professional.get(path).json()
        assert len(page["signalen"]) <= 2
        found += [row["id"] for row in page["signalen"]]
        path = page["volgende"]
    assert found == made


@pytest.mark.parametrize("cursor", ["x", '["2026-01-01","x"]', '["0001-01-01T00:00:00","' + "0" * 32 + '"]', "é"])
def test_a_cursor_that_is_not_ours_is_wrong_input(caller, cursor):
    answer = caller("ggd.1").get(f"{SIGNALS}?na={quote(cursor)}")
    assert (answer.status_code, answer.json()["fouten"][0]["veld"]) == (400, "na")


def test_the_same_key_registers_once_and_gives_the_same_signal(caller, body, region):
    professional, key = caller("ggd.1"), {"Idempotency-Key": "bon-17"}
    first, second = professional.post(body(), **key), professional.post(body(), **key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(professional.get().json()["signalen"]) == 1


def test_the_same_key_with_other_content_is_a_conflict_and_keeps_nothing(caller, body):
    professional, key = caller("ggd.1"), {"Idempotency-Key": "bon-17"}
    professional.post(body(), **key)
    answer = professional.post(body(toelichting="Iets anders"), **key)
    assert (answer.status_code, answer.json()["regel"]) == (409, "api.key_used")
    assert len(professional.get().json()["signalen"]) == 1


def test_a_key_is_of_one_member_and_without_one_each_request_is_a_signal(caller, body):
    one, other, key = caller("ggd.1"), caller("ggd.2"), {"Idempotency-Key": "bon-17"}
    ids = {sender.post(body(), **key).json()["id"] for sender in (one, other)}
    ids |= {one.post(body()).json()["id"] for _ in range(2)}
    assert len(ids) == 4


def test_a_clash_that_is_not_a_second_send_is_a_defect_and_not_hidden(caller, body, region, monkeypatch):
    taken = register_signal(draft=draft(), by=region["ggd.1"])
    monkeypatch.setattr("zicht.server.api.signals.uuid.uuid5", lambda *_: taken)
    answer = caller("politie.1").post(body(), **{"Idempotency-Key": "x"})
    assert (answer.status_code, answer.json()["regel"]) == (500, "api.defect")


def test_every_point_that_is_wrong_is_told_at_once(caller, body):
    sent = body(
        waar="nergens",
        wanneer="2062-01-01",
        wie="niet_gevraagd",
        bekendVia=3,
        toelichting="x" * 10001,
        kleur="rood",
        betrokkenen=[{"rollen": ["mogelijke_pleger"]}, {"geslacht": "x"}],
        waarnemingen=[
            {"indicator": "Z99", "antwoord": "misschien", "herkomst": "gezien", "gezienOp": "2026-1-1"},
            {"indicator": "C01", "antwoord": "ja", "herkomst": "gezien", "gezienOp": "2062-01-01"},
        ],
    )
    del sent["contact"]
    answer = caller("ggd.1").post(sent)
    assert answer.status_code == 400
    found = {(fault["veld"], fault["regel"]) for fault in answer.json()["fouten"]}
    assert found == {
        ("contact", "api.missing"),
        ("waar", "code.unknown"),
        ("wanneer", "date.future"),
        ("wie", "answer.silent"),
        ("bekendVia", "api.shape"),
        ("toelichting", "text.long"),
        ("kleur", "api.unknown_field"),
        ("betrokkenen.1.rollen", "api.missing"),
        ("betrokkenen.1.geslacht", "code.unknown"),
        ("waarnemingen.0.antwoord", "code.unknown"),
        ("waarnemingen.0.gezienOp", "api.date"),
    }
    assert all(fault["melding"] for fault in answer.json()["fouten"])
    assert caller("ggd.1").get().json()["signalen"] == []


def test_content_is_checked_when_the_form_is_right(caller, body):
    answer = caller("ggd.1").post(body(betrokkenen=[{"rollen": ["mogelijke_pleger"]}]))
    assert [(f["veld"], f["regel"]) for f in answer.json()["fouten"]] == [("betrokkenen", "perpetrators.off")]


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_wrong_input(caller, sent):
    answer = caller("ggd.1").post(sent)
    assert (answer.status_code, answer.json()["fouten"][0]["regel"]) == (400, "api.json")


@pytest.mark.parametrize("changes", [{"plaats": "\ud800"}, {"waar": "\ud800"}, {"\ud800": 1}])
def test_half_a_surrogate_is_wrong_input_and_no_defect(caller, body, changes):
    answer = caller("ggd.1").post(body(**changes))
    assert (answer.status_code, answer.json()["fouten"][0]["regel"]) == (400, "api.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nonsense_anywhere_is_a_list_of_problems_and_never_an_error(body, data):
    sent = body()
    for name in data.draw(st.lists(st.sampled_from(sorted(sent)), max_size=5, unique=True)):
        sent[name] = data.draw(JSON)
    try:
        read(json.dumps(sent).encode(), TODAY)
    except InputProblems as wrong:
        assert wrong.problems
        assert all(problem.field.split(".")[0] in {*sent, ""} for problem in wrong.problems)


def coded(field_id: str):
    spec = standard.field(field_id)
    codes = [code.id for code in standard.codes(spec.codes)]
    values = st.lists(st.sampled_from(codes), min_size=1, max_size=3 if spec.kind == "codes" else 1)
    return values.map(lambda found: Answer.of(*found)) | st.sampled_from(
        [Answer("unknown"), Answer("no"), Answer("refused")]
    )


CODED = [field.id for field in standard.fields() if field.kind in ("code", "codes")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(answers=st.fixed_dictionaries({name: coded(name) for name in CODED}))
def test_whatever_is_kept_reads_back_as_the_draft_it_was_kept_from(region, answers):
    given_draft = draft(**answers)
    signal = register_signal(draft=given_draft, by=region["ggd.1"])
    back = kept_draft(open_signal(region["ggd.1"], signal))
    assert {name: getattr(back, name) for name in CODED} == answers
    assert back.persons == given_draft.persons
    assert sorted(back.observations, key=repr) == sorted(given_draft.observations, key=repr)


def test_names_on_the_wire_only_are_read(body):
    sent = body()
    sent["what"] = sent.pop("wat")
    with pytest.raises(InputProblems) as wrong:
        read(json.dumps(sent).encode(), TODAY)
    assert {(p.field, p.rule) for p in wrong.value.problems} == {("wat", "api.missing"), ("what", "api.unknown_field")}
    assert draft_of(shape(body())).what == Answer.of("labour", "sexual")


def test_times_are_in_utc(region):
    signal = register_signal(
        draft=draft(), by=region["ggd.1"], received_at=datetime.fromisoformat("2026-07-01T12:00:00+02:00")
    )
    sent = shown(open_signal(region["ggd.1"], signal)).model_dump(by_alias=True, exclude_unset=True)
    assert sent["ontvangenOp"] == "2026-07-01T10:00:00Z"


def test_the_article_in_force_on_the_day_is_sent_with_when_and_where_it_was_read(caller, region, body):
    made = caller("ggd.1").post(body(wat=["arbeid", "seksueel"])).json()
    (article,) = made["artikelen"]
    assert article["artikel"] == "artikel 273f Wetboek van Strafrecht"
    assert article["bron"].startswith("wetten.overheid.nl")
    assert (article["gecontroleerdOp"], article["bevestigd"]) == (None, False)
    assert article["tekst"]
    (known,) = open_signal(region["ggd.1"], made["id"]).articles
    assert (known.checked_on, known.confirmed_by) == (None, "")


def test_who_may_not_read_what_is_suspected_gets_no_article_either(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    seen = open_signal(region["ggd.1"], signal)
    assert shown(seen).articles
    kept_back = shown(replace(seen, what=None, observations=None)).model_dump(by_alias=True, exclude_unset=True)
    assert "artikelen" not in kept_back and "wat" not in kept_back


@pytest.mark.parametrize("state", ["onbekend", "nee", "geweigerd"])
def test_an_answer_that_is_no_form_has_no_article(caller, body, state):
    assert caller("ggd.1").post(body(wat=state)).json()["artikelen"] == []


def test_an_article_is_told_and_never_taken_in(caller, body):
    answer = caller("ggd.1").post(body(artikelen=[]))
    assert (answer.status_code, answer.json()["fouten"][0]["veld"]) == (400, "artikelen")
