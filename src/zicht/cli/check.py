"""``zicht check``: is this installation safe to run? Problems with stable ids, each with what to do."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.cli.starting import start
from zicht.errors import InputProblems
from zicht.knowledge.sentences import Language, say

if TYPE_CHECKING:
    from zicht.server.checks import Found


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(
        commands.add_parser(
            "check", help="is this installation safe? exit 3 when not", epilog="zicht check --production --json"
        )
    )
    parser.add_argument("--production", action="store_true", help="also what only a demonstration may have")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check; 0 when nothing is wrong, 3 with the problems listed."""
    from zicht.server import checks
    from zicht.server.config import read

    config = read()
    production = args.production or not config.demo
    found = checks.before_django(config, production=production)
    if checks.can_load(found):
        start()
        found += checks.of_database(config, production=production)
        checks.log_check(config, found)
    _tell(found, args.taal, as_json=args.json)
    return InputProblems.exit_code if found else 0


def _tell(found: list[Found], language: Language, *, as_json: bool) -> None:
    if as_json:
        rows = [{"id": f.id, "nl": f.says("nl"), "en": f.says("en"), "hint": f.hint(language)} for f in found]
        print_json("check", {"ok": not found, "problems": rows})
        return
    for one in found:
        print(f"{one.id}  {one.says(language)} {one.hint(language)}")
    if not found:
        print(say("checks.fine", language))
