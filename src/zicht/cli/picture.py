"""``zicht picture``: the yearly local picture, made from the database."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.cli.acting import actor, add_as
from zicht.cli.main import common
from zicht.cli.output import print_json, say_line
from zicht.cli.starting import start_on_tables
from zicht.errors import WrongUse, ZichtError
from zicht.knowledge.sentences import say

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor
    from zicht.server.publishing.queries import PictureRow

WAIT_SECONDS = 120
_EXAMPLE = "ZICHT_API_KEY=... zicht picture --database --year 2025 --out beeld --as beleid.1"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("picture", help="the yearly local picture", epilog=_EXAMPLE))
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--database", action="store_true", help="from the signals in the database")
    parser.add_argument("--year", type=int, required=True, metavar="Y", help="the year the picture is about")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the four files")
    add_as(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask for the picture as a member, wait until it is made, and write its files."""
    if args.out.exists() and not args.out.is_dir():
        raise WrongUse("picture_command.not_a_folder", out=str(args.out))
    start_on_tables()
    member = actor(args)
    row = _made(member, args)
    files = _files(member, row)
    from zicht.picture import put

    put(files, args.out)
    _tell(args, row, json.loads(files["manifest.json"]))
    return 0


def _made(member: Actor, args: argparse.Namespace) -> PictureRow:
    from zicht.server.door.later import run_due, works_here
    from zicht.server.publishing.actions.make import ask
    from zicht.server.publishing.queries import picture

    asked = ask(year=args.year, by=member)
    say_line(say("picture_command.asked", args.taal, year=args.year))
    if works_here():
        run_due()
    began = time.monotonic()
    while (row := picture(member, asked)).waiting:
        waited = round(time.monotonic() - began)
        if waited >= WAIT_SECONDS:
            raise ZichtError("picture_command.late", seconds=WAIT_SECONDS)
        say_line(say("picture_command.waiting", args.taal, seconds=waited))
        time.sleep(1)
    if row.failed:
        why = say(f"publishing.problem.{row.problem}", args.taal)
        raise ZichtError("picture_command.failed", why=why)
    return row


def _files(member: Actor, row: PictureRow) -> dict[str, bytes]:
    from zicht.server.publishing.queries import FILE_NAMES, picture_file

    return {name: picture_file(member, row.id, name) for name in FILE_NAMES}


def _tell(args: argparse.Namespace, row: PictureRow, manifest: dict[str, object]) -> None:
    if args.json:
        told = {"year": row.year, "out": args.out, "size": row.size_level, "files": manifest["files"]}
        print_json("picture-made", told)
        return
    print(say("picture_command.done", args.taal, year=row.year, out=args.out))
