"""By what a row is known again: its source and own number, or else everything that it says.

The keys are plain canonical bytes and hold what the row holds: whoever keeps them keeps a keyed hash.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any, Literal, Protocol

from zicht.knowledge.signal import Answer, SignalDraft
from zicht.registers.values import canonical, canonical_id

Standing = Literal["new", "changed", "already_known"]
_VERSION = "zicht.registers.row/1"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A valid row of a source's file. ``number`` is its line in the file.

    ``source_id`` is the number that the source gave it, as it stands in the file, or "".
    ``received`` is None when the file does not say when the source received it. Where several rows are one signal each
    has the whole ``draft``, ``own`` is what this row said of it, and ``part`` is True from the second on.
    """

    source: str
    source_id: str
    number: int
    draft: SignalDraft
    received: date | None = None
    standing: Standing = "new"
    own: SignalDraft | None = None
    part: bool = False

    @property
    def said(self) -> SignalDraft:
        """What this row itself says."""
        return self.own or self.draft


@dataclass(frozen=True, slots=True)
class RowKeys:
    """``identity`` names the row in its source (b"" when it has no number); ``content`` names what it says."""

    identity: bytes
    content: bytes


@cache
def _parts(kind: Any) -> tuple[tuple[str, object], ...]:
    return tuple((part.name, part.default) for part in fields(kind))


def _plain(value: Any) -> object:
    """A value as JSON, canonical: what equals its default is left out, so that a new field changes no key."""
    written = _WRITTEN.get(type(value))
    if written:
        return written(value)
    if is_dataclass(value):
        kind: Any = type(value)
        given = ((name, getattr(value, name), default) for name, default in _parts(kind))
        return {name: _plain(item) for name, item, default in given if item is not default and item != default}
    return value


_WRITTEN: Mapping[type, Callable[[Any], object]] = {
    str: canonical,
    date: date.isoformat,
    Answer: lambda answer: [answer.state, *sorted(answer.values)],
    tuple: lambda items: [_plain(item) for item in items],
}


def _bytes(*parts: object) -> bytes:
    return json.dumps([_VERSION, *parts], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def identity_key(source: str, source_id: str) -> bytes:
    """The key of a row by its own number; b"" when it has none."""
    number = canonical_id(source_id)
    return _bytes("identity", canonical(source), number) if number else b""


def row_keys(row: RegisterRow) -> RowKeys:
    """The keys of a row: equal for the same row from CSV and from a workbook, whatever its place in the file.

    The content of a row with a number includes that number, so content alone tells "known and unchanged".
    """
    source, number = canonical(row.source), canonical_id(row.source_id)
    identity = identity_key(row.source, row.source_id)
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
        return RememberedRows((*self.keys, *(row_keys(row) for row in rows if row.standing == "new" and not row.part)))

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
        if row.part:
            placed.append(replace(row, standing=placed[-1].standing))
        elif not key.identity:
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


class Placing:
    """New, changed or already known, batch by batch: what ``stand`` says of all rows at once.

    ``known`` may have come to know the rows of earlier batches meanwhile: rows that can meet another of the same file
    are remembered here. ``repeated``: the identities that stand in the file more than once. Rows that contradict each
    other are not given.
    """

    def __init__(self, known: KnownRows, repeated: Collection[bytes]) -> None:
        self._known = known
        self._repeated = repeated
        self._first: dict[bytes, Standing] = {}
        self._left: dict[bytes, int] = {}
        self._last: Standing = "new"

    def place(self, rows: Sequence[tuple[RegisterRow, RowKeys]]) -> list[Standing]:
        """The standing of each row of one batch."""
        identities = self._known.identities([key.identity for _, key in rows if key.identity])
        contents = self._known.contents([key.content for _, key in rows])
        return [self._standing(row, key, identities, contents) for row, key in rows]

    def _standing(
        self, row: RegisterRow, key: RowKeys, identities: Mapping[bytes, int], contents: Mapping[bytes, int]
    ) -> Standing:
        if not row.part:  # a further row of a signal stands as its first does, which may be in an earlier batch
            known = self._numbered(key, identities, contents) if key.identity else self._counted(key, contents)
            self._last = known
        return self._last

    def _counted(self, key: RowKeys, contents: Mapping[bytes, int]) -> Standing:
        """A row without a number: of k equal rows of which m are kept, k - m are new."""
        short = blake2b(key.content, digest_size=16).digest()
        left = self._left.get(short)
        if left is None:
            left = contents.get(key.content, 0)
        self._left[short] = left - 1
        return "already_known" if left > 0 else "new"

    def _numbered(self, key: RowKeys, identities: Mapping[bytes, int], contents: Mapping[bytes, int]) -> Standing:
        first = self._first.get(key.identity)
        if first is not None:
            return "changed" if first == "changed" else "already_known"
        standing: Standing = "new"
        if contents.get(key.content):
            standing = "already_known"
        elif identities.get(key.identity):
            standing = "changed"
        if key.identity in self._repeated:
            self._first[key.identity] = standing
        return standing
