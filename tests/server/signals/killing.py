"""Takes a register in again and again while it is killed: a process of its own, with a database of its own.

``python killing.py HOME KILLS SEED [SOCKET]`` prints one JSON object. With SOCKET (of a PostgreSQL cluster that nothing
else uses) half of the kills are of the database's own process. Each attempt is a process made by fork, killed with
SIGKILL a random moment after it was told that another batch had been committed.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

HOME, KILLS, SEED = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
SOCKET = sys.argv[4] if len(sys.argv) > 4 else ""
ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ.update(ZICHT_HOME=str(HOME), ZICHT_MODE="demo", DJANGO_SETTINGS_MODULE="zicht.server.settings")
if SOCKET:
    os.environ["ZICHT_DATABASE_URL"] = f"postgresql://zicht_owner@localhost/killed?host={SOCKET}"

from zicht.cli.starting import migrate, start  # noqa: E402  # the environment comes first

start()

from django.db import connection  # noqa: E402

from benchmarks.register import COLUMNS, MAPPING, rows  # noqa: E402
from zicht.errors import BrokenOff  # noqa: E402
from zicht.registers import load_mapping  # noqa: E402

AT_ONCE, ROWS = 10, 600
WRONG = 17
"""Every so many rows one has a date that is none."""


def write() -> Path:
    lines = [list(row) for row in rows(ROWS)]
    for line in lines[::WRONG]:
        line[4] = "morgen"
    path = HOME / "register.csv"
    path.write_text("\n".join(";".join(line) for line in [list(COLUMNS), *lines]) + "\n", "utf-8")
    return path


def serve_as(user: str) -> None:
    connection.close()
    if SOCKET:
        connection.settings_dict["USER"] = user


def take(path: Path, told: int) -> dict[str, int]:
    """Take the file in; writes to ``told`` which process serves on the other side, and every batch committed."""
    from worlds import Region

    from zicht.server.signals.actions.imports import take_in

    def tell(done: int, total: int) -> None:
        os.write(told, f"{done}\n".encode())

    by = Region()["handhaving.1"]
    if SOCKET:
        os.write(told, f"pid {connection.connection.info.backend_pid}\n".encode())
    totals = take_in(
        data=path, mapping=load_mapping(MAPPING), by=by, activity="meldpunt-vechtstreek", tell=tell, at_once=AT_ONCE
    )
    counts = {name: totals.count(name) for name in ("new", "changed", "already_known")}
    return {"read": totals.read, "valid": totals.valid, "rejected": totals.rejected, "resumed": totals.resumed} | counts


TABLES = ("door_record", "vault_recordkey", "signals_core", "signals_person", "signals_narrative", "logbook_subject")


def kept() -> dict[str, int]:
    """How many rows there are in every table of which each record has exactly one, once the database answers."""
    serve_as("postgres")
    for _ in range(100):
        try:
            with connection.cursor() as cursor:
                found = {}
                for table in TABLES:
                    cursor.execute(f"select count(*) from {table}")
                    found[table] = cursor.fetchone()[0]
            connection.close()
            return found
        except Exception:
            connection.close()
            time.sleep(0.1)
    raise RuntimeError("the database does not come back")


def attempt(path: Path, dice: random.Random, before: int) -> tuple[int, str, bool]:
    """One attempt, killed: the last batch that it acknowledged, what was killed ("" when it was ready first), and
    whether it told its user that it was broken off: only a process that lives on can."""
    read, write_end = os.pipe()
    serve_as("zicht_web")
    child = os.fork()
    if child == 0:
        os.close(read)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            take(path, write_end)
            os.write(write_end, b"ready\n")
        except BrokenOff:
            os.write(write_end, b"told\n")
        finally:
            os._exit(0)
    os.close(write_end)
    goal = before + AT_ONCE * dice.randrange(0, 4)
    text, acknowledged, backend, ready, told = "", before, 0, False, False
    killed = ""
    while True:
        if not killed and acknowledged >= goal and (backend or not SOCKET):
            time.sleep(dice.random() * 0.05)
            victim = backend if SOCKET and dice.random() < 0.5 else child
            killed = "database" if victim == backend and SOCKET else "process"
            os.kill(victim, signal.SIGKILL)
        if not select.select([read], [], [], 60)[0]:
            break
        piece = os.read(read, 65536).decode()
        if not piece:
            break
        text += piece
        *whole, text = text.split("\n")
        for line in whole:
            if line.startswith("pid "):
                backend = int(line[4:])
            elif line == "ready":
                ready = True
            elif line == "told":
                told = True
            else:
                acknowledged = max(acknowledged, int(line))
    os.close(read)
    os.waitpid(child, 0)
    return acknowledged, "" if ready else killed, told


def disk_full(path: Path) -> str:
    """What the user is told when the database may not grow any further; SQLite only."""
    if SOCKET:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("pragma page_count")
        cursor.execute(f"pragma max_page_count = {cursor.fetchone()[0] + 8}")
    try:
        take(path, os.open(os.devnull, os.O_WRONLY))
    except BrokenOff as broken:
        return broken.code
    finally:
        connection.close()
    return "nothing was wrong"


def main() -> None:
    from worlds import set_up_region

    migrate()
    set_up_region()
    path = write()
    dice, acknowledged = random.Random(SEED), 0
    killed: dict[str, int] = {"process": 0, "database": 0}
    lost = half = told = 0
    while sum(killed.values()) < KILLS:
        acknowledged, what, said = attempt(path, dice, acknowledged)
        if not what:
            break
        killed[what] += 1
        told += said
        found = kept()
        wrong_before = -(-acknowledged // WRONG)
        lost += max(0, acknowledged - wrong_before - found["door_record"])
        half += len(set(found.values())) > 1
    full = disk_full(path)
    serve_as("zicht_web")
    sink = os.open(os.devnull, os.O_WRONLY)
    last = take(path, sink)
    again = take(path, sink)
    outcome = {"killed": killed, "told": told, "full": full, "acknowledged": acknowledged, "lost": lost, "half": half}
    print(json.dumps({**outcome, "last": last, "again": again, "kept": kept()}))


if __name__ == "__main__":
    main()
