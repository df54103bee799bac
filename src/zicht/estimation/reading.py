"""A capture table from a CSV file: one 0/1 column per list and a column ``count``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.errors import InputProblems, Problem
from zicht.estimation.table import COUNT_COLUMN, LARGEST_COUNT, CaptureTable, Pattern, list_problems
from zicht.knowledge.published_data import Published, Source, published_table_text, published_tables

LARGEST_FILE = 1_000_000  # bytes; ten lists have 1,023 patterns, some 30 kB


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputProblems((Problem("capture_table.large", params={"bytes": size, "most": LARGEST_FILE}),))
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputProblems((Problem("capture_table.not_found", params={"file": path.name}),)) from error
    except UnicodeDecodeError as error:
        raise InputProblems((Problem("capture_table.not_text", params={"file": path.name}),)) from error


def _header(names: Sequence[str]) -> tuple[str, ...]:
    lists = tuple(name for name in names if name.lower() != COUNT_COLUMN)
    problems = list_problems(lists)
    if len(names) - len(lists) != 1:
        problems.append(Problem("capture_table.no_count", row=1))
    if len(lists) == 1:
        problems.append(Problem("capture_table.one_list", row=1))
    if problems:
        raise InputProblems(tuple(problems))
    return lists


def _count(text: str, row: int, problems: list[Problem]) -> int:
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_COUNT)) and int(text) <= LARGEST_COUNT:
        return int(text)
    problems.append(Problem("capture_table.count", row=row, column=COUNT_COLUMN, params={"value": text[:40]}))
    return 0


def _pattern(bits: Mapping[str, str], row: int, problems: list[Problem]) -> Pattern:
    for name, bit in bits.items():
        if bit not in ("0", "1"):
            problems.append(Problem("capture_table.bit", row=row, column=name, params={"value": bit[:40]}))
    pattern = tuple(int(bit == "1") for bit in bits.values())
    if set(bits.values()) == {"0"}:
        problems.append(Problem("capture_table.unobserved", row=row))
    return pattern


def _cells(names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> dict[Pattern, int]:
    """Patterns and counts; raises with every problem of every row at once."""
    problems: list[Problem] = []
    cells: dict[Pattern, int] = {}
    first_seen: dict[tuple[str, ...], int] = {}
    for row, values in rows:
        if len(values) != len(names):
            params = {"values": len(values), "columns": len(names)}
            problems.append(Problem("capture_table.width", row=row, params=params))
            continue
        bits = dict(zip(names, values, strict=True))
        count = _count(bits.pop(next(name for name in names if name.lower() == COUNT_COLUMN)), row, problems)
        earlier = first_seen.setdefault(tuple(bits.values()), row)
        if earlier != row:
            problems.append(Problem("capture_table.row_twice", row=row, params={"earlier": earlier}))
        cells[_pattern(bits, row, problems)] = count
    if problems:
        raise InputProblems(tuple(problems))
    return cells


def read_table(source: Path | str) -> CaptureTable:
    """The capture table in a CSV file, or in text (a ``str`` with a line break is the text itself).

    Comma or semicolon between columns, UTF-8, header on the first line, at least two lists. Raises
    ``InputProblems`` naming row (line in the file), column and rule, every problem at once.
    """
    text = source if isinstance(source, str) and "\n" in source else _text(Path(source))
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        reader = csv.reader(text.splitlines(), delimiter=delimiter)
        rows = [(reader.line_num, [value.strip() for value in values]) for values in reader if any(values)]
    except csv.Error as error:
        raise InputProblems((Problem("capture_table.not_text", params={"file": str(source)[:40]}),)) from error
    if len(rows) < 2:
        raise InputProblems((Problem("capture_table.empty"),))
    names = rows[0][1]
    lists = _header(names)
    return CaptureTable.of(lists, _cells(names, rows[1:]))


def published_table(table_id: str) -> Published[CaptureTable]:
    """A published capture table by id (``Ned``, ``Ned_5``, ``UKdat``, ``UKdat_5``) with its citation."""
    return published_table_text(table_id).map(lambda table: read_table(table.text))


def sources_of(table: CaptureTable) -> tuple[Source, ...]:
    """The sources of the published tables with exactly this content: none, as a rule, or one."""
    return tuple(found.source for found in published_tables() if read_table(found.value.text).sha256 == table.sha256)
