"""``zicht estimate`` and ``zicht assess``: how many people no list saw, or why that cannot be said."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.errors import WrongUse
from zicht.estimation import Refusal, assess, estimate, read_table
from zicht.estimation.answer import CHOICES
from zicht.estimation.bootstrap import DEFAULT_REPLICATES
from zicht.estimation.intervals import KINDS
from zicht.estimation.methods import DEFAULT_THRESHOLD
from zicht.estimation.parallel import Progress
from zicht.estimation.reading import sources_of
from zicht.estimation.telling import table_dict, verdict_dict, verdict_lines
from zicht.estimation.wording import say_check
from zicht.knowledge.sentences import LANGUAGES, Language, say

REFUSED = 4
QUIET = 2.0  # seconds of work before progress is shown, and between two lines of it


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    sized = common(
        commands.add_parser(
            "estimate",
            help="estimate a total from a capture table, or refuse",
            epilog="zicht estimate tabel.csv --method stepwise --threshold 0.02",
        )
    )
    sized.add_argument("table", type=Path, help="CSV: one 0/1 column per list, and count")
    sized.add_argument("--method", choices=CHOICES, default="all")
    sized.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD, help="p-value of stepwise, from 0 up to 1")
    sized.add_argument("--max-order", type=int, metavar="K", help="most lists in one interaction for aic, aicc, bic")
    sized.add_argument("--interval", choices=KINDS, default="wald")
    sized.add_argument("--replicates", type=int, default=DEFAULT_REPLICATES, help="of bootstrap and bca")
    sized.add_argument("--all-models", action="store_true", help="try every model again in every replicate")
    sized.add_argument("--seed", type=int, default=1, help="of what is drawn; the same seed gives the same numbers")
    sized.add_argument("--override", metavar="REASON", help="show the numbers of a refused table, with the refusal")
    sized.add_argument(
        "--missed-links", type=float, default=0.0, metavar="SHARE", help="of links, missed: lowers the limit"
    )
    sized.add_argument(
        "--no-members", type=float, default=0.0, metavar="SHARE", help="of who is on one list: not of the group"
    )
    sized.add_argument("--unit", default="", help="what is counted, for the statement")
    sized.add_argument("--period", default="", help="the period of the table, for the statement")
    sized.set_defaults(run=run_estimate)
    judged = common(
        commands.add_parser("assess", help="can a capture table carry an estimate?", epilog="zicht assess tabel.csv")
    )
    judged.add_argument("table", type=Path, help="CSV: one 0/1 column per list, and count")
    judged.set_defaults(run=run_assess)


def shown_progress(language: Language) -> Progress:
    """Tells on stderr how far it is, once it takes longer than a moment."""
    told_at = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > QUIET and done < of:
            told_at = time.monotonic()
            print(say("estimation.text.progress", language, done=done, of=of), file=sys.stderr)

    return tell


def run_estimate(args: argparse.Namespace) -> int:
    """Estimate or refuse; 4 when refused and not overridden."""
    if args.override is not None and not args.override.strip():
        raise WrongUse("estimation.override_empty")
    table = read_table(args.table)
    known = sources_of(table)  # a published table states its own unit and period
    answer = estimate(
        table,
        method=args.method,
        threshold=args.threshold,
        max_order=args.max_order,
        interval=args.interval,
        replicates=args.replicates,
        shortcut=not args.all_models,
        override=args.override or "",
        seed=args.seed,
        unit=args.unit or "".join(source.unit for source in known),
        period=args.period or "".join(str(source.period) for source in known),
        missed_links=args.missed_links,
        no_members=args.no_members,
        progress=shown_progress(args.taal),
    )
    if args.json:
        print_json("estimate", answer.to_dict())
    else:
        print(answer.summary(args.taal))
    return REFUSED if isinstance(answer, Refusal) else 0


def run_assess(args: argparse.Namespace) -> int:
    """Tell the verdict and every check; a refusing verdict is a good answer, so 0."""
    table = read_table(args.table)
    verdict = assess(table)
    if args.json:
        checks = [
            {"code": c.code, "value": round(c.value, 4), "level": c.level, **{n: say_check(c, n) for n in LANGUAGES}}
            for c in verdict.checks
        ]
        print_json("assess", {"table": table_dict(table), "verdict": verdict_dict(verdict), "checks": checks})
        return 0
    print("\n".join(verdict_lines(table, verdict, args.taal)))
    print(f"\n{say('estimation.heading.checks', args.taal)}")
    for check in verdict.checks:
        grade = say(f"estimation.verdict_of_check.{check.level}", args.taal)
        print(f"  {grade:10} {say_check(check, args.taal)}")
    return 0
