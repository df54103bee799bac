"""A whole log against the heads that were copied out of reach of whoever keeps it.

An entry is hashed over its canonical JSON (RFC 8785), so that neither the order of its keys nor the way
it was stored matters. What a payload says stays encrypted: the leaf covers the ciphertext, and erasing a
key leaves the log verifiable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import rfc8785

from zicht.errors import Defect
from zicht.seal.tree import EMPTY_ROOT, fold, hash_leaf, hash_node

BadCode = Literal[
    "seal.entry_unreadable", "seal.entry_changed", "seal.head_mismatch", "seal.head_fork", "seal.truncated"
]


@dataclass(frozen=True, slots=True)
class Head:
    """What the log was at one time: how many entries, and the 32-byte root over them."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != len(EMPTY_ROOT):
            raise ValueError(f"a head has a size from 0 and a root of {len(EMPTY_ROOT)} bytes")


@dataclass(frozen=True, slots=True)
class FirstBad:
    """The first place where a log is not what it was: entries ``first`` to ``last``, 0-based, both included.

    One entry when stored leaf hashes tell which; otherwise everything since the last head that still fits.
    ``code`` has a sentence in ``knowledge/words`` with ``first`` and ``last``.
    """

    code: BadCode
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What verifying found: entries read, how many of them lie under a head that fits, the root over all."""

    entries: int
    sealed: int
    root: bytes
    heads_checked: int
    first_bad: FirstBad | None


def leaf_hash(entry: Mapping[str, Any]) -> bytes:
    """The leaf hash of one entry (JSON values only, whole numbers up to 2**53 - 1).

    Raises ``Defect`` when the entry has no canonical form: such an entry must never be written.
    """
    try:
        data = rfc8785.dumps(dict(entry))
    except (ValueError, TypeError, RecursionError) as error:
        raise Defect("seal.not_canonical", reason=str(error)) from error
    return hash_leaf(data)


class _Walk:
    """A log being read once, in order, holding no more than one hash per level of the tree."""

    def __init__(self, heads: Iterable[Head], leaves: Iterable[bytes]) -> None:
        self.roots: dict[int, set[bytes]] = defaultdict(set)
        for head in heads:
            self.roots[head.size].add(head.root)
        self.leaves = iter(leaves)
        self.size = self.sealed = self.heads_checked = 0
        self.edge: list[bytes] = []
        self.first_bad: FirstBad | None = None
        self._meet_heads()

    def root(self) -> bytes:
        return fold(self.edge) if self.edge else EMPTY_ROOT

    def _bad(self, code: BadCode, first: int, last: int) -> None:
        self.first_bad = self.first_bad or FirstBad(code, first, last)

    def _append(self, leaf: bytes) -> None:
        position = self.size
        while position % 2:
            leaf, position = hash_node(self.edge.pop(), leaf), position // 2
        self.edge.append(leaf)
        self.size += 1

    def _meet_heads(self) -> None:
        roots = self.roots.pop(self.size, set())
        if not roots:
            return
        self.heads_checked += len(roots)
        if self.root() not in roots:
            self._bad("seal.head_mismatch", self.sealed, max(self.size - 1, self.sealed))
        elif len(roots) > 1:
            self._bad("seal.head_fork", self.sealed, max(self.size - 1, self.sealed))
        elif self.first_bad is None:
            self.sealed = self.size

    def take(self, entry: Mapping[str, Any]) -> None:
        try:
            leaf = leaf_hash(entry)
        except Defect:
            # goes on with a hash that no entry has, so that the heads after it cannot fit either
            leaf = EMPTY_ROOT
            self._bad("seal.entry_unreadable", self.size, self.size)
        if next(self.leaves, leaf) != leaf:
            self._bad("seal.entry_changed", self.size, self.size)
        self._append(leaf)
        self._meet_heads()

    def result(self) -> LogCheck:
        longest = max([*self.roots, self.size + sum(1 for _ in self.leaves)])
        if longest > self.size:
            self._bad("seal.truncated", self.size, longest - 1)
        return LogCheck(self.size, self.sealed, self.root(), self.heads_checked, self.first_bad)


def verify(entries: Iterable[Mapping[str, Any]], heads: Iterable[Head] = (), leaves: Iterable[bytes] = ()) -> LogCheck:
    """Verify a log without a database: its entries in order, the heads kept elsewhere, stored leaf hashes.

    Heads prove that nothing was changed, taken out, put in, moved or cut off; ``leaves`` (the hashes that
    the store kept when it sealed, in order; may stop before the unsealed tail) only tell which entry it was.
    ``first_bad`` is None when all fits. Entries after the last head are not proven: see ``sealed``.
    """
    walk = _Walk(heads, leaves)
    for entry in entries:
        walk.take(entry)
    return walk.result()
