"""The mapping of a source is kept for its next file, never used for other columns, and holds no row of the register."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from registers.quality_register import COLUMNS, MAPPING_TEXT, as_bytes, row

from zicht.cli import main
from zicht.cli.home import FOLDERS
from zicht.cli.mappings import FOLDER, kept_at
from zicht.registers import load_mapping
from zicht.server.organisations.actions.keys import make_key

SOURCE = "Verzonnen Register"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ZICHT_HOME", str(tmp_path / "thuis"))
    (tmp_path / "register.toml").write_text(MAPPING_TEXT, "utf-8")
    (tmp_path / "register.csv").write_bytes(as_bytes([row(), row(Soort="XX9"), row(Soort="XX9")]))
    return tmp_path


def run(folder, *more, source=SOURCE, given=False):
    mapping = ["--mapping", str(folder / "register.toml")] if given else []
    return main(["import", str(folder / "register.csv"), "--source", source, *mapping, "--check", *more])


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_mapping_that_is_kept_serves_the_next_file_of_its_source(folder, capsys):
    run(folder, "--save", "--json", given=True)
    first = told(capsys)
    assert run(folder, "--json") == 3
    captured = capsys.readouterr()
    assert json.loads(captured.out) == first
    assert "eerder is bewaard" in captured.err
    assert run(folder, "--json", source="Andere Bron") == 2
    assert told(capsys)["code"] == "import.mapping_needed"


def test_a_check_keeps_nothing_unless_it_is_asked(folder):
    run(folder, given=True)
    assert not (folder / "thuis").exists()


def test_only_its_owner_reads_it_and_no_row_is_in_it(folder):
    (folder / "register.csv").write_bytes(
        as_bytes([row(Naam="Kanarienaam", Tekst="Kanarietekst", Soort="Kanariecode")])
    )
    run(folder, "--save", given=True)
    path = kept_at(SOURCE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert "Kanarie" not in path.read_text("utf-8")


def test_codes_go_round_unknown_out_filled_in_and_back(folder, capsys):
    assert run(folder, "--save", "--unknown", str(folder / "codes.toml"), given=True) == 3
    text = (folder / "codes.toml").read_text("utf-8")
    assert re.search(r"^# .*seksueel.* \| onbekend", text, re.MULTILINE)
    (folder / "codes.toml").write_text(text.replace('"XX9" = ""', '"XX9" = "arbeid"'), "utf-8")
    capsys.readouterr()
    assert run(folder, "--codes", str(folder / "codes.toml"), "--save") == 0
    assert "Codes overgenomen: 1. Nog niet ingevuld: 0." in capsys.readouterr().err
    assert run(folder) == 0  # kept: the codes need not be given again
    assert load_mapping(kept_at(SOURCE).read_text("utf-8")).rule("what").answers["xx9"].values == ("labour",)


def test_codes_that_are_not_saved_hold_for_one_time(folder):
    run(folder, "--save", given=True)
    (folder / "codes.toml").write_text(f'source = "{SOURCE}"\n[fields.wat.codes]\nXX9 = "arbeid"\n', "utf-8")
    assert run(folder, "--codes", str(folder / "codes.toml")) == 0
    assert run(folder) == 3


def with_header(folder, *columns):
    """The register with other column names; columns beyond its own are empty."""
    lines = as_bytes([row()]).decode().splitlines()
    more = ";" * (len(columns) - len(COLUMNS))
    (folder / "register.csv").write_text("\n".join([";".join(columns), f"{lines[1]}{more}"]), "utf-8")


def test_another_column_is_told_and_nothing_is_mapped_silently(folder, capsys):
    run(folder, "--save", given=True)
    with_header(folder, *COLUMNS, "Datum melding", "Soort 2")
    capsys.readouterr()
    assert run(folder, "--json") == 3
    found = told(capsys)
    assert found["code"] == "import.header_differs"
    assert "Nieuw: datum melding, soort 2. Verdwenen: -." in found["problems"][0]["nl"]
    assert "rows" not in found


def test_a_column_that_is_read_and_has_another_name_now_is_told(folder, capsys):
    run(folder, "--save", given=True)
    with_header(folder, *("Geslacht" if name == "Sekse" else name for name in COLUMNS))
    capsys.readouterr()
    assert run(folder, "--json") == 3
    found = told(capsys)
    assert found["rows"]["read"] == 0
    assert [(one["rule"], one["column"]) for one in found["problems"]] == [("import.column_missing_near", "Sekse")]


def test_the_same_columns_in_another_order_are_the_same_header(folder):
    run(folder, "--save", given=True)
    lines = [line.split(";") for line in as_bytes([row()]).decode().splitlines()]
    (folder / "register.csv").write_text("\n".join(";".join(reversed(line)) for line in lines), "utf-8")
    assert run(folder) == 0


def test_a_mapping_that_is_given_again_goes_over_the_one_that_is_kept(folder):
    run(folder, "--save", given=True)
    with_header(folder, *("Geslacht" if name == "Sekse" else name for name in COLUMNS))
    text = MAPPING_TEXT.replace('column = "Sekse"', 'column = "Geslacht"')
    (folder / "register.toml").write_text(text, "utf-8")
    assert run(folder, "--save", given=True) == 0
    assert run(folder) == 0
    assert "geslacht" in load_mapping(kept_at(SOURCE).read_text("utf-8")).header


def test_sources_with_names_alike_are_kept_apart(folder):
    assert kept_at("Bron A/B") != kept_at("bron a b")
    assert kept_at("../../etc/passwd").parent == folder / "thuis" / FOLDER
    assert kept_at("☎").name.endswith(".toml")


def test_a_home_that_cannot_be_written_is_told(folder, capsys):
    (folder / "thuis").write_text("een bestand", "utf-8")
    assert run(folder, "--save", "--json", given=True) == 2
    assert told(capsys)["code"] == "import.not_kept"


def test_the_demo_knows_the_folder_as_its_own():
    assert FOLDERS[FOLDER] == ("*.toml",)


def test_the_header_that_is_kept_has_every_column(folder):
    run(folder, "--save", given=True)
    assert load_mapping(kept_at(SOURCE).read_text("utf-8")).header == tuple(sorted(map(str.casefold, COLUMNS)))


def test_a_file_that_cannot_be_read_keeps_no_mapping(folder):
    (folder / "register.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99)
    assert run(folder, "--save", given=True) == 3
    assert not kept_at(SOURCE).exists()


@pytest.fixture
def member(folder, region, monkeypatch):
    key = make_key(label="inlezen", until=timezone.localdate() + timedelta(days=1), by=region["handhaving.1"]).key
    monkeypatch.setenv("ZICHT_API_KEY", key)
    return folder


def accept(folder, *more, activity="demo"):
    words = ["import", str(folder / "register.csv"), "--source", SOURCE, "--accept", "--activity", activity]
    return main([*words, "--as", "handhaving.1", *more])


def test_what_is_taken_in_keeps_its_mapping_for_the_next_file(member, capsys):
    assert accept(member, "--json", "--mapping", str(member / "register.toml")) == 3
    assert told(capsys)["rows"] == {"read": 3, "valid": 1, "rejected": 2, "already_known": 0, "changed": 0, "new": 1}
    assert accept(member, "--json") == 3
    assert told(capsys)["rows"]["already_known"] == 1


def test_what_is_refused_keeps_no_mapping(member, capsys):
    assert accept(member, "--json", "--mapping", str(member / "register.toml"), activity="bestaat-niet") == 4
    assert not kept_at(SOURCE).exists()
