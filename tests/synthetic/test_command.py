"""``zicht synth`` as a user meets it."""

import json
from pathlib import Path

import pytest

from zicht.cli.main import main
from zicht.knowledge.sentences import catalogue

SMALL = ["synth", "--signals", "60", "--seed", "3", "--until", "2026-11-23"]


def test_it_writes_a_region_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--out", str(tmp_path / "region")]) == 0
    told = capsys.readouterr()
    assert "60 signalen" in told.out and str(tmp_path / "region") in told.out
    assert "signalen: 60 / 60" in told.err
    assert (tmp_path / "region/manifest.json").exists()


def test_with_json_there_is_one_object_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--out", str(tmp_path), "--report", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "zicht.synth/1"
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert found["files"] == manifest["files"]
    assert found["report"]["notes"] > 50
    assert found["report"]["near_duplicate_share"] < 0.02


def test_a_report_alone_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*SMALL, "--report", "--taal", "en"]) == 0
    assert "Notes compared" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        SMALL,
        ["synth", "--signals", "0", "--seed", "1", "--report"],
        ["synth", "--signals", "1000001", "--seed", "1", "--report"],
        ["synth", "--signals", "5", "--seed", "-1", "--report"],
        ["synth", "--signals", "many", "--seed", "1", "--report"],
        ["synth", "--signals", "5", "--seed", "1", "--report", "--until", "gisteren"],
        ["synth", "--signals", "5", "--seed", "1", "--report", "--until", "1999-01-01"],
        ["synth", "--seed", "1", "--report"],
    ],
)
def test_what_it_cannot_do_ends_with_two_and_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err) > 20 and "Traceback" not in told.err


def test_a_folder_with_something_else_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("")
    assert main([*SMALL, "--out", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_every_sentence_stands_in_both_languages_with_the_same_slots() -> None:
    dutch, english = catalogue("nl"), catalogue("en")
    ours = {key for key in (*dutch, *english) if key.startswith("synth.")}
    assert ours
    for key in ours:
        slots = [sorted(part.split("}")[0] for part in text[key].split("{")[1:]) for text in (dutch, english)]
        assert slots[0] == slots[1], key
