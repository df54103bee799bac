"""By what a row is known again: its source and own number, or else everything that it says.

The keys are plain canonical bytes and hold what the row holds: whoever keeps them keeps a keyed hash.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol

from zicht.knowledge.signal import Answer, SignalDraft
from zicht.registers.values import canonical, canonical_id

Standing = Literal["new", "changed", "already_known"]
_VERSION = "zicht.registers.row/1"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A valid row of a source's file. ``number`` is its line in the file.

    ``source_id`` is the number that the source gave it, as it stands in the file, or "".
    ``received`` is None when the file does not say when the source received it.
    """

    source: str
    source_id: str
    number: int
    draft: SignalDraft
    received: date | None = None
    standing: Standing = "new"


@dataclass(frozen=True, slots=True)
class RowKeys:
    """``identity`` names the row in its source (b"" when it has no number); ``content`` names what it says."""

    identity: bytes
    content: bytes


@cache
def _parts(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The parts of a dataclass by name, each with its default; what has none has one that nothing equals."""
    return tuple((part.name, part.default) for part in fields(kind))


def _plain(value: object) -> object:
    """A value as JSON, canonical: what equals its default is left out, so that a new field changes no key."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Answer):
        return [value.state, *sorted(value.values)]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        kind: Any = type(value)
        given = ((name, getattr(value, name), default) for name, default in _parts(kind))
        return {name: _plain(item) for name, item, default in given if item is not default and item != default}
    return value


def _bytes(*parts: object) -> bytes:
    return json.dumps([_VERSION, *parts], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def row_keys(row: RegisterRow) -> RowKeys:
    """The keys of a row: equal for the same row from CSV and from a workbook, whatever its place in the file.

    The content of a row with a number includes that number, so content alone tells "known and unchanged".
    """
    source, number = canonical(row.source), canonical_id(row.source_id)
    identity = _bytes("identity", source, number) if number else b""
    received = row.received.isoformat() if row.received else ""
    content = _bytes("content", source, number, received, _plain(row.draft))
    return RowKeys(identity, content)


class KnownRows(Protocol):
    """What is kept already. Each method gives, of the keys asked, how often each is kept; absent is 0."""

    def identities(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these identity keys are kept."""
        ...

    def contents(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these content keys are kept."""
        ...


@dataclass(frozen=True, slots=True)
class RememberedRows:
    """Known rows in memory: for a notebook, and for reading one file after another without a database."""

    keys: tuple[RowKeys, ...] = ()

    def with_new(self, rows: Iterable[RegisterRow]) -> RememberedRows:
        """These and the rows that are new: what accepting a file would keep."""
        return RememberedRows((*self.keys, *(row_keys(row) for row in rows if row.standing == "new")))

    def identities(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these identity keys are remembered."""
        asked = set(keys)
        return Counter(key.identity for key in self.keys if key.identity in asked)

    def contents(self, keys: Collection[bytes]) -> Mapping[bytes, int]:
        """How often rows with these content keys are remembered."""
        asked = set(keys)
        return Counter(key.content for key in self.keys if key.content in asked)


NOTHING_KNOWN = RememberedRows()


@dataclass(frozen=True, slots=True)
class Standings:
    """How rows stand to what is known. ``conflicting``: one number, different contents within the file.

    ``repeated``: a row that stands in the file before, word for word, with the same number.
    """

    rows: tuple[RegisterRow, ...]
    conflicting: tuple[RegisterRow, ...]
    repeated: tuple[RegisterRow, ...]


def stand(rows: Sequence[RegisterRow], known: KnownRows) -> Standings:
    """New, changed or already known, for every row of one file; the same whatever the order of the rows.

    A row with a number is known by it; rows without are a multiset: of k equal rows of which m are kept,
    k - m are new. Two rows with one number that say different things are both set apart, for which of
    them is true is not ours to choose; so are 007 and 7, which a spreadsheet cannot tell apart.
    """
    keyed = [(row, row_keys(row)) for row in rows]
    contents_of: dict[bytes, set[tuple[bytes, str]]] = {}
    for row, key in keyed:
        contents_of.setdefault(key.identity, set()).add((key.content, row.source_id))
    identities = known.identities([identity for identity in contents_of if identity])
    left = Counter(dict(known.contents({key.content for _, key in keyed})))
    placed: list[RegisterRow] = []
    conflicting: list[RegisterRow] = []
    repeated: list[RegisterRow] = []
    met: set[bytes] = set()
    for row, key in keyed:
        if not key.identity:
            left[key.content] -= 1
            placed.append(replace(row, standing="new" if left[key.content] < 0 else "already_known"))
        elif len(contents_of[key.identity]) > 1:
            conflicting.append(row)
        else:
            if key.content in met:
                repeated.append(row)
            same = left[key.content] > 0 or (key.content in met and not identities.get(key.identity))
            changed = bool(identities.get(key.identity))
            placed.append(replace(row, standing="already_known" if same else "changed" if changed else "new"))
        met.add(key.content)
    return Standings(tuple(placed), tuple(conflicting), tuple(repeated))
