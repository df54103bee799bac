"""Correcting over the wire: what is named changes and nothing else; the version keeps two callers apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard

from .conftest import SIGNALS
from .test_again import FEW, bodies

WHY = {"reden": "vergissing"}
KEY = "Idempotency-Key"


def made(one, body):
    answer = one.post(body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def told(one, signal):
    answer = one.get(f"{SIGNALS}/{signal['id']}/geschiedenis")
    assert answer.status_code == 200, answer.content
    return answer.json()["gebeurtenissen"]


def test_what_is_named_changes_and_the_rest_stays(caller, body):
    one = caller("ggd.1")
    signal = made(one, body())
    answer = one.patch({**WHY, "versie": signal["versie"], "waar": "oudermeer"}, signal["id"])
    assert answer.status_code == 200, answer.content
    now = answer.json()
    assert now == one.get(f"{SIGNALS}/{signal['id']}").json()
    assert now["versie"] != signal["versie"]
    assert {**now, "versie": ""} == {**signal, "waar": "oudermeer", "versie": ""}


def test_the_history_tells_old_and_new_who_when_and_why(caller, body):
    one = caller("ggd.1")
    signal = made(one, body())
    sent = {**WHY, "redenToelichting": "Verkeerd gelezen", "versie": signal["versie"], "acuut": "geweigerd"}
    assert one.patch(sent, signal["id"]).status_code == 200
    registered, corrected = told(one, signal)
    assert (registered["soort"], registered["op"], registered["door"]) == (
        "geregistreerd",
        signal["ontvangenOp"],
        "Ggd.1",
    )
    assert (corrected["soort"], corrected["reden"], corrected["redenToelichting"]) == (
        "verbeterd", "vergissing", "Verkeerd gelezen",
    )  # fmt: skip
    assert corrected["door"].startswith("Ggd.1, ")
    assert corrected["wijzigingen"] == [
        {"veldgroep": "kern", "oud": {"acuut": "nee"}, "nieuw": {"acuut": "geweigerd"}},
    ]  # fmt: skip


STATES = ["nee", "onbekend", "geweigerd"]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("name", ["wat", "acuut", "contact"])
def test_a_silence_becomes_another_only_when_it_is_asked_and_the_history_keeps_them_apart(
    caller, body, before, after, name
):
    one = caller("ggd.1")
    signal = made(one, body(**{name: before}))
    answer = one.patch({**WHY, "versie": signal["versie"], name: after}, signal["id"])
    if before == after:
        assert [fault["regel"] for fault in answer.json()["fouten"]] == ["correction.nothing"]
        assert len(told(one, signal)) == 1
        return
    assert answer.json()[name] == after
    (change,) = told(one, signal)[-1]["wijzigingen"]
    assert (change["oud"][name], change["nieuw"][name]) == (before, after)


def test_of_two_who_saw_the_same_version_the_second_is_told_and_nothing_is_lost(caller, body):
    one, desk = caller("ggd.1"), caller("desk.1")
    signal = made(one, body())
    seen = desk.get(f"{SIGNALS}/{signal['id']}").json()
    assert one.patch({**WHY, "versie": signal["versie"], "waar": "oudermeer"}, signal["id"]).status_code == 200
    answer = desk.patch({**WHY, "versie": seen["versie"], "wie": "minderjarige"}, signal["id"])
    assert (answer.status_code, answer.json()["regel"]) == (409, "signals.changed_meanwhile")
    assert answer.headers["Content-Type"] == "application/problem+json"
    now = one.get(f"{SIGNALS}/{signal['id']}").json()
    assert (now["waar"], now["wie"]) == ("oudermeer", "volwassene")
    assert len(told(one, signal)) == 2


def test_sent_twice_with_one_key_it_is_corrected_once(caller, body):
    one = caller("ggd.1")
    signal = made(one, body())
    sent = {**WHY, "versie": signal["versie"], "waar": "oudermeer"}
    first, again = (one.patch(sent, signal["id"], **{KEY: "bon-1"}) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert len(told(one, signal)) == 2
    assert one.patch(sent, signal["id"]).status_code == 409, "without a key it is another correction"


@pytest.mark.parametrize("newer", [False, True])
def test_another_correction_under_a_key_that_was_used_is_refused_and_not_lost_in_silence(caller, body, newer):
    one = caller("ggd.1")
    signal = made(one, body())
    first = one.patch({**WHY, "versie": signal["versie"], "waar": "oudermeer"}, signal["id"], **{KEY: "bon-3"}).json()
    sent = {**WHY, "versie": (first if newer else signal)["versie"], "waar": "onbekend"}
    answer = one.patch(sent, signal["id"], **{KEY: "bon-3"})
    assert answer.status_code == 409, answer.content
    assert one.get(f"{SIGNALS}/{signal['id']}").json() == first


def test_everything_wrong_is_told_at_once_and_nothing_changes(caller, body):
    one = caller("ggd.1")
    signal = made(one, body())
    wrong = {"reden": "zomaar", "kleur": "rood", "waar": "nergens", "wanneer": "2062-01-01", "redenToelichting": "\x00"}
    answer = one.patch(wrong, signal["id"])
    faults = {(fault["veld"], fault["regel"]) for fault in answer.json()["fouten"]}
    assert answer.status_code == 400
    assert faults == {
        ("versie", "api.missing"), ("reden", "code.unknown"), ("kleur", "api.unknown_field"),
        ("waar", "code.unknown"), ("wanneer", "date.future"),
    }  # fmt: skip
    assert one.get(f"{SIGNALS}/{signal['id']}").json() == signal


@pytest.mark.parametrize("sent", ["", "[]", "3", '{"versie": 3, "reden": ["vergissing"]}', '{"waar": null}'])
def test_what_is_no_correction_is_refused_with_every_point(caller, body, sent):
    one = caller("ggd.1")
    signal = made(one, body())
    answer = one.patch(sent, signal["id"])
    assert answer.status_code == 400
    assert answer.json()["fouten"]
    assert one.get(f"{SIGNALS}/{signal['id']}").json() == signal


def test_every_reason_of_the_list_is_one(caller, body):
    one = caller("ggd.1")
    signal = made(one, body())
    for turn, code in enumerate(standard.codes("correction")):
        place = ("vechterdam", "oudermeer")[turn % 2 == 0]
        signal = one.patch({"reden": code.wire, "versie": signal["versie"], "waar": place}, signal["id"]).json()
    assert [event["reden"] for event in told(one, signal)[1:]] == [code.wire for code in standard.codes("correction")]


def test_the_desk_corrects_what_it_sees_and_never_what_it_does_not(caller, body):
    one, desk = caller("ggd.1"), caller("desk.1")
    signal = made(one, body())
    seen = desk.get(f"{SIGNALS}/{signal['id']}").json()
    person = {"rollen": ["mogelijk_slachtoffer"], "achternaam": "Andersen"}
    beyond = {**WHY, "versie": seen["versie"], "betrokkenen": [{**person, "nationaliteit": "BE"}]}
    answer = desk.patch(beyond, signal["id"])
    assert (answer.status_code, answer.json()["regel"]) == (403, "groups:status")
    assert desk.patch({**WHY, "versie": seen["versie"], "betrokkenen": [person]}, signal["id"]).status_code == 200
    (kept,) = one.get(f"{SIGNALS}/{signal['id']}").json()["betrokkenen"]
    assert (kept["achternaam"], kept["nationaliteit"]) == ("Andersen", "NL"), "what the desk does not see stays"


def test_what_changes_out_of_sight_leaves_no_trace_and_hinders_nobody(caller, body):
    one, desk = caller("ggd.1"), caller("desk.1")
    signal = made(one, body())
    seen = desk.get(f"{SIGNALS}/{signal['id']}").json()
    (person,) = signal["betrokkenen"]
    moved = {name: value for name, value in person.items() if name != "nummer"} | {"nationaliteit": "BE"}
    assert one.patch({**WHY, "versie": signal["versie"], "betrokkenen": [moved]}, signal["id"]).status_code == 200
    assert desk.get(f"{SIGNALS}/{signal['id']}").json() == seen
    assert [event["soort"] for event in told(desk, signal)] == ["geregistreerd"]
    assert desk.patch({**WHY, "versie": seen["versie"], "waar": "oudermeer"}, signal["id"]).status_code == 200
    assert len(told(one, signal)) == 3


@pytest.mark.parametrize(("username", "status"), [("ggd.2", 404), ("politie.1", 404), ("zorg.1", 404), ("fg.1", 403)])
def test_who_may_not_see_it_does_not_correct_it_and_reads_no_history(caller, body, username, status):
    signal = made(caller("ggd.1"), body())
    other = caller(username)
    sent = {**WHY, "versie": signal["versie"], "waar": "oudermeer"}
    assert other.patch(sent, signal["id"]).status_code == status
    assert other.get(f"{SIGNALS}/{signal['id']}/geschiedenis").status_code == status


def test_a_signal_that_was_corrected_is_still_the_one_that_was_sent(caller, body):
    """The key of the first sending still names what was sent then, not what became of it."""
    one = caller("ggd.1")
    signal = one.post(body(), **{KEY: "bon-2"}).json()
    now = one.patch({**WHY, "versie": signal["versie"], "waar": "oudermeer", "wat": "onbekend"}, signal["id"]).json()
    again = one.post(body(), **{KEY: "bon-2"})
    assert (again.status_code, again.json()) == (200, now)
    assert one.post(body(waar="oudermeer", wat="onbekend"), **{KEY: "bon-2"}).status_code == 409


PARTS = ["wat", "wanneer", "toelichting", "plaats", "betrokkenen", "waarnemingen"]


@FEW
@given(first=bodies, then=bodies, names=st.sets(st.sampled_from(PARTS), min_size=1))
def test_any_part_of_any_signal_may_take_the_place_of_another(caller, first, then, names):
    """What is read after a correction is what would be read had it been sent so at once, whatever the parts."""
    one = caller("ggd.1")
    signal = made(one, first)
    part = {name: then[name] for name in names}
    answer = one.patch({**WHY, "versie": signal["versie"], **part}, signal["id"])
    straight = made(one, {**first, **part})
    now = one.get(f"{SIGNALS}/{signal['id']}").json()
    own = ("id", "versie", "ontvangenOp", "wegenVoor")
    assert {n: v for n, v in now.items() if n not in own} == {n: v for n, v in straight.items() if n not in own}
    assert answer.status_code in (200, 400), json.dumps(answer.json())
    assert len(told(one, signal)) == (2 if answer.status_code == 200 else 1)
