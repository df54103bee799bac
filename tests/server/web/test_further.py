"""The further answers of the form: read back as they were given, each state apart, each problem at its own name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.details import Detail
from zicht.knowledge.signal import NO, REFUSED, UNKNOWN, Answer, warnings
from zicht.server.web.professional import further
from zicht.server.web.professional.fields import Shown
from zicht.server.web.professional.further import COUNT, STATE, detail_name, shown_numbers
from zicht.server.web.professional.further_fields import Further
from zicht.server.web.professional.given import Given
from zicht.server.web.professional.parsing import parse

TODAY = date(2026, 3, 1)
EIGHT = {
    "wat": ("arbeid",),
    "waar": ("lindeveen",),
    "wanneer": ("2026-02-03",),
    "wie": ("volwassene",),
    "acuut": ("nee",),
    "bekend_via": ("gezien",),
    "hoedanigheid": ("zorg",),
    "contact": ("nee",),
}
SPECS = {spec.id: spec for spec in standard.detail_fields()}
OPEN = [spec for spec in SPECS.values() if spec.group != "possible_perpetrators"]
NUMBERS = st.integers(1, 9)
STATES = {"nee": NO, "onbekend": UNKNOWN, "geweigerd": REFUSED}


def name(field_id, number=1):
    return detail_name(SPECS[field_id], number)


def parsed(**sent):
    values = {key: (value,) if isinstance(value, str) else value for key, value in sent.items()}
    return parse(Given(EIGHT | values), TODAY, "nl")


def details(**sent):
    return {(d.field, d.number): d.answer for d in parsed(**sent).draft.details}


def groups(form, language="nl"):
    found = parse(form, TODAY, language)
    return {group.entity: group for group in Further(Shown(form, found.problems, language), found.draft).groups()}


def test_no_two_further_fields_have_the_same_name_and_none_has_that_of_another_field():
    names = [found for found, _, _ in further._names()]
    controls = [*names, *(found + STATE for found in names)]
    assert len(controls) == len(set(controls))


@pytest.mark.parametrize("spec", OPEN, ids=lambda spec: spec.id)
@pytest.mark.parametrize(("wire", "answer"), STATES.items())
def test_each_answer_that_is_no_value_keeps_its_own_meaning(spec, wire, answer):
    control = name(spec.id) + (STATE if spec.kind in ("date", "text") else "")
    assert details(**{control: wire}) == {(spec.id, 1): answer}


@pytest.mark.parametrize("spec", OPEN, ids=lambda spec: spec.id)
def test_what_is_left_empty_is_not_asked_and_nothing_is_kept(spec):
    assert details(**{name(spec.id): "", name(spec.id) + STATE: ""}) == {}


@pytest.mark.parametrize("spec", [s for s in OPEN if s.kind in ("code", "codes")], ids=lambda spec: spec.id)
def test_every_code_that_can_be_chosen_is_read_as_itself(spec):
    for code in standard.codes(spec.codes):
        assert details(**{name(spec.id): code.wire}) == {(spec.id, 1): Answer.of(code.id)}


@settings(max_examples=60, deadline=None)
@each(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["address", "place_kind", "phase_from", "notified_to", "place_role"]), st.integers(1, 9)
        ),
        st.sampled_from(["value", *STATES]),
        max_size=12,
    )
)
def test_several_things_never_mix_their_answers(given_answers):
    values = {"address": "Verzonnenlaan 1", "phase_from": "2025-01-01"}
    sent, expected = {}, {}
    for (field, number), kind in given_answers.items():
        spec = SPECS[field]
        control, answer = name(field, number), STATES.get(kind)
        if answer is not None:
            control += STATE if spec.kind in ("date", "text") else ""
            sent[control] = kind
        elif spec.kind in ("code", "codes"):
            code = standard.codes(spec.codes)[0]
            sent[control], answer = code.wire, Answer.of(code.id)
        else:
            sent[control], answer = values[field], Answer.of(values[field])
        expected[field, number] = answer
    found = parsed(**sent)
    assert {(d.field, d.number): d.answer for d in found.draft.details} == expected
    assert found.problems == {}


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        ("postcode", "nergens", "andere vorm"),
        ("phase_from", "een dinsdag", "geen datum"),
        ("phase_from", "2062-01-01", "toekomst"),
        ("notified_by", "x" * 121, "te lang"),
        ("place_kind", "luchtkasteel", "luchtkasteel"),
    ],
)
def test_a_problem_stands_at_the_thing_that_it_is_about(field, text, rule):
    found = parsed(**{name(field, 1): "", name(field, 3): text})
    assert list(found.problems) == [name(field, 3)]
    assert rule in found.problems[name(field, 3)]


def test_a_value_beside_an_answer_that_is_none_is_asked_about():
    wrong = parsed(**{name("address"): "Verzonnenlaan 1", name("address") + STATE: "onbekend"})
    assert list(wrong.problems) == [name("address")]


def test_dates_and_postcodes_are_read_as_people_write_them():
    found = details(**{name("phase_from"): "3-2-2025", name("postcode"): "1234 ab", name("phase_country"): "ro"})
    assert set(found.values()) == {Answer.of("2025-02-03"), Answer.of("1234 AB"), Answer.of("RO")}


def test_a_number_is_taken_only_when_it_is_the_victims_own():
    assert list(parsed(**{name("phone_number"): "0612345678"}).problems) == [name("phone_number")]
    own = parsed(**{name("phone_number"): "0612345678", name("phone_owner"): "slachtoffer"})
    assert own.problems == {}
    assert Detail("phone_number", 1, Answer.of("0612345678")) in own.draft.details
    other = parsed(**{name("phone_number"): "0612345678", name("phone_owner"): "ander"})
    assert name("phone_number") in other.problems


def test_what_is_told_of_the_possible_victim_makes_them_a_person_of_the_signal():
    (person,) = parsed(**{name("vulnerability"): "nee"}).draft.persons
    assert (person.roles, person.age_class) == (("presumed_victim",), Answer.of("adult"))
    assert parsed(**{name("address"): "Verzonnenlaan 1"}).draft.persons == ()


# -- what is shown ----------------------------------------------------------------------------------------------------


def asked(form):
    return {field.answer.name for group in groups(form).values() for field in group.fields}


@pytest.mark.parametrize("form", standard.codes("form"), ids=lambda code: code.id)
def test_only_what_the_answers_make_relevant_is_asked(form):
    found = asked(Given(EIGHT | {"wat": (form.wire,)}))
    for spec in standard.detail_fields():
        field, _, codes = spec.asked_when.partition(":")
        expected = not spec.asked_when or (field == "what" and form.id in codes.split(","))
        assert (name(spec.id) in found) == expected, spec.id


@pytest.mark.parametrize("form", ["sexual", "criminal", "labour", "domestic", "other"])
def test_only_the_kinds_of_what_was_suspected_can_be_chosen(form):
    kinds = {code.wire: code.within for code in standard.codes("sub_form")}
    (wire,) = (code.wire for code in standard.codes("form") if code.id == form)
    (field,) = (
        f.answer
        for f in groups(Given(EIGHT | {"wat": (wire,)}))["exploitation"].fields
        if f.answer.name == name("sub_form")
    )
    shown = {option.value for option in field.options} & set(kinds)
    assert shown == {kind for kind, within in kinds.items() if within == form}
    assert {"nee", "onbekend", "geweigerd"} <= {option.value for option in field.options}


def test_a_kind_that_was_chosen_can_still_be_seen_when_another_form_is_suspected():
    given = Given(EIGHT | {"wat": ("arbeid",), name("sub_form"): ("raam",)})
    (field,) = (f.answer for f in groups(given)["exploitation"].fields if f.answer.name == name("sub_form"))
    assert "raam" in {option.value for option in field.options}


def test_a_later_question_comes_with_the_answer_that_it_belongs_to():
    assert name("dossier") not in asked(Given(EIGHT))
    assert name("dossier") in asked(Given(EIGHT | {name("notified_to"): ("comensha",)}))


def test_the_role_of_a_possible_perpetrator_is_never_asked_while_that_is_off():
    for form in standard.codes("form"):
        assert name("possible_role") not in asked(Given(EIGHT | {"wat": (form.wire,)}))


def test_the_only_owner_to_choose_is_the_possible_victim():
    found = groups(Given(EIGHT))
    for entity in ("business", "vehicle", "phone", "profile"):
        (owner,) = (f.answer for f in found[entity].fields if f.answer.name.split("_")[-2] == "van")
        assert [option.value for option in owner.options] == ["", "slachtoffer"]
        assert "mogelijke slachtoffer zelf" in found[entity].hint


def test_what_was_answered_stays_to_be_seen_when_it_is_no_longer_relevant():
    sector = {name("sector"): ("onbekend",)}
    assert name("sector") in asked(Given(EIGHT | sector | {"wat": ("seksueel",)}))
    assert name("sector") not in asked(Given(EIGHT | {"wat": ("seksueel",)}))


@pytest.mark.parametrize(
    ("sent", "numbers"),
    [
        ({}, 1),
        ({COUNT + "place": ("3",)}, 3),
        ({COUNT + "place": ("0",)}, 1),
        ({COUNT + "place": ("²",)}, 1),
        ({COUNT + "place": ("999",)}, 1),
        ({COUNT + "place": ("99",)}, 9),
        ({name("address", 4): ("x",)}, 4),
        ({name("address", 5) + STATE: ("onbekend",)}, 5),
    ],
)
def test_as_many_places_are_shown_as_were_asked_for_or_filled_in(sent, numbers):
    assert shown_numbers(Given(EIGHT | sent), "place") == numbers
    labels = [field.answer.label for field in groups(Given(EIGHT | sent))["place"].fields]
    assert len(labels) == len(set(labels)) == numbers * 4


@pytest.mark.parametrize("entity", sorted(further.ONE))
def test_of_what_there_is_one_no_second_can_be_asked_for(entity):
    group = groups(Given(EIGHT | {COUNT + entity: ("4",)}))[entity]
    assert (group.more, len({f.answer.label for f in group.fields})) == ("", len(group.fields))


def test_a_no_can_be_chosen_where_it_says_something_and_only_there():
    found = groups(Given(EIGHT | {"wat": ("arbeid", "seksueel")}))
    fields = {f.answer.name: f for group in found.values() for f in group.fields}

    def can_say_no(field_id):
        field = fields[name(field_id)]
        return "nee" in {option.value for option in (field.instead or field.answer).options}

    for said in ("means", "vulnerability", "help_wanted", "notified_to", "other_explanation", "phase_until"):
        assert can_say_no(said), said
    for not_said in ("address", "postcode", "phase_from", "place_kind", "language"):
        assert not can_say_no(not_said), not_said
    for field in fields.values():
        if "van" not in field.answer.name.split("_"):
            offered = {option.value for option in (field.instead or field.answer).options}
            assert {"onbekend", "geweigerd"} <= offered


@pytest.mark.parametrize(
    ("text", "seen"),
    [("Bel hem op 06 12345678", "phone"), ("De auto was AB-123-C", "plate"), ("Zij huilt elke dag", "")],
)
@pytest.mark.parametrize("field", ["toelichting", name("other_explanation")])
def test_a_text_that_seems_to_name_someone_is_warned_about_and_never_refused(field, text, seen):
    found = parsed(**{field: text})
    assert found.problems == {}
    assert [problem.params["kinds"] for problem in warnings(found.draft)] == ([seen] if seen else [])
