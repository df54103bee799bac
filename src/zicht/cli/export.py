"""``zicht export``: signals as HTCDS 2.0, as CTDC's columns or as CSV, each with a description and a loss report."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zicht.cli.acting import actor, add_as
from zicht.cli.exporting import Made, written
from zicht.cli.main import common
from zicht.cli.output import print_json, say_line
from zicht.cli.starting import start
from zicht.errors import Refused, WrongUse
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.standard import FIELD_GROUPS, FieldGroup, group_label
from zicht.registers.exchange import DEFAULT_GROUPS, DIALECTS, PSEUDONYMOUS, Grounds, Profile, Source

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor

_EXAMPLE = "zicht export --format htcds --as desk.1 --out uitvoer"
FORMATS = ("htcds", "ctdc", "csv")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("export", help="signals in a format of others", epilog=_EXAMPLE))
    parser.add_argument("--format", required=True, choices=FORMATS, help="HTCDS 2.0, CTDC's 27 columns, or CSV")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--dialect", choices=DIALECTS, default="excel", help="names and shape of the HTCDS table")
    parser.add_argument("--groups", default="", metavar="A,B", help="field groups; never more than is granted")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="received from this day")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="received until this day, included")
    naming = parser.add_argument_group("with names", "all five, and the approver's own key in ZICHT_APPROVER_KEY")
    naming.add_argument("--identifying", action="store_true", help="with names: needs all that follows")
    for name, what in (
        ("to", "ORGANISATION"),
        ("purpose", "PURPOSE"),
        ("legal-basis", "BASIS"),
        ("agreement", "ID"),
        ("approved-by", "USERNAME"),
    ):
        naming.add_argument(f"--{name}", default="", metavar=what)
    add_as(parser)
    parser.set_defaults(run=run)


def _groups(text: str) -> frozenset[FieldGroup]:
    if not text:
        return DEFAULT_GROUPS
    named = {name.strip() for name in text.split(",") if name.strip()}
    if unknown := named - set(FIELD_GROUPS):
        allowed = ", ".join(FIELD_GROUPS)
        raise WrongUse("exchange.groups", unknown=", ".join(sorted(unknown)), allowed=allowed)
    return frozenset(group for group in FIELD_GROUPS if group in named)


def _profile(args: argparse.Namespace, by: Actor) -> Profile:
    """Pseudonymous, or identifying once somebody else approved it with their own key."""
    if not args.identifying:
        return PSEUDONYMOUS
    if args.format == "ctdc":
        raise WrongUse("exchange.only_htcds")
    grounds = Grounds(args.purpose, args.legal_basis, args.agreement if args.to else "", args.approved_by)
    from django.utils import timezone

    from zicht.server.parties.actor import by_api_key
    from zicht.server.sharing.actions.approving import approve_export

    approver = by_api_key(os.environ.get("ZICHT_APPROVER_KEY", ""), timezone.now())
    if approver is None or approver.username != args.approved_by:
        raise Refused("exchange.approver", rule="exchange:HT-5")
    approve_export(by=approver, asked_by=by, to=args.to, grounds=grounds)
    return Profile(grounds, perpetrators_on="possible_perpetrators" in _groups(args.groups))


def _sources(args: argparse.Namespace) -> tuple[Profile, list[Source]]:
    start()
    from zicht.server.sharing.exporting import Wanted, export_pages

    by = actor(args)
    groups = _groups(args.groups)
    profile = _profile(args, by)
    wanted = Wanted(groups, args.format != "csv", args.since, args.until, profile, args.to)
    found: list[Source] = []
    for page in export_pages(by, wanted):
        found += page
        say_line(f"{len(found)}")
    return profile, found


def _refuse_used(folder: Path) -> None:
    """An export overwrites nothing: its folder is new or empty."""
    try:
        if folder.exists() and any(folder.iterdir()):
            raise WrongUse("exchange.folder", folder=str(folder))
    except OSError as error:
        raise WrongUse("exchange.no_folder", folder=str(folder)) from error


def _keep(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the files, for their owner alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files:
            at = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(at, "wb") as file:
                file.write(content)
    except OSError as error:
        raise WrongUse("exchange.no_folder", folder=str(folder)) from error


def run(args: argparse.Namespace) -> int:
    """Read through the door, write the files, tell what they could not hold. Refused (4) for a role that may not."""
    _refuse_used(args.out)
    profile, sources = _sources(args)
    made = written(args.format, sources, profile, args.dialect)
    _keep(args.out, made.files.items())
    if args.json:
        print_json("export", outcome(made, args.format))
    else:
        print("\n".join(told(made, args.taal)))
    return 0


def outcome(made: Made, name: str) -> dict[str, Any]:
    """The contract's object of an export, without its frame."""
    return {
        "format": name,
        "profile": made.profile,
        "signals": made.signals,
        "cases": made.cases,
        "field_groups": list(made.groups),
        "files": made.listed(),
        "loss": made.summary,
    }


def told(made: Made, language: Language) -> Iterable[str]:
    """The outcome for a person."""
    profile = say(f"exchange.profile.{made.profile}", language)
    yield say("exchange.done", language, signals=made.signals, cases=made.cases, profile=profile)
    if made.groups:
        yield say("exchange.read", language, groups=", ".join(group_label(group, language) for group in made.groups))
    for file in made.listed():
        yield "  " + say("exchange.file", language, **file)
    yield say("exchange.loss", language, count=sum(row["count"] for row in made.summary))
    for reason in dict.fromkeys(row["reason"] for row in made.summary):
        count = sum(row["count"] for row in made.summary if row["reason"] == reason)
        yield f"  {count:6} {say(f'exchange.reason.{reason}', language)}"
