"""``zicht log verify``: read the whole log again and hold it against every head. A named system act."""

from __future__ import annotations

import argparse
from pathlib import Path

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.cli.starting import start_on_tables
from zicht.errors import VerificationFailed
from zicht.knowledge.sentences import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    group = commands.add_parser("log", help="the log of reads, writes and decisions")
    parts = group.add_subparsers(dest="part", metavar="COMMAND", required=True)
    verify = common(parts.add_parser("verify", help="has anything been changed?", epilog="zicht log verify --json"))
    verify.add_argument("--heads", type=Path, help="folder with heads kept outside the database")
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    """Verify; exit 5 on any change."""
    start_on_tables()
    from django.conf import settings

    from zicht.server.logbook.sealing import read_heads, verify_log, waiting

    check = verify_log(read_heads(args.heads or settings.ZICHT.home / "heads"))
    bad = check.first_bad
    result = {
        "entries": check.entries,
        "sealed": check.sealed,
        "unsealed": waiting(),
        "root": check.root.hex(),
        "heads_checked": check.heads_checked,
        "first_bad": {"code": bad.code, "first": bad.first, "last": bad.last} if bad else None,
    }
    if args.json:
        print_json("log-verify", result)
    else:
        print(say("log.verified" if bad is None else "log.changed", args.taal, **result))
        if bad:
            print(say(bad.code, args.taal, first=bad.first, last=bad.last))
    return VerificationFailed.exit_code if bad else 0
