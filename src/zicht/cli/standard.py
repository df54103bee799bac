"""``zicht standard``: the registration standard, as text or JSON."""

from __future__ import annotations

import argparse

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.knowledge import standard
from zicht.knowledge.sentences import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("standard", help="the registration standard", epilog="zicht standard --json"))
    parser.set_defaults(run=run)


def _shown(f: standard.Field) -> dict[str, object]:
    codes = standard.codes(f.codes) if f.codes else ()
    return {
        "id": f.id,
        "wire": f.wire,
        "field_group": f.group,
        "kind": f.kind,
        "required": f.required,
        "codes": [{"id": c.id, "wire": c.wire, "nl": c.nl, "en": c.en} for c in codes],
        "nl": f.nl,
        "en": f.en,
    }


def run(args: argparse.Namespace) -> int:
    """Print version, fields and code lists."""
    fields = [_shown(f) for f in standard.fields()]
    if args.json:
        print_json("standard", {"standard": standard.version(), "fields": fields})
        return 0
    required = say("cli.standard.required", args.taal)
    print(say("cli.standard.heading", args.taal, version=standard.version()))
    for f in standard.fields():
        print(f"  {f.id:16} {f.group:14} {required if f.required else '':10} {f.nl if args.taal == 'nl' else f.en}")
    return 0
