"""``zicht worker``: seals the log every second and does what acts left for later."""

from __future__ import annotations

import argparse
import fcntl
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zicht.cli.main import common
from zicht.cli.output import say_line
from zicht.cli.starting import start_on_tables
from zicht.errors import Refused
from zicht.knowledge.sentences import Language, say

EVERY = 1.0
# How often what comes back by itself is done.
REGULARLY = 60.0
# A task that is still busy after this is left halfway: the next worker does it again.
LEAVE_AFTER = 3.0


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("worker", help="seals the log and does background work", epilog="zicht worker"))
    parser.set_defaults(run=run)


@contextmanager
def only_one(home: Path) -> Iterator[IO[str]]:
    """Hold the lock of the one worker of this home; the system lets go of it however the process ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            raise Refused("worker.running", home=str(home)) from held
        yield lock


def _until_told(told: threading.Event) -> None:
    def stop(*_: object) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _work(told: threading.Event, language: Language) -> None:
    """Do tasks, one after another, until told to stop. Beside the sealing: a picture takes longer than a second.

    First what was left halfway: by a worker that died, or by this one when the database was away.
    """
    from django.db import OperationalError, close_old_connections

    from zicht.server.door.later import do_regular, recover, run_one

    halfway, next_round = True, 0.0
    while not told.is_set():
        close_old_connections()
        try:
            if halfway:
                recover()
                halfway = False
            if time.monotonic() >= next_round:
                do_regular()
                next_round = time.monotonic() + REGULARLY
            busy = run_one()
        except OperationalError as error:
            busy, halfway = False, True
            say_line(say("worker.waiting", language, kind=type(error).__name__))
        if not busy:
            told.wait(EVERY)


def _seal(told: threading.Event, heads: Path, tasks: threading.Thread, language: Language) -> None:
    from django.db import OperationalError, close_old_connections

    from zicht.server.logbook.sealing import seal_all

    while not told.wait(EVERY) and tasks.is_alive():
        close_old_connections()
        try:
            seal_all(heads)
        except OperationalError as error:
            say_line(say("worker.waiting", language, kind=type(error).__name__))


def run(args: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM, then end within five seconds; 1 when the tasks' side died."""
    told = threading.Event()
    _until_told(told)
    start_on_tables()
    from django.conf import settings

    from zicht.server.door.later import load, works_here

    with only_one(settings.ZICHT.home):
        if not works_here():
            raise Refused("later.elsewhere", rule="later:worker")
        load()
        tasks = threading.Thread(target=_work, args=(told, args.taal), daemon=True, name="tasks")
        tasks.start()
        say_line(say("worker.started", args.taal))
        _seal(told, settings.ZICHT.home / "heads", tasks, args.taal)
        died = not told.is_set()
        told.set()
        tasks.join(LEAVE_AFTER)
        say_line(say("worker.stopped", args.taal))
        return 1 if died else 0
