"""HTCDS read back as a register: what it says is in the signal, and what it cannot say is told at its own case."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from registers.exchange.making import EVERYTHING, TODAY, answers, source
from worlds import draft as worlds_draft

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.answers import Answer
from zicht.knowledge.signal import Person
from zicht.registers import read
from zicht.registers.exchange import DIALECTS, as_json, as_register, cases, csv_file, is_htcds
from zicht.registers.exchange.status import POSSIBLE

NAMED = Person(("presumed_victim",), Answer("not_asked"), sex=Answer.of("female"), first_name="Testa",
               last_name="Voorbeeldnaam", birth_date=date(2000, 2, 3), nationality="RO")  # fmt: skip
FAST = settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PLAIN = {
    "narrative": "Ziet er bang uit\nen zwijgt",
    "place": "Voorbeeldkade 1",
    "contact_details": "",
    "contact_when": "",
}


def made(draft):
    found, _ = cases(source(draft), EVERYTHING)
    return found


def taken(data):
    incoming = as_register(data, "Andere organisatie")
    reading = read(incoming.data, incoming.mapping, TODAY)
    return incoming, reading, incoming.told(reading.problems)


CODED = ("what", "where", "who", "acute", "known_via", "capacity", "contact")


def plain_drafts():
    """A draft whose texts are ordinary and whose one person has a name; its answers are of any kind."""
    asked = {name: answers(standard.field(name)).filter(lambda one: one.state != "not_asked") for name in CODED}
    days = st.just({"when": date(2025, 3, 4), "when_state": "value"}) | st.just({"when": None, "when_state": "refused"})
    return st.builds(
        lambda coded, day: replace(
            worlds_draft(), persons=(NAMED,), observations=(), details=(), **PLAIN, **coded, **day
        ),
        st.fixed_dictionaries(asked),
        days,
    )


@FAST
@given(plain_drafts())
def test_every_case_is_a_row_and_what_it_says_is_in_the_signal(draft):
    _, reading, problems = taken(as_json(made(draft), {}))
    assert (reading.read, len(reading.rows)) == (1, 1), problems
    back = reading.rows[0].draft
    (person,) = back.persons
    assert (person.first_name, person.last_name, person.birth_date) == ("Testa", "Voorbeeldnaam", date(2000, 2, 3))
    assert (person.roles, person.nationality) == (("presumed_victim",), "RO")
    assert back.narrative == draft.narrative
    assert back.when == draft.when


@FAST
@given(plain_drafts())
def test_an_answer_that_is_no_value_keeps_its_kind_and_a_silent_one_is_told(draft):
    _, reading, problems = taken(as_json(made(draft), {}))
    back = reading.rows[0].draft
    silent = {problem.field for problem in problems if problem.rule == "import.htcds.silent"}
    for name in ("what", "where", "who", "acute", "known_via", "capacity", "contact"):
        before, after = getattr(draft, name), getattr(back, name)
        if name in silent:
            assert after == Answer("unknown")
        elif before.state != "value":
            assert after == before
        else:
            assert set(after.values) <= set(before.values) or any(p.severity == "warning" for p in problems)
    assert {"acute", "known_via", "capacity", "contact", "who"} <= silent


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_is_recognised_and_read_at_the_lines_of_its_own_file(dialect):
    draft = replace(worlds_draft(), persons=(NAMED,), **PLAIN)
    data = csv_file([*made(draft), *made(draft)], dialect)
    assert is_htcds(data)
    incoming, reading, _ = taken(data)
    starts = [at for at, line in enumerate(data.decode("utf-8-sig").splitlines(), 1) if "Testa" in line]
    assert len(starts) == reading.read == 2
    assert sorted(incoming.numbers.values()) == [first(data, at) for at in (1, 2)]


def first(data, row):
    """The line on which the n-th row below the header begins, as the CSV reader of the language counts lines."""
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    for _ in range(row):
        next(reader)
    return reader.line_num + 1


def test_a_second_row_of_labels_is_no_case():
    text = "prs_FirstName,prs_SecondName,vic_TraffickingStatus\nFirst name,Second name,Trafficking status\n"
    incoming, reading, _ = taken(f"{text}Testa,Voorbeeldnaam,PossibleVictimOfTrafficking\n".encode())
    assert reading.read == 1
    assert list(incoming.numbers.values()) == [3]


def test_what_cannot_be_read_back_is_told_at_its_case_and_its_text_is_not_printed():
    case = {"id": "7", "prs": {"prs_FirstName": "Testa", "prs_Gender": "Kanariecode", "prs_Onzin": "Kanarie"},
            "vic": {"vic_TraffickingStatus": "PossibleVictimOfTrafficking"}}  # fmt: skip
    data = json.dumps({"schema": "zicht.htcds/1", "cases": [dict(case, id="6", prs={}), case]}).encode()
    _, _, problems = taken(data)
    told = {(p.row, p.column, p.rule) for p in problems if p.column.startswith("prs_")}
    assert told == {(2, "prs_Gender", "import.htcds.unknown_code"), (2, "prs_Onzin", "import.htcds.unknown_column")}
    assert "Kanarie" not in repr(problems)


def test_a_city_of_an_event_is_that_of_the_event_and_not_where_it_was_seen():
    text = f"prs_FirstName,hte_City,vic_TraffickingStatus\nTesta,Vechterdam,{POSSIBLE}\nTestb,Nergens,{POSSIBLE}\n"
    _, reading, problems = taken(text.encode())
    assert [row.draft.where.state for row in reading.rows] == ["unknown", "unknown"]
    assert [[detail.field for detail in row.draft.details] for row in reading.rows] == [["phase_municipality"], []]
    assert [(p.row, p.rule) for p in problems if p.column == "hte_City"] == [(3, "import.htcds.no_meaning")]


def test_a_case_of_nobody_says_whose_role_is_not_known_is_rejected_and_not_guessed():
    _, reading, problems = taken(b"prs_FirstName,prs_SecondName,prs_Gender\nTesta,Voorbeeldnaam,Female\n")
    assert (reading.read, len(reading.rows)) == (1, 0)
    assert "import.role_missing" in {problem.rule for problem in problems}


def test_a_required_answer_that_was_not_asked_is_not_made_unknown():
    draft = replace(worlds_draft(), persons=(NAMED,), observations=(), details=(), what=Answer("not_asked"))
    _, reading, problems = taken(as_json(made(draft), {}))
    assert reading.rejected
    assert [(p.row, p.field, p.rule) for p in problems if p.severity == "error"] == [(1, "what", "answer.silent")]


def test_a_file_that_breaks_off_in_a_cell_is_told():
    with pytest.raises(InputProblems):
        as_register(b"prs_FirstName,prs_SecondName,hte_Date\n" + b"a" * 200_000 + b",b,c\n", "Bron")


def test_a_formula_in_a_name_is_never_passed_on():
    _, reading, _ = taken(
        b'prs_FirstName,prs_SecondName,vic_TraffickingStatus\n"=HYPERLINK(1)",Voorbeeldnaam,PossibleVictimOfTrafficking\n'
    )
    assert reading.rows[0].draft.persons[0].first_name == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Nr;Soort;Naam\n1;SX;Nepnaam\n",
        b'{"cases": []}',
        b"prs_FirstName,Soort,Gemeente,Datum,Leeftijd,Spoed\n1,2,3,4,5,6\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
    ],
)
def test_another_file_is_not_taken_for_htcds(data):
    assert not is_htcds(data)


@pytest.mark.parametrize(
    "data",
    [b'{"schema": "zicht.htcds/1"}', b'{"schema": "zicht.htcds/1", "cases": []}', b'{"schema": "zicht.htcds/1", '],
)
def test_a_broken_htcds_file_is_told(data):
    with pytest.raises(InputProblems):
        as_register(data, "Bron")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_looking_at_any_bytes_never_raises(data):
    is_htcds(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_cells_under_columns_of_htcds_are_read_or_told_and_every_case_counts(found):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["prs_FirstName", "hte_Date", "vic_TraffickingStatus"])
    writer.writerows([["x", *row[1:]] for row in found])
    incoming, reading, problems = taken(out.getvalue().encode("utf-8", "replace"))
    assert reading.read == len(found) == len(incoming.numbers)
    assert len(reading.rows) + len(reading.rejected) == reading.read
    assert all(problem.row in incoming.numbers.values() for problem in problems if problem.row)
