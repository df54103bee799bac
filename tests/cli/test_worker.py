"""``zicht worker``: one process that seals, does what waits, takes up what another left, and ends when told."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from zicht.cli import worker
from zicht.errors import Refused

TESTS = Path(__file__).resolve().parents[1]
PATIENCE = 90
# A region, a picture that was asked for, and its task left halfway by a worker that is gone.
PREPARE = """
from zicht.cli.starting import migrate, start
start(); migrate()
from worlds import Region, set_up_region
set_up_region()
from zicht.server.publishing.actions.make import ask
ask(year=2025, by=Region()["beleid.1"])
from zicht.server.door import later
assert later._claim()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of its own, on SQLite whatever the tests run on: this is about processes."""
    folder = tmp_path_factory.mktemp("home")
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(folder), check=True, cwd=folder)
    return folder


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZICHT_")}
    return {**kept, "ZICHT_HOME": str(home), "ZICHT_MODE": "demo", "PYTHONPATH": str(TESTS)}


def started(home: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "zicht.cli", "worker"]
    return subprocess.Popen(words, env=environment(home), stderr=subprocess.PIPE, text=True, cwd=home)


def asked(home: Path, question: str) -> object:
    with sqlite3.connect(home / "zicht.sqlite3", timeout=20) as database:
        return database.execute(question).fetchone()[0]


def until(holds, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def ended(process: subprocess.Popen[str], how: signal.Signals) -> float:
    began = time.monotonic()
    process.send_signal(how)
    assert process.wait(10) == 0
    return time.monotonic() - began


@pytest.fixture
def running(home):
    process = started(home)
    assert "De werker draait" in process.stderr.readline()
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()
    process.stderr.close()


def test_it_does_what_was_left_halfway_seals_the_log_and_ends_in_time(home, running):
    assert asked(home, "select state from publishing_picture") in ("asked", "made")
    until(lambda: asked(home, "select state from publishing_picture") != "asked", "the picture is not made")
    assert asked(home, "select state from publishing_picture") == "made"
    until(lambda: asked(home, "select count(*) from logbook_unsealed") == 0, "the log is not sealed")
    assert asked(home, "select max(size) from logbook_head") == asked(home, "select count(*) from logbook_row")
    heads = sorted(path.stem for path in (home / "heads").glob("*.json"))
    assert int(heads[-1]) == asked(home, "select max(size) from logbook_head")
    assert {path.name for path in (home / "beeld").iterdir()} == {
        "beeld.html", "beeld.pdf", "figures.csv", "manifest.json"
    }  # fmt: skip
    assert ended(running, signal.SIGTERM) < 5


def test_a_second_worker_is_refused_and_ctrl_c_ends_the_first(home, running):
    second = started(home)
    _, told = second.communicate(timeout=PATIENCE)
    assert second.returncode == 4
    assert "Er draait al een werker" in told
    assert ended(running, signal.SIGINT) < 5


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path):
    with worker.only_one(tmp_path), pytest.raises(Refused) as refused, worker.only_one(tmp_path):
        pass
    assert refused.value.code == "worker.running"
    with worker.only_one(tmp_path):
        pass


@pytest.fixture
def broken(monkeypatch):
    """Replaces what the worker calls; what it says lands in a list."""
    said: list[str] = []
    monkeypatch.setattr(worker, "say_line", said.append)
    monkeypatch.setattr(worker, "EVERY", 0.01)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    return said


def test_a_database_that_is_away_is_waited_for(broken, monkeypatch, tmp_path):
    from django.db import OperationalError

    told, tries, recovered = threading.Event(), [], []

    def away(*_):
        tries.append(1)
        if len(tries) == 3:
            told.set()
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("zicht.server.door.later.recover", lambda: recovered.append(1))
    monkeypatch.setattr("zicht.server.door.later.do_regular", lambda: None)
    monkeypatch.setattr("zicht.server.door.later.run_one", away)
    worker._work(told, "nl")
    assert len(tries) == len(recovered) == 3, "each time what it may have left halfway is taken up again"
    told.clear()
    tries.clear()
    monkeypatch.setattr("zicht.server.logbook.sealing.seal_all", away)
    worker._seal(told, tmp_path, threading.current_thread(), "nl")
    assert len(tries) == 3
    assert len(broken) == 6
    assert all("antwoordt niet" in line for line in broken)


def test_when_the_tasks_side_dies_the_sealing_side_stops_too(broken, monkeypatch, tmp_path):
    """So that whoever watches over the process sees it end and starts it again."""
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join()
    monkeypatch.setattr("zicht.server.logbook.sealing.seal_all", lambda heads: pytest.fail("it went on"))
    told = threading.Event()
    worker._seal(told, tmp_path, dead, "nl")
    assert not told.is_set()
