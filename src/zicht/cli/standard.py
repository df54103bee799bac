"""``zicht standard``: the registration standard, as text, JSON or JSON Schema."""

from __future__ import annotations

import argparse
import json

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.knowledge import standard
from zicht.knowledge.schema import json_schema
from zicht.knowledge.sentences import Language, say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("standard", help="the registration standard", epilog="zicht standard --json"))
    parser.add_argument("--schema", action="store_true", help="print the standard as JSON Schema (draft 2020-12)")
    parser.set_defaults(run=run)


def _shown(f: standard.Field) -> dict[str, object]:
    codes = standard.codes(f.codes) if f.codes else ()
    return {
        "id": f.id,
        "wire": f.wire,
        "entity": f.entity,
        "field_group": f.group,
        "kind": f.kind,
        "required": f.required,
        "codes": [{"id": c.id, "wire": c.wire, "nl": c.nl, "en": c.en} for c in codes],
        "nl": f.nl,
        "en": f.en,
        "meaning": {"nl": f.meaning_nl, "en": f.meaning_en},
        "purposes": list(f.purposes),
        "needed_by": list(f.needed_by),
        "asked_when": f.asked_when or None,
        "htcds": f.htcds or None,
        "ctdc": list(f.ctdc),
        "comensha": f.comensha or None,
    }


def _told(f: standard.Field, language: Language) -> str:
    asked = say("cli.standard.required", language) if f.required else ""
    return f"  {f.id:19} {f.group:22} {asked:10} {f.nl if language == 'nl' else f.en}"


def run(args: argparse.Namespace) -> int:
    """Print version, fields and code lists."""
    if args.schema:
        print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        return 0
    if args.json:
        fields = [_shown(f) for f in standard.every_field()]
        print_json("standard", {"standard": standard.version(), "fields": fields})
        return 0
    print(say("cli.standard.heading", args.taal, version=standard.version()))
    print("\n".join(_told(f, args.taal) for f in standard.fields()))
    for entity in standard.entities():
        print(f"\n{entity.nl if args.taal == 'nl' else entity.en}")
        fields_of = (f for f in standard.every_field() if f.entity == entity.id)
        print("\n".join(_told(f, args.taal) for f in fields_of))
    return 0
