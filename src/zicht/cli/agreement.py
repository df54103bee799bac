"""``zicht agreement``: check an agreement, read it as people do, compare two versions, ask whether something may go."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path

from zicht.agreements import Agreement, bundled, check, compile_agreements, explain_best, load, sentences
from zicht.agreements.annex import annex, plain_text
from zicht.agreements.comparing import compare, comparison_sentences
from zicht.agreements.model import AMSTERDAM
from zicht.cli.main import common
from zicht.cli.output import print_json, say_line
from zicht.cli.questions import answer_shown, read_question
from zicht.errors import InputProblems, Problem
from zicht.knowledge.sentences import LANGUAGES, say, say_problem

WRONG_INPUT, REFUSED = 3, 4


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-01-31") from error


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group of commands."""
    group = commands.add_parser("agreement", help="working agreements: check, text, diff, explain")
    verbs = group.add_subparsers(dest="verb", metavar="VERB", required=True)

    checks = common(verbs.add_parser("check", help="everything that is wrong with an agreement, with its lines",
                                     epilog="zicht agreement check afspraak.toml --json"))  # fmt: skip
    checks.add_argument("file", type=Path)
    checks.add_argument("--beside", type=Path, metavar="DIR", help="agreements whose duties it may not forbid")
    checks.add_argument("--date", type=_day, help="the day on which it is brought in (default today)")
    checks.set_defaults(run=run_check)

    text = common(verbs.add_parser("text", help="the annex that a lawyer and a mayor can read",
                                   epilog="zicht agreement text afspraak.toml --report bijlage.pdf"))  # fmt: skip
    text.add_argument("file", type=Path)
    text.add_argument("--report", type=Path, help="write .html, .pdf or .txt instead of printing")
    text.set_defaults(run=run_text)

    diff = common(verbs.add_parser("diff", help="what two versions change, and for whom",
                                   epilog="zicht agreement diff oud.toml nieuw.toml"))  # fmt: skip
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    diff.set_defaults(run=run_diff)

    told = common(verbs.add_parser("explain", help="may this be shared? the rule, and the least change",
                                   epilog="zicht agreement explain vraag.json --agreements afspraken"))  # fmt: skip
    told.add_argument("request", type=Path, metavar="REQUEST.json")
    told.add_argument("--agreements", type=Path, metavar="DIR", help="agreements (default: those of the demonstration)")
    told.add_argument("--date", type=_day, help="the day on which it is asked (default today)")
    told.set_defaults(run=run_explain)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputProblems((Problem("agreement.not_toml", row=1),)) from error


def _folder(path: Path | None) -> list[Agreement]:
    """The agreements of a folder, by name; those of the demonstration without one."""
    if path is None:
        return [load(text) for _, text in bundled()]
    return [load(_read(one)) for one in sorted(path.iterdir()) if one.suffix == ".toml"]


def _today() -> date:
    return datetime.now(UTC).astimezone(AMSTERDAM).date()


def _shown(problem: Problem) -> dict[str, object]:
    words: dict[str, str] = {language: say_problem(problem, language) for language in LANGUAGES}
    return {
        "line": problem.row, "clause": problem.column, "rule": problem.rule, "severity": problem.severity, **words,
    }  # fmt: skip


def run_check(args: argparse.Namespace) -> int:
    """List every problem; exit 3 when one of them is an error."""
    beside = _folder(args.beside) if args.beside else []
    found = check(_read(args.file), args.date or _today(), beside)
    wrong = any(problem.severity == "error" for problem in found)
    if args.json:
        print_json("agreement-check", {"valid": not wrong, "problems": [_shown(problem) for problem in found]})
        return WRONG_INPUT if wrong else 0
    for problem in found:
        where = ", ".join(str(part) for part in (problem.row, problem.column) if part)
        severity = say(f"cli.agreement.{problem.severity}", args.taal)
        print(f"{where}: {severity}: {say_problem(problem, args.taal)}")
    print(say(f"cli.agreement.{'wrong' if wrong else 'fine'}", args.taal, count=len(found)))
    return WRONG_INPUT if wrong else 0


def run_text(args: argparse.Namespace) -> int:
    """Print the annex, or write it to a file."""
    agreement = load(_read(args.file))
    text = annex(agreement, args.taal)
    if args.report:
        from zicht.cli.annexes import write_annex  # drawing loads the typesetter

        write_annex(text, args.report, agreement.valid_from)
        say_line(say("cli.agreement.written", args.taal, path=str(args.report)))
    if args.json:
        print_json("agreement-text", asdict(text))
    elif not args.report:
        print(plain_text(text))
    return 0


def run_diff(args: argparse.Namespace) -> int:
    """Print what the new version changes against the old one."""
    old, new = load(_read(args.old)), load(_read(args.new))
    found = compare(old, new, args.taal)
    if args.json:
        told: dict[str, object] = {one: comparison_sentences(compare(old, new, one), one) for one in LANGUAGES}
        print_json("agreement-diff", asdict(found) | told)
        return 0
    print("\n".join(comparison_sentences(found, args.taal)))
    return 0


def run_explain(args: argparse.Namespace) -> int:
    """Answer a question; exit 4 when the answer is no or only in part."""
    agreements = compile_agreements(_folder(args.agreements))
    at = datetime.combine(args.date or _today(), time(12), AMSTERDAM)
    # the bundled agreements have open grounds on purpose: they give something in the demonstration only
    told = explain_best(read_question(args.request), agreements, at, demo=args.agreements is None)
    if args.json:
        print_json("agreement-explain", answer_shown(told))
    else:
        print("\n".join(sentences(told, args.taal)))
    return 0 if told.answer == "yes" else REFUSED
