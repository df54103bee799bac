"""What a command prints: with ``--json`` one object on stdout and nothing else; progress goes to stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import zicht
from zicht.cli.complaints import in_words
from zicht.errors import InputProblems, Problem, ZichtError
from zicht.knowledge.sentences import Language, say, say_error, say_problem

T = TypeVar("T")


def envelope(schema: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The contract's frame: schema and version first."""
    return {"schema": f"zicht.{schema}/1", "version": zicht.__version__, **body}


def print_json(schema: str, body: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout."""
    print(json.dumps(envelope(schema, body), ensure_ascii=False, indent=2, default=str))


def say_line(text: str) -> None:
    """A line for people, on stderr: progress and messages."""
    print(text, file=sys.stderr, flush=True)


def problem_shown(problem: Problem) -> dict[str, object]:
    """One thing wrong in the input, as the contract has it."""
    return {
        "row": problem.row,
        "column": problem.column,
        "field": problem.field,
        "rule": problem.rule,
        "severity": problem.severity,
        "nl": say_problem(problem, "nl"),
        "en": say_problem(problem, "en"),
    }


def _said(error: ZichtError, language: Language) -> str:
    """The sentence for an error; what the parser of the command line complains about is in English and is put over."""
    if error.code != "cli.wrong_use":
        return say_error(error, language)
    message = in_words(str(error.params["message"]), language)
    return say(error.code, language, **{**error.params, "message": message})


def fail(error: ZichtError, *, as_json: bool, language: Language) -> int:
    """Tell a failure in the user's language and give its exit code."""
    if as_json:
        body: dict[str, object] = {"code": error.code, "nl": _said(error, "nl"), "en": _said(error, "en")}
        if isinstance(error, InputProblems):
            body["problems"] = [problem_shown(problem) for problem in error.problems]
        print_json("error", body)
    else:
        say_line(_said(error, language))
        if isinstance(error, InputProblems):
            for problem in error.problems:
                where = ", ".join(str(part) for part in (problem.row, problem.column or problem.field) if part)
                say_line("  " + ": ".join(part for part in (where, say_problem(problem, language)) if part))
        if error.hint:
            say_line(error.hint)
    return error.exit_code


def counter(what: str, language: Language) -> Callable[[int, int], None]:
    """Tells on stderr how far we are, at most once a second and at the end: call it with how many of how many."""
    name = say(f"cli.progress.{what}", language)
    shown = time.monotonic()

    def tell(count: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= 1 or count == total:
            shown = time.monotonic()
            say_line(f"{name}: {count:,} / {total:,}")

    return tell


def progress(items: Iterable[T], total: int, what: str, language: Language) -> Iterator[T]:
    """Pass items on, telling on stderr every second how far we are; ``what`` is a word under ``cli.progress``."""
    tell = counter(what, language)
    for count, item in enumerate(items, 1):
        yield item
        tell(count, total)
