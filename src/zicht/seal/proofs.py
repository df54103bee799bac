"""Checking a proof with nothing but the proof: RFC 9162, 2.1.3.2 and 2.1.4.2."""

from __future__ import annotations

from collections.abc import Sequence

from zicht.errors import VerificationFailed
from zicht.seal.tree import EMPTY_ROOT, hash_node

HASH_BYTES = 32


def _whole(*hashes: bytes) -> bool:
    # without this, bytes could move between neighbours in the concatenation that a node hashes
    return all(len(item) == HASH_BYTES for item in hashes)


def _climb(position: int, last: int) -> tuple[int, int]:
    # up to where the node is a right child: levels without a sibling add nothing to the proof
    while position and not position % 2:
        position, last = position // 2, last // 2
    return position, last


def _root_of(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    position, last, made = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if position % 2 or position == last:
            made = hash_node(sibling, made)
            position, last = _climb(position, last)
        else:
            made = hash_node(made, sibling)
        position, last = position // 2, last // 2
    return made if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at ``index`` (0-based) in the tree of ``size`` leaves with this root.

    Raises ``VerificationFailed`` with ``index`` and ``size`` when it does not, or the proof is not for it.
    """
    fits = 0 <= index < size and _whole(leaf, root, *proof)
    if not fits or _root_of(leaf, index, size, proof) != root:
        raise VerificationFailed("seal.inclusion", index=index, size=size)


def _roots_of(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    # an old tree of a power of two is one whole node of the new tree: its own root starts the proof
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    position, last = old - 1, new - 1
    while position % 2:
        position, last = position // 2, last // 2
    old_made = new_made = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position % 2 or position == last:
            old_made, new_made = hash_node(sibling, old_made), hash_node(sibling, new_made)
            position, last = _climb(position, last)
        else:
            new_made = hash_node(new_made, sibling)
        position, last = position // 2, last // 2
    return (old_made, new_made) if last == 0 else None


def _consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    if not 0 <= old <= new or not _whole(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    return bool(proof) and _roots_of(old, new, old_root, proof) == (old_root, new_root)


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of ``new`` leaves begins with the tree of ``old`` leaves: nothing was taken back.

    Raises ``VerificationFailed`` with both sizes when it does not, or the proof is not for these trees.
    """
    if not _consistent(old, old_root, new, new_root, proof):
        raise VerificationFailed("seal.consistency", old=old, new=new)
