"""``zicht import``: check another organisation's file against the standard."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

from zicht.cli.acting import actor, add_as
from zicht.cli.main import common
from zicht.cli.mappings import chosen, keep
from zicht.cli.output import counter, print_json, problem_shown, say_line
from zicht.cli.proposing import propose, write_new
from zicht.cli.starting import start_on_tables
from zicht.errors import InputProblems, Problem, WrongUse
from zicht.knowledge import standard
from zicht.knowledge.answers import WIRE_STATES
from zicht.knowledge.sentences import Language, say, say_problem
from zicht.registers import MAX_BYTES, Reading, SourceMapping, Totals, UnknownCode, check_file, read
from zicht.registers.exchange import Incoming, as_register, is_htcds
from zicht.registers.mapping import targets

SHOWN_PER_RULE = 5
MOST_WORDS = 40
_START = 20_000  # so many bytes tell whether a file is HTCDS
_EXAMPLE = 'zicht import register.csv --source "Handhaving" --mapping handhaving.toml --check'


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("import", help="check a file of another register", epilog=_EXAMPLE))
    parser.add_argument("file", type=Path, help="CSV, XLSX or HTCDS, a workbook or HTCDS of at most 50 MB")
    parser.add_argument("--source", required=True, metavar="NAME", help="the source, as named in the mapping")
    parser.add_argument("--mapping", type=Path, metavar="MAP.toml", help="which column holds what; else the kept one")
    parser.add_argument(
        "--unknown", type=Path, metavar="CODES.toml", help="write the unknown codes with their text here"
    )
    parser.add_argument(
        "--codes", type=Path, metavar="CODES.toml", help="the unknown codes, with their meaning filled in"
    )
    parser.add_argument("--save", action="store_true", help="with --check: keep the mapping for this source")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--propose", type=Path, metavar="MAP.toml", help="write a proposed mapping here, with its doubts")
    what.add_argument("--check", action="store_true", help="say what would be taken in; store nothing")
    what.add_argument("--accept", action="store_true", help="take in the valid new rows")
    parser.add_argument("--activity", default="", metavar="ID", help="the agreement under which this is taken in")
    parser.add_argument("--preview", type=Path, metavar="OUT.html", help="with --check: write the rows here, by cell")
    parser.add_argument("--report", type=Path, metavar="DIR", help="with --check: write the quality report here")
    add_as(parser)
    parser.set_defaults(run=run)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise WrongUse("import.no_file", path=str(path)) from error


def _readable(path: Path) -> Path:
    """The path of a file that can be opened: it may be too long to hold in memory."""
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise WrongUse("import.no_file", path=str(path)) from error


def run(args: argparse.Namespace) -> int:
    """Propose a mapping, or check the file and tell the outcome; 3 when the file or any of its rows was refused."""
    if args.propose is not None:
        return propose(args, _bytes(args.file))
    if (args.report or args.preview) and not args.check:
        raise WrongUse("quality.only_with_check")
    path = _readable(args.file)
    htcds = _htcds(args, path)
    mapping = htcds.mapping if htcds else chosen(args, path)
    data: bytes | Path = htcds.data if htcds else path
    reading = _accept(args, data, mapping) if args.accept else _check(args, data, mapping)
    if htcds:
        reading = replace(reading, problems=htcds.told(reading.problems))
    elif reading.read and (args.accept or args.save):
        keep(args, path, mapping)
    if args.unknown is not None:
        write_new(args.unknown, "\n".join(_code_lines(reading.unknown, mapping)) + "\n")
    if args.json:
        print_json("import", outcome(reading, accepted=args.accept))
    else:
        print("\n".join(told(reading, mapping, args.taal, accepted=args.accept)))
        if args.unknown is not None:
            print(say("import.unknown_codes", args.taal, path=str(args.unknown), count=len(reading.unknown)))
    return InputProblems.exit_code if reading.has_errors else 0


def _code_lines(unknown: Iterable[UnknownCode], mapping: SourceMapping) -> Iterable[str]:
    """The unknown codes as tables that can be put into the mapping, with their text: for the one whose file it is."""
    yield f"source = {json.dumps(mapping.source, ensure_ascii=False)}"
    for field, codes in groupby(sorted(unknown, key=lambda code: code.field), key=lambda code: code.field):
        yield f"\n[fields.{targets()[field].wire}.codes]"
        words = _words(field)
        if len(words) <= MOST_WORDS:
            yield f"# {' | '.join(words)}"
        for code in codes:
            yield f'{json.dumps(code.text, ensure_ascii=False)} = ""  # {code.count}x, {code.first_row}'


def _words(field: str) -> list[str]:
    """What a code of a field may mean, in the words of a mapping file."""
    listed = targets()[field].codes
    return [*(code.wire for code in standard.codes(listed)), *WIRE_STATES] if listed else [*WIRE_STATES]


def _htcds(args: argparse.Namespace, path: Path) -> Incoming | None:
    """The file as a register when it is HTCDS and nobody says otherwise with a mapping."""
    with path.open("rb") as file:
        start = file.read(_START)
    if args.mapping or not is_htcds(start):
        return None
    found = as_register(_bytes(path), args.source)
    say_line(say("import.htcds_read", args.taal))
    return found


def _check(args: argparse.Namespace, given: bytes | Path, mapping: SourceMapping) -> Totals:
    today = date.today()
    if not args.report and not args.preview:
        return check_file(given, mapping, today)
    data = _bytes(given) if isinstance(given, Path) else given
    reading = read(data, mapping, today)
    if args.report:
        from zicht.cli.quality.files import write_report  # charts and PDF are slow to load, and a check needs neither

        names = write_report(data, mapping, reading, today, args.report, args.taal)
        key = "quality.written" if names else "quality.no_report"
        say_line(say(key, args.taal, files=", ".join(names), folder=args.report))
    if args.preview:
        _preview(args, data, mapping, reading, today)
    return Totals.of(reading)


def _preview(args: argparse.Namespace, data: bytes, mapping: SourceMapping, reading: Reading, today: date) -> None:
    from zicht.cli.quality.by_row import draw_preview, write_preview

    page = draw_preview(data, mapping, reading, today, args.taal)
    if page is None:
        say_line(say("quality.preview.no_page", args.taal, path=args.preview))
        return
    write_preview(page, args.preview)
    say_line(say("quality.preview.written", args.taal, path=args.preview))


def _accept(args: argparse.Namespace, data: bytes | Path, mapping: SourceMapping) -> Totals:
    start_on_tables()
    from zicht.server.signals.actions.imports import take_in

    tell = counter("taken_in", args.taal)
    return take_in(data=data, mapping=mapping, by=actor(args), activity=args.activity, tell=tell)


def _counts(reading: Totals) -> dict[str, int]:
    return {
        "read": reading.read,
        "valid": reading.valid,
        "rejected": reading.rejected,
        "already_known": reading.count("already_known"),
        "changed": reading.count("changed"),
        "new": reading.count("new"),
    }


def outcome(reading: Totals, *, accepted: bool) -> dict[str, object]:
    """The contract's object of an import, without its frame."""
    file, worth = reading.file, reading.quality
    return {
        "file": {
            "encoding": file.encoding,
            "delimiter": file.delimiter,
            "header_row": file.header_row,
            "sheet": file.sheet,
        },
        "rows": _counts(reading),
        "problems": [problem_shown(problem) for problem in reading.problems],
        "quality": {
            "rows": worth.rows,
            "fields": [
                {"field": f.field, "column": f.column, "complete": round(f.complete, 4), **f.states}
                for f in worth.fields
            ],
        },
        "accepted": accepted,
        **({"resumed": reading.resumed, "dropped": list(reading.dropped)} if accepted else {}),
    }


