"""From TOML text to a checked ``Agreement``: every problem at once, each with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from zicht.agreements import checks, reasoning
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


TO_FILL_IN = (*BASIS_PARTS, "signer", "mandate", "retention")  # may be "": nog in te vullen


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
    },
    {"retention": TEXT, "forms": TEXTS, "persons": TEXTS},
)
TABLE_SHAPES = {
    "party": Shape({"organisation": TEXT, "body": TEXT}, {"signer": TEXT, "mandate": TEXT, "left_on": DAY}),
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
            "persons": TEXTS,
            "by_roles": TEXTS,
            "consent": TEXT,
            "involved": YES_NO,
            "second_person": YES_NO,
            "inform": YES_NO,
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


def _unknown_key(key: str, table: Mapping[str, Any], shape: Shape, name: str, place: int) -> Problem:
    left = [known for known in (*shape.required, *shape.optional) if known not in table]
    near = get_close_matches(key, left, 1)
    params = {"name": key[:40], "table": name or "agreement"}
    if near:
        return Problem("agreement.mistyped_key", key, place, params=params | {"near": near[0]})
    return Problem("agreement.unknown_key", key, place, params=params)


def _shape_problems(table: Mapping[str, Any], shape: Shape, at: Places, name: str = "", turn: int = 0) -> list[Problem]:
    found = []
    known = {**shape.required, **shape.optional}
    for key in shape.required:
        if key not in table:
            params = {"name": key, "table": name or "agreement"}
            found.append(Problem("agreement.missing_key", key, at.line(name, turn), params=params))
    for key, value in table.items():
        place = at.line(name, turn, key)
        if key not in known:
            found.append(_unknown_key(key, table, shape, name, place))
        elif not _is(known[key], value):
            found.append(Problem(NOT_OF_KIND[known[key]], key, place, params={"name": key}))
        elif known[key] == TEXT and not value.strip() and key not in TO_FILL_IN:
            found.append(Problem("agreement.empty", key, place, params={"name": key}))
    return found


def _parse(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = Problem("agreement.not_toml", row=error_line(error, text))
        raise InputProblems((problem,)) from error


def _within(asked: Sequence[str], scope: Sequence[str]) -> frozenset[str]:
    """What a clause asks, inside what the whole agreement is about: an empty list is all of it."""
    return frozenset(asked or scope)


def _clause(row: Mapping[str, Any], tree: Mapping[str, Any]) -> Clause:
    return Clause(
        **{key: row[key] for key in ("id", "effect", "to", "purpose", "role", "mode")},
        from_=row["from"],
        field_groups=frozenset(row["field_groups"]),
        conditions=Conditions(
            forms=_within(row.get("forms", ()), tree.get("forms", ())),
            persons=_within(row.get("persons", ()), tree.get("persons", ())),
            age_class=frozenset(row.get("age_class", ())),
            municipality=frozenset(row.get("municipality", ())),
            by_roles=frozenset(row.get("by_roles", ())),
            danger=row.get("danger"),
            consent=row.get("consent", ""),
            involved=row.get("involved", False),
            second_person=row.get("second_person", False),
        ),
        linking_key=row.get("linking_key", False),
        covariates=frozenset(row.get("covariates", ())),
        inform=row.get("inform", False),
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
        clauses=tuple(_clause(row, tree) for row in tree["clause"]),
        retention=tree.get("retention", ""),
        forms=frozenset(tree.get("forms", ())),
        persons=frozenset(tree.get("persons", ())),
    )


def _rows(tree: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The tables of one name; none when it is something else."""
    rows = tree.get(name)
    return rows if isinstance(rows, list) and _is(TABLES, rows) else []


def _shapes(tree: Mapping[str, Any], at: Places) -> list[Problem]:
    found = _shape_problems(tree, TOP, at)
    for name, shape in TABLE_SHAPES.items():
        for turn, row in enumerate(_rows(tree, name)):
            found += _shape_problems(row, shape, at, name, turn)
    return found


def _examined(text: str, on: date | None, beside: Sequence[Agreement]) -> tuple[Agreement | None, list[Problem]]:
    """The agreement, None when it cannot be read, and every problem; one about a clause has its id as column."""
    tree = _parse(text)
    at = places(text)
    found = _shapes(tree, at) or checks.meaning_problems(tree, at)
    agreement = None if found else _agreement(tree)
    if agreement:
        rows = [turn for turn, row in enumerate(_rows(tree, "legal_basis")) for _ in row["parties"]]
        found = reasoning.problems(agreement, at, rows, on, beside)
    clauses = {turn: str(row.get("id", "")) for turn, row in enumerate(_rows(tree, "clause"))}
    placed = [replace(one, column=clauses.get(at.turn("clause", one.row or 0), "")) for one in found]
    return agreement, sorted(placed, key=lambda problem: problem.row or 0)


def check(text: str, on: date | None = None, beside: Sequence[Agreement] = ()) -> tuple[Problem, ...]:
    """Every problem of one agreement, errors and warnings, in the order of its lines; see ``load``."""
    try:
        return tuple(_examined(text, on, beside)[1])
    except InputProblems as error:
        return error.problems


def load(text: str, on: date | None = None, beside: Sequence[Agreement] = ()) -> Agreement:
    """Read one agreement, checked in full.

    Raises ``InputProblems`` with every error at once; ``Problem.row`` is the line in ``text``, ``Problem.column`` the
    id of the clause it stands in. ``on`` is the day on which it is brought in: then a review date that has passed and a
    party that left are errors too; without it an agreement that is kept already is read back. ``beside`` are other
    agreements in force, whose duties it may not forbid. Shape comes first: while a key is missing, unknown or of the
    wrong kind, what the values mean is not judged.
    """
    agreement, found = _examined(text, on, beside)
    errors = tuple(problem for problem in found if problem.severity == "error")
    if errors or agreement is None:
        raise InputProblems(errors)
    return agreement


def _texts(*folders: str) -> tuple[tuple[str, str], ...]:
    folder = files("zicht.agreements").joinpath("data", *folders)
    found = [(item.name, item.read_text(encoding="utf-8")) for item in folder.iterdir() if item.name.endswith(".toml")]
    return tuple(sorted(found))


def bundled() -> tuple[tuple[str, str], ...]:
    """The agreements of the fictional region: (file name, text), by name."""
    return _texts()


def examples() -> tuple[tuple[str, str], ...]:
    """Three complete examples, in force nowhere: (file name, text), by name."""
    return _texts("examples")
