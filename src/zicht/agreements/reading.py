"""From TOML text to a checked ``Agreement``: every problem at once, each with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from importlib.resources import files
from typing import Any

from zicht.agreements import checks
from zicht.agreements.model import Agreement, Clause, Conditions, Party, PartyBasis
from zicht.agreements.places import Places, error_line, places
from zicht.errors import InputProblems, Problem
from zicht.knowledge.legal_bases import BASIS_PARTS

TEXT, DAY, YES_NO, TEXTS, TABLES = "text", "day", "yes_no", "texts", "tables"
NOT_OF_KIND = {
    TEXT: "agreement.not_text",
    DAY: "agreement.not_a_day",
    YES_NO: "agreement.not_yes_no",
    TEXTS: "agreement.not_texts",
    TABLES: "agreement.not_tables",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that a table has, with their kinds."""

    required: Mapping[str, str]
    optional: Mapping[str, str] = with_default(default_factory=dict)


TOP = Shape(
    {
        "id": TEXT,
        "version": TEXT,
        "title": TEXT,
        "purposes": TEXTS,
        "activity": TEXT,
        "valid_from": DAY,
        "valid_until": DAY,
        "review_on": DAY,
        "party": TABLES,
        "legal_basis": TABLES,
        "clause": TABLES,
    }
)
TABLE_SHAPES = {
    "party": Shape({"organisation": TEXT, "body": TEXT}),
    "legal_basis": Shape({"parties": TEXTS, "direction": TEXT} | dict.fromkeys(BASIS_PARTS, TEXT)),
    "clause": Shape(
        {
            "id": TEXT,
            "effect": TEXT,
            "from": TEXT,
            "to": TEXT,
            "purpose": TEXT,
            "role": TEXT,
            "mode": TEXT,
            "field_groups": TEXTS,
        },
        {
            "forms": TEXTS,
            "age_class": TEXTS,
            "danger": YES_NO,
            "municipality": TEXTS,
            "linking_key": YES_NO,
            "covariates": TEXTS,
        },
    ),
}


def _is(kind: str, value: object) -> bool:
    if kind == DAY:
        return type(value) is date  # a datetime is a date too, and not what is meant
    if kind == TEXTS:
        return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if kind == TABLES:
        return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    return isinstance(value, bool if kind == YES_NO else str)


def _shape_problems(table: Mapping[str, Any], shape: Shape, at: Places, name: str = "", turn: int = 0) -> list[Problem]:
    found = []
    known = {**shape.required, **shape.optional}
    for key in shape.required:
        if key not in table:
            place = at.line(name, turn)
            found.append(
                Problem("agreement.missing_key", key, place, params={"name": key, "table": name or "agreement"})
            )
    for key, value in table.items():
        place = at.line(name, turn, key)
        if key not in known:
            found.append(
                Problem("agreement.unknown_key", key, place, params={"name": key[:40], "table": name or "agreement"})
            )
        elif not _is(known[key], value):
            found.append(Problem(NOT_OF_KIND[known[key]], key, place, params={"name": key}))
        elif known[key] == TEXT and not value.strip() and key not in BASIS_PARTS:
            found.append(Problem("agreement.empty", key, place, params={"name": key}))
    return found


def _parse(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = Problem("agreement.not_toml", row=error_line(error, text))
        raise InputProblems((problem,)) from error


def _clause(row: Mapping[str, Any]) -> Clause:
    return Clause(
        **{key: row[key] for key in ("id", "effect", "to", "purpose", "role", "mode")},
        from_=row["from"],
        field_groups=frozenset(row["field_groups"]),
        conditions=Conditions(
            forms=frozenset(row.get("forms", ())),
            age_class=frozenset(row.get("age_class", ())),
            danger=row.get("danger"),
            municipality=frozenset(row.get("municipality", ())),
        ),
        linking_key=row.get("linking_key", False),
        covariates=frozenset(row.get("covariates", ())),
    )


def _bases(rows: Sequence[Mapping[str, Any]]) -> tuple[PartyBasis, ...]:
    return tuple(
        PartyBasis(party, row["direction"], **{part: row[part] for part in BASIS_PARTS})
        for row in rows
        for party in row["parties"]
    )


def _agreement(tree: Mapping[str, Any]) -> Agreement:
    return Agreement(
        **{key: tree[key] for key in ("id", "version", "title", "activity", "valid_from", "valid_until", "review_on")},
        purposes=tuple(tree["purposes"]),
        parties=tuple(Party(**row) for row in tree["party"]),
        bases=_bases(tree["legal_basis"]),
        clauses=tuple(_clause(row) for row in tree["clause"]),
    )


def load(text: str) -> Agreement:
    """Read one agreement, checked in full.

    Raises ``InputProblems`` with every problem at once; ``Problem.row`` is the line in ``text``. Shape comes first:
    while a key is missing, unknown or of the wrong kind, what the values mean is not judged.
    """
    tree = _parse(text)
    at = places(text)
    found = _shape_problems(tree, TOP, at)
    for name, shape in TABLE_SHAPES.items():
        rows = tree.get(name)
        for turn, row in enumerate(rows if _is(TABLES, rows) else ()):  # type: ignore[arg-type]  # a list of tables
            found += _shape_problems(row, shape, at, name, turn)
    if not found:
        found = checks.meaning_problems(tree, at)
    if found:
        raise InputProblems(tuple(sorted(found, key=lambda problem: problem.row or 0)))
    return _agreement(tree)


def bundled() -> tuple[tuple[str, str], ...]:
    """The agreements of the fictional region: (file name, text), by name."""
    folder = files("zicht.agreements") / "data"
    found = [(item.name, item.read_text(encoding="utf-8")) for item in folder.iterdir() if item.name.endswith(".toml")]
    return tuple(sorted(found))
