"""Parses the command line and calls the command's own file."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import zicht
from zicht import cli
from zicht.cli.failures import as_ours
from zicht.cli.output import fail
from zicht.errors import WrongUse
from zicht.knowledge.sentences import LANGUAGES, Language

PARTS = {
    "__main__", "main", "output", "starting", "loading", "chain", "history", "acting",
    "complaints", "failures", "home", "serving", "proposing", "exporting", "quality", "mappings", "switching",
}  # fmt: skip
READER_GONE = 141


def command_modules() -> list[str]:
    """Every file of this room that holds commands: it has ``register(commands)``."""
    return sorted(m.name for m in pkgutil.iter_modules(cli.__path__) if m.name not in PARTS)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is an error of ours, with the contract's exit code 2."""

    def parse_known_args(  # type: ignore[override]  # argparse has overloads for kinds of namespace
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Complain about what is left over here, where the usage is that of the command and not of the whole."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and leaving."""
        raise WrongUse("cli.wrong_use", message=message, usage=self.format_usage().removeprefix("usage: ").strip())


def _wanted(words: Sequence[str]) -> list[str]:
    """The file of the command that stands first on the line, or else all: loading them all takes half a second."""
    names = command_modules()
    found = [name for name in names if words and name.rstrip("_") == words[0]]
    return found or names


def build_parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The whole parser: one sub-parser per command, each with an example in its help.

    With ``words``, the line as given, only the command that it names is loaded.
    """
    parser = Parser(
        prog="zicht",
        description="See human trafficking locally, under agreements.",
        epilog="zicht COMMAND --help shows the options of a command and an example",
    )
    parser.add_argument("--version", action="version", version=zicht.__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for name in _wanted(words):
        importlib.import_module(f"zicht.cli.{name}").register(commands)
    return parser


def common(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options that every command has."""
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout and nothing else")
    parser.add_argument("--taal", choices=LANGUAGES, default="nl", help="language of messages")
    return parser


def _early(words: Sequence[str], name: str, **how: Any) -> Any:
    """One option, found on a line of which the rest may be wrong; None when it is wrong itself."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument(name, dest="found", **how)
    try:
        return parser.parse_known_args(words)[0].found
    except argparse.ArgumentError:
        return None


def asked_for(words: Sequence[str]) -> tuple[bool, Language]:
    """Whether JSON is wanted and in which language to speak."""
    wanted = _early(words, "--taal")
    language: Language = next((language for language in LANGUAGES if language == wanted), "nl")
    return bool(_early(words, "--json", action="store_true")), language


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code of the contract."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json, language = asked_for(words)
    try:
        args = build_parser(words).parse_args(words)
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # whoever read has gone, as with "zicht standard | head": nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return READER_GONE
    except (Exception, KeyboardInterrupt) as error:
        known = as_ours(error)
        if known.show_traceback:
            traceback.print_exc()
        return fail(known, as_json=as_json, language=language)


if __name__ == "__main__":
    raise SystemExit(main())
