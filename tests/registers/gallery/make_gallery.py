"""Makes the gallery: deliberately awful registers, one per file in ``traps/``, with what must come of every cell.

A measuring set: the expectations were written down before the mapper and are changed only when the standard changes.
Every trap is a TOML file with ``source`` (a key of ``sources.toml``: where its column names were published), how the
file is written, and ``table``: the column names, the field each means ("id", "none", or an id of the standard), and per
row a line of raw cells and a line with ``>`` and their outcome. Everything in it is made up.

raw cells       ``_`` is empty; ``\\n``, ``\\t`` and ``\\u00a0`` are escapes; in a workbook ``d:`` is a date, ``n:`` a
                number, ``f:`` a formula without a saved result
outcome         ``=`` the text itself, ``.`` not read, ``<unknown>`` a state, ``!rule`` refused for that rule, and
                after a value ``~rule`` a warning; ``> skip rule`` is a row that is told and passed over
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

HERE = Path(__file__).resolve().parent
EMPTY = "_"


@dataclass(frozen=True)
class Row:
    """One row of the file and what must come of each of its cells; ``skip`` is the rule for a row passed over."""

    cells: tuple[str, ...]
    expected: tuple[str, ...]
    skip: str = ""


@dataclass(frozen=True)
class Trap:
    """One awful file: what it is made of and what is expected of it."""

    name: str
    source: str
    about: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    layout: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        return str(self.layout.get("format", "csv"))

    def data(self, renamed: bool = False) -> bytes:
        """The file. ``renamed``: its columns carry names that say nothing."""
        names = [f"kolom{at}" for at in range(1, len(self.columns) + 1)] if renamed else None
        return _workbook(self, names) if self.ending == "xlsx" else _text(self, names)


def _plain(cell: str) -> str:
    cell = "" if cell == EMPTY else cell
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), cell).replace("\\n", "\n").replace("\\t", "\t")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_plain(cell.strip()) for cell in line.split(" | "))


def _rows(lines: list[str]) -> Iterator[Row]:
    for raw, expected in zip(lines[::2], lines[1::2], strict=True):
        assert expected.startswith(">"), expected
        told, cells = expected[1:].strip(), _cells(raw)
        if told.startswith("skip "):
            yield Row(cells, (), told[5:])
            continue
        outcome = tuple(cell.strip() for cell in told.split(" | "))
        assert len(outcome) <= len(cells), raw
        yield Row(cells, tuple(_outcome(cells[at], out) for at, out in enumerate(outcome)))


def _outcome(cell: str, told: str) -> str:
    """The outcome with ``=`` replaced by the text of the cell, clean of the spaces around it."""
    same, _, warning = told.partition(" ")
    if same != "=":
        return told
    return " ".join(part for part in (_typed(cell)[1].strip(), warning) if part)


def read_trap(path: Path) -> Trap:
    """One trap as its TOML file describes it."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    names, means, *lines = [line for line in tree["table"].splitlines() if line.strip()]
    columns = tuple(zip(_cells(names), _cells(means), strict=True))
    rows = tuple(_rows(lines))
    return Trap(path.stem, tree["source"], tree["about"], columns, rows, tree.get("layout", {}), tree.get("given", {}))


@cache
def traps() -> tuple[Trap, ...]:
    """The whole gallery, in the order of its names."""
    return tuple(read_trap(path) for path in sorted((HERE / "traps").glob("*.toml")))


def sources() -> dict[str, str]:
    """Where the column names were published, by key."""
    return dict(tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8")))


def _headers(trap: Trap, names: list[str] | None) -> list[list[str]]:
    """The header rows: as the trap writes them, or as one row of the names."""
    if names is not None:
        return [names]
    written = trap.layout.get("header")
    return [list(_cells(line)) for line in written] if written else [[name for name, _ in trap.columns]]


def _grid(trap: Trap, names: list[str] | None) -> list[list[str]]:
    before = [list(_cells(line)) if line else [] for line in trap.layout.get("before", [])]
    return [*before, *_headers(trap, names), *(list(row.cells) for row in trap.rows)]


def _text(trap: Trap, names: list[str] | None) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=trap.layout.get("delimiter", ";"), lineterminator="\r\n")
    for cells in _grid(trap, names):
        writer.writerow([_typed(cell)[1] for cell in cells])
    return out.getvalue().encode(trap.layout.get("encoding", "utf-8"))


def _typed(cell: str) -> tuple[str, str]:
    """The type that a cell has in a workbook ("" for text) and its text."""
    kind, colon, text = cell.partition(":")
    return (kind, text) if colon and kind in ("d", "n", "f") else ("", cell)


def _workbook(trap: Trap, names: list[str] | None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, cells in enumerate(_grid(trap, names), 1):
        for position, cell in enumerate(cells, 1):
            if cell:
                _put(page.cell(number, position), cell)
    for merged in trap.layout.get("merged", []) if names is None else []:
        page.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(place: Any, cell: str) -> None:
    kind, text = _typed(cell)
    if kind == "d":
        place.value = datetime.fromisoformat(text)
        place.number_format = "dd-mm-yyyy"
    elif kind == "n":
        place.value = float(text) if "." in text else int(text)
    elif kind == "f":
        place.value = text
    else:
        place.value = text
        place.data_type = "s"  # what looks like a formula is text here


def mapping_of(trap: Trap) -> str:
    """The mapping file that its user would write: every column at its field, with what only they can know."""
    told = trap.given.get("fields", {})
    lines = ['source = "Verzonnen Register"']
    lines += [f"id = {_toml(name)}" for name, means in trap.columns if means == "id"]
    if formats := trap.given.get("date_formats"):
        lines.append(f"date_formats = {_toml(formats)}")
    for name, means in trap.columns:
        if means in ("id", "none"):
            continue
        lines += [f"[fields.{means}]", f"column = {_toml(name)}"]
        lines += ['read_as = "age"'] if means == "who" and "read_as" not in told.get(means, {}) else []
        lines += [f"{key} = {_toml(value)}" for key, value in told.get(means, {}).items()]
    given = {means for _, means in trap.columns}
    for needed in ("what", "where", "when", "who", "acute", "known_via", "capacity", "contact"):
        lines += [f"[fields.{needed}]", 'constant = "onbekend"'] if needed not in given else []
    if given & _OF_PERSON and "role" not in given:
        lines += ["[fields.role]", 'constant = "mogelijk_slachtoffer"']
    return "\n".join(lines) + "\n"


_OF_PERSON = {"sex", "first_name", "last_name", "full_name", "birth_date", "nationality", "birthplace", "age_class"}


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def main() -> int:
    """Write the whole gallery into a folder, to be looked at with a spreadsheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for trap in traps():
        (folder / f"{trap.name}.{trap.ending}").write_bytes(trap.data())
    print(f"{len(traps())} files in {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
