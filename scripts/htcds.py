"""Compares our fields and codes of HTCDS 2.0 with its published table, as read from a copy of its repository.

``python scripts/htcds.py "HTCDS Field Standards 2.0.ods"``, the file of github.com/UNMigration/HTCDS (CC BY 4.0). Field
by field and both ways: its name, whether it is core, draft or deprecated, and its codes. Exit 1 when anything differs.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

from zicht.registers.exchange.tables import HtcdsField, about, htcds_codes, htcds_fields

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NAME, STATUS, CORE, CODES = "Field Name including Prefix", "Status", "Core", "Value Names (if picklist)"
# the blocks that HTCDS has not specified yet have "N/A" for a name
FIELD = re.compile(r"[a-z]{3}_\w+")
# a note such as "Use ISO 3166 country codes standard" stands where codes would
CODE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Published:
    """One field as a table has it: ``core``, ``status`` (draft, deprecated) and its codes."""

    core: bool
    status: str
    codes: frozenset[str]


def _cells(row: Any) -> list[list[str]]:
    """The paragraphs of each cell of a row; a cell that stands for several equal ones is given as many times."""
    found: list[list[str]] = []
    for cell in row.findall(f"{TABLE}table-cell"):
        lines = ["".join(line.itertext()).strip() for line in cell.findall(f"{TEXT}p")]
        # the last cell of a row may stand for all that a sheet has room for
        found += [lines] * min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), 100)
    return found


def _rows(table: Path) -> Iterator[dict[str, list[str]]]:
    """The rows below the header, by the names in it. Raises ``SystemExit`` for a file without that header."""
    content = ElementTree.fromstring(zipfile.ZipFile(table).read("content.xml"))
    header: list[str] = []
    for row in content.iter(f"{TABLE}table-row"):
        cells = _cells(row)
        if header:
            yield dict(zip(header, cells, strict=False))
        elif [NAME] in cells:
            header = [" ".join(cell) for cell in cells]
    if not {NAME, STATUS, CORE, CODES} <= set(header):
        raise SystemExit(f"{table}: no table with the columns {NAME}, {STATUS}, {CORE}, {CODES}")


def published(table: Path) -> dict[str, Published]:
    """The fields of the published table by name."""
    return {
        row[NAME][0]: Published(
            row[CORE] == ["Core"],
            " ".join(row[STATUS]).lower(),
            frozenset(code for code in row[CODES] if CODE.fullmatch(code)),
        )
        for row in _rows(table)
        if FIELD.fullmatch(" ".join(row.get(NAME, ())))
    }


def _codes(field: HtcdsField) -> frozenset[str]:
    known = htcds_codes(field.list).values() if field.list else ()
    return frozenset(code.id for code in known if code.valid_to is None)


def ours() -> dict[str, Published]:
    """Our fields of this version by name; what an earlier version had is left out."""
    fields = [field for field in htcds_fields().values() if field.status != "retired"]
    return {field.name: Published(field.core, field.status, _codes(field)) for field in fields}


def _both_ways(theirs: set[str], mine: set[str]) -> Iterator[str]:
    yield from (f"only published: {name}" for name in sorted(theirs - mine))
    yield from (f"only ours: {name}" for name in sorted(mine - theirs))


def differences(theirs: dict[str, Published], mine: dict[str, Published]) -> list[str]:
    """What stands in one and not in the other: fields, then codes by field, then how a field is marked."""
    told = list(_both_ways(set(theirs), set(mine)))
    for name in (name for name in mine if name in theirs):
        codes = ({f"{name}={code}" for code in one.codes} for one in (theirs[name], mine[name]))
        told += _both_ways(*codes)
        marks = [(one.core, one.status) for one in (theirs[name], mine[name])]
        told += [f"published as {marks[0]}, ours is {marks[1]}: {name}"] if marks[0] != marks[1] else []
    return told


def digest(fields: dict[str, Published]) -> str:
    """SHA-256 of fields, marks and codes: what ``[compared]`` of ``data/htcds.toml`` says of the day of comparing."""
    listed = sorted((name, one.core, one.status, sorted(one.codes)) for name, one in fields.items())
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def main() -> int:
    """Print every difference; without any, what to keep in ``[compared]``."""
    table, mine = Path(sys.argv[1]), ours()
    found = differences(published(table), mine)
    count = sum(len(field.codes) for field in mine.values())
    print("\n".join(found) or f"HTCDS {about('htcds')['version']}: {len(mine)} fields, {count} codes, no difference")
    if not found:
        print(f'sha256 = "{hashlib.sha256(table.read_bytes()).hexdigest()}"\nours_sha256 = "{digest(mine)}"')
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
