"""The files themselves: there and back, three dialects alike, unknown codes kept apart, nothing a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import re

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registers.exchange.making import EVERYTHING, SILENT, blank, drafts, every_code, source

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.answers import Answer
from zicht.knowledge.signal import Detail, Person
from zicht.registers.exchange import (
    DIALECTS,
    Case,
    answers,
    as_json,
    cases,
    column_losses,
    csv_file,
    csv_tables,
    ctdc_description,
    ctdc_file,
    json_schema,
    read_csv,
    read_json,
    read_tables,
    said,
)
from zicht.registers.exchange.case import Thing
from zicht.registers.exchange.cells import guarded, read, unguarded, written
from zicht.registers.exchange.ctdc import flags, mapped
from zicht.registers.exchange.loss import codes_lost
from zicht.registers.exchange.tables import alpha_3, ctdc_columns, htcds_codes, htcds_fields, languages, prefixes, shape

FAST = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# plain values cost little: the law of the JSON document gets many examples
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text == text.strip()
)
SCHEMA = jsonschema.Draft202012Validator(json_schema())
CURRENT = [field for field in htcds_fields().values() if field.status != "retired"]


def values(field):
    match field.kind:
        case "code" | "codes":
            one = st.sampled_from([code.id for code in htcds_codes(field.list).values() if code.valid_to is None])
        case "date":
            one = st.dates().map(lambda day: day.isoformat())
        case "number":
            one = st.integers(-999, 999).map(str)
        case "checkbox":
            one = st.sampled_from(["true", "false"])
        case "country" | "countries":
            one = st.sampled_from(sorted(alpha_3()))
        case "language":
            one = st.sampled_from(sorted(languages()))
        case _:
            one = TEXT
    return st.lists(one, min_size=1, max_size=3 if field.several else 1, unique=True).map(tuple)


@st.composite
def htcds_cases(draw, names=None):
    """Any case of one thing per prefix, over all 83 fields or these."""
    fields = [field for field in CURRENT if names is None or field.name in names]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=6, unique=True))
    held = {field.name: draw(values(field)) for field in chosen}
    things = {
        prefix: (Thing({name: found for name, found in held.items() if name.startswith(prefix)}),)
        for prefix in prefixes()
        if any(name.startswith(prefix) for name in held)
    }
    return Case("1", things)


# -- HT-2 --------------------------------------------------------------------------------------------------------------


@MANY
@given(case=htcds_cases())
def test_ht_2_a_case_of_any_of_the_83_fields_comes_back_from_json(case):
    written_case = as_json([case], {})
    SCHEMA.validate(json.loads(written_case))
    found = read_json(written_case)
    assert (found.cases, found.quarantined) == ((case,), ())


@FAST
@given(draft=drafts())
def test_what_a_signal_became_comes_back_from_json(draft):
    found, _ = cases(source(draft), EVERYTHING)
    document = as_json(found, {})
    SCHEMA.validate(json.loads(document))
    assert read_json(document).cases == found


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cases": 1}', b'{"cases": [1]}', b"\xff\xfe", b"[" * 9999])
def test_what_is_no_document_is_refused(data):
    with pytest.raises(InputProblems):
        read_json(data)


def test_a_schema_that_takes_everything_would_show_nothing():
    wrong = [
        {"id": "1", "vic": {"vic_TypeOfExploitation": ["Nonsense"]}},
        {"id": "1", "prs": {"prs_Gender": "Male"}},
        {"id": "1", "prs": {"bsn": "1"}},
        {"id": "1", "x": {"x_zicht_AnswerStates": {"means": "value"}}},
        {},
    ]
    assert not any(SCHEMA.is_valid({"schema": "zicht.htcds/1", "cases": [each]}) for each in wrong)


# -- HT-1 and HT-3 -----------------------------------------------------------------------------------------------------


def test_ht_1_the_file_has_the_toolkits_37_columns_and_is_rfc_4180():
    (case,), _ = cases(source(blank(what=Answer.of("labour", "sexual"))))
    lines = csv_file([case]).decode().split("\r\n")
    assert tuple(lines[0].split(",")) == shape("excel").columns
    assert "ForcedLabour;SexualExploitation" in lines[1].split(",")
    assert (len(lines), lines[-1]) == (3, "")


@pytest.mark.parametrize("dialect", DIALECTS)
@FAST
@given(data=st.data())
def test_a_row_comes_back_from_each_dialect(dialect, data):
    names = set(shape(dialect).fields.values()) - {"prs_Citizenship"}
    case = data.draw(htcds_cases(names))
    found = read_csv(csv_file([case], dialect))
    assert found.quarantined == ()
    if case.things:
        assert found.cases == (case,)
    assert column_losses([case], dialect) == ()


SHARED = set.intersection(*(set(shape(dialect).fields.values()) for dialect in DIALECTS)) - {"prs_Citizenship"}


@FAST
@given(case=htcds_cases(SHARED))
def test_ht_3_the_three_dialects_give_the_same(case):
    assert len({repr([(p, sorted(t[0].values.items())) for p, t in sorted(found.things.items())])
                for dialect in DIALECTS for found in read_csv(csv_file([case], dialect)).cases}) <= 1  # fmt: skip


# One person, typed three times as the official files show it: labels in the toolkit, codes with spaces in the survey.
FIXTURES = {
    "excel": "prs_FirstName,prs_Gender,vic_TraffickinStatusDecisionMakingOrg,vic_MethodsOfControl\r\n"
    "Testa,Feminine\xa0,Police,Debt bondage;False promises\r\n",
    "ods": "prs_FirstName,prs_Gender,vic_TraffickingStatusDecisionMakingOrg,vic_MethodsOfControl\r\n"
    "Testa\xa0,Feminine,Police\xa0,DebtBondage;FalsePromises\r\n",
    "xlsform": "prs_First_Name,prs_Gender,vic_TraffickingStatusDecisionMakingOrg,vic_Methods_of_Control\r\n"
    "Testa,Feminine,Police,DebtBondage  FalsePromises\r\n",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_as_its_official_file_has_it_is_read_alike(dialect):
    found = read_csv(FIXTURES[dialect].encode())
    (case,) = found.cases
    assert found.quarantined == ()
    assert case.value("prs_FirstName") == ("Testa",)
    assert case.value("prs_Gender") == ("Feminine",)
    assert case.value("vic_TraffickingStatusDecisionMakingOrg") == ("Police",)
    assert case.value("vic_MethodsOfControl") == ("DebtBondage", "FalsePromises")


def test_the_toolkits_row_of_labels_is_no_case_and_names_the_column_that_has_no_name():
    file = ",prs_FirstName,cas_Status,\n,First Name,Status,Reason for Outgoing Referral\n1,Testa,Follow up,Other\n"
    found = read_csv(file.encode())
    assert (len(found.cases), found.quarantined) == (1, ())
    assert found.cases[0].value("cas_Status") == ("FollowUp",)
    assert found.cases[0].value("cas_ReasonForOutgoingReferral") == ("Other",)


def test_one_event_is_never_written_from_two():
    details = (Detail("phase_kind", 1, Answer.of("start")), Detail("phase_from", 1, Answer.of("2020-01-01")))
    found, _ = cases(source(blank(where=Answer.of("vechterdam"), details=details)))
    row = dict(zip(*csv.reader(io.StringIO(csv_file(found, "ods").decode())), strict=True))
    assert (row["hte_City"], row["hte_Type"], row["hte_Date"]) == ("Vechterdam", "", "")
    assert {one.written for one in column_losses(found, "ods")} >= {"hte_Type", "hte_Date"}


# -- HT-7 --------------------------------------------------------------------------------------------------------------


@FAST
@given(raw=TEXT.filter(lambda text: ";" not in text and len(text.split()) == 1))
def test_ht_7_an_unknown_code_is_kept_apart_with_its_raw_text(raw):
    known = {name.casefold() for code in htcds_codes("methods_of_control").values() for name in (code.id, code.label)}
    document = json.dumps({"cases": [{"id": "7", "vic": {"vic_MethodsOfControl": [raw, "DebtBondage"]}}]})
    found = read_json(document.encode())
    if raw.casefold() not in known:
        assert [(one.case, one.raw, one.reason) for one in found.quarantined] == [("7", raw, "unknown_code")]
        assert found.cases[0].value("vic_MethodsOfControl") == ("DebtBondage",)


def test_unknown_columns_days_and_second_values_are_kept_apart():
    file = "prs_Birthdate,prs_Gender,bsn,cas_Status\n03/04/2025,Feminine;Masculine,123,Slapend\n"
    found = {(one.column, one.raw, one.reason) for one in read_csv(file.encode()).quarantined}
    assert found == {
        ("prs_Birthdate", "03/04/2025", "not_this_shape"), ("prs_Gender", "Feminine;Masculine", "unknown_code"),
        ("bsn", "123", "unknown_column"), ("cas_Status", "Slapend", "unknown_code"),
    }  # fmt: skip


def test_a_retired_code_is_read_and_nothing_is_made_of_it():
    found = read_csv(b"prs_Gender,prs_Nationality\nMale,RO\n")
    assert found.quarantined == ()
    back = answers(found.cases[0])
    assert [(one.raw, one.reason) for one in back.quarantined] == [("Male", "retired")]
    assert {(one.field, one.answer.values) for one in back.answers} == {("nationality", ("RO",))}


# -- CSV ---------------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(cell=st.text(st.sampled_from("=+-@'\t\r\n＝a1")))
def test_no_cell_starts_a_formula_and_each_is_read_as_it_was(cell):
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert unguarded(guarded(cell)) == cell


def test_a_file_with_every_trap_is_read_back():
    rows = [("=1+1", 'a "b"', "x,y;z"), ("'=1", "\nregel", "-"), ("+31", "é\xa0", "''")]
    assert read(written(("a", "b", "c"), rows)) == (("a", "b", "c"), rows)


@FAST
@given(draft=drafts(victims=False))
def test_every_answer_comes_back_from_the_tables_with_its_state(draft):
    tables = csv_tables([source(draft)], EVERYTHING)
    assert set(read_tables(tables.files)["1"]) == set(said(draft))
    assert tables.losses == ()


@FAST
@given(draft=drafts(victims=False))
def test_the_tables_are_as_their_description_says(draft):
    tables = csv_tables([source(draft)])
    assert [table["url"] for table in tables.metadata["tables"]] == list(tables.files)
    for table in tables.metadata["tables"]:
        columns = table["tableSchema"]["columns"]
        header, rows = read(tables.files[table["url"]])
        assert [column["name"] for column in columns] == list(header)
        for row in rows:
            for column, cell in zip(columns, row, strict=True):
                fits(column, cell)


def fits(column, cell):
    kind = column["datatype"]
    for piece in cell.split(column["separator"]) if "separator" in column and cell else [cell] * bool(cell):
        if isinstance(kind, dict) and kind["base"] == "string":
            assert re.fullmatch(kind["format"], piece), column
        elif isinstance(kind, dict) and kind["base"] == "date":
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", piece), column
    assert cell or not column.get("required"), column


@pytest.mark.parametrize("state", SILENT)
def test_a_pseudonymous_table_keeps_the_state_and_no_name(state):
    person = Person(("presumed_victim",), Answer(state), first_name="Testa")
    tables = csv_tables([source(blank(what=Answer(state), persons=(person,), narrative="Over Testa"))])
    back = {one.field: one.answer for one in read_tables(tables.files)["1"]}
    assert back["what"] == back["age_class"] == Answer(state)
    assert not any(b"Testa" in content for content in tables.files.values())
    assert {one.field for one in tables.losses if one.reason == "profile"} >= {"first_name", "narrative"}


# -- CTDC --------------------------------------------------------------------------------------------------------------


def ctdc_row(draft, **more):
    content, losses = ctdc_file([source(draft, **more)])
    header, (row,) = read(content)
    assert header == tuple(column.name for column in ctdc_columns())
    return {name: cell for name, cell in zip(header, row, strict=True) if cell}, losses


def test_ctdc_codes_without_mapped_ones_are_exactly_the_loss_report():
    lost = set()
    for draft in every_code():
        lost |= codes_lost(ctdc_row(draft)[1])
    # a pseudonymous file lacks these groups whole: that is told by field, not by code
    shut = {"contact", "narrative", "location", "possible_perpetrators", "identity"}
    internal = {
        (spec.id, code.id)
        for spec in standard.every_field()
        if spec.codes and spec.group not in shut
        for code in standard.codes(spec.codes)
    }
    assert internal - mapped() - {("roles", "presumed_victim")} == lost


@pytest.mark.parametrize("meaning", sorted(flags()))
def test_a_code_sets_its_flag_and_no_other(meaning):
    field, code = meaning
    words = {"what": Answer.of(code)} if field == "what" else {"details": (Detail(field, 1, Answer.of(code)),)}
    row, _ = ctdc_row(blank(**words))
    assert row == {"yearOfRegistration": "2026", flags()[meaning]: "1"}


def test_the_standard_and_the_collapse_name_the_same_columns():
    named = {name for spec in standard.every_field() for name in spec.ctdc}
    assert {column.name for column in ctdc_columns()} - named == {"yearOfRegistration"}
    assert set(flags().values()) == {column.name for column in ctdc_columns() if column.kind == "flag"}


def test_values_are_written_as_the_published_file_has_them():
    from datetime import date

    person = Person(("presumed_victim",), sex=Answer.of("female"), birth_date=date(2010, 5, 5), nationality="ro")
    details = (Detail("phase_kind", 2, Answer.of("exploitation")), Detail("phase_country", 2, Answer.of("NL")),
               Detail("lasted", 2, Answer.of("one_to_two")), Detail("phase_country", 1, Answer.of("DE")))  # fmt: skip
    row, losses = ctdc_row(blank(persons=(person,), details=details))
    assert row == {
        "yearOfRegistration": "2026", "gender": "Woman", "ageBroad": "9--17", "citizenship": "ROU",
        "CountryOfExploitation": "NLD", "traffickMonths": "13--24 (1-2 yrs)",
    }  # fmt: skip
    assert ("phase_country", "no_field") in {(one.field, one.reason) for one in losses}


@pytest.mark.parametrize("state", SILENT)
def test_a_blank_flag_says_nothing_and_the_report_says_which_answer_it_was(state):
    row, losses = ctdc_row(blank(details=(Detail("means", 1, Answer(state)),)))
    assert row == {"yearOfRegistration": "2026"}
    assert [one.state for one in losses if one.field == "means"] == [state]


def test_the_description_names_every_column_and_that_nobody_confirmed_it():
    told = ctdc_description("ctdc.csv")
    assert [column["name"] for column in told["tableSchema"]["columns"]] == [one.name for one in ctdc_columns()]
    assert told["urn:zicht:confirmed-by"] == ""
