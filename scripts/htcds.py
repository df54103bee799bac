"""Compares our field names and codes of HTCDS 2.0 with its published table, as read from a copy of its repository.

``python scripts/htcds.py "HTCDS Field Standards 2.0.ods"``, the file of github.com/UNMigration/HTCDS (CC BY 4.0). Names
are compared both ways, codes one way: each of ours must stand in the table. Exit 1 when anything differs.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

from zicht.registers.exchange.tables import HtcdsField, about, htcds_codes, htcds_fields

NAME = re.compile(r"(?:org|prs|vic|per|cas|cco|hte|spl|con)_\w+")


def current() -> list[HtcdsField]:
    """The fields of this version."""
    return [field for field in htcds_fields().values() if field.status != "retired"]


def words(table: Path) -> set[str]:
    """Every word of the published table."""
    content = zipfile.ZipFile(table).read("content.xml").decode()
    return set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", content)))


def differences(published: set[str]) -> list[str]:
    """What stands in one and not in the other."""
    fields = current()
    ours = {field.name for field in fields}
    theirs = {word for word in published if NAME.fullmatch(word)}
    lists = {field.list for field in fields if field.list}
    codes = {code.id for name in lists for code in htcds_codes(name).values() if code.valid_to is None}
    told = [f"only published: {name}" for name in sorted(theirs - ours)]
    return told + [f"only ours: {name}" for name in sorted((ours - theirs) | (codes - published))]


def main() -> int:
    """Print every difference."""
    found = differences(words(Path(sys.argv[1])))
    print("\n".join(found) or f"HTCDS {about('htcds')['version']}: {len(current())} fields, no difference")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