def told(reading: Totals, mapping: SourceMapping, language: Language, *, accepted: bool = False) -> Iterable[str]:
    """The outcome for a person: counts first, then the problems by rule, then how complete the fields are."""
    yield say("import.accepted" if accepted else "import.checked", language, source=mapping.source)
    yield from _layout(reading, language)
    yield say("import.counts", language, **_counts(reading))
    if reading.resumed:
        yield say("import.resumed", language, count=reading.resumed)
    if reading.dropped:
        yield say("import.dropped", language, fields=", ".join(reading.dropped))
    yield ""
    yield from _problems(reading.problems, language)
    if reading.valid:
        yield ""
        yield say("import.complete", language)
        for field in reading.quality.fields:
            share = say("import.complete_field", language, share=f"{field.complete:.0%}", **field.states)
            yield f"  {field.field:18} {share}"


def _layout(reading: Totals, language: Language) -> Iterable[str]:
    file = reading.file
    if file.sheet is not None:
        yield say("import.as_workbook", language, sheet=file.sheet, header_row=file.header_row)
    elif file.delimiter is not None:
        delimiter = "TAB" if file.delimiter == "\t" else file.delimiter
        yield say("import.as_text", language, encoding=file.encoding, delimiter=delimiter, header_row=file.header_row)


def _problems(problems: Iterable[Problem], language: Language) -> Iterable[str]:
    """Problems by rule, errors first, the most frequent rule first, each with its first rows."""
    by_rule = [list(group) for _, group in groupby(sorted(problems, key=_rule), key=_rule)]
    if not by_rule:
        yield say("import.no_problems", language)
        return
    for group in sorted(by_rule, key=lambda found: (found[0].severity, -len(found))):
        yield f"{say(f'import.severity.{group[0].severity}', language)}: {group[0].rule} ({len(group)})"
        for problem in group[:SHOWN_PER_RULE]:
            yield f"  {_where(problem, language)}{say_problem(problem, language)}"
        if len(group) > SHOWN_PER_RULE:
            yield f"  {say('import.and_more', language, count=len(group) - SHOWN_PER_RULE)}"
    yield say("import.masked", language)


def _rule(problem: Problem) -> tuple[str, str]:
    return problem.severity, problem.rule


def _where(problem: Problem, language: Language) -> str:
    parts = []
    if problem.row:
        parts.append(say("import.where_row", language, row=problem.row))
    if problem.column or problem.field:
        parts.append(say("import.where_column", language, column=problem.column or problem.field))
    return f"{', '.join(parts)}: " if parts else ""
