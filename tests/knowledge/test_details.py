"""The further answers keep their meaning, stay in their field group, and point at nobody while that is off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.details import (
    Detail,
    by_group,
    check_details,
    detail_field,
    names_someone,
    offered,
    relevant,
    text_warnings,
)
from zicht.knowledge.signal import ANSWER_STATES, NO, UNKNOWN, Answer, Person, SignalDraft, known_answers

TODAY = date(2026, 11, 24)
SHAPED = {"postcode": "3511 AB", "business_number": "12345678", "phase_country": "NL", "age_at_start": "17"}
OTHERS = [f for f in standard.detail_fields() if f.group == "possible_perpetrators"]
DRAFT = SignalDraft(
    what=UNKNOWN, where=UNKNOWN, when=TODAY, who=UNKNOWN, acute=NO, known_via=UNKNOWN, capacity=UNKNOWN, contact=NO
)
STATES = [state for state in ANSWER_STATES if state != "value"]


def good(spec):
    """A strategy of answers that may stand in a field."""
    if spec.kind == "date":
        days = st.integers(0, 9000).map(lambda n: (TODAY - timedelta(days=n)).isoformat())
        return days.map(Answer.of)
    if spec.kind == "text":
        return st.just(Answer.of(SHAPED.get(spec.id, "tekst")))
    ids = [code.id for code in standard.codes(spec.codes)]
    most = 1 if spec.kind == "code" else 4
    return st.lists(st.sampled_from(ids), min_size=1, max_size=most).map(lambda found: Answer.of(*found))


@st.composite
def details(draw):
    """Answers of which each may stand, to different things."""
    asked = draw(st.sets(st.tuples(st.sampled_from(standard.detail_fields()), st.integers(1, 3)), max_size=12))
    return tuple(
        Detail(spec.id, number, draw(good(spec) | st.sampled_from(STATES).map(Answer))) for spec, number in asked
    )


def rules(problems):
    return {problem.rule for problem in problems}


@given(details())
def test_answers_that_may_stand_have_no_problem_but_an_end_before_its_beginning(given_details):
    assert rules(check_details(given_details, TODAY, perpetrators_on=True)) <= {"date.order"}


@given(details())
def test_no_answer_is_lost_or_told_twice_when_they_are_put_in_their_groups(given_details):
    kept = [detail for group in by_group(given_details).values() for detail in group]
    assert sorted(map(repr, kept)) == sorted(map(repr, given_details))


@given(details())
def test_what_points_at_another_is_refused_while_that_is_off(given_details):
    refused = {p.field for p in check_details(given_details, TODAY) if p.rule == "perpetrators.off"}
    assert refused == {d.field for d in by_group(given_details).get("possible_perpetrators", ())}


@pytest.mark.parametrize("spec", standard.detail_fields(), ids=lambda spec: spec.id)
@pytest.mark.parametrize("state", STATES)
def test_every_field_takes_every_state_that_is_not_a_value(spec, state):
    assert check_details([Detail(spec.id, 1, Answer(state))], TODAY, perpetrators_on=True) == ()


@pytest.mark.parametrize("spec", standard.detail_fields(), ids=lambda spec: spec.id)
def test_nonsense_is_told_at_its_field(spec):
    nonsense = {"date": "gisteren", "text": "x" * (spec.max_length + 1)}.get(spec.kind, "bestaat_niet")
    found = check_details([Detail(spec.id, 1, Answer.of(nonsense))], TODAY, perpetrators_on=True)
    assert {problem.field for problem in found} == {spec.id}


@pytest.mark.parametrize("spec", [f for f in standard.detail_fields() if f.kind == "date"], ids=lambda spec: spec.id)
def test_a_date_in_2062_is_refused(spec):
    assert rules(check_details([Detail(spec.id, 1, Answer.of("2062-01-01"))], TODAY)) == {"date.future"}


@pytest.mark.parametrize("spec", [f for f in standard.detail_fields() if f.kind != "codes"], ids=lambda spec: spec.id)
def test_a_field_of_one_answer_takes_one(spec):
    two = Answer("value", ("a", "b"))
    assert "code.one" in rules(check_details([Detail(spec.id, 1, two)], TODAY, perpetrators_on=True))


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_signs_that_no_database_keeps_are_refused(sign):
    assert rules(check_details([Detail("address", 1, Answer.of(f"a{sign}"))], TODAY)) == {"text.signs"}


@pytest.mark.parametrize(
    ("field", "text"),
    [("postcode", "0511 AB"), ("postcode", "3511AO1"), ("business_number", "1234567"), ("phase_country", "Nederland")],
)
def test_a_number_of_another_shape_is_refused(field, text):
    found = check_details([Detail(field, 1, Answer.of(text))], TODAY, perpetrators_on=True)
    assert rules(found) & {"text.shape", "text.long"}


def test_the_same_question_about_the_same_thing_is_answered_once():
    one = Detail("place_kind", 1, Answer.of("hotel"))
    assert rules(check_details([one, one], TODAY)) == {"answer.twice"}
    assert check_details([one, Detail("place_kind", 2, Answer.of("home"))], TODAY) == ()


def test_a_part_of_the_course_does_not_end_before_it_begins():
    begin, end = Detail("phase_from", 1, Answer.of("2026-05-02")), Detail("phase_until", 1, Answer.of("2026-05-01"))
    assert rules(check_details([begin, end], TODAY)) == {"date.order"}
    assert check_details([begin, Detail("phase_until", 2, Answer.of("2026-05-01"))], TODAY) == ()


@pytest.mark.parametrize("owner", ["business_owner", "vehicle_owner", "phone_owner", "profile_owner"])
def test_what_is_marked_as_the_victims_own_is_identity_and_may_stand(owner):
    entity = detail_field(owner).entity
    texts = [f for f in OTHERS if f.entity == entity and f.kind == "text"]
    of_it = [Detail(f.id, 1, Answer.of("12345678")) for f in texts]
    own, other = Detail(owner, 1, Answer.of("victim")), Detail(owner, 1, Answer.of("someone_else"))
    assert set(by_group([*of_it, own])) == {"identity"}
    assert check_details([*of_it, own], TODAY) == ()
    assert set(by_group([*of_it, other])) == {"possible_perpetrators"}
    assert set(by_group([*of_it, Detail(owner, 2, Answer.of("victim"))])) == {"identity", "possible_perpetrators"}


@pytest.mark.parametrize("spec", OTHERS, ids=lambda spec: spec.id)
def test_every_field_on_another_is_off(spec):
    assert "perpetrators.off" in rules(check_details([Detail(spec.id, 1, UNKNOWN)], TODAY))


def test_status_stands_in_its_own_group_and_nowhere_else():
    assert [f.id for f in standard.detail_fields() if f.codes == "residence_status"] == ["residence_permit"]
    assert set(by_group([Detail("residence_permit", 1, Answer.of("without"))])) == {"status"}


def test_sector_is_asked_when_work_is_suspected_and_not_otherwise():
    sector, place = detail_field("sector"), detail_field("place_kind")
    labour = known_answers(replace(DRAFT, what=Answer.of("labour")))
    assert relevant(sector, labour) and relevant(place, labour)
    assert not relevant(sector, known_answers(replace(DRAFT, what=Answer.of("organ_removal"))))
    assert not relevant(sector, known_answers(replace(DRAFT, what=NO)))


def test_a_further_answer_and_a_role_make_a_question_relevant_too():
    told = [Detail("notified_to", 1, Answer.of("comensha"))]
    assert relevant(detail_field("dossier"), known_answers(DRAFT, told))
    assert not relevant(detail_field("dossier"), known_answers(DRAFT))
    with_role = replace(DRAFT, persons=(Person(("facilitator",)),))
    assert relevant(detail_field("possible_role"), known_answers(with_role))


def test_every_condition_names_a_question_and_codes_that_exist():
    lists = {"what": "form", "role": "role", "who": "age_class"}
    for spec in standard.detail_fields():
        if spec.asked_when:
            field_id, _, codes = spec.asked_when.partition(":")
            known = lists.get(field_id) or detail_field(field_id).codes
            assert set(codes.split(",")) <= {code.id for code in standard.codes(known)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("De auto had kenteken 12-ABC-3.", "plate"),
        ("Bel hem op 06-12345678", "phone"),
        ("nummer +31 6 1234 5678 hing op", "phone"),
        ("kijk op www.voorbeeld.example/advertentie", "profile"),
        ("zijn account is @knabbel_01", "profile"),
        ("Haar pooier heet Wobbe", "name"),
    ],
)
def test_a_text_that_points_at_another_gets_a_warning_that_refuses_nothing(text, kind):
    assert names_someone(text) == (kind,)
    (warning,) = text_warnings({"narrative": text})
    assert (warning.field, warning.severity, warning.params["kinds"]) == ("narrative", "warning", kind)


@pytest.mark.parametrize(
    "text",
    ["Zij slaapt op een matras.", "Op 12-11-2026 om 14:30 uur.", "De baas is er nooit.", "Postcode 3511 AB, 2 kamers"],
)
def test_an_ordinary_text_gets_no_warning(text):
    assert names_someone(text) == ()
    assert text_warnings({"narrative": text}) == ()


def test_an_unknown_field_is_a_defect_of_ours():
    with pytest.raises(Defect, match="unknown_field"):
        detail_field("bestaat_niet")


@pytest.mark.parametrize("form", [code.id for code in standard.codes("form")])
def test_only_kinds_of_the_suspected_form_are_offered(form):
    (spec,) = (spec for spec in standard.detail_fields() if spec.id == "sub_form")
    assert {code.within for code in offered(spec, {"what": (form,)})} <= {form}


def test_without_a_suspected_form_every_kind_is_offered_and_what_was_chosen_stays():
    (spec,) = (spec for spec in standard.detail_fields() if spec.id == "sub_form")
    assert offered(spec, {}) == standard.codes("sub_form")
    labour = {code.id for code in offered(spec, {"what": ("labour",), "sub_form": ("window",)})}
    assert labour == {"child_labour", "window"}
