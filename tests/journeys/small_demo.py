"""The demo with a small region: ``python small_demo.py build SIGNALS`` or ``serve``. All else is the real thing."""

from __future__ import annotations

import sys

from zicht.cli import demo, history
from zicht.cli.starting import start
from zicht.server.config import read

WAITING = 6  # in the queue: the rest is weighed


def main(what: str, size: str = "") -> int:
    """Build the region, or serve it as ``zicht demo`` does."""
    config = read()
    if what == "build":
        demo.SIGNALS, history.WAITING_IN_QUEUE = int(size), WAITING
        demo.prepare(config, "nl")
        return 0
    start()
    return demo.serve(config, "nl")


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
