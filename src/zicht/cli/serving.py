"""Web and worker as processes of their own, until Ctrl-C: what ``zicht demo`` leaves running."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.errors import WrongUse, ZichtError

if TYPE_CHECKING:
    from zicht.server.config import Config

STARTED_WITHIN, ENDED_WITHIN = 60, 5


def refuse_busy_port(port: int) -> None:
    """Name a port that is taken, before anything is built or thrown away."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as low:
            raise WrongUse("demo.port_denied", port=port) from low
        except OSError as busy:
            raise WrongUse("demo.port_busy", port=port) from busy


def _processes(config: Config) -> list[subprocess.Popen[bytes]]:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    bin_folder = Path(sys.executable).parent
    granian = [
        str(bin_folder / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(config.port),
        "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
        "zicht.server.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "zicht.cli", "worker"]
    # stdout is for the address alone
    return [
        subprocess.Popen(words, start_new_session=True, stdout=sys.stderr.fileno())  # noqa: S603  # our own
        for words in (granian, worker)
    ]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _until_it_answers(address: str, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTED_WITHIN
    while not _answers(address):
        _refuse_ended(running)
        if time.monotonic() > deadline:
            raise ZichtError("demo.not_started", seconds=STARTED_WITHIN)
        time.sleep(0.2)


def _refuse_ended(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is not None:
            raise ZichtError("demo.part_ended", part=str(process.args[-1]), status=process.returncode)  # type: ignore[index]  # a list of ours


def serve_until_stopped(config: Config, ready: Callable[[str], None]) -> int:
    """Web and worker until Ctrl-C; both end within five seconds. ``ready`` hears the address once it answers."""
    address = f"http://127.0.0.1:{config.port}"
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    running: list[subprocess.Popen[bytes]] = []
    try:
        running += _processes(config)
        _until_it_answers(address, running)
        ready(address)
        while True:
            _refuse_ended(running)
            time.sleep(0.3)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(running)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    deadline = time.monotonic() + ENDED_WITHIN - 1
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
