"""What observations cover: the laws first, then the cases that a reader can check by hand."""

from dataclasses import fields
from datetime import date
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.knowledge.indicators import ELEMENTS, categories, indicator, indicators
from zicht.knowledge.signal import ANSWER_STATES, NO, NOT_ASKED, REFUSED, UNKNOWN, Answer, Observation, Person
from zicht.recognition import Coverage, Question, coverage

ADULT, MINOR = Answer.of("adult"), Answer.of("minor")
SILENT = ("unknown", "not_asked", "refused")
ALL = [item.id for item in indicators()]
STAND_INS = [item.id for item in indicators() if item.stands_in_for_origin]

# one of each kind, drawn often, so that observations of one sign meet
FEW = ["C16", "C06", "D06", "M01", "W05", "S02", "B01", "H09"]

days = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 2))
observations = st.builds(
    Observation,
    indicator=st.sampled_from(FEW) | st.sampled_from(ALL),
    answer=st.sampled_from(ANSWER_STATES),
    provenance=st.sampled_from(["seen", "document"]),
    seen_on=days,
    happened_on=days,
    certainty=st.sampled_from(["", "stated"]),
)
signals = st.lists(observations, max_size=12)
ages = st.sampled_from([ADULT, MINOR, UNKNOWN, NO, NOT_ASKED, REFUSED])


def seen(name, provenance="seen"):
    return Observation(name, "value", provenance)


def answered(name, answer):
    return Observation(name, answer, "seen")


def states(found: Coverage):
    return {name: getattr(found, name).state for name in ELEMENTS}


def elements(found: Coverage):
    return {name: getattr(found, name) for name in ELEMENTS}


# --- laws ---------------------------------------------------------------------------------------------------


@given(signals, ages, st.randoms())
def test_the_order_of_observations_does_not_matter(given_, age, random):
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert coverage(shuffled, age) == coverage(given_, age)


@given(signals, ages)
def test_saying_the_same_twice_adds_nothing(given_, age):
    assert coverage(given_ * 2, age) == coverage(given_, age)


@given(signals, ages, st.sampled_from(ALL), st.sampled_from(SILENT))
def test_an_answer_that_is_not_known_changes_no_element(given_, age, name, silent):
    assert elements(coverage([*given_, answered(name, silent)], age)) == elements(coverage(given_, age))


@given(signals, ages)
def test_unknown_never_equals_no(given_, age):
    without_no = [item for item in given_ if item.answer != "no"]
    found = coverage(without_no, age)
    assert "contradicted" not in states(found).values()
    assert not any(part.contradicted_by for part in elements(found).values())


@given(signals)
def test_a_minor_is_never_asked_about_means_and_means_is_never_required(given_):
    found = coverage(given_, MINOR)
    assert found.means.state == "not_required"
    assert Question("means") not in found.open_questions
    only_means = [q for q in found.open_questions if q.indicator and indicator(q.indicator).elements == ("means",)]
    assert only_means == []


@given(signals, ages.filter(lambda age: age != ADULT))
def test_means_is_asked_only_of_someone_known_to_be_an_adult(given_, age):
    assert Question("means") not in coverage(given_, age).open_questions


@given(signals, ages)
def test_age_changes_nothing_but_means_and_the_questions(given_, age):
    found, adult = coverage(given_, age), coverage(given_, ADULT)
    assert (found.act, found.purpose) == (adult.act, adult.purpose)
    assert (found.other_explanations, found.unconfirmed) == (adult.other_explanations, adult.unconfirmed)
    assert found.means.supported_by == adult.means.supported_by


@given(signals, ages)
def test_signs_that_stand_in_for_origin_change_no_state_and_no_question(given_, age):
    without = [item for item in given_ if item.indicator not in STAND_INS]
    found, bare = coverage(given_, age), coverage(without, age)
    assert states(found) == states(bare)
    assert found.open_questions == bare.open_questions


