"""Proving goes on where it stopped, begins anew when what it proves changed, and counts what is broken."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def proving():
    spec = importlib.util.spec_from_file_location("zicht_prove", ROOT / "scripts" / "prove.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["zicht_prove"] = module
    spec.loader.exec_module(module)
    return module


class Compared:
    """Compares nothing, and remembers what it was asked; ``differs`` are the seeds that are broken."""

    def __init__(self, differs=(), stop_at=None):
        self.seen, self.differs, self.stop_at = [], set(differs), stop_at

    def __call__(self, seed):
        if seed == self.stop_at:
            raise KeyboardInterrupt
        self.seen.append(seed)
        return 5, int(seed in self.differs)


def test_a_second_run_goes_on_where_the_first_was_stopped(proving, tmp_path):
    path, size = tmp_path / "worlds.json", proving.WORLDS_IN_A_PIECE
    starts = range(0, 3 * size, size)
    with pytest.raises(KeyboardInterrupt):
        proving.prove(path, "x", starts, Compared(stop_at=2 * size + 7), 60)
    again = Compared()
    assert proving.prove(path, "x", starts, again, 60) == (3 * size * 5, 0, 0)
    assert again.seen == list(range(2 * size, 3 * size))
    assert proving.prove(path, "x", starts, Compared(stop_at=0), 60) == (3 * size * 5, 0, 0)


def test_what_was_proven_for_other_files_counts_for_nothing(proving, tmp_path):
    path, size = tmp_path / "worlds.json", proving.WORLDS_IN_A_PIECE
    proving.prove(path, "x", [0], Compared(), 60)
    again = Compared()
    proving.prove(path, "y", [0], again, 60)
    assert again.seen == list(range(size))


def test_what_is_broken_stays_counted_and_what_is_not_done_is_told(proving, tmp_path):
    path, size = tmp_path / "worlds.json", proving.WORLDS_IN_A_PIECE
    assert proving.prove(path, "x", [0], Compared(differs=[3, 5]), 60) == (size * 5 - 2, 2, 0)
    assert proving.prove(path, "x", [0, size], Compared(), 0) == (size * 5 - 2, 2, 1)


def test_a_torn_record_proves_nothing(proving, tmp_path):
    path = tmp_path / "worlds.json"
    path.write_text('{"of": "x", "pie', encoding="utf-8")
    assert proving.prove(path, "x", [0], Compared(), 0) == (0, 0, 1)


def test_every_file_that_decides_is_watched(proving, tmp_path):
    watched = {path.relative_to(ROOT).as_posix() for path in proving.watched_files(ROOT)}
    deciding = {path.relative_to(ROOT).as_posix() for path in (ROOT / "src/zicht/agreements").rglob("*.py")}
    assert deciding < watched and "tests/agreements/reference.py" in watched
    assert "src/zicht/knowledge/data/legal_bases.toml" in watched
    before = proving.fingerprint(ROOT)
    assert before == proving.fingerprint(ROOT) and len(before) == 64


def test_two_hundred_real_worlds_are_proven_and_the_last_line_says_so(proving, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZICHT_HOME", str(tmp_path))
    assert proving.main(["--part", "worlds", "--worlds", "200"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1,000 proven, 0 broken, 0 unproven"
    assert json.loads((tmp_path / "prove" / "worlds.json").read_text())["pieces"] == {"0": [1000, 0]}
    assert proving.main(["--part", "worlds", "--worlds", "400", "--minutes", "0"]) == 3
    assert capsys.readouterr().out.splitlines()[-1] == "1,000 proven, 0 broken, 1,000 unproven"


def test_a_decider_that_is_wrong_is_caught(proving, monkeypatch):
    import zicht.agreements as rules

    honest = rules.decide_many
    monkeypatch.setattr(rules, "decide_many", lambda asked, agreements, at, demo: honest(asked, agreements, at, True))
    assert sum(proving.broken_in(seed)[1] for seed in range(300)) > 0
