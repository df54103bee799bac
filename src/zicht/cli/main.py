"""Parses the command line and calls the command's own file."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import zicht
from zicht import cli
from zicht.cli.output import fail, say_line
from zicht.errors import WrongUse, ZichtError

PARTS = {"__main__", "main", "output", "starting", "loading", "chain", "history", "acting", "exporting"}


def command_modules() -> list[str]:
    """Every file of this room that holds commands: it has ``register(commands)``."""
    return sorted(m.name for m in pkgutil.iter_modules(cli.__path__) if m.name not in PARTS)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is an error of ours, with the contract's exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and leaving."""
        raise WrongUse("cli.wrong_use", message=message, usage=self.format_usage().strip())


def build_parser() -> argparse.ArgumentParser:
    """The whole parser: one sub-parser per command, each with an example in its help."""
    parser = Parser(prog="zicht", description="Zicht: mensenhandel zichtbaar maken, lokaal en eerlijk.")
    parser.add_argument("--version", action="version", version=zicht.__version__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name in command_modules():
        importlib.import_module(f"zicht.cli.{name}").register(commands)
    return parser


def common(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options that every command has."""
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout and nothing else")
    parser.add_argument("--taal", choices=["nl", "en"], default="nl", help="language of messages")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code of the contract."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    language = "en" if "en" in words and "--taal" in words else "nl"
    try:
        args = build_parser().parse_args(words)
        return int(args.run(args))
    except ZichtError as error:
        if error.show_traceback:
            traceback.print_exc()
        return fail(error, as_json=as_json, language=language)  # type: ignore[arg-type]  # one of the two
    except KeyboardInterrupt:
        say_line("")
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
