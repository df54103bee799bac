"""The demo as it is served to people: granian and the worker, a home of its own, a free port.

Building the region takes longest. On SQLite it is built once and every process of the tests serves a copy; on
PostgreSQL each has a cluster of its own, with the roles of production.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import postgres
import psycopg

SCRIPT = Path(__file__).parent / "small_demo.py"
DATABASE, LOG = "zicht", "journeys.log"
STARTED_WITHIN = 90
ENDED_WITHIN = 10


@dataclass(frozen=True)
class Site:
    """A served demo: its address, its home, and the cluster that holds its database; None on SQLite."""

    address: str
    home: Path
    cluster: Path | None

    @property
    def accounts(self) -> list[dict[str, str]]:
        """The demo's accounts: role, organisation, username, password, totp_secret."""
        return json.loads((self.home / "demo" / "accounts.json").read_text())["accounts"]

    def execute(self, statement: str) -> None:
        """Change something behind the server's back, as time does."""
        if self.cluster:
            with psycopg.connect(host=str(self.cluster), user="postgres", dbname=DATABASE) as database:
                database.execute(statement.encode())
            return
        with closing(sqlite3.connect(self.home / "zicht.sqlite3", timeout=20)) as database, database:
            database.execute(statement)


def _url(cluster: Path | None, role: str, name: str = "ZICHT_DATABASE_URL") -> dict[str, str]:
    return {name: postgres.url(cluster, role, DATABASE)} if cluster else {}


def _start(
    steps: tuple[str, ...], home: Path, port: int, urls: Mapping[str, str], signals: int = 0
) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZICHT_", "DJANGO_"))}
    environment = {**kept, "ZICHT_HOME": str(home), "ZICHT_PORT": str(port), "ZICHT_MODE": "demo", **urls}
    words = [sys.executable, str(SCRIPT), str(signals), *steps]
    with (home / LOG).open("ab") as out:
        return subprocess.Popen(words, env=environment, stdout=out, stderr=out)


def build(home: Path, signals: int, cluster: Path | None = None) -> None:
    """Make the tables and the region as their owner, and run the chain as the worker."""
    home.mkdir(parents=True)
    for role, steps in ((postgres.OWNER, ("migrate", "build")), ("zicht_worker", ("tell",))):
        code = _start(steps, home, 8000, _url(cluster, role), signals).wait()
        assert code == 0, (home / LOG).read_text()[-3000:]


def built_once(shared: Path, signals: int) -> Path:
    """The home that every process copies; whoever comes first builds it, the others wait."""
    home, mark = shared / "region", shared / "region.built"
    with (shared / "region.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            shutil.rmtree(home, ignore_errors=True)
            build(home, signals)
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
def served(home: Path, cluster: Path | None = None, told: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Serve a built home until the tests are done; what is ``told`` besides is for the pages alone, without worker."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    urls = _url(cluster, "zicht_web") | _url(cluster, "zicht_worker", "ZICHT_WORKER_DATABASE_URL")
    process = _start(("pages" if told else "serve",), home, port, urls | dict(told or {}))
    try:
        deadline = time.monotonic() + STARTED_WITHIN
        while not _answers(address):
            assert process.poll() is None and time.monotonic() < deadline, (home / LOG).read_text()[-3000:]
            time.sleep(0.2)
        yield Site(address, home, cluster)
    finally:
        process.terminate()
        process.wait(ENDED_WITHIN)
