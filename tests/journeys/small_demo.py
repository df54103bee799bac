"""The demo with a small region: ``python small_demo.py build|serve``. Everything else is the real thing."""

from __future__ import annotations

import sys

from zicht.cli import demo, history
from zicht.cli.starting import start
from zicht.server.config import read

# As few as leave something waiting for every role: cases come from every twenty-fifth signal that was weighed.
SIGNALS, WAITING = 100, 6


def main(what: str) -> int:
    """Build the region, or serve it as ``zicht demo`` does."""
    demo.SIGNALS, history.WAITING_IN_QUEUE = SIGNALS, WAITING
    config = read()
    if what == "build":
        demo.prepare(config, "nl")
        return 0
    start()
    return demo.serve(config, "nl")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
