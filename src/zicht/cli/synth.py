"""``zicht synth``: the fictional region, as files or as a report on its notes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from zicht.cli.main import common
from zicht.cli.output import print_json, progress
from zicht.errors import WrongUse
from zicht.knowledge.sentences import Language, say
from zicht.synthetic import Diversity, Draw, Region, SyntheticSignal, Written, diversity, region, write


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(
        commands.add_parser(
            "synth",
            help="a fictional region with a known truth",
            epilog="zicht synth --signals 1200 --seed 1 --until 2026-11-23 --out region --report",
        )
    )
    parser.add_argument("--signals", type=int, required=True, metavar="N", help="how many signals, 1 to 1,000,000")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="same seed and version, same bytes")
    parser.add_argument("--out", type=Path, metavar="DIR", help="new folder, empty, or with an earlier region")
    parser.add_argument("--until", type=_day, metavar="DATE", help="day on which the region ends (default: today)")
    parser.add_argument("--load", action="store_true", help="bring it into the database too (demo only)")
    parser.add_argument("--report", action="store_true", help="how different the notes are from one another")
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-11-23") from None


def run(args: argparse.Namespace) -> int:
    """Write the region, measure its notes, or both."""
    if args.out is None and not args.report and not args.load:
        raise WrongUse("synth.nothing")
    made = region(args.signals, args.seed, args.until or date.today())
    draw = Draw(args.seed) if args.report else None
    files = _make(made, args.out, draw, args.taal)
    if args.load:
        _load(made, args.taal)
    _tell(args, made, files, diversity(draw.notes) if draw else None)
    return 0


def _load(made: Region, language: Language) -> None:
    from zicht.cli import loading
    from zicht.cli.starting import migrate, start
    from zicht.server.config import read

    if not read().demo:
        raise WrongUse("demo.not_demo")
    start()
    migrate()
    loading.set_up_region(made)
    loading.load(made, language)


def _make(made: Region, out: Path | None, draw: Draw | None, language: Language) -> tuple[Written, ...]:
    def watch(items: Iterable[Any], total: int, what: str) -> Iterator[Any]:
        for item in progress(items, total, what, language):
            if draw is not None and isinstance(item, SyntheticSignal):
                draw.offer(item.draft.narrative)
            yield item

    if out is not None:
        return write(made, out, watch)
    for _ in watch(made.signals(), made.size, "signals"):
        pass
    return ()


def _tell(args: argparse.Namespace, made: Region, files: tuple[Written, ...], found: Diversity | None) -> None:
    report = found and {
        "notes": found.notes,
        "distinct_5grams_per_1000_notes": round(found.distinct_5grams_per_1000_notes, 1),
        "near_duplicate_share": found.near_duplicate_share,
    }
    if args.json:
        body = {"signals": made.size, "seed": made.seed, "until": made.until, "population": made.population}
        rows = [{"path": item.path, "sha256": item.sha256, "bytes": item.bytes, "rows": item.rows} for item in files]
        print_json("synth", {**body, "out": args.out, "files": rows, "report": report})
        return
    if files:
        print(say("synth.done", args.taal, signals=made.size, population=made.population, out=args.out))
    if report:
        print(say("synth.report", args.taal, **report))
