"""``make prove PART=worlds``: 100,000 grown requests decided twice, by the tables and by the plain specification.

Goes on where it stopped: what was proven for these very files is kept under ``ZICHT_HOME`` (default ``./var``) and is
not done again; a change of the rooms that decide begins anew. The last line is ``N proven, 0 broken, N unproven``;
exit 1 when something is broken, 3 when the time was up before all was proven.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCHED = (
    "src/zicht/agreements",
    "src/zicht/knowledge/data",
    "tests/agreements/grown.py",
    "tests/agreements/reference.py",
)
WORLDS, WORLDS_IN_A_PIECE = 20_000, 200  # five requests in a world
Piece = dict[str, list[int]]


def watched_files(root: Path) -> Iterator[Path]:
    """Every file on which the outcome rests, in a fixed order."""
    for name in WATCHED:
        path = root / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in found if one.suffix in (".py", ".toml"))


def fingerprint(root: Path = ROOT) -> str:
    """A digest of those files: what was proven for others is not proven for these."""
    digest = hashlib.sha256()
    for path in watched_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def broken_in(seed: int) -> tuple[int, int]:
    """How many requests of one world were compared, and on how many the two deciders differ."""
    from agreements.grown import grow
    from agreements.reference import reference

    from zicht.agreements import decide_many

    requests, agreements, at, demo = grow(seed)
    differ = 0
    for request, decision in zip(requests, decide_many(requests, agreements, at, demo), strict=True):
        said = {name: ("permitted", rule) for name, rule in decision.rules.items()} | {
            name: (outcome.removeprefix("agreement."), decision.against.get(name))
            for name, outcome in decision.refused.items()
        }
        differ += said != reference(request, agreements, at, demo)
    return len(requests), differ


def _known(path: Path, of: str) -> Piece:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(kept["pieces"]) if kept.get("of") == of else {}


def _keep(path: Path, of: str, pieces: Piece) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps({"of": of, "pieces": pieces}), encoding="utf-8")
    beside.replace(path)  # a kill between two pieces leaves the last one whole


def prove(
    path: Path, of: str, starts: Iterable[int], compare: Callable[[int], tuple[int, int]], seconds: float
) -> tuple[int, int, int]:
    """Prove piece by piece until done or out of time: requests proven, requests broken, and pieces not yet done."""
    pieces = _known(path, of)
    end = time.monotonic() + seconds
    left = [start for start in starts if str(start) not in pieces]
    for start in list(left):
        if time.monotonic() >= end:
            break
        found = [compare(seed) for seed in range(start, start + WORLDS_IN_A_PIECE)]
        asked, differ = sum(one for one, _ in found), sum(other for _, other in found)
        pieces[str(start)] = [asked - differ, differ]
        left.remove(start)
        _keep(path, of, pieces)
        print(f"worlds {start:,} to {start + WORLDS_IN_A_PIECE:,}: {asked:,} requests", file=sys.stderr, flush=True)
    return sum(one for one, _ in pieces.values()), sum(other for _, other in pieces.values()), len(left)


def main(argv: list[str] | None = None) -> int:
    """Prove one part and print the tally."""
    parser = argparse.ArgumentParser(prog="scripts/prove.py", description=__doc__)
    parser.add_argument("--part", choices=["worlds"], required=True)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="worlds of five requests")
    parser.add_argument("--minutes", type=float, default=70, help="stop after this long; a next run goes on")
    args = parser.parse_args(argv)
    sys.path.insert(0, str(ROOT / "tests"))
    path = Path(os.environ.get("ZICHT_HOME", ROOT / "var")) / "prove" / "worlds.json"
    starts = range(0, args.worlds, WORLDS_IN_A_PIECE)
    proven, broken, left = prove(path, fingerprint(), starts, broken_in, args.minutes * 60)
    print(f"{proven:,} proven, {broken:,} broken, {left * WORLDS_IN_A_PIECE * 5:,} unproven")
    return 1 if broken else 3 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
