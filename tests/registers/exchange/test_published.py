"""The comparison with the published table of HTCDS sees, field by field, what one side has and the other has not."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.exchange.tables import compared

SCRIPT = Path(__file__).parents[3] / "scripts" / "htcds.py"
SPEC = importlib.util.spec_from_file_location("htcds_script", SCRIPT)
SCRIPTED = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = SCRIPTED
SPEC.loader.exec_module(SCRIPTED)
OURS = SCRIPTED.ours()
CODED = sorted(name for name, field in OURS.items() if field.codes)
SPACES = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("table", "text")}
HEADER = ("Section", "Status", "Core", "Field Name Prefix", SCRIPTED.NAME, "Notes", SCRIPTED.CODES)


def cell(lines, times=1):
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    inside = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return f"<table:table-cell{repeated}>{inside}</table:table-cell>"


def row(*cells):
    return "<table:table-row>" + "".join(cells) + "</table:table-row>"


def written(folder, fields, header=HEADER):
    """A file as the published one is made: cells that repeat, headings between, notes where codes would be."""
    rows = [row(*(cell([name]) for name in header)), row(cell(["Person -", "Victim Context"]), cell([], 900))]
    for name, field in fields.items():
        marks = (cell([field.status.upper()]), cell(["Core"] if field.core else []))
        codes = sorted(field.codes) or ["Use ISO 3166 country codes standard"]
        rows.append(row(cell([]), *marks, cell([name[:4]]), cell([name]), cell([], 1), cell(codes), cell([], 16000)))
    rows.append(row(cell([]), cell(["DRAFT"]), cell([]), cell([]), cell(["N/A"]), cell([]), cell(["Examples"])))
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items())
    path = folder / "table.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("content.xml", f"<table:table {spaces}>{''.join(rows)}</table:table>")
    return path


def told(folder, **changes):
    """The differences with a table in which some fields are another, or, with None, are not there."""
    fields = {name: field for name, field in (OURS | changes).items() if field}
    return SCRIPTED.differences(SCRIPTED.published(written(folder, fields)), OURS)


def test_the_same_table_has_no_difference_and_is_read_whole(tmp_path):
    assert told(tmp_path) == []
    assert SCRIPTED.published(written(tmp_path, OURS)) == OURS
    assert len(OURS) == 83


@pytest.mark.parametrize("name", CODED)
def test_every_code_that_one_side_lacks_is_told_with_its_field(tmp_path, name):
    field = OURS[name]
    for code in sorted(field.codes):
        assert told(tmp_path, **{name: replace(field, codes=field.codes - {code})}) == [f"only ours: {name}={code}"]
    more = replace(field, codes=field.codes | {"SomethingNew"})
    assert told(tmp_path, **{name: more}) == [f"only published: {name}=SomethingNew"]


def test_codes_under_the_wrong_field_are_told_though_each_word_is_published(tmp_path):
    one, other = "vic_TraffickingStatus", "vic_RelationshipToTrafficker"
    swapped = {one: replace(OURS[one], codes=OURS[other].codes), other: replace(OURS[other], codes=OURS[one].codes)}
    found = told(tmp_path, **swapped)
    assert len(found) == 2 * (len(OURS[one].codes) + len(OURS[other].codes))
    assert f"only ours: {one}=PossibleVictimOfTrafficking" in found
    assert f"only published: {other}=PossibleVictimOfTrafficking" in found


@pytest.mark.parametrize("name", ["vic_MethodsOfControl", "con_Consent"])
def test_a_field_that_one_side_lacks_is_told(tmp_path, name):
    assert told(tmp_path, **{name: None}) == [f"only ours: {name}"]
    assert told(tmp_path, vic_SomethingNew=OURS[name]) == ["only published: vic_SomethingNew"]


@given(name=st.sampled_from(sorted(OURS)), core=st.booleans(), status=st.sampled_from(["draft", "deprecated"]))
def test_a_field_that_is_marked_otherwise_is_told_and_no_other(name, core, status):
    other = replace(OURS[name], core=core, status=status)
    found = SCRIPTED.differences(OURS | {name: other}, OURS)
    assert [line.rpartition(": ")[2] for line in found] == ([name] if other != OURS[name] else [])


def test_a_file_that_is_another_table_is_not_taken_for_one_without_differences(tmp_path):
    with pytest.raises(SystemExit, match="no table with the columns"):
        SCRIPTED.published(written(tmp_path, OURS, ("Section", "Field Label")))


def test_the_command_ends_with_1_for_a_difference(tmp_path, monkeypatch, capsys):
    for fields, code in ((OURS, 0), (OURS | {"con_Consent": replace(OURS["con_Consent"], core=False)}, 1)):
        monkeypatch.setattr(sys, "argv", ["htcds.py", str(written(tmp_path, fields))])
        assert SCRIPTED.main() == code
    assert "83 fields" in capsys.readouterr().out


def test_our_table_is_still_the_one_that_was_compared():
    """Changed a field or code of HTCDS? Compare with the published table (scripts/htcds.py) and keep what it prints."""
    kept = compared()
    assert kept["ours_sha256"] == SCRIPTED.digest(OURS)
    assert (kept["file"], len(kept["sha256"])) == ("HTCDS Field Standards 2.0.ods", 64)
    assert date.fromisoformat(kept["on"]) >= date(2026, 12, 1)
