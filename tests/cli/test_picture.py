"""``zicht picture --database``: as a member with a key, the four files of the contract, and its exit codes."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from server.door.hands import WORKER

from zicht.cli import main, picture
from zicht.server.door import later
from zicht.server.organisations.actions.keys import make_key
from zicht.server.publishing import tasks
from zicht.server.publishing.queries import FILE_NAMES, pictures

DRAWN = {name: f"{name} of the database".encode() for name in FILE_NAMES if name != "manifest.json"}
LISTED = [{"name": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in DRAWN.items()]
MANIFEST = json.dumps({"schema": "zicht.picture/1", "files": LISTED}).encode()


@pytest.fixture
def key(region, monkeypatch):
    """Puts a member's own key in the environment."""

    def give(username: str) -> None:
        until = timezone.localdate() + timedelta(days=1)
        monkeypatch.setenv("ZICHT_API_KEY", make_key(label="cli", until=until, by=region[username]).key)

    give("beleid.1")
    return give


@pytest.fixture
def run(key, as_role, monkeypatch, tmp_path, capsys):
    """Runs the command where the worker's work may be done; drawing has its own tests."""
    monkeypatch.setattr(tasks, "draw", lambda made, language: (None, {**DRAWN, "manifest.json": MANIFEST}))
    monkeypatch.setattr(tasks, "put", lambda files, folder: None)

    def command(*more: str, year: str = "2025", who: str = "beleid.1", out=tmp_path / "beeld", role=WORKER):
        with as_role(role):
            code = main(["picture", "--database", "--year", year, "--out", str(out), "--as", who, *more])
        return code, capsys.readouterr()

    return command


def test_the_four_files_of_the_contract_are_written_as_they_were_kept(run, tmp_path):
    code, told = run()
    assert code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "beeld").iterdir()}
    assert written == {**DRAWN, "manifest.json": MANIFEST}
    assert str(tmp_path / "beeld") in told.out
    assert "2025" in told.out


def test_the_json_is_one_object_and_says_that_the_size_is_refused(run):
    code, told = run("--json")
    found = json.loads(told.out)
    assert code == 0
    assert list(found)[:2] == ["schema", "version"]
    assert found["schema"] == "zicht.picture-made/1"
    assert (found["year"], found["size"], found["files"]) == (2025, "refused", LISTED)


@pytest.mark.parametrize("given", ["", "wrong"])
def test_without_a_key_it_leaves_with_four_and_asks_nothing(run, region, monkeypatch, tmp_path, given):
    monkeypatch.setenv("ZICHT_API_KEY", given)
    code, told = run()
    assert code == 4
    assert "ZICHT_API_KEY" in told.err
    assert not (tmp_path / "beeld").exists()
    assert pictures(region["beleid.1"]) == ()


def test_another_role_is_refused(run, key, tmp_path):
    key("desk.1")
    code, _ = run(who="desk.1")
    assert code == 4
    assert not (tmp_path / "beeld").exists()


def test_a_year_that_is_not_there_is_a_problem_of_the_input(run, tmp_path):
    code, told = run(year="2062")
    assert code == 3
    assert str(timezone.localdate().year) in told.err
    assert not (tmp_path / "beeld").exists()


@pytest.mark.parametrize("words", [["--year", "soon"], []])
def test_wrong_use_is_two(capsys, words):
    assert main(["picture", "--database", "--out", "x", "--as", "x", *words]) == 2
    assert main(["picture", "--year", "2025", "--out", "x"]) == 2, "it says out of what"
    assert "zicht picture" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_wrong_use(run, region, tmp_path):
    (tmp_path / "beeld").write_text("x")
    code, _ = run()
    assert code == 2
    assert pictures(region["beleid.1"]) == ()


def test_a_picture_that_was_not_made_is_told_and_writes_nothing(run, monkeypatch, tmp_path):
    def broken(actor, year):
        raise ValueError

    monkeypatch.setattr(tasks, "count_year", broken)
    code, told = run()
    assert code == 1
    assert "Er ging bij ons iets mis" in told.err
    assert "Traceback" not in told.err
    assert not (tmp_path / "beeld").exists()


def test_where_only_the_worker_may_it_waits_for_the_worker(run, as_role, monkeypatch):
    """The worker comes by while the command sleeps."""
    really = later.works_here
    naps = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            with monkeypatch.context() as working, as_role(WORKER):
                working.setattr(later, "works_here", really)
                later.run_due()

    monkeypatch.setattr(later, "works_here", lambda: False)
    monkeypatch.setattr("zicht.server.door.count.works_here", lambda: True)
    monkeypatch.setattr(picture.time, "sleep", nap)
    code, told = run(role="zicht_web")
    assert code == 0
    assert len(naps) == 2
    assert "Wacht op de werker" in told.err


def test_when_no_worker_comes_it_says_so(run, monkeypatch):
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr(later, "works_here", lambda: False)
    monkeypatch.setattr(picture.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(picture.time, "monotonic", lambda: next(clock))
    code, told = run(role="zicht_web")
    assert code == 1
    assert "zicht worker" in told.err
