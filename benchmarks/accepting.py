"""Taking in a register on one database, against a bare copy of the same rows into a table of texts.

Run by ``python -m benchmarks --part accept``, in a process of its own per database. On PostgreSQL it is done as
``zicht_web`` behind row security: rows, rights, keys, index tokens, and a log entry per batch of at most 5,000.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.doors import OWNER, WEB, as_role
from benchmarks.register import COLUMNS, write
from benchmarks.timing import timed
from zicht.cli import loading
from zicht.cli.output import counter
from zicht.cli.starting import migrate, start
from zicht.errors import WrongUse
from zicht.synthetic import region

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor

AGREEMENT = "meldpunt-vechtstreek"
BYTES_A_ROW = 16_000
"""What a row needs on disk while it is taken in: tables, indexes, the log of the database; rounded up."""


def refuse_without_room(size: int, folder: Path) -> None:
    """Stop before the disk does."""
    free = shutil.disk_usage(folder).free
    if free < size * BYTES_A_ROW:
        raise WrongUse(
            "cli.wrong_use", message=f"{size:,} rows need {size * BYTES_A_ROW / 1e9:.0f} GB free in {folder}"
        )


def somebody() -> Actor:
    """Tables made by their owner, a small region, and somebody of an organisation that gives to the reporting point."""
    from django.utils import timezone

    as_role(OWNER)
    migrate()
    made = region(50, 7, timezone.localdate())
    loading.set_up_region(made)
    return next(actor for actor in loading.actors(made).values() if actor.organisation_code == "handhaving")


def bare_copy(file: Path) -> float:
    """Seconds of copying the same rows into a table of texts without an index, as the owner."""
    from django.db import connection

    as_role(OWNER)
    columns = ", ".join(f'"{name}" text' for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"create table bare ({columns})")
        if connection.vendor == "postgresql":
            return timed(lambda: _copy(cursor, file))
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";"))[1:]
        marks = ", ".join("%s" for _ in COLUMNS)
        return timed(lambda: cursor.executemany(f"insert into bare values ({marks})", rows))


def _copy(cursor: Any, file: Path) -> None:
    with cursor.copy("copy bare from stdin (format csv, delimiter ';', header)") as copy, file.open("rb") as stream:
        while piece := stream.read(2**20):
            copy.write(piece)


def _processor_of(process: int) -> float:
    """Processor seconds of another process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def accept(file: Path, mapping: Path, by: Actor) -> dict[str, Any]:
    """Take the file in as the web role; what it took."""
    from django.db import connection

    from zicht.registers import load_mapping
    from zicht.server.signals.actions.imports import take_in

    as_role(WEB)
    backend = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
    before, began, mine = _processor_of(backend) if backend else 0.0, time.perf_counter(), time.process_time()
    totals = take_in(
        data=file, mapping=load_mapping(mapping.read_text("utf-8")), by=by, activity=AGREEMENT,
        tell=counter("taken_in", "en"),
    )  # fmt: skip
    return {
        "seconds": time.perf_counter() - began,
        "python_cpu": time.process_time() - mine,
        "database_cpu": _processor_of(backend) - before if backend else 0.0,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": {"read": totals.read, "valid": totals.valid, "rejected": totals.rejected, "new": totals.count("new")},
    }


def logged() -> dict[str, int]:
    """The log entries of it, and how many records the longest names: read as the owner."""
    from django.db import connection

    as_role(OWNER)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), max(n) from (select row, count(*) as n from logbook_subject group by row) as of_entry"
        )
        entries, longest = cursor.fetchone()
    return {"entries": entries, "most_records": longest}


def measure(size: int) -> dict[str, Any]:
    """Everything on the database of this process."""
    from django.db import connection

    by = somebody()
    with tempfile.TemporaryDirectory(prefix="zicht-register-") as folder:
        refuse_without_room(size, Path(folder))
        file, mapping = write(Path(folder), size)
        length = file.stat().st_size
        taken = accept(file, mapping, by)
        copied = bare_copy(file)
    if taken["rows"]["new"] != size:
        raise AssertionError(f"{size} new rows were to be kept: {taken['rows']}")
    return {"database": connection.vendor, "size": size, "bytes": length, **taken, "copy": copied, "log": logged()}


def told(found: dict[str, Any]) -> str:
    """One database's outcome for people."""
    size, seconds = found["size"], found["seconds"]
    return (
        f"taking in {size:,} rows ({found['bytes'] / 1e6:.0f} MB) on {found['database']}: {seconds:.1f} s"
        f" ({1000 * seconds / size:.3f} ms a row)\n"
        f"  processor: Python {found['python_cpu']:.1f} s, database {found['database_cpu']:.1f} s;"
        f" peak memory {found['peak_mib']:.0f} MiB\n"
        f"  bare copy of the same rows: {found['copy']:.2f} s, ratio {seconds / found['copy']:.0f}\n"
        f"  log: {found['log']['entries']} entries, of at most {found['log']['most_records']:,} records each"
    )


def main() -> None:
    """One JSON object on stdout; progress on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accepting")
    parser.add_argument("--size", type=int, required=True)
    args = parser.parse_args()
    start()
    json.dump(measure(args.size), sys.stdout)


if __name__ == "__main__":
    main()
