"""``make bench``: queue, registering and taking in a register on both databases, with the door on and off."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.accepting import told as told_of_accepting
from benchmarks.queue import from_json
from benchmarks.timing import machine, table

ROOT = Path(__file__).resolve().parent.parent
LIST_P95_MS = 300


@contextmanager
def database(engine: str) -> Iterator[dict[str, str]]:
    """A database of its own, gone afterwards: the environment that leads to it."""
    with tempfile.TemporaryDirectory(prefix="zicht-bench-") as home:
        names = {"ZICHT_HOME": home, "ZICHT_MODE": "demo"}
        if engine == "sqlite":
            yield names
            return
        sys.path.insert(0, str(ROOT / "tests"))
        import postgres

        with postgres.cluster() as socket:
            postgres.make_owner(socket)
            postgres.make_database(socket, "bench")
            # Signs in as who may take any role: the tables are made by their owner, the door on is ``zicht_web``.
            yield names | {"ZICHT_DATABASE_URL": postgres.url(socket, "postgres", "bench")}


def run(engine: str, module: str, *words: str) -> dict[str, Any]:
    """Measure one database in a process of its own."""
    with database(engine) as names:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZICHT_")}
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, cwd=ROOT, env=kept | names, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told(found: dict[str, Any]) -> str:
    """One database's outcome for people."""
    lines = [from_json(row) for row in found["lines"]]
    slow = [line.what for line in lines if line.what != "registering a signal" and line.on.p95 > LIST_P95_MS]
    bar = f"over {LIST_P95_MS} ms at p95: {', '.join(slow)}" if slow else f"every list within {LIST_P95_MS} ms at p95"
    head = f"{found['database']}, {found['size']:,} signals, loaded in {found['loading']['seconds']:.1f} s"
    return f"{head} ({found['loading']['ms_each']:.2f} ms each)\n{table(lines)}\n{bar}"


def main() -> int:
    """Measure both databases and print times in milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="signals in the region")
    parser.add_argument("--runs", type=int, default=100, help="pairs of runs per line")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append", help="only this one")
    parser.add_argument("--part", choices=["queue", "accept"], action="append", help="only this one")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args()
    begun = time.monotonic()
    engines, parts = args.engine or ["sqlite", "postgresql"], args.part or ["queue", "accept"]
    size = ["--size", str(args.size)]
    found, taken = [], []
    if "queue" in parts:
        found = [run(engine, "benchmarks.queue", *size, "--runs", str(args.runs)) for engine in engines]
    if "accept" in parts:
        taken = [run(engine, "benchmarks.accepting", *size) for engine in engines]
    if args.json:
        print(json.dumps({"machine": machine(), "databases": found, "accepting": taken}, indent=1))
        return 0
    print(machine())
    if found:
        print("milliseconds; on = through the door, off = the same statements without it")
    for one in found:
        print(f"\n{told(one)}")
    for one in taken:
        print(f"\n{told_of_accepting(one)}")
    print(f"\n{time.monotonic() - begun:.0f} s in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
