"""``zicht import`` of an HTCDS file: no mapping, the same check, the same door, and what is lost is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from registers.exchange.making import EVERYTHING, source
from worlds import draft

from zicht.cli import main
from zicht.cli.mappings import kept_at
from zicht.knowledge.answers import Answer
from zicht.knowledge.signal import Person
from zicht.registers import MAX_BYTES
from zicht.registers.exchange import as_json, cases, csv_file
from zicht.server.organisations.actions.keys import make_key

SOURCE = "Andere organisatie"
NAMED = Person(("presumed_victim",), Answer("unknown"), last_name="Kanarienaam", birth_date=date(2000, 2, 3))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ZICHT_HOME", str(tmp_path / "thuis"))
    found, _ = cases(source(replace(draft(), persons=(NAMED,))), EVERYTHING)
    (tmp_path / "uit.htcds.json").write_bytes(as_json(found, {}))
    (tmp_path / "uit.csv").write_bytes(csv_file(found, "excel"))
    return tmp_path


def run(folder, *more, file="uit.htcds.json"):
    return main(["import", str(folder / file), "--source", SOURCE, "--json", *more])


def told(capsys):
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("file", ["uit.htcds.json", "uit.csv"])
def test_it_is_read_without_a_mapping_and_says_what_it_lost(folder, capsys, file):
    assert run(folder, "--check", file=file) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert (found["rows"]["read"], found["rows"]["valid"]) == (1, 1)
    assert {p["field"] for p in found["problems"] if p["rule"] == "import.htcds.silent"} >= {"acute", "contact"}
    assert all(problem["nl"] and problem["en"] for problem in found["problems"])
    assert "Gelezen als HTCDS" in captured.err
    assert "Kanarienaam" not in captured.out + captured.err


def test_a_mapping_that_is_given_goes_first(folder, capsys):
    (folder / "map.toml").write_text(f'source = "{SOURCE}"\n[fields.wat]\ncolumn = "Soort"\n', "utf-8")
    assert run(folder, "--check", "--mapping", str(folder / "map.toml"), file="uit.csv") == 3
    assert "HTCDS" not in capsys.readouterr().err


def test_it_has_a_report_and_a_preview_like_any_register(folder, capsys):
    assert run(folder, "--check", "--report", str(folder / "uit"), "--preview", str(folder / "rijen.html")) == 0
    assert (folder / "uit" / "report.html").exists()
    assert "Kanarienaam" not in (folder / "uit" / "report.html").read_text("utf-8")
    assert "Kanarienaam" in (folder / "rijen.html").read_text("utf-8")


def test_a_file_over_the_limit_is_refused_and_not_read_in_part(folder, capsys):
    row = (folder / "uit.csv").read_bytes()
    with (folder / "uit.csv").open("ab") as file:
        file.write(b"\n" * (MAX_BYTES + 1 - len(row)) + row)
    assert run(folder, "--check", file="uit.csv") == 3
    assert told(capsys)["problems"][0]["rule"] == "import.file_large"


def test_a_broken_file_ends_with_three(folder, capsys):
    (folder / "uit.htcds.json").write_text('{"schema": "zicht.htcds/1", "cases": 7}', "utf-8")
    assert run(folder, "--check") == 3
    assert told(capsys)["problems"][0]["rule"] == "exchange.no_htcds"


def test_it_passes_the_same_door_and_is_known_again(folder, region, monkeypatch, capsys):
    accept = ("--accept", "--as", "handhaving.1")
    assert run(folder, *accept, "--activity", "demo") == 4  # nobody's key
    key = make_key(label="inlezen", until=timezone.localdate() + timedelta(days=1), by=region["handhaving.1"]).key
    monkeypatch.setenv("ZICHT_API_KEY", key)
    assert run(folder, *accept, "--activity", "bestaat-niet") == 4
    capsys.readouterr()
    assert run(folder, *accept, "--activity", "demo") == 0
    assert told(capsys)["rows"]["new"] == 1
    assert run(folder, *accept, "--activity", "demo") == 0
    assert told(capsys)["rows"] == {"read": 1, "valid": 1, "rejected": 0, "already_known": 1, "changed": 0, "new": 0}
    assert not kept_at(SOURCE).exists()
