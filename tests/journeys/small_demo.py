"""The demo with a small region: ``python small_demo.py SIGNALS STEP ...``. All else is the real thing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zicht.cli import demo, history
from zicht.cli.starting import migrate, start
from zicht.server.config import Config, read

WAITING = 6  # in the queue: the rest is weighed
WORKERS_OWN = "ZICHT_WORKER_DATABASE_URL"


def _give_the_worker_its_own_role() -> None:
    """On PostgreSQL pages and worker sign in with different roles, as in production."""
    plain = subprocess.Popen

    def started(words: list[str], **options: Any) -> subprocess.Popen[bytes]:
        environment = dict(os.environ)
        if words[-1] == "worker":
            environment["ZICHT_DATABASE_URL"] = environment[WORKERS_OWN]
        return plain(words, env=environment, **options)

    subprocess.Popen = started  # type: ignore[assignment,misc]  # in this process only


def _serve(config: Config) -> None:
    if WORKERS_OWN in os.environ:
        _give_the_worker_its_own_role()
    raise SystemExit(demo.serve(config, "nl"))


def _pages(config: Config) -> None:
    """The pages without a worker, beside a demo that has one; this process becomes the server."""
    granian = str(Path(sys.executable).parent / "granian")
    served = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(config.port), "--blocking-threads", "4")
    os.execv(granian, [granian, *served, "--log-level", "warning", "zicht.server.wsgi:application"])


STEPS: dict[str, Callable[[Config], object]] = {
    "migrate": lambda config: migrate(),
    "build": demo.build,
    "tell": lambda config: demo.tell(config, "nl"),
    "serve": _serve,
    "pages": _pages,
}


def main(signals: str, *steps: str) -> None:
    """Make the tables, build the region, run the chain, or serve it as ``zicht demo`` does."""
    demo.SIGNALS, history.WAITING_IN_QUEUE = int(signals), WAITING
    config = read()
    start()
    for step in steps:
        STEPS[step](config)


if __name__ == "__main__":
    main(*sys.argv[1:])
