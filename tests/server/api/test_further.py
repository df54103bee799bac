"""Further answers through the API: what is sent comes back, a value is never a state, each problem at its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.details import Detail, check_details
from zicht.knowledge.signal import WIRE_STATES, Answer
from zicht.server.api.further import SEVERAL, THINGS, FurtherShape, details_of, further_shown
from zicht.server.api.names import ENTITY_WIRE
from zicht.server.api.openapi import document
from zicht.server.api.reading import read
from zicht.server.api.service import api
from zicht.server.signals.queries import open_signal

TODAY = datetime.now(UTC).date()
TOLD = {
    "uitbuiting": {"middelen": {"antwoord": "nee"}, "sector": {"antwoord": "onbekend"}},
    "personen": [{"kwetsbaarheid": {"antwoord": "geweigerd"}, "taal": {"waarde": "Roemeens"}}],
    "plekken": [{"adres": {"waarde": "Verzonnenlaan 9"}}, {}, {"soortPlek": {"antwoord": "niet_gevraagd"}}],
    "telefoonnummers": [{"telefoonnummer": {"waarde": "0612345678"}, "telefoonnummerVan": {"waarde": "slachtoffer"}}],
    "meldingen": [{"gemeldAan": {"waarde": "comensha"}, "gemeldOp": {"waarde": "2026-01-11"}}],
}


def test_every_entity_of_the_standard_with_further_fields_has_a_place():
    assert set(ENTITY_WIRE) == {spec.entity for spec in standard.detail_fields()}
    for spec in standard.detail_fields():
        assert spec.id in THINGS[spec.entity].model_fields


def test_what_is_told_further_comes_back_as_it_was_sent(caller, body, region):
    made = caller("ggd.1").post(body(aanvullend=TOLD))
    assert made.status_code == 201, made.content
    assert made.json()["aanvullend"] == TOLD
    kept = {(d.field, d.number): d.answer for d in open_signal(region["ggd.1"], made.json()["id"]).details}
    assert kept["means", 1] == Answer("no")
    assert kept["sector", 1] == Answer("unknown")
    assert kept["vulnerability", 1] == Answer("refused")
    assert kept["place_kind", 3] == Answer("not_asked")
    assert len(kept) == 10


def test_without_further_answers_nothing_of_them_is_sent(caller, body):
    assert "aanvullend" not in caller("ggd.1").post(body()).json()


def test_the_same_key_with_another_further_answer_is_a_conflict(caller, body):
    professional = caller("ggd.1")
    first = professional.post(body(aanvullend=TOLD), **{"Idempotency-Key": "k"})
    again = professional.post(body(aanvullend=TOLD), **{"Idempotency-Key": "k"})
    other = professional.post(body(aanvullend={}), **{"Idempotency-Key": "k"})
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 409]


def test_the_desk_gets_only_what_its_right_gives(caller, body, region):
    made = caller("ggd.1").post(body(aanvullend={"personen": [{"verblijfsrecht": {"antwoord": "onbekend"}}], **TOLD}))
    assert made.status_code == 201
    seen = caller("desk.1").get(made.headers["Location"]).json()
    assert "verblijfsrecht" not in json.dumps(seen)
    assert "status" in seen["nietVerstrekt"]


@pytest.mark.parametrize(
    ("told", "where", "rule"),
    [
        ({"plekken": [{"adres": "Verzonnenlaan 9"}]}, "aanvullend.plekken.0.adres", "api.shape"),
        ({"plekken": [{"adres": {"waarde": ""}}]}, "aanvullend.plekken.0.adres", "api.shape"),
        ({"plekken": [{"adres": {"waarde": "x", "antwoord": "nee"}}]}, "aanvullend.plekken.0.adres", "api.shape"),
        ({"plekken": [{"soortPlek": {"waarde": "onbekend"}}]}, "aanvullend.plekken.0.soortPlek", "code.unknown"),
        ({"plekken": [{"soortPlek": {"antwoord": "misschien"}}]}, "aanvullend.plekken.0.soortPlek", "code.unknown"),
        ({"plekken": [{"rolPlek": {"waarde": "slapen"}}]}, "aanvullend.plekken.0.rolPlek", "api.shape"),
        ({"plekken": {}}, "aanvullend.plekken", "api.shape"),
        ({"plekken": [{}] * 51}, "aanvullend.plekken", "api.many"),
        ({"kleuren": []}, "aanvullend.kleuren", "api.unknown_field"),
        ({"fasen": [{"faseVanaf": {"waarde": "gisteren"}}]}, "aanvullend.fasen.0.faseVanaf", "api.date"),
        ({"fasen": [{"faseVanaf": {"waarde": "2062-01-01"}}]}, "faseVanaf", "date.future"),
        ({"telefoonnummers": [{"telefoonnummer": {"waarde": "06"}}]}, "telefoonnummer", "perpetrators.off"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_kept(body, told, where, rule):
    with pytest.raises(InputProblems) as wrong:
        read(json.dumps(body(aanvullend=told)).encode(), TODAY)
    assert (where, rule) in {(problem.field, problem.rule) for problem in wrong.value.problems}


def answer_of(spec):
    states = st.sampled_from([Answer(state) for state in WIRE_STATES.values()])
    if spec.kind == "date":
        return states | st.dates(min_value=TODAY.replace(year=2020), max_value=TODAY).map(
            lambda day: Answer.of(day.isoformat())
        )
    if spec.kind == "text":
        return states | st.just(Answer.of("NL"))
    codes = [code.id for code in standard.codes(spec.codes)]
    most = 3 if spec.kind == "codes" else 1
    return states | st.lists(st.sampled_from(codes), min_size=1, max_size=most).map(lambda found: Answer.of(*found))


@st.composite
def details(draw):
    found = {}
    for spec in draw(st.lists(st.sampled_from(standard.detail_fields()), max_size=12)):
        number = draw(st.integers(1, 4)) if spec.entity in SEVERAL else 1
        found[spec.id, number] = Detail(spec.id, number, draw(answer_of(spec)))
    return list(found.values())


def by_place(found):
    return sorted(found, key=lambda detail: (detail.field, detail.number))


@given(details())
def test_no_state_becomes_another_on_the_way_out_and_in_again(found):
    sent = further_shown(found).model_dump(by_alias=True, exclude_unset=True, mode="json")
    back = details_of(FurtherShape.model_validate(json.loads(json.dumps(sent)), by_alias=True, by_name=False))
    assert by_place(back) == by_place(found)


@given(details())
def test_whatever_is_sent_fits_the_description(found):
    described = document(api)
    sent = further_shown(found).model_dump(by_alias=True, exclude_unset=True, mode="json")
    name = described["components"]["schemas"]["NieuwSignaal"]["properties"]["aanvullend"]
    schema = {**name, "components": described["components"]}
    assert list(Draft202012Validator(schema).iter_errors(sent)) == []


def test_an_empty_text_is_no_value():
    (problem,) = check_details((Detail("address", 1, Answer("value", ("",))),), TODAY)
    assert (problem.rule, problem.field) == ("answer.silent", "address")


def test_a_text_that_seems_to_name_somebody_is_told_once_and_kept(caller, body):
    """Never a refusal: it is a guess, and what is told comes with the question that it stands at."""
    professional = caller("ggd.1")
    made = professional.post(body(toelichting="Hij rijdt in een auto met AB-123-C.", plaats="Verzonnenlaan 1"))
    assert made.status_code == 201
    (warning,) = made.json()["waarschuwingen"]
    assert (warning["veld"], warning["regel"]) == ("toelichting", "perpetrators.text") and warning["melding"]
    assert "AB-123-C" not in warning["melding"]
    kept = professional.get(f"/api/v1/signalen/{made.json()['id']}").json()
    assert kept["toelichting"] == "Hij rijdt in een auto met AB-123-C." and "waarschuwingen" not in kept


def test_a_text_that_names_nobody_is_not_warned_about(caller, body):
    assert "waarschuwingen" not in caller("ggd.1").post(body()).json()