@given(st.lists(st.sampled_from(STAND_INS), min_size=1), ages)
def test_signs_that_stand_in_for_origin_never_support_alone_however_many(names, age):
    found = coverage([seen(name) for name in names], age)
    assert "supported" not in states(found).values()
    assert not any(part.supported_by for part in elements(found).values())


@given(signals, ages, st.sampled_from(ALL))
def test_one_more_sign_seen_never_takes_support_away(given_, age, name):
    before, after = states(coverage(given_, age)), states(coverage([*given_, seen(name)], age))
    assert all(after[element] == "supported" for element in ELEMENTS if before[element] == "supported")


@given(signals, ages)
def test_every_element_rests_on_observations_that_were_given(given_, age):
    for name, part in elements(coverage(given_, age)).items():
        assert {*part.supported_by, *part.contradicted_by, *part.not_alone} <= set(given_)
        assert all(name in indicator(item.indicator).elements for item in part.supported_by + part.not_alone)
        assert all(item.answer == "value" for item in part.supported_by + part.not_alone)
        assert all(item.answer == "no" for item in part.contradicted_by)


@given(signals, ages)
def test_a_state_says_what_its_observations_say(given_, age):
    for name, part in elements(coverage(given_, age)).items():
        expected = "supported" if part.supported_by else "contradicted" if part.contradicted_by else "unknown"
        assert part.state == ("not_required" if name == "means" and age == MINOR else expected)


@given(signals, ages)
def test_a_question_is_asked_only_about_what_is_still_unknown(given_, age):
    found = coverage(given_, age)
    for question in found.open_questions:
        if question.indicator:
            useful = indicator(question.indicator).elements
            assert any(states(found)[element] == "unknown" for element in useful)
        elif question.code != "age":
            assert states(found)[question.code] == "unknown"
    assert (Question("age") in found.open_questions) == (age not in (ADULT, MINOR))


@given(signals, ages)
def test_every_kind_of_sign_seen_brings_its_other_explanation(given_, age):
    found = coverage(given_, age).other_explanations
    kinds = {indicator(item.indicator).category for item in given_ if item.answer == "value"}
    origin = any(item.answer == "value" and item.indicator in STAND_INS for item in given_)
    assert set(found) == kinds | ({"origin"} if origin else set())
    order = [item.id for item in categories()] + ["origin"]
    assert list(found) == sorted(found, key=order.index)


# --- what coverage cannot know ------------------------------------------------------------------------------


def test_nationality_origin_and_belief_are_no_input():
    # cases that differ only in nationality are the same call: observations and an age class are all it takes
    takes = {name: item.annotation for name, item in signature(coverage).parameters.items()}
    assert takes == {"observations": "Iterable[Observation]", "age_class": "Answer"}
    about_the_person = {item.name for item in fields(Person)}
    assert about_the_person.isdisjoint(item.name for item in fields(Observation))


@given(signals, ages)
def test_coverage_holds_no_number(given_, age):
    def values(item):
        if hasattr(item, "__dataclass_fields__"):
            return [leaf for part in fields(item) for leaf in values(getattr(item, part.name))]
        return [leaf for part in item for leaf in values(part)] if isinstance(item, tuple) else [item]

    assert not [leaf for leaf in values(coverage(given_, age)) if isinstance(leaf, int | float)]


# --- cases a reader can check by hand -----------------------------------------------------------------------


def test_nothing_seen_covers_nothing_and_asks_for_every_element():
    found = coverage([], ADULT)
    assert states(found) == {"act": "unknown", "means": "unknown", "purpose": "unknown"}
    assert found.open_questions == (Question("act"), Question("means"), Question("purpose"))
    assert found.other_explanations == found.unconfirmed == ()


def test_the_age_is_asked_first_when_it_is_not_known():
    assert coverage([], UNKNOWN).open_questions == (Question("age"), Question("act"), Question("purpose"))


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("C16", {"means"}),
        ("M01", {"purpose"}),
        ("W05", {"act", "means"}),
        ("S02", {"means", "purpose"}),
        ("B01", set()),
    ],
)
def test_a_sign_supports_the_elements_of_the_catalogue(name, covered):
    found = states(coverage([seen(name)], ADULT))
    assert {element for element, state in found.items() if state == "supported"} == covered


