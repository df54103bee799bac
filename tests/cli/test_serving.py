"""What the demo leaves running: a part that ends is named, the address is told when it answers, all end together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from zicht.cli import serving
from zicht.errors import WrongUse, ZichtError
from zicht.server.config import read

LASTS = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"


@pytest.fixture
def parts(monkeypatch):
    """Runs other programs in place of web and worker; gives the processes."""
    kept, started = signal.getsignal(signal.SIGTERM), []

    def run(*programs):
        def begin(config):
            started.extend(
                subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for program in programs
            )
            for program, process in zip(programs, started, strict=True):
                if program == DEAF:
                    process.stdout.readline()
            return started

        monkeypatch.setattr(serving, "_processes", begin)
        return started

    yield run
    signal.signal(signal.SIGTERM, kept)
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def serve(ready=lambda address: None):
    return serving.serve_until_stopped(replace(read(), port=8000), ready)


@pytest.mark.parametrize("answers", [False, True], ids=["before it answers", "after"])
def test_a_part_that_ends_is_named_and_the_other_ends_too(parts, monkeypatch, answers):
    monkeypatch.setattr(serving, "_answers", lambda address: answers)
    started = parts(LASTS, "raise SystemExit(7)")
    with pytest.raises(ZichtError) as ended:
        serve()
    assert (ended.value.code, ended.value.params["status"], ended.value.exit_code) == ("demo.part_ended", 7, 1)
    assert not ended.value.show_traceback
    assert started[0].poll() is not None


def test_a_server_that_never_answers_is_given_up(parts, monkeypatch):
    monkeypatch.setattr(serving, "_answers", lambda address: False)
    monkeypatch.setattr(serving, "STARTED_WITHIN", 0.1)
    started = parts(LASTS, LASTS)
    with pytest.raises(ZichtError) as late:
        serve()
    assert late.value.code == "demo.not_started"
    assert all(process.poll() is not None for process in started)


def test_the_address_is_told_once_it_answers_and_ctrl_c_ends_all_in_time(parts, monkeypatch):
    answers = iter([False, False, True])
    told = []
    monkeypatch.setattr(serving, "_answers", lambda address: next(answers))
    started = parts(LASTS, DEAF)

    def ready(address):
        told.append((address, next(answers, "answered")))
        raise KeyboardInterrupt

    begun = time.monotonic()
    assert serve(ready) == 0
    assert told == [("http://127.0.0.1:8000", "answered")]
    assert time.monotonic() - begun < serving.ENDED_WITHIN + 1
    for process in started:
        assert process.wait(5) != 0


def test_a_port_that_may_not_be_used_says_which_may(monkeypatch):
    class Denied:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def setsockopt(self, *_):
            return None

        def bind(self, address):
            raise PermissionError(13, "denied")

    monkeypatch.setattr(serving.socket, "socket", Denied)
    with pytest.raises(WrongUse) as denied:
        serving.refuse_busy_port(80)
    assert (denied.value.code, denied.value.params["port"]) == ("demo.port_denied", 80)
