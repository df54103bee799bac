"""The published tables as they are kept: complete, with their source, and nothing in them shown as confirmed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from zicht.knowledge import standard
from zicht.registers.exchange import DIALECTS, tables
from zicht.registers.exchange.tables import (
    about,
    age_band,
    alpha_3,
    ctdc_columns,
    extensions,
    htcds_codes,
    htcds_field,
    htcds_fields,
    shape,
)

CURRENT = [field for field in htcds_fields().values() if field.status != "retired"]
# Counted in the published table, section by section.
SECTIONS = {"org": 10, "prs": 25, "vic": 16, "per": 2, "cas": 13, "cco": 1, "hte": 10, "spl": 5, "con": 1}


def test_htcds_has_its_83_fields_of_which_three_are_deprecated():
    assert len(CURRENT) == 83
    assert {prefix: sum(f.prefix == prefix for f in CURRENT) for prefix in SECTIONS} == SECTIONS
    assert sorted(f.name for f in CURRENT if f.status == "deprecated") == [
        "vic_AgreementToManagePersonalData", "vic_DetailsOfVulnerabilities", "vic_Vulnerabilities",
    ]  # fmt: skip


def test_every_picklist_has_its_codes_and_no_list_is_loose():
    lists = {field.list for field in CURRENT if field.list}
    assert all(htcds_codes(name) for name in lists)
    assert {row["list"] for row in tables._data("htcds")["code"]} == lists
    assert {field.kind for field in CURRENT if field.list} == {"code", "codes"}


def test_the_toolkits_header_is_37_columns_with_its_own_misspelling():
    header = shape("excel").columns
    assert (len(header), header[0], header[-1]) == (37, "cas_CaseOwner", "cas_ReasonForCaseClosure")
    assert header[18] == "vic_TraffickinStatusDecisionMakingOrg"
    assert "cas_ReasonForOutgoingReferral" not in header


def test_what_the_toolkit_holds_is_what_htcds_calls_core_but_for_what_it_forgot():
    core = {field.name for field in CURRENT if field.core and field.status == "draft"}
    assert core - set(shape("excel").fields.values()) == {"cas_ReasonForOutgoingReferral"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_column_of_a_dialect_is_a_field_and_stands_there_once(dialect):
    fields = list(shape(dialect).fields.values())
    assert len(set(fields)) == len(fields)
    assert all(htcds_field(name).status != "retired" for name in fields)
    assert [shape(dialect).column(name) for name in fields] == list(shape(dialect).columns)


def test_the_survey_has_its_own_names():
    assert {"prs_First_Name", "prs_Second_Name", "vic_Methods_of_Control"} <= set(shape("xlsform").columns)


def test_ht_9_retired_codes_stay_readable_with_the_day_they_ended():
    male = htcds_codes("gender")["Male"]
    assert male.valid_to == date(2021, 9, 27)
    assert htcds_codes("gender")["Masculine"].valid_to is None
    assert htcds_field("prs_Nationality").now == "prs_Citizenship"


def test_ctdc_has_27_columns_named_as_in_the_published_file():
    names = [column.name for column in ctdc_columns()]
    assert len(names) == len(set(names)) == tables.CTDC_COLUMNS == 27
    assert names[:6] == ["yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation",
                         "traffickMonths"]  # fmt: skip
    assert sum(column.kind == "flag" for column in ctdc_columns()) == 21


def test_the_standard_names_only_fields_and_codes_that_are_published():
    columns = {column.name for column in ctdc_columns()}
    for spec in standard.every_field():
        assert not spec.htcds or spec.htcds in htcds_fields(), spec.id
        assert set(spec.ctdc) <= columns, spec.id
        for code in standard.codes(spec.codes) if spec.codes else ():
            field, _, value = code.htcds.partition("=")
            assert not field or htcds_codes(htcds_field(field).list)[value].valid_to is None, code


def test_what_collapses_into_a_flag_exists():
    ours = {
        (spec.codes, code.id) for spec in standard.every_field() if spec.codes for code in standard.codes(spec.codes)
    }
    for column in ctdc_columns():
        assert bool(column.sources) == (column.kind == "flag"), column.name
        for each in column.sources:
            name, _, value = each.partition("=")
            known = value in htcds_codes(htcds_field(name).list) if name in htcds_fields() else (name, value) in ours
            assert known, each


def test_an_extension_stands_beside_a_field_that_has_other():
    for one in extensions().values():
        assert "Other" in htcds_codes(htcds_field(one.field).list)
        assert one.code in {code.id for code in standard.codes(one.list)}
        assert not next(code.htcds for code in standard.codes(one.list) if code.id == one.code)
        assert re.fullmatch(r"x_(nl|htcds_def)_[A-Z][A-Za-z]+", one.name)


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "0--8"),
        (8, "0--8"),
        (9, "9--17"),
        (17, "9--17"),
        (18, "18--20"),
        (29, "27--29"),
        (47, "39--47"),
        (99, "48+"),
    ],
)
def test_an_age_falls_in_its_band(years, band):
    assert age_band(years) == band


def test_there_is_no_age_before_birth():
    with pytest.raises(ValueError, match="negative"):
        age_band(-1)


def test_countries_are_those_of_iso():
    assert len(alpha_3()) == len(set(alpha_3().values())) == 249
    assert (alpha_3()["NL"], alpha_3()["RO"], alpha_3()["GB"]) == ("NLD", "ROU", "GBR")


@pytest.mark.parametrize("name", ["htcds", "ctdc", "extensions", "countries", "languages"])
def test_each_table_names_its_source_and_nobody_confirmed_it(name):
    assert about(name)["source"]
    assert about(name)["confirmed_by"] == ""
