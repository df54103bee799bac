"""What would help most, counted: how many rows become usable, matchable or telling when one thing changes.

Never proposed: residence status, nationality and birthplace (they are a field group of their own and no
report asks for more of them), and never anything for an answer that a person refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from zicht.errors import Problem
from zicht.registers.mapping import SourceMapping
from zicht.registers.quality_rows import RowFacts

HELPING = 3
"""How many changes the report ends with."""

LINKED_BY = ("last_name", "birth_date")
"""What a row needs to be compared with another list. One of them alone fits too many people."""
PERIOD = "period"
"""A row also needs a day, of the event or of registration: a list is of a year."""

NATURE = ("what", "where", "when", "who", "sex")
"""The fields that say what kind of trafficking is seen, where, when, and on whom."""

_ORDER = ("usable", "size", "nature")
Serves = Literal["usable", "size", "nature"]
How = Literal["repair", "column", "fill", "ask", "find"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change and the rows that it gains.

    ``serves``: refused rows become usable, rows can be compared (size), or rows say something (nature).
    ``how``: ``repair`` what is wrong in ``column`` (``rule`` says what); add a ``column`` that no row has;
    ``fill`` in what some rows lack; ``ask`` what is mostly not asked; ``find`` out what is mostly unknown.
    """

    serves: Serves
    how: How
    fields: tuple[str, ...]
    rows: int
    column: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Matchable:
    """Rows for size: ``of`` can be about a possible victim, ``now`` can be compared, ``refused`` never will be."""

    of: int
    now: int
    refused: int


def _has(row: RowFacts, field: str) -> bool:
    return row.states.get(field) == "value"


def lacking(row: RowFacts) -> tuple[str, ...]:
    """What a row lacks to be compared with another list; nothing for one that can be."""
    missing = [field for field in LINKED_BY if not _has(row, field)]
    if not (_has(row, "when") or _has(row, "received")):
        missing.append(PERIOD)
    return tuple(missing)


def _said_no(row: RowFacts, fields: Iterable[str]) -> bool:
    """Whether a person refused to say one of these: that is an answer, and is left alone."""
    refused = {field for field, state in row.states.items() if state == "refused"}
    return any(field in refused or (field == PERIOD and refused & {"when", "received"}) for field in fields)


def matchable(rows: Sequence[RowFacts]) -> Matchable:
    """How many rows can be compared with another list as they are."""
    scope = [row for row in rows if row.in_scope]
    needs = [(row, lacking(row)) for row in scope]
    return Matchable(
        len(scope),
        sum(not missing for _, missing in needs),
        sum(_said_no(row, missing) for row, missing in needs if missing),
    )


def for_size(mapping: SourceMapping, rows: Sequence[RowFacts]) -> tuple[Change, ...]:
    """Per set of things that rows lack together, how many become matchable when exactly that is filled in.

    Each row is in one set only, so the gains add up to all that can be gained.
    """
    gained: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        missing = lacking(row)
        if row.in_scope and missing and not _said_no(row, missing):
            gained[missing] += 1
    mapped = {rule.field for rule in mapping.rules if rule.column}
    mapped |= {PERIOD} if mapped & {"when", "received"} else set()
    return tuple(
        Change("size", "fill" if mapped >= set(missing) else "column", missing, count)
        for missing, count in gained.items()
    )


def for_nature(mapping: SourceMapping, rows: Sequence[RowFacts]) -> tuple[Change, ...]:
    """Per field of the nature, how many rows would say something that are silent or unknown now."""
    found = []
    for field in NATURE:
        rule = mapping.rule(field)
        states = Counter(row.states.get(field, "not_asked") for row in rows)
        rows_gained = states["not_asked"] + states["unknown"]
        asked: How = "ask" if states["not_asked"] >= states["unknown"] else "find"
        how: How = asked if rule and rule.column else "column"
        if rows_gained:
            found.append(Change("nature", how, (field,), rows_gained, rule.column if rule else ""))
    return tuple(found)


def repairs(problems: Iterable[Problem], rejected: Sequence[int]) -> tuple[Change, ...]:
    """Per column and rule, how many refused rows have no other fault, and so become usable when it is mended."""
    faults: dict[int, set[tuple[str, str, str]]] = {number: set() for number in rejected}
    for problem in problems:
        if problem.severity == "error" and problem.row in faults:
            faults[problem.row].add((problem.rule, problem.field, problem.column))
    alone = Counter(next(iter(found)) for found in faults.values() if len(found) == 1)
    return tuple(
        Change("usable", "repair", (field,) if field else (), count, column, rule)
        for (rule, field, column), count in alone.items()
    )


def helping(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that the report ends with, of all in order: the best for size, for nature, and of what is left.

    So that a register with many faults still hears what would help to see how much there is, and what.
    """
    best = [next((change for change in changes if change.serves == serves), None) for serves in ("size", "nature")]
    first = [change for change in best if change]
    rest = [change for change in changes if change not in first]
    chosen = [*first, *rest[: HELPING - len(first)]]
    return tuple(change for change in changes if change in chosen)


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By rows gained; of equal gains first what makes rows usable, then size, then nature."""
    return tuple(sorted(changes, key=lambda c: (-c.rows, _ORDER.index(c.serves), c.fields, c.column, c.rule)))
