"""Coverage as JSON and as sentences: nothing left out, nothing that sounds like a verdict."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge.indicators import ELEMENTS, categories, indicators
from zicht.knowledge.sentences import LANGUAGES, catalogue, say
from zicht.knowledge.signal import ANSWER_STATES, UNKNOWN, Answer, Observation
from zicht.recognition import QuestionCode, State, coverage, describe

ADULT, MINOR = Answer.of("adult"), Answer.of("minor")
SIGNS = {item.id: item for item in indicators()}
signals = st.lists(
    st.builds(Observation, st.sampled_from(list(SIGNS)), st.sampled_from(ANSWER_STATES), st.just("seen")), max_size=8
)


def told(*signs, answer="value", age=ADULT):
    return describe(coverage([Observation(sign, answer, "seen") for sign in signs], age))


@given(signals, st.sampled_from([ADULT, MINOR, UNKNOWN]))
def test_every_coverage_can_be_told_in_both_languages_and_as_json(observations, age):
    found = coverage(observations, age)
    body = describe(found)
    assert json.loads(json.dumps(body)) == body
    assert [body[name] for name in ELEMENTS] == [getattr(found, name).state for name in ELEMENTS]
    assert len(body["open_questions"]) == len(found.open_questions)
    for part in [*body["open_questions"], *body["other_explanations"], body["reading"], *body["elements"].values()]:
        assert part["nl"]
        assert part["en"]


def test_the_body_has_the_contract_s_keys():
    assert {"act", "means", "purpose", "open_questions", "other_explanations"} <= told().keys()


def test_every_element_says_what_it_is():
    for name, part in told()["elements"].items():
        assert part["about"] == {"nl": say(f"coverage.element.{name}"), "en": say(f"coverage.element.{name}", "en")}


def test_an_element_names_the_observation_it_rests_on():
    [item] = told("C04")["elements"]["means"]["supported_by"]
    assert item == {"indicator": "C04", "provenance": "seen", "nl": SIGNS["C04"].nl, "en": SIGNS["C04"].en}


def test_a_sign_that_does_not_stand_alone_is_told_apart_from_support():
    means = told("D06")["elements"]["means"]
    assert [item["indicator"] for item in means["not_alone"]] == ["D06"]
    assert means["supported_by"] == []


def test_a_question_about_a_sign_names_the_sign():
    [question] = [item for item in told("C16", answer="unknown")["open_questions"] if item["indicator"]]
    assert SIGNS["C16"].nl in question["nl"]
    assert SIGNS["C16"].en in question["en"]


def test_other_explanations_are_those_of_the_kinds_of_sign_that_were_seen():
    by_id = {item.id: item for item in categories()}
    assert told("M01", "H02")["other_explanations"] == [
        {"code": name, "nl": by_id[name].other_nl, "en": by_id[name].other_en} for name in ("housing", "money")
    ]
    assert told("T01")["other_explanations"][-1]["code"] == "origin"


def test_what_no_person_confirmed_is_said_to_be_so():
    assert told("M01")["unconfirmed"] == {"nl": "nog niet bevestigd", "en": "not yet confirmed", "indicators": ["M01"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_every_question_has_a_sentence_and_no_sentence_lacks_its_code(language):
    keys = catalogue(language).keys()
    for kind, codes in (("state", get_args(State)), ("question", get_args(QuestionCode)), ("element", ELEMENTS)):
        prefix = f"coverage.{kind}."
        assert {key.removeprefix(prefix) for key in keys if key.startswith(prefix)} == set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_on_coverage_sounds_like_a_score(language):
    text = " ".join(value for key, value in catalogue(language).items() if key.startswith("coverage.")).lower()
    for word in ("score", "risico", "risk", "profiel", "profile", "vlag", "flag", "%"):
        assert word not in text
