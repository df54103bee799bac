"""``zicht import --propose``: a mapping proposed from a file's column names and contents."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from zicht.cli.output import print_json
from zicht.errors import InputProblems, WrongUse
from zicht.knowledge.sentences import Language, say
from zicht.registers import Proposal, Table, open_table, propose_mapping
from zicht.registers.mapping import targets


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet: what its user made of an earlier one is never overwritten."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise WrongUse("import.exists", path=str(path)) from error
    except OSError as error:
        raise WrongUse("import.no_file", path=str(path)) from error


def propose(args: argparse.Namespace, data: bytes) -> int:
    """Write a proposed mapping and tell per column what was made of it, without what its cells hold."""
    table = open_table(data)
    if not isinstance(table, Table):
        raise InputProblems(table.problems, "import.unreadable")
    proposal = propose_mapping(table, args.source, args.taal)
    write_new(args.propose, proposal.text)
    if args.json:
        print_json("proposal", {"mapping": str(args.propose), **_outcome(proposal)})
    else:
        print("\n".join(_told(proposal, args.propose, args.taal)))
    return 0


def _outcome(proposal: Proposal) -> dict[str, object]:
    columns = [
        {"column": one.column, "field": one.field, "sure": one.sure, "why": one.why, "share": round(one.score, 4)}
        for one in proposal.columns
    ]
    return {"columns": columns, "doubts": len(proposal.doubts)}


def _told(proposal: Proposal, path: Path, language: Language) -> Iterable[str]:
    columns, doubts = len(proposal.columns), len(proposal.doubts)
    yield say("import.proposed", language, path=str(path), columns=columns, doubts=doubts)
    for one in proposal.columns:
        field = targets()[one.field].wire if one.field in targets() else one.field
        mark = "" if one.sure else say("import.proposed_mark", language)
        why = say(f"import.why.{one.why}", language)
        yield "  " + say(
            "import.proposed_column", language, column=one.column, field=field, why=f"{mark} {why}".strip()
        )
    yield say("import.proposed_next", language, path=str(path))
