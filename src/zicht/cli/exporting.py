"""The files of an export from the signals that were read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.registers.exchange import (
    Case,
    Dialect,
    Loss,
    Profile,
    Source,
    as_json,
    cases,
    column_losses,
    csv_file,
    csv_tables,
    ctdc_description,
    ctdc_file,
    json_schema,
    report,
)
from zicht.registers.exchange.csvw import METADATA

LOSS = "loss.json"
HTCDS, HTCDS_SCHEMA, CTDC = "htcds-2.0.json", "htcds-2.0.schema.json", "ctdc.csv"
# The toolkit's own columns are HTCDS's core fields; the other two dialects say which they are.
TABLES: Mapping[Dialect, str] = {
    "excel": "htcds-2.0-core.csv",
    "ods": "htcds-2.0-ods.csv",
    "xlsform": "htcds-2.0-xlsform.csv",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What an export came to: its files, how many signals and possible victims, what was read, what was lost."""

    files: Mapping[str, bytes]
    profile: str
    signals: int
    cases: int
    groups: tuple[str, ...]
    summary: list[dict[str, Any]]

    def listed(self) -> list[dict[str, Any]]:
        """The files with their size and SHA-256."""
        return [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in self.files.items()
        ]


def _pretty(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _told(sources: Iterable[Source], profile: Profile) -> dict[str, Any]:
    """What every file says of the export it belongs to."""
    read = frozenset(group for source in sources for group in source.groups)
    grounds = profile.grounds
    why = {"purpose": grounds.purpose, "legal_basis": grounds.legal_basis} if grounds else {}
    return {
        "profile": profile.name,
        "register_standard": standard.version(),
        "field_groups": [group for group in FIELD_GROUPS if group in read],
        "confirmed_by": "",
        **why,
    }


def _htcds(
    sources: Sequence[Source], profile: Profile, dialect: Dialect, told: Mapping[str, Any]
) -> tuple[dict[str, bytes], tuple[Loss, ...], dict[str, Any]]:
    found: list[Case] = []
    losses: list[Loss] = []
    for source in sources:
        more, lost = cases(source, profile)
        found += more
        losses += lost
    files = {
        HTCDS: as_json(found, told),
        HTCDS_SCHEMA: _pretty(json_schema()),
        TABLES[dialect]: csv_file(found, dialect),
    }
    # the table has less room than the JSON document: what only the table lacks stands apart, with its rows in order
    table = report(column_losses(found, dialect), {"file": TABLES[dialect], "rows": [case.id for case in found]})
    return files, tuple(losses), {"table": table}


def _possible_victims(sources: Iterable[Source]) -> int:
    return sum("presumed_victim" in person.roles for source in sources for person in source.draft.persons)


def written(name: str, sources: Sequence[Source], profile: Profile, dialect: Dialect = "excel") -> Made:
    """The files of a format: the data, its description or schema, and ``loss.json``."""
    told, files = _told(sources, profile), dict[str, bytes]()
    more: dict[str, Any] = {}
    if name == "htcds":
        files, losses, more = _htcds(sources, profile, dialect, told)
    elif name == "ctdc":
        content, losses = ctdc_file(sources)
        files = {CTDC: content, f"{CTDC}-{METADATA.removeprefix('csv-')}": _pretty(ctdc_description(CTDC))}
    else:
        tables = csv_tables(sources, profile, {"profile": profile.name})
        files = {**tables.files, METADATA: _pretty(tables.metadata)}
        losses = tables.losses
    lost = report(losses, {"format": name, **told}) | more
    files[LOSS] = _pretty(lost)
    groups = tuple(told["field_groups"])
    return Made(files, profile.name, len(sources), _possible_victims(sources), groups, lost["summary"])