def test_a_sign_answered_no_contradicts():
    found = coverage([answered("C16", "no")], ADULT)
    assert found.means.state == "contradicted"
    assert found.means.contradicted_by == (answered("C16", "no"),)
    assert Question("means") not in found.open_questions


def test_a_no_does_not_undo_another_sign_that_was_seen():
    found = coverage([answered("C16", "no"), seen("C06")], ADULT)
    assert found.means.state == "supported"
    assert found.means.contradicted_by == (answered("C16", "no"),)
    assert found.means.disputed == ()


def test_observations_that_differ_on_one_sign_are_shown_as_disputed():
    found = coverage([seen("C16", "told_by_person"), answered("C16", "no")], ADULT)
    assert found.means.state == "supported"
    assert found.means.disputed == ("C16",)


def test_a_no_to_a_sign_that_stands_in_for_origin_contradicts_nothing():
    assert coverage([answered("D06", "no")], ADULT).means.state == "unknown"


def test_a_sign_that_stands_in_for_origin_counts_once_another_sign_stands_beside_it():
    alone, together = coverage([seen("D06")], ADULT), coverage([seen("D06"), seen("D01")], ADULT)
    assert (alone.means.not_alone, alone.means.supported_by) == ((seen("D06"),), ())
    assert (together.means.not_alone, together.means.supported_by) == ((), (seen("D01"), seen("D06")))
    assert "origin" in alone.other_explanations


def test_a_sign_for_another_element_does_not_lend_support():
    assert coverage([seen("D06"), seen("M01")], ADULT).means.state == "unknown"


def test_for_a_minor_means_that_was_seen_is_shown_but_not_required():
    found = coverage([seen("C16")], MINOR)
    assert (found.means.state, found.means.supported_by) == ("not_required", (seen("C16"),))


def test_a_signal_about_an_adult_and_a_minor_is_read_as_about_a_minor():
    assert coverage([], Answer.of("adult", "minor")).means.state == "not_required"


@pytest.mark.parametrize("silent", ["unknown", "not_asked"])
def test_a_sign_not_known_or_not_asked_is_an_open_question(silent):
    assert Question("indicator", "C16") in coverage([answered("C16", silent)], ADULT).open_questions


def test_who_refused_an_answer_is_not_asked_again():
    told = [answered("C16", "refused"), answered("C16", "unknown")]
    assert Question("indicator", "C16") not in coverage(told, ADULT).open_questions


def test_what_another_observation_answered_is_not_asked_again():
    told = [answered("C16", "unknown"), answered("C16", "no")]
    assert coverage(told, ADULT).open_questions == (Question("act"), Question("purpose"))


def test_a_sign_that_supports_nothing_is_never_asked():
    questions = coverage([answered("B01", "unknown")], ADULT).open_questions
    assert [question for question in questions if question.indicator] == []


def test_readings_that_no_person_confirmed_are_named():
    assert coverage([seen("M01"), answered("C16", "no")], ADULT).unconfirmed == ("C16", "M01")


def test_every_sign_that_is_not_in_the_catalogue_is_named_at_once():
    with pytest.raises(InputProblems) as caught:
        coverage([seen("X99"), seen("M01"), seen("")], ADULT)
    assert [problem.rule for problem in caught.value.problems] == ["indicators.unknown"] * 2
    assert [problem.params["indicator"] for problem in caught.value.problems] == ["X99", ""]


def test_an_answer_that_does_not_exist_is_a_problem_never_a_no():
    with pytest.raises(InputProblems) as caught:
        coverage([answered("M01", "maybe")], ADULT)
    assert [(p.rule, p.params) for p in caught.value.problems] == [("code.unknown", {"value": "maybe"})]
