"""``/verstrekkingstoetsen``: the page's answer as JSON, for whoever has a key of their own, and nothing is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from server.door.hands import _powerful_session, as_owner, as_role, log
from server.web.signing_in import browser

from zicht.agreements import CONSENT_KINDS, ROLES
from zicht.agreements.least_change import costs
from zicht.agreements.model import DIRECTIONS, MODES
from zicht.knowledge import standard
from zicht.knowledge.consultation import places
from zicht.knowledge.legal_bases import BASIS_PARTS
from zicht.server.api import asked_shown
from zicht.server.api.names import CONSENT_WIRE, MODE_WIRE, PURPOSE_WIRE, ROLE_WIRE, THING_WIRE
from zicht.server.api.openapi import document
from zicht.server.api.service import api
from zicht.server.door.asking import NAMES, Question
from zicht.server.organisations.may_share import answer_of

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]
PATH = "/api/v1/verstrekkingstoetsen"
TO_DESK = {"ontvanger": "meldpunt", "doel": "wegen", "veldgroepen": ["kern", "waarnemingen"]}
TO_CARE = {"ontvanger": "zorgcoordinatie", "doel": "hulp", "veldgroepen": ["kern", "identiteit"]}
TO_POLICE = {"ontvanger": "politie", "doel": "opsporing", "veldgroepen": ["kern", "status"]}
NOTHING_HELPS = {"ontvanger": "meldpunt", "doel": "wegen", "veldgroepen": ["mogelijke_plegers"]}
EVERYONE = ("ggd.1", "desk.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1")
FACTS = {
    "vorm": "arbeid", "leeftijdsgroep": "minderjarige", "acuut": "nee", "rol": "getuige", "gemeente": "lindeveen",
    "toestemmingen": ["delen", "hulp"], "toestemmingVragenKan": True, "betrokken": True, "tweedePersoon": False,
    "vanOntvanger": True,
}  # fmt: skip
AS_QUESTION = Question(
    "meldpunt", "weighing", frozenset({"core", "observations"}), form="labour", age_class="minor", danger=False,
    person="witness", municipality="lindeveen", consents=frozenset({"processing", "care"}), may_ask_consent=True,
    involved=True, second_person=False, from_receiver=True,
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_with_a_key_of_their_own_gets_an_answer(caller, who):
    answer = caller(who).post(TO_DESK | ({"ontvanger": "ggd"} if who not in ("ggd.1", "zorg.1") else {}), PATH)
    assert answer.status_code == 200, answer.content
    assert answer.json()["antwoord"] in ("ja", "ja_als", "nee")


def test_without_a_key_or_with_a_session_alone_there_is_no_answer(region, nobody):
    for client in (nobody.client, browser("ggd.1"), Client()):
        answer = client.post(PATH, TO_DESK, content_type="application/json")
        assert answer.status_code in (401, 403)
        assert "antwoord" not in answer.content.decode()
    assert nobody.post(TO_DESK, PATH).status_code == 401


@pytest.mark.parametrize(
    ("who", "sent", "short"),
    [
        ("ggd.1", TO_DESK, "ja"),
        ("desk.1", TO_CARE, "ja_als"),
        ("desk.1", TO_POLICE, "ja_als"),
        ("ggd.1", NOTHING_HELPS, "nee"),
    ],
)
def test_each_answer_has_its_rule_its_change_what_to_tell_and_what_always_holds(caller, who, sent, short):
    said = caller(who).post(sent, PATH).json()
    assert said["antwoord"] == short
    assert set(said["veldgroepen"]) | {one["veldgroep"] for one in said["geweigerd"]} == set(sent["veldgroepen"])
    cited = [thing for one in said["bepalingen"] for thing in (*one["staatToe"], *one["houdtTegen"])]
    assert set(said["veldgroepen"]) <= set(cited) <= set(sent["veldgroepen"])
    for one in said["bepalingen"]:
        assert (
            one["werkafspraak"] and one["versie"] and one["bepaling"] and one["tekst"] and len(one["grondslagen"]) == 10
        )
        assert not any(basis["bevestigd"] for basis in one["grondslagen"]), "no person confirmed any"
    assert bool(said["kleinsteWijzigingen"]) == (short == "ja_als")
    assert said["vertellen"] and said["altijd"][0] == "Direct gevaar? Bel 112, dat mag altijd."
    assert [one["naam"] for one in said["overleggenMet"]] == [place.nl for place in places()]


def test_every_fact_that_is_sent_reaches_the_question_and_the_answer_is_that_of_the_page(region, caller):
    expected = answer_of(AS_QUESTION, region["ggd.1"])
    said = caller("ggd.1").post(TO_DESK | FACTS, PATH).json()
    assert said["melding"] == expected.sentence
    assert said["vertellen"] == list(expected.tell)
    assert [one["melding"] for one in said["verplichtingen"]] == list(expected.obligations)
    assert (said["rolOntvanger"], said["wijze"]) == (
        ROLE_WIRE[expected.told.request.role],
        MODE_WIRE[expected.told.request.mode],
    )


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_stands_for_the_same_in_both(region, monkeypatch, caller, name):
    """Sent one at a time, and caught where it arrives: no fact is lost or read as another."""
    from zicht.server.api import asked

    caught = []
    monkeypatch.setattr(
        asked, "answer_of", lambda question, *rest: caught.append(question) or answer_of(question, *rest)
    )
    caller("ggd.1").post(TO_DESK | {name: FACTS[name]}, PATH)
    plain = Question("meldpunt", "weighing", frozenset({"core", "observations"}))
    (found,) = caught
    changed = [f for f in plain.__dataclass_fields__ if getattr(found, f) != getattr(plain, f)]
    assert len(changed) == 1
    assert getattr(found, changed[0]) == getattr(AS_QUESTION, changed[0])


@pytest.mark.parametrize("state", ["onbekend", "niet_gevraagd", "geweigerd", "nee"])
@pytest.mark.parametrize("name", ["vorm", "leeftijdsgroep", "rol", "gemeente"])
def test_what_is_no_value_is_not_known(caller, name, state):
    assert caller("ggd.1").post(TO_DESK | {name: state}, PATH).json() == caller("ggd.1").post(TO_DESK, PATH).json()


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"ontvanger": "ggd"}, {"ontvanger": "may_share.to_oneself"}),
        ({"ontvanger": "Jan Jansen"}, {"ontvanger": "code.unknown"}),
        ({"doel": "weighing", "veldgroepen": []}, {"doel": "code.unknown", "veldgroepen": "api.few"}),
        ({"naam": "Jan Jansen"}, {"naam": "api.unknown_field"}),
        ({"acuut": "misschien"}, {"acuut": "code.unknown"}),
        ({"betrokken": "ja"}, {"betrokken": "api.shape"}),
        ({"toestemmingen": ["alles"]}, {"toestemmingen.0": "code.unknown"}),
    ],
)
def test_what_is_wrong_is_told_at_once_at_its_field_and_not_answered(caller, changes, faults):
    answer = caller("ggd.1").post(TO_DESK | changes, PATH)
    assert answer.status_code == 400
    assert {one["veld"]: one["regel"] for one in answer.json()["fouten"]} == faults
    assert all(one["melding"] for one in answer.json()["fouten"])


def test_a_misspelt_question_in_the_address_is_refused(caller):
    assert caller("ggd.1").post(TO_DESK, f"{PATH}?taal=en").status_code == 400


def test_in_english_the_sentences_are_english_and_the_codes_stay(caller):
    dutch, english = (
        caller("desk.1").post(TO_CARE, PATH, **{"Accept-Language": language}).json() for language in ("nl", "en")
    )
    assert (dutch["antwoord"], dutch["veldgroepen"]) == (english["antwoord"], english["veldgroepen"])
    assert english["melding"] == "Yes, if you do it otherwise than you asked." != dutch["melding"]


def test_asking_leaves_no_row_in_the_log(caller, log):
    asker = caller("ggd.1")
    before = [row.id for row in log()]
    assert asker.post(TO_DESK | FACTS, PATH).status_code == 200
    assert [row.id for row in log()] == before


def test_every_code_has_one_name_on_the_wire_and_no_two_share_one():
    for names, codes in (
        (THING_WIRE, NAMES),
        (PURPOSE_WIRE, [row[0] for row in standard.purposes()]),
        (CONSENT_WIRE, CONSENT_KINDS),
        (ROLE_WIRE, ROLES),
        (MODE_WIRE, MODES),
        (asked_shown.EDITS, costs()),
        (asked_shown.PARTS, BASIS_PARTS),
        (asked_shown.DIRECTIONS, DIRECTIONS),
    ):
        assert set(names) == set(codes)
        assert len(set(names.values())) == len(names)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_answer_fits_the_description(caller, data):
    described = document(api)
    schema = {"$ref": "#/components/schemas/Verstrekkingstoets", "components": described["components"]}
    sent = {
        "ontvanger": data.draw(st.sampled_from([o.id for o in standard.possible_parties() if o.id != "meldpunt"])),
        "doel": data.draw(st.sampled_from(list(PURPOSE_WIRE.values()))),
        "veldgroepen": data.draw(st.lists(st.sampled_from(list(THING_WIRE.values())), min_size=1, unique=True)),
        "acuut": data.draw(st.sampled_from(["ja", "nee", "onbekend"])),
        "toestemmingVragenKan": data.draw(st.booleans()),
    }
    answer = caller("desk.1").post(sent, PATH)
    assert answer.status_code == 200
    assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []
