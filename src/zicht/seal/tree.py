"""The Merkle tree of RFC 9162, section 2.1, for a store that keeps whole nodes by (level, index).

A node ``(level, index)`` is the hash over the leaves ``index * 2**level`` up to ``(index + 1) * 2**level``,
all of them present; level 0 is the leaves. Such a node never changes once made, so the store only ever adds
rows. What is not whole (the right edge) is folded from whole nodes when asked. Each function that reads has
a sister that names the nodes it needs, so that a store can fetch them in one query.

Hashes are 32 bytes (SHA-256). Leaves and nodes are hashed with different first bytes, so that a node can
never be passed off as a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from zicht.errors import VerificationFailed, WrongUse

NodeId = tuple[int, int]
Nodes = Mapping[NodeId, bytes]
_Range = tuple[int, int]

EMPTY_ROOT = sha256(b"").digest()


def hash_leaf(data: bytes) -> bytes:
    """The hash of one leaf: SHA-256 over 0x00 and the data."""
    return sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01, left and right."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """One hash over whole subtrees given from left to right, largest first; at least one."""
    total = hashes[-1]
    for left in reversed(hashes[:-1]):
        total = hash_node(left, total)
    return total


def _cover(first: int, last: int) -> Iterator[NodeId]:
    # `first` is always a multiple of the largest power of two in the range: ranges come from halving the tree
    while first < last:
        level = (last - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def _at(nodes: Nodes, node: NodeId) -> bytes:
    found = nodes.get(node)
    if found is None:
        raise VerificationFailed("seal.node_missing", level=node[0], index=node[1])
    return found


def _hash_of(span: _Range, nodes: Nodes) -> bytes:
    return fold([_at(nodes, node) for node in _cover(*span)])


def peaks(size: int) -> tuple[NodeId, ...]:
    """The whole nodes that together hold the first ``size`` leaves, left to right; empty for an empty tree.

    They are all that ``root`` and ``grow`` read: at most one per level.
    """
    return tuple(_cover(0, size))


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the tree over the first ``size`` leaves; reads ``peaks(size)``.

    Raises ``VerificationFailed`` when the store lacks a node.
    """
    return _hash_of((0, size), nodes) if size else EMPTY_ROOT


def grow(size: int, nodes: Nodes, leaves: Iterable[bytes]) -> dict[NodeId, bytes]:
    """The new nodes, leaves included, when leaf hashes are appended to a tree of ``size`` leaves.

    Reads ``peaks(size)`` from ``nodes``. The result never names a node that the tree already had.
    Raises ``VerificationFailed`` when the store lacks a node.
    """
    edge = {node: _at(nodes, node) for node in peaks(size)}
    new: dict[NodeId, bytes] = {}
    for position, leaf in enumerate(leaves, size):
        level, index, made = 0, position, leaf
        new[level, index] = made
        while index % 2:
            sibling = (level, index - 1)
            left = new[sibling] if sibling in new else edge[sibling]
            level, index, made = level + 1, index // 2, hash_node(left, made)
            new[level, index] = made
    return new


def _split(first: int, last: int) -> int:
    # the largest power of two smaller than the number of leaves (RFC 9162, 2.1.1)
    return first + (1 << ((last - first - 1).bit_length() - 1))


def _inclusion_ranges(index: int, size: int) -> list[_Range]:
    if not 0 <= index < size:
        raise WrongUse("seal.outside", index=index, size=size)
    first, last = 0, size
    path = []
    while last - first > 1:
        middle = _split(first, last)
        if index < middle:
            path.append((middle, last))
            last = middle
        else:
            path.append((first, middle))
            first = middle
    return path[::-1]


def _consistency_ranges(old: int, new: int) -> list[_Range]:
    if not 0 <= old <= new:
        raise WrongUse("seal.outside", index=old, size=new)
    if old == 0:
        return []
    first, last = 0, new
    path = []
    while old != last:
        middle = _split(first, last)
        if old <= middle:
            path.append((middle, last))
            last = middle
        else:
            path.append((first, middle))
            first = middle
    if first:  # the old tree is not one whole left part, so its last part must be told too
        path.append((first, last))
    return path[::-1]


def inclusion_nodes(index: int, size: int) -> tuple[NodeId, ...]:
    """The nodes that ``inclusion_proof`` reads."""
    return tuple(node for span in _inclusion_ranges(index, size) for node in _cover(*span))


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The proof that leaf ``index`` (0-based) is in the tree over the first ``size`` leaves, leaf side first.

    RFC 9162, 2.1.3. Raises ``WrongUse`` when there is no such leaf, ``VerificationFailed`` when the store
    lacks a node.
    """
    return tuple(_hash_of(span, nodes) for span in _inclusion_ranges(index, size))


def consistency_nodes(old: int, new: int) -> tuple[NodeId, ...]:
    """The nodes that ``consistency_proof`` reads."""
    return tuple(node for span in _consistency_ranges(old, new) for node in _cover(*span))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The proof that the tree over the first ``new`` leaves only adds to that over the first ``old``.

    RFC 9162, 2.1.4; empty when ``old`` is 0 or equals ``new``. Raises ``WrongUse`` when ``old`` is larger,
    ``VerificationFailed`` when the store lacks a node.
    """
    return tuple(_hash_of(span, nodes) for span in _consistency_ranges(old, new))
