"""The shape of a signal: unknown is not no, not asked is not unknown, and every problem is told at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES, say_problem
from zicht.knowledge.signal import (
    ANSWER_STATES,
    DRAFT_FIELDS,
    EARLIEST,
    NO,
    NOT_ASKED,
    REFUSED,
    UNKNOWN,
    WIRE_STATES,
    Answer,
    Observation,
    Person,
    SignalDraft,
    check,
    date_problem,
)

TODAY = date(2026, 3, 2)
CODED = [spec for spec in standard.fields() if spec.kind in ("code", "codes")]
REQUIRED_CODED = [spec for spec in CODED if spec.required]
TEXTS = [spec for spec in standard.fields() if spec.kind == "text"]
DRAFT = SignalDraft(
    what=Answer.of("labour"),
    where=UNKNOWN,
    when=date(2026, 3, 1),
    who=Answer.of("adult"),
    acute=NO,
    known_via=Answer.of("seen"),
    capacity=Answer.of("housing"),
    contact=REFUSED,
)


def rules(draft, today=TODAY):
    return [(problem.rule, problem.field) for problem in check(draft, today)]


def with_observation(**values):
    return replace(DRAFT, observations=(replace(Observation("W01", "value", "seen"), **values),))


def with_person(**values):
    return replace(DRAFT, persons=(replace(Person(("presumed_victim",)), **values),))


@st.composite
def answers(draw, spec):
    state = draw(st.sampled_from([state for state in ANSWER_STATES if not (spec.required and state == "not_asked")]))
    if state != "value":
        return Answer(state)
    ids = st.sampled_from([code.id for code in standard.codes(spec.codes)])
    return Answer.of(*draw(st.lists(ids, min_size=1, max_size=1 if spec.kind == "code" else 3)))


# --- Answer -------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["labour", "sexual", "criminal"]), min_size=1))
def test_an_answer_is_a_set_of_values_in_one_order(values):
    answer = Answer.of(*values)
    assert answer == Answer.of(*reversed(values), *values)
    assert answer.values == tuple(sorted(set(values)))
    assert answer.value == (answer.values[0] if len(set(values)) == 1 else "")


@pytest.mark.parametrize("state", [state for state in ANSWER_STATES if state != "value"])
def test_a_state_that_is_not_a_value_has_no_values(state):
    assert Answer(state).values == ()
    assert Answer(state).value == ""
    with pytest.raises(ValueError, match="exactly when"):
        Answer(state, ("labour",))


def test_a_value_without_values_is_not_an_answer():
    with pytest.raises(ValueError, match="exactly when"):
        Answer("value")
    with pytest.raises(ValueError, match="exactly when"):
        Answer.of()


def test_the_four_silences_are_four_different_answers():
    assert len({NO, UNKNOWN, NOT_ASKED, REFUSED}) == 4


def test_the_wire_has_a_dutch_word_for_every_state_but_value():
    assert sorted(WIRE_STATES.values()) == sorted(set(ANSWER_STATES) - {"value"})
    wires = {code.wire for spec in CODED for code in standard.codes(spec.codes)}
    assert wires.isdisjoint(WIRE_STATES), "a code could not be told from a state"


# --- check --------------------------------------------------------------------------------------------------


def test_a_whole_signal_has_no_problems():
    assert check(DRAFT, TODAY) == ()


@given(st.data())
def test_any_answers_of_the_standard_may_be_kept(data):
    coded = {spec.id: data.draw(answers(spec), label=spec.id) for spec in CODED}
    assert check(replace(DRAFT, **coded), TODAY) == ()


@pytest.mark.parametrize("spec", REQUIRED_CODED, ids=lambda spec: spec.id)
@pytest.mark.parametrize("answer", [UNKNOWN, NO, REFUSED], ids=lambda answer: answer.state)
def test_every_required_answer_may_be_unknown_no_or_refused(spec, answer):
    assert rules(replace(DRAFT, **{spec.id: answer})) == []


@pytest.mark.parametrize("spec", REQUIRED_CODED, ids=lambda spec: spec.id)
def test_no_required_answer_may_be_silent(spec):
    assert rules(replace(DRAFT, **{spec.id: NOT_ASKED})) == [("answer.silent", spec.id)]


@pytest.mark.parametrize("state", ["unknown", "no", "refused"])
def test_when_may_be_unknown_no_or_refused_but_not_beside_a_date(state):
    assert rules(replace(DRAFT, when=None, when_state=state)) == []
    assert rules(replace(DRAFT, when_state=state)) == [("answer.silent", "when")]


@pytest.mark.parametrize("when", [None, DRAFT.when])
def test_when_is_asked_like_every_required_answer(when):
    assert rules(replace(DRAFT, when=when, when_state="not_asked")) == [("answer.silent", "when")]
    assert rules(replace(DRAFT, when=None, when_state="value")) == [("answer.silent", "when")]


def test_when_has_a_state_of_the_standard():
    assert rules(replace(DRAFT, when=None, when_state="maybe")) == [("code.unknown", "when")]


@pytest.mark.parametrize("spec", CODED, ids=lambda spec: spec.id)
def test_a_value_that_is_not_in_the_list_is_named(spec):
    [problem] = check(replace(DRAFT, **{spec.id: Answer.of("nonsense")}), TODAY)
    assert (problem.rule, problem.field, problem.params["value"]) == ("code.unknown", spec.id, "nonsense")


def test_a_very_long_nonsense_value_is_not_repeated_whole():
    [problem] = check(replace(DRAFT, what=Answer.of("x" * 10_000)), TODAY)
    assert len(problem.params["value"]) == 40


@pytest.mark.parametrize("spec", [s for s in CODED if s.kind == "code"], ids=lambda spec: spec.id)
def test_one_answer_is_one(spec):
    ids = [code.id for code in standard.codes(spec.codes)]
    extra = ids[1] if len(ids) > 1 else "nonsense"
    assert ("code.one", spec.id) in rules(replace(DRAFT, **{spec.id: Answer.of(ids[0], extra)}))


@pytest.mark.parametrize("spec", TEXTS, ids=lambda spec: spec.id)
def test_a_text_may_be_as_long_as_the_standard_says_and_no_longer(spec):
    assert rules(replace(DRAFT, **{spec.id: "é" * spec.max_length})) == []
    [problem] = check(replace(DRAFT, **{spec.id: "é" * (spec.max_length + 1)}), TODAY)
    assert problem.rule == "text.long"
    assert problem.params == {"most": spec.max_length, "length": spec.max_length + 1}


@given(st.dates())
def test_a_date_stands_exactly_between_1990_and_today(day):
    problem = date_problem(day, "when", TODAY)
    expected = "date.future" if day > TODAY else "date.ancient" if day < EARLIEST else None
    assert (problem.rule if problem else None) == expected


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (replace(DRAFT, when=date(2062, 1, 1)), ("date.future", "when")),
        (with_observation(seen_on=TODAY + timedelta(days=1)), ("date.future", "seen_on")),
        (with_observation(happened_on=date(1989, 12, 31)), ("date.ancient", "happened_on")),
        (with_person(birth_date=date(1899, 12, 31)), ("date.ancient", "birth_date")),
        (with_person(birth_date=TODAY + timedelta(days=1)), ("date.future", "birth_date")),
        (with_observation(provenance="gossip"), ("code.unknown", "provenance")),
        (with_observation(answer="maybe"), ("code.unknown", "observations")),
        (with_person(roles=("bystander",)), ("code.unknown", "roles")),
        (with_person(roles=("possible_perpetrator",)), ("perpetrators.off", "persons")),
        (with_observation(certainty="surely"), ("code.unknown", "certainty")),
        (with_person(age_class=Answer.of("ancient")), ("code.unknown", "age_class")),
        (with_person(sex=Answer.of("female", "male")), ("code.one", "sex")),
        (replace(DRAFT, narrative="a\x00b"), ("text.signs", "narrative")),
        (replace(DRAFT, place="half \udfff"), ("text.signs", "place")),
        (with_person(last_name="\x00"), ("text.signs", "last_name")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_stand_is_named_at_its_field(draft, found):
    assert rules(draft) == [found]


def test_a_person_may_be_older_than_a_signal_may_be():
    assert rules(with_person(birth_date=date(1950, 5, 5))) == []


def test_today_is_not_yet_the_future():
    assert rules(replace(DRAFT, when=TODAY)) == []


@given(st.sets(st.sampled_from([spec.id for spec in REQUIRED_CODED]), min_size=1))
def test_every_problem_is_told_at_once(silent):
    draft = replace(DRAFT, **dict.fromkeys(silent, NOT_ASKED), when=date(2062, 1, 1), narrative="x" * 10_001)
    found = set(rules(draft))
    assert found == {("answer.silent", name) for name in silent} | {("date.future", "when"), ("text.long", "narrative")}


@given(st.data())
def test_every_problem_can_be_said_in_both_languages(data):
    draft = replace(
        DRAFT,
        what=Answer.of(data.draw(st.text(min_size=1, max_size=60))),
        when=data.draw(st.none() | st.dates()),
        place="x" * data.draw(st.integers(490, 510)),
        persons=(Person((data.draw(st.text(max_size=50)),), birth_date=data.draw(st.dates())),),
    )
    for problem in check(draft, TODAY):
        assert all(say_problem(problem, language) for language in LANGUAGES)


def test_the_draft_has_every_field_of_the_standard_and_names_them_the_same():
    assert {spec.id for spec in standard.fields()} <= set(DRAFT_FIELDS)
    assert set(DRAFT_FIELDS) - {spec.id for spec in standard.fields()} == {
        "when_state",
        "observations",
        "persons",
        "details",
    }
