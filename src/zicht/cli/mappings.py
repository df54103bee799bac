"""The mapping of a source, as it is given, corrected and kept: the next file of that source needs no mapping.

Kept in ``ZICHT_HOME`` for its owner alone: names of columns and what codes mean, no row of the register.
"""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from zicht.cli.output import say_line
from zicht.errors import InputProblems, Problem, WrongUse
from zicht.knowledge.sentences import say
from zicht.registers import SourceMapping, load_mapping
from zicht.registers.mapping_file import load_codes
from zicht.registers.mapping_text import mapping_text, with_codes
from zicht.registers.reading import mapped_table
from zicht.registers.table import Unreadable

FOLDER = "mappings"
_SHOWN = 8


def text_of(path: Path) -> str:
    """A small file of the user's own as text."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblems((Problem("import.mapping_toml", row=1),), "import.mapping") from error
    except OSError as error:
        raise WrongUse("import.no_file", path=str(path)) from error


def load_source(path: Path, source: str) -> SourceMapping:
    """The mapping file of a source; a mapping of another source is wrong use."""
    mapping = load_mapping(text_of(path))
    if mapping.source != source:
        raise WrongUse("import.other_source", mapping=mapping.source, source=source)
    return mapping


def kept_at(source: str) -> Path:
    """Where the mapping of a source is kept: a name that a person recognises, and a hash that tells sources apart."""
    from zicht.server.config import read

    name = re.sub(r"[^a-z0-9]+", "-", source.casefold()).strip("-")[:40]
    return read().home / FOLDER / f"{name}-{sha256(source.encode()).hexdigest()[:12]}.toml"


def header_of(data: bytes | Path, mapping: SourceMapping) -> tuple[str, ...]:
    """The column names of a file, in one order whatever theirs; none when the file is no table."""
    table = mapped_table(data, mapping)
    if isinstance(table, Unreadable):
        return ()
    return tuple(sorted(name for line in table.header.lines for name in line if name))


def _refuse_changed(header: tuple[str, ...], mapping: SourceMapping) -> None:
    """A kept mapping is never used for columns that nobody looked at: what came and what went is told."""
    if not mapping.header or not header or header == mapping.header:
        return
    come = [name for name in header if name not in mapping.header]
    gone = [name for name in mapping.header if name not in header]
    told = {"come": ", ".join(come[:_SHOWN]) or "-", "gone": ", ".join(gone[:_SHOWN]) or "-"}
    raise InputProblems((Problem("import.header_changed", params=told),), "import.header_differs")


def chosen(args: argparse.Namespace, data: bytes | Path) -> SourceMapping:
    """The mapping that is given, or else the one that is kept for this source, with the codes that are given.

    A kept mapping whose column names are not those of the file is refused (exit 3).
    """
    path = args.mapping or kept_at(args.source)
    if not args.mapping and not path.exists():
        raise WrongUse("import.mapping_needed")
    mapping = load_source(path, args.source)
    if not args.mapping:
        say_line(say("import.kept_used", args.taal, source=args.source, path=path))
        _refuse_changed(header_of(data, mapping), mapping)
    if args.codes:
        codes = load_codes(text_of(args.codes))
        mapping = with_codes(mapping, codes)
        filled = sum(map(len, codes.answers.values()))
        say_line(say("import.codes_read", args.taal, filled=filled, blank=codes.blank))
    return mapping


def keep(args: argparse.Namespace, data: bytes | Path, mapping: SourceMapping) -> None:
    """Keep the mapping for the next file of this source, with the column names for which somebody made it."""
    path = kept_at(mapping.source)
    text = mapping_text(replace(mapping, header=header_of(data, mapping)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = path.with_suffix(f".{os.getpid()}")
        at = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(at, "w", encoding="utf-8") as file:
            file.write(text)
        written.replace(path)
    except OSError as error:
        raise WrongUse("import.not_kept", path=str(path)) from error
    say_line(say("import.kept", args.taal, source=mapping.source, path=path))
