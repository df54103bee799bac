"""Writes the pages of ``docs/`` that list things, from the things: ``docs/commands.md`` from the command line, the data
dictionary from the standard.

``--check`` writes nothing and exits 1 when a page is out of date (part of ``make lint``).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from zicht.cli.main import build_parser
from zicht.knowledge import dictionary

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Commands

Made by `make docs` from the command line itself; do not edit. Every command takes `--json` (one object on
stdout, progress on stderr) and `--taal nl|en`. Exit: 0 done, 1 defect of ours, 2 wrong use, 3 the input has
problems, 4 refused with reason, 5 verification failed.
"""


def subparsers(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    """The groups of commands of a parser: none or one."""
    return (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every parser that stands for a command, in alphabetical order, groups opened."""
    groups = list(subparsers(parser))
    if not groups:
        yield parser
    for group in groups:
        for name in sorted(group.choices):
            yield from leaves(group.choices[name])


def commands_page() -> str:
    """The page on commands, complete."""
    # the width of the terminal and the name of the program must not change the page
    os.environ["COLUMNS"] = "100"
    parts = [HEAD]
    for command in leaves(build_parser()):
        parts.append(f"## {command.prog}\n\n```\n{command.format_help().strip()}\n```\n")
    return "\n".join(parts)


PAGES = {"docs/commands.md": commands_page, "docs/gebruikers/gegevenswoordenboek.md": dictionary.page}


def main(argv: list[str] | None = None) -> int:
    """Write the pages, or with ``--check`` tell which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(argv).check
    if check and sys.version_info[:2] != (3, 11):
        print("docs: not compared, the layout of help texts is that of Python 3.11", file=sys.stderr)
        return 0
    stale = []
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name} is out of date: run make docs" if check else f"wrote {name}", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
