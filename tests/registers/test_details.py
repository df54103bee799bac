"""The further fields of the standard are filled by a mapping like any other, and keep their meaning."""

import pytest

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.signal import Answer, Detail
from zicht.registers import load_mapping, read
from zicht.registers.mapping import targets

BASE = """
source = "Verzonnen Register"
id = "Nr"
[fields.wat]
column = "Soort"
[fields.waar]
constant = "onbekend"
[fields.wanneer]
constant = "onbekend"
[fields.wie]
constant = "onbekend"
[fields.acuut]
constant = "onbekend"
[fields.bekendVia]
constant = "onbekend"
[fields.hoedanigheid]
constant = "onbekend"
[fields.contact]
constant = "onbekend"
"""


def read_one(write, fields, on=False, **cells):
    header, row = ";".join(["Nr", "Soort", *cells]), ";".join(["1", "arbeid", *cells.values()])
    mapping = load_mapping(BASE + "\n".join(f'[fields.{wire}]\ncolumn = "{column}"' for wire, column in fields.items()))
    return read(f"{header}\n{row}\n".encode(), mapping, write.TODAY, perpetrators_on=on)


def test_every_further_field_is_a_target_under_a_name_of_its_own():
    found = targets()
    assert {spec.id for spec in standard.detail_fields()} <= set(found)
    wires = [target.wire for target in found.values()]
    assert len(wires) == len(set(wires))


def test_a_row_becomes_a_draft_with_details(write):
    fields = {"middelen": "Middel", "faseVanaf": "Vanaf", "postcode": "Postcode", "leeftijdBegin": "Begin"}
    reading = read_one(write, fields, Middel="schuld", Vanaf="01-02-2024", Postcode="9999zz", Begin="16 jaar")
    assert reading.problems == ()
    assert set(reading.rows[0].draft.details) == {
        Detail("means", 1, Answer.of("debt")),
        Detail("phase_from", 1, Answer.of("2024-02-01")),
        Detail("postcode", 1, Answer.of("9999 ZZ")),
        Detail("age_at_start", 1, Answer.of("16")),
    }


@pytest.mark.parametrize(("word", "state"), [("onbekend", "unknown"), ("weigert", "refused"), ("nee", "no")])
@pytest.mark.parametrize(("wire", "field"), [("middelen", "means"), ("faseVanaf", "phase_from"), ("taal", "language")])
def test_a_state_stays_that_state_for_a_code_a_date_and_a_text(write, wire, field, word, state):
    (row,) = read_one(write, {wire: "Cel"}, Cel=word).rows
    assert row.draft.details == (Detail(field, 1, Answer(state)),)


@pytest.mark.parametrize("word", ["", "niet gevraagd"])
def test_what_was_not_asked_leaves_no_answer(write, word):
    reading = read_one(write, {"middelen": "Cel", "taal": "Twee"}, Cel=word, Twee="Pools")
    assert reading.rows[0].draft.details == (Detail("language", 1, Answer.of("Pools")),)


def test_what_points_at_a_possible_perpetrator_is_refused_until_it_is_on(write):
    off = read_one(write, {"kenteken": "Auto"}, Auto="99-XXX-9")
    assert [(p.rule, p.column) for p in off.problems] == [("perpetrators.off", "Auto")]
    on = read_one(write, {"kenteken": "Auto"}, on=True, Auto="99-XXX-9")
    assert on.rows[0].draft.details == (Detail("plate", 1, Answer.of("99-XXX-9")),)


def test_the_victims_own_phone_needs_no_switch(write):
    fields = {"telefoonnummer": "Tel", "telefoonnummerVan": "Van"}
    reading = read_one(write, fields, Tel="0600000001", Van="slachtoffer")
    assert {detail.field for detail in reading.rows[0].draft.details} == {"phone_number", "phone_owner"}


def test_a_further_answer_that_the_standard_refuses_is_told_at_its_column(write):
    reading = read_one(write, {"postcode": "Post"}, Post="ergens")
    assert [(p.rule, p.column, p.row) for p in reading.problems] == [("text.shape", "Post", 2)]


def test_a_course_that_ends_before_it_begins_is_told(write):
    reading = read_one(write, {"faseVanaf": "Van", "faseTot": "Tot"}, Van="01-02-2024", Tot="01-01-2024")
    assert [(p.rule, p.column) for p in reading.problems] == [("date.order", "Tot")]


def test_a_name_in_one_column_becomes_two_and_not_beside_its_parts(write):
    role = '\n[fields.rol]\nconstant = "mogelijk_slachtoffer"\n[fields.naam]\ncolumn = "Naam"\n'
    data = b"Nr;Soort;Naam\n1;arbeid;Fictief, Eva van\n"
    (row,) = read(data, load_mapping(BASE + role), write.TODAY).rows
    assert (row.draft.persons[0].first_name, row.draft.persons[0].last_name) == ("Eva", "van Fictief")
    with pytest.raises(InputProblems) as refused:
        load_mapping(f'{BASE}{role}[fields.voornaam]\ncolumn = "Soort"\n')
    assert [problem.rule for problem in refused.value.problems] == ["import.mapping_name_twice"]
