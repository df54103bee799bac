"""Where in a TOML text something stands: ``tomllib`` gives values without lines, a problem needs the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$")
AT_LINE = re.compile(r"at line (\d+)")

Place = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Line numbers (1-based) by table name ("" is the top), its turn (0-based) and key ("" is the header)."""

    found: Mapping[Place, tuple[int, str]]

    def line(self, table: str = "", turn: int = 0, key: str = "", value: str = "") -> int:
        """The line of ``value`` inside a key, else of the key, else of its table, else 1."""
        as_table = (key, 0, "") if key and not table else (table, turn, key)
        for place in ((table, turn, key), as_table, (table, turn, ""), ("", 0, table)):
            if place in self.found:
                first, text = self.found[place]
                return first + _offset(text, value) if value and place[2] == key else first
        return 1

    def turn(self, table: str, line: int) -> int:
        """The turn of the table of this name in which a line stands, -1 when it stands in another."""
        begun = [(first, *place[:2]) for place, (first, _) in self.found.items() if place[2] == "" and first <= line]
        _, name, turn = max(begun, default=(0, "", 0))
        return turn if name == table else -1


def _lines(text: str) -> list[str]:
    """Lines as TOML and editors count them; ``splitlines`` would also split at signs that are plain text to both."""
    return text.replace("\r\n", "\n").split("\n")


def _offset(text: str, value: str) -> int:
    for offset, line in enumerate(_lines(text)):
        if f'"{value}"' in line or f"'{value}'" in line:
            return offset
    return 0


def _whole_value(lines: list[str], start: int) -> tuple[int, str]:
    """How many lines the value that starts here takes, and its key; 0 when no value starts here.

    The text as a whole is valid, so the first run of lines that is valid by itself is the whole value.
    """
    for end in range(start + 1, len(lines) + 1):
        try:
            parsed = tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return (end - start, next(iter(parsed))) if parsed else (0, "")
    return 0, ""


def places(text: str) -> Places:
    """The places of every table and key in a valid TOML text."""
    found: dict[Place, tuple[int, str]] = {}
    turns: dict[str, int] = {}
    table, turn, at = "", 0, 0
    lines = _lines(text)
    while at < len(lines):
        header = HEADER.match(lines[at])
        taken, key = (0, "") if header else _whole_value(lines, at)
        if header:
            table = header.group(1)
            turn = turns[table] = turns.get(table, -1) + 1
            found[table, turn, ""] = (at + 1, lines[at])
        elif taken:
            found[table, turn, key] = (at + 1, "\n".join(lines[at : at + taken]))
        at += max(taken, 1)
    return Places(found)


def error_line(error: Exception, text: str) -> int:
    """The line on which the text stops being TOML; the last line when the error does not say."""
    said = AT_LINE.search(str(error))
    return int(said.group(1)) if said else len(_lines(text.rstrip("\n")))
