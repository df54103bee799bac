"""Whatever goes wrong is told as one sentence or one JSON object; a traceback only for a fault of ours."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, ProgrammingError

import zicht
from zicht.cli import main
from zicht.cli.failures import FILE_CODES, as_ours
from zicht.errors import Refused
from zicht.knowledge.sentences import say, say_error


@pytest.fixture
def failing(monkeypatch):
    """Have ``zicht standard`` fail in a given way."""

    def fail_with(error):
        def run(args):
            raise error

        monkeypatch.setattr("zicht.cli.standard.run", run)

    return fail_with


def of_file(number):
    return OSError(number, os.strerror(number), "some/file.csv")


UNFORESEEN = {
    "a fault of ours": (ZeroDivisionError("x"), 1, "cli.defect", True),
    "an error without a file": (OSError(errno.EACCES, "x"), 1, "cli.defect", True),
    "a table that is not there": (ProgrammingError("x"), 1, "cli.defect", True),
    "a database that is away": (OperationalError("x"), 2, "cli.database", False),
    "a file that may not be read": (of_file(errno.EACCES), 2, "cli.file.denied", False),
    "a disk that is full": (of_file(errno.ENOSPC), 2, "cli.file.full", False),
    "a key press": (KeyboardInterrupt(), 130, "cli.stopped", False),
}


@pytest.mark.parametrize("what", UNFORESEEN)
def test_with_json_an_unforeseen_failure_is_one_object_too(failing, capsys, what):
    error, status, code, _ = UNFORESEEN[what]
    failing(error)
    assert main(["standard", "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["schema", "version", "code", "nl", "en"]
    assert (told["schema"], told["version"], told["code"]) == ("zicht.error/1", zicht.__version__, code)
    assert told["nl"] != told["en"]


@pytest.mark.parametrize("what", UNFORESEEN)
def test_a_person_reads_a_sentence_and_a_traceback_only_where_it_is_our_fault(failing, capsys, what):
    error, status, _, ours = UNFORESEEN[what]
    failing(error)
    for words in (["--taal=en"], ["--taal", "en"], []):
        assert main(["standard", *words]) == status
        out, told = capsys.readouterr()
        assert out == ""
        assert say_error(as_ours(error), "en" if words else "nl") in told
        assert ("Traceback" in told) == ours


@pytest.mark.parametrize("number", FILE_CODES, ids=errno.errorcode.get)
def test_what_is_wrong_with_a_file_names_it(number):
    for language in ("nl", "en"):
        assert "some/file.csv" in say_error(as_ours(of_file(number)), language)


def test_an_error_of_ours_stays_what_it_is():
    error = Refused("cases.already_weighed")
    assert as_ours(error) is error


def test_what_a_message_holds_is_not_repeated(failing, capsys):
    """An exception of a library can hold what somebody wrote."""
    failing(OperationalError("insert into x values ('Mirna Zandloper')"))
    main(["standard"])
    main(["standard", "--json"])
    assert "Mirna" not in "".join(capsys.readouterr())


def command(*words, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZICHT_")}
    return subprocess.Popen(
        [sys.executable, "-m", "zicht.cli", *words],
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_reader_who_leaves_early_is_no_failure():
    """As in ``zicht standard | head -1``."""
    process = command("standard")
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), told) == (141, "")


@pytest.mark.parametrize("words", [["log", "verify"], ["demo", "--once"], ["worker"]], ids=" ".join)
def test_a_home_that_is_a_file_is_named(tmp_path, words):
    home = tmp_path / "home"
    home.write_text("not a folder")
    out, told = (process := command(*words, ZICHT_HOME=str(home))).communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert told.strip() == say("cli.file.no_folder", "nl", path=told.strip().rpartition(": ")[2].rstrip("."))
    assert str(home) in told


@pytest.mark.parametrize("words", [["log", "verify"], ["worker"], ["picture", "--database", "--year", "2025"]],
                         ids=lambda words: words[0])  # fmt: skip
def test_a_home_without_a_database_says_where_to_begin(tmp_path, words):
    more = ["--out", str(tmp_path / "out")] if words[0] == "picture" else []
    process = command(*words, *more, "--json", ZICHT_HOME=str(tmp_path / "home"))
    out, told = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["code"], told) == (2, "cli.no_tables", "")


def test_damaged_keys_are_told_before_anything_is_opened(tmp_path):
    (tmp_path / "keys.json").write_text("{")
    (tmp_path / "keys.json").chmod(0o600)
    process = command("log", "verify", "--json", ZICHT_HOME=str(tmp_path))
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["code"]) == (2, "cli.keys_damaged")
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
