"""What a command prints: with ``--json`` one object on stdout and nothing else; progress goes to stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import zicht
from zicht.errors import InputProblems, ZichtError
from zicht.knowledge.sentences import Language, say_error, say_problem

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


def fail(error: ZichtError, *, as_json: bool, language: Language) -> int:
    """Tell a failure in the user's language and give its exit code."""
    if as_json:
        body = {"code": error.code, "nl": say_error(error, "nl"), "en": say_error(error, "en")}
        print_json("error", body)
    else:
        say_line(say_error(error, language))
        if isinstance(error, InputProblems):
            for problem in error.problems:
                where = ", ".join(str(part) for part in (problem.row, problem.column or problem.field) if part)
                say_line(f"  {where}: {say_problem(problem, language)}")
        if error.hint:
            say_line(error.hint)
    return error.exit_code


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Pass items on, telling on stderr every second how far we are."""
    shown = time.monotonic()
    for count, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - shown >= 1 or count == total:
            shown = now
            say_line(f"{what}: {count:,} / {total:,}")
