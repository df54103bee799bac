"""``zicht export`` writes the file, its description and the loss report, as the member whose key it is given."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import jsonschema
import pytest
from django.utils import timezone
from worlds import draft

from zicht.cli import main
from zicht.server.cases.actions.weigh import weigh
from zicht.server.organisations.actions.keys import make_key
from zicht.server.signals.actions.register import register_signal

FILES = {
    "htcds": {"htcds-2.0.json", "htcds-2.0.schema.json", "htcds-2.0-core.csv", "loss.json"},
    "ctdc": {"ctdc.csv", "ctdc.csv-metadata.json", "loss.json"},
    "csv": {"signals.csv", "persons.csv", "answers.csv", "csv-metadata.json", "loss.json"},
}
GROUNDS = ("--identifying", "--to", "zorgcoordinatie", "--purpose", "care", "--legal-basis", "avg-6-1-e",
           "--agreement", "doorverwijzing-zorg", "--approved-by", "privacy.1")  # fmt: skip


def key_of(actor):
    return make_key(label="uitvoer", until=timezone.localdate() + timedelta(days=1), by=actor).key


@pytest.fixture
def case(region, monkeypatch):
    """A signal that became a case, and the desk's key."""
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    monkeypatch.setenv("ZICHT_API_KEY", key_of(region["desk.1"]))
    return signal


def run(folder, *more, name="htcds", who="desk.1"):
    return main(["export", "--format", name, "--out", str(folder / "uit"), "--as", who, *more])


def read(folder, name):
    return json.loads((folder / "uit" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_each_format_has_its_files_for_their_owner_alone(case, tmp_path, capsys, name):
    assert run(tmp_path, "--json", name=name) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["format"], told["profile"]) == ("zicht.export/1", name, "pseudonymous")
    assert (told["signals"], told["cases"]) == (1, 1)
    assert {file["name"] for file in told["files"]} == FILES[name]
    assert {path.name for path in (tmp_path / "uit").iterdir()} == FILES[name]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "uit").iterdir()} == {0o600}
    assert told["loss"] == read(tmp_path, "loss.json")["summary"] != []


@pytest.mark.parametrize("name", FILES)
def test_no_file_holds_a_name_an_address_or_the_records_id(case, tmp_path, name):
    run(tmp_path, name=name)
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "uit").iterdir())
    secret = ("Testa", "Voorbeeldnaam", "1990-02-03", "melder@ggd.example", "Verzonnenlaan", "zonder hem", str(case))
    assert [word for word in secret if word in written] == []


def test_the_json_is_as_its_schema_says(case, tmp_path):
    run(tmp_path)
    schema = read(tmp_path, "htcds-2.0.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read(tmp_path, "htcds-2.0.json"))


def test_who_holds_somebody_for_a_possible_victim_stands_in_the_file_and_never_a_name_of_staff(region, case, tmp_path):
    run(tmp_path)
    (made,) = read(tmp_path, "htcds-2.0.json")["cases"]
    assert made["vic"]["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert made["vic"]["vic_TraffickingStatusDecisionMakingOrg"] == "NonPoliceGovernmentalOrganization"
    assert made["x"]["x_zicht_TraffickingStatusBy"] == region["desk.1"].organisation_name
    assert made["x"]["x_zicht_TraffickingStatusOn"] == timezone.localdate().isoformat()
    assert region["desk.1"].name not in json.dumps(made)


@pytest.mark.parametrize(("name", "field"), [("ctdc", "vic_TraffickingStatus"), ("csv", "vic_TraffickingStatus")])
def test_where_a_format_has_no_place_for_who_says_so_the_report_tells(case, tmp_path, name, field):
    run(tmp_path, name=name)
    assert (field, "no_field") in {(row["field"], row["reason"]) for row in read(tmp_path, "loss.json")["summary"]}


def test_a_person_reads_what_was_written_and_what_was_lost_in_both_languages(case, tmp_path, capsys):
    assert run(tmp_path / "nl") == run(tmp_path / "en", "--taal", "en") == 0
    out = capsys.readouterr().out
    assert "Uitgevoerd: 1 signalen" in out and "geen veld dat dit betekent" in out
    assert "Exported: 1 signals" in out and "no field that means this" in out


@pytest.mark.parametrize("who", ["ggd.1", "beleid.1", "privacy.1", "beheer.1"])
def test_a_role_that_may_not_is_refused_with_4_and_no_file(region, case, monkeypatch, tmp_path, capsys, who):
    monkeypatch.setenv("ZICHT_API_KEY", key_of(region[who]))
    assert run(tmp_path, "--json", who=who) == 4
    assert json.loads(capsys.readouterr().out)["code"] == "door.role"
    assert not (tmp_path / "uit").exists()


def test_without_a_key_it_is_refused(case, monkeypatch, tmp_path):
    monkeypatch.delenv("ZICHT_API_KEY")
    assert run(tmp_path) == 4


def test_a_folder_in_use_is_left_alone(case, tmp_path):
    (tmp_path / "uit").mkdir()
    (tmp_path / "uit" / "brief.txt").write_text("van mij")
    assert run(tmp_path) == 2
    assert [path.name for path in (tmp_path / "uit").iterdir()] == ["brief.txt"]


def test_a_group_that_does_not_exist_is_wrong_use(case, tmp_path):
    assert run(tmp_path, "--groups", "core,geheim") == 2


def test_fewer_groups_are_fewer_answers(case, tmp_path):
    run(tmp_path, "--groups", "core")
    assert read(tmp_path, "htcds-2.0.json")["field_groups"] == ["core"]


@pytest.mark.parametrize("left_out", ["--to", "--purpose", "--legal-basis", "--agreement", "--approved-by"])
def test_with_names_needs_all_of_it(region, case, monkeypatch, tmp_path, left_out):
    monkeypatch.setenv("ZICHT_APPROVER_KEY", key_of(region["privacy.1"]))
    words = list(GROUNDS)
    place = words.index(left_out)
    assert run(tmp_path, *words[:place], *words[place + 2 :]) == 4
    assert not (tmp_path / "uit").exists()


def test_the_approver_shows_a_key_of_their_own(case, monkeypatch, tmp_path):
    monkeypatch.setenv("ZICHT_APPROVER_KEY", "verzonnen")
    assert run(tmp_path, *GROUNDS) == 4


def test_with_all_of_it_the_recipient_gets_what_the_agreement_gives(region, case, monkeypatch, tmp_path):
    monkeypatch.setenv("ZICHT_APPROVER_KEY", key_of(region["privacy.1"]))
    assert run(tmp_path, *GROUNDS) == 0
    told = read(tmp_path, "htcds-2.0.json")
    assert (told["profile"], told["purpose"]) == ("identifying", "care")
    assert told["field_groups"] == ["core", "observations", "contact"]


def test_ctdc_is_never_with_names(case, tmp_path):
    assert run(tmp_path, *GROUNDS, name="ctdc") == 2
