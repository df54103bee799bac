"""On which line of a TOML file a key stands: ``tomllib`` does not say."""

from __future__ import annotations

import re
import tomllib

_ONE_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_ONE_KEY}(?:\s*\.\s*{_ONE_KEY})*"
_HEADER = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_ERROR_LINE = re.compile(r"\(at line (\d+)")

Path = tuple[str, ...]


def _path(dotted: str) -> Path:
    """The parts of a key, quotes and escapes undone by the one who knows them."""
    tree: object = tomllib.loads(f"{dotted} = 0")
    parts: list[str] = []
    while isinstance(tree, dict):
        key, tree = next(iter(tree.items()))
        parts.append(key)
    return tuple(parts)


def _lines(text: str) -> list[str]:
    """Lines as TOML and editors count them; ``splitlines`` would also split at signs that are plain text to both."""
    return text.replace("\r\n", "\n").split("\n")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each table and key of a TOML text that ``tomllib`` accepts.

    Keys inside an inline table are not in it: ask ``line_of``, which falls back to the line around them.
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(_lines(text), 1):
        try:
            if header := _HEADER.match(line):
                table = _path(header[1])
                lines.setdefault(table, number)
            elif entry := _ENTRY.match(line):
                lines.setdefault((*table, *_path(entry[1])), number)
        except tomllib.TOMLDecodeError:  # something inside a longer text that only looks like a key
            continue
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest table around it, or 1."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def error_line(error: Exception, text: str) -> int:
    """The line that a ``tomllib`` error speaks of; the last line when it says "at end of document"."""
    found = _ERROR_LINE.search(str(error))
    return int(found[1]) if found else len(_lines(text.rstrip("\n")))
