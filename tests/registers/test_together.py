"""Rows that are persons: one number, several persons, one signal; what cannot be one is refused with its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.registers import NOTHING_KNOWN, Placing, RememberedRows, Stream, Totals, load_mapping, read
from zicht.registers.mapping_text import mapping_text
from zicht.registers.quality_rows import row_facts
from zicht.registers.together import MOST

TODAY = date(2026, 6, 1)
CONSTANTS = ("waar", "wie", "acuut", "bekendVia", "hoedanigheid", "contact")
TEXT = """
source = "Verzonnen register"
id = "Nr"
rows = "persons"
date_formats = ["dd-mm-jjjj"]
[fields.wat]
column = "Soort"
[fields.wanneer]
column = "Datum"
[fields.toelichting]
column = "Tekst"
[fields.naam]
column = "Naam"
[fields.geboortedatum]
column = "Geboren"
[fields.rol]
column = "Rol"
[fields.taal]
column = "Taal"
""" + "".join(f'[fields.{name}]\nconstant = "onbekend"\n' for name in CONSTANTS)
MAPPING = load_mapping(TEXT)
HEAD = "Nr;Soort;Datum;Tekst;Naam;Geboren;Rol;Taal"


def line(number, name="Proef-Jansma", *, text="Deur op slot", kind="arbeid", born="14-03-1999", language="",
         role="mogelijk_slachtoffer", seen="02-01-2025"):  # fmt: skip
    return f"{number};{kind};{seen};{text};{name};{born};{role};{language}"


def file_of(*lines):
    return "\n".join([HEAD, *lines, ""]).encode()


def taken(*lines, known=NOTHING_KNOWN):
    return read(file_of(*lines), MAPPING, TODAY, known)


def streamed(data, size, known=NOTHING_KNOWN) -> Totals:
    stream = Stream(data, MAPPING, TODAY)
    survey = stream.survey()
    placing, standings = Placing(known, survey.repeated), Counter()
    for batch in stream.batches(survey, size):
        standings.update(placing.place(batch.rows))
    return stream.totals(standings)


def errors(reading):
    return [problem for problem in reading.problems if problem.severity == "error"]


def rules(reading):
    return [(problem.row, problem.rule, problem.params.get("rows")) for problem in errors(reading)]


def test_rows_with_one_number_are_one_signal_with_a_person_each_and_each_line_counts():
    found = taken(line(1, "Fictief, Eva"), line(1, "Fictief, Bo", role="getuige"), line(2, "Proef, An"))
    assert (found.read, len(found.rows), found.rejected, found.count("new")) == (3, 3, (), 3)
    first, second, other = found.rows
    assert (first.part, second.part, other.part) == (False, True, False)
    assert first.draft == second.draft
    assert [person.first_name for person in first.draft.persons] == ["Eva", "Bo"]
    assert [person.roles for person in first.draft.persons] == [("presumed_victim",), ("witness",)]
    assert [row.said.persons[0].first_name for row in found.rows] == ["Eva", "Bo", "An"]


def test_two_persons_of_whom_nothing_differs_are_two_persons():
    """Two unnamed minors found together say the same and are not one."""
    alike = line(1, "", born="")
    (first, _) = taken(alike, alike).rows
    assert len(first.draft.persons) == 2


def test_what_is_said_of_a_person_goes_with_that_person():
    found = taken(line(1, "A", language="Pools"), line(1, "B"), line(1, "C", language="Turks"))
    said = {detail.number: detail.answer.value for detail in found.rows[0].draft.details}
    assert said == {1: "Pools", 3: "Turks"}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"text": "Iets anders"}, "narrative"), ({"kind": "seksueel"}, "what"), ({"seen": "03-01-2025"}, "when")],
)
def test_rows_that_contradict_each_other_on_the_signal_are_all_refused_with_their_rows(change, field):
    found = taken(line(1, "A"), line(1, "B", **change), line(2, "C"))
    assert found.rejected == (2, 3)
    assert rules(found) == [(2, "import.signal_differs", "2, 3"), (3, "import.signal_differs", "2, 3")]
    assert {problem.field for problem in errors(found)} == {field}
    assert all(problem.column for problem in errors(found))


def test_half_a_signal_is_never_kept():
    found = taken(line(1, "A"), line(1, "B", born="99-99-1999"), line(2, "C"))
    assert found.rejected == (2, 3)
    assert (2, "import.id_part_refused", "3") in rules(found)
    assert [row.number for row in found.rows] == [4]


def test_the_same_number_further_on_is_set_apart_and_told_where():
    found = taken(line(1, "A"), line(1, "B"), line(2, "C"), line(1, "D"))
    assert found.rejected == (2, 3, 5)
    assert rules(found) == [(row, "import.id_apart", "2, 5") for row in (2, 3, 5)]


def test_007_and_7_stand_together_and_are_no_signal():
    assert taken(line("007", "A"), line("7", "B")).rejected == (2, 3)


def test_rows_without_a_number_are_each_a_signal():
    found = taken(line("", "A"), line("", "B"))
    assert [len(row.draft.persons) for row in found.rows] == [1, 1]


def test_a_row_of_totals_or_column_names_in_between_parts_nobody():
    found = taken(line(1, "A"), HEAD, line(1, "B"))
    assert (found.read, found.rejected, len(found.rows[0].draft.persons)) == (2, (), 2)


@pytest.mark.parametrize(("rows", "kept"), [(MOST, MOST), (MOST + 1, 0)])
def test_a_number_at_very_many_rows_is_no_number_of_a_signal(rows, kept):
    lines = [line(1, f"Naam{at}") for at in range(rows)]
    assert len(taken(*lines).rows) == kept
    assert streamed(file_of(*lines), 7).valid == kept


def test_without_the_word_in_the_mapping_nothing_is_joined():
    plain = replace(MAPPING, rows_are_persons=False)
    found = read(file_of(line(1, "A"), line(1, "B")), plain, TODAY)
    assert {problem.rule for problem in errors(found)} == {"import.id_twice"}
    assert found.rejected == (2, 3)


def test_the_mapping_is_written_as_it_is_read():
    assert load_mapping(mapping_text(MAPPING)) == MAPPING
    assert load_mapping(TEXT.replace('"persons"', '"signals"')).rows_are_persons is False


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('id = "Nr"\n', "", "import.mapping_missing"),
        ('rows = "persons"', 'rows = "person"', "import.mapping_choice_near"),
        ('rows = "persons"', "rows = 3", "import.mapping_type"),
    ],
)
def test_a_mapping_that_cannot_say_which_rows_belong_together_is_refused(old, new, rule):
    with pytest.raises(InputProblems) as told:
        load_mapping(TEXT.replace(old, new))
    assert rule in {problem.rule for problem in told.value.problems}


def test_rows_are_no_persons_where_no_column_tells_of_one():
    text = TEXT.replace('[fields.naam]\ncolumn = "Naam"\n', "")
    text = text.replace('[fields.geboortedatum]\ncolumn = "Geboren"\n', "")
    text = text.replace('[fields.rol]\ncolumn = "Rol"', '[fields.rol]\nconstant = "getuige"')
    with pytest.raises(InputProblems) as told:
        load_mapping(text)
    assert [problem.rule for problem in told.value.problems] == ["import.mapping_no_person"]


def test_the_quality_report_counts_what_each_line_says():
    """Four persons in two signals: nobody stands there twice, whatever the signals hold together."""
    facts = row_facts(taken(line(1, "A"), line(1, "B"), line(2, "C", role="getuige"), line(2, "D")), MAPPING)
    assert [fact.person[0] for fact in facts] == ["a", "b", "c", "d"]
    assert [fact.in_scope for fact in facts] == [True, True, False, True]
    assert len({fact.says for fact in facts}) == 4


ROWS = st.lists(
    st.builds(
        line,
        st.sampled_from(["1", "2", "007", "7", ""]),
        st.sampled_from(["A", "B", ""]),
        text=st.sampled_from(["Deur", "Deur", "Deur", "Slot"]),
        born=st.sampled_from(["14-03-1999", "", "morgen"]),
        language=st.sampled_from(["", "", "Pools"]),
    )
    | st.sampled_from([HEAD, "1;2", "Totaal;;;;;;;"]),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(1, 5))
def test_batch_by_batch_it_is_the_same_as_at_once_and_nothing_is_dropped(lines, size):
    whole = taken(*lines)
    parts = streamed(file_of(*lines), size)
    assert replace(parts, problems=()) == replace(Totals.of(whole), problems=())
    assert Counter(map(repr, parts.problems)) == Counter(map(repr, whole.problems))
    assert whole.read == len(whole.rows) + len(whole.rejected)
    told = {problem.row for problem in whole.problems if problem.severity == "error"}
    assert set(whole.rejected) == told
    for row in whole.rows:
        if row.source_id:
            beside = [one for one in whole.rows if one.source_id == row.source_id]
            assert sum(not one.part for one in beside) == 1, "one signal for each number"
            assert len(row.draft.persons) == sum(len(one.said.persons) for one in beside)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 5))
def test_what_was_kept_is_known_the_next_time(lines, size):
    first = taken(*lines)
    known = RememberedRows().with_new(first.rows)
    again = streamed(file_of(*lines), size, known)
    assert (again.count("new"), again.count("already_known")) == (0, len(first.rows))


def test_a_person_more_makes_a_signal_that_was_kept_a_changed_one():
    known = RememberedRows().with_new(taken(line(1, "A")).rows)
    assert [row.standing for row in taken(line(1, "A"), line(1, "B"), known=known).rows] == ["changed", "changed"]
