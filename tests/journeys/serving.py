"""The demo as it is served to people: granian and the worker, a home of its own, a free port.

Building the region takes longest, so it is built once and every process of the tests serves a copy.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / "small_demo.py"
STARTED_WITHIN = 90
ENDED_WITHIN = 10


@dataclass(frozen=True)
class Site:
    """A served demo: its address, and the accounts that its doors sign in."""

    address: str
    home: Path

    @property
    def accounts(self) -> list[dict[str, str]]:
        """The demo's accounts: role, organisation, username, password, totp_secret."""
        return json.loads((self.home / "demo" / "accounts.json").read_text())["accounts"]


def _environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZICHT_", "DJANGO_"))}
    return {**kept, "ZICHT_HOME": str(home), "ZICHT_PORT": str(port), "ZICHT_MODE": "demo"}


def _run(words: tuple[str, ...], home: Path, port: int, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, str(SCRIPT), *words], env=_environment(home, port), **options)


def built(shared: Path, signals: int) -> Path:
    """The home that every process copies; whoever comes first builds it, the others wait."""
    home, mark = shared / "region", shared / "region.built"
    with (shared / "region.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            with (shared / "build.log").open("wb") as log:
                code = _run(("build", str(signals)), home, 8000, stdout=log, stderr=log).wait()
            assert code == 0, (shared / "build.log").read_text()[-3000:]
            mark.touch()
    return home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def served(template: Path, home: Path) -> Iterator[Site]:
    """Serve a copy of the built home until the tests are done."""
    shutil.copytree(template, home)
    port = _free_port()
    address, log = f"http://127.0.0.1:{port}", home / "served.log"
    with log.open("wb") as out:
        process = _run(("serve",), home, port, stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + STARTED_WITHIN
            while not _answers(address):
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-3000:]
                time.sleep(0.2)
            yield Site(address, home)
        finally:
            process.terminate()
            process.wait(ENDED_WITHIN)
