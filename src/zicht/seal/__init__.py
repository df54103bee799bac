"""The seal: a Merkle tree over a log (RFC 9162), so that any change shows. Verifying needs no database."""

from zicht.seal.log import FirstBad, Head, LogCheck, leaf_hash, verify
from zicht.seal.proofs import verify_consistency, verify_inclusion
from zicht.seal.tree import (
    EMPTY_ROOT,
    NodeId,
    Nodes,
    consistency_nodes,
    consistency_proof,
    grow,
    hash_leaf,
    hash_node,
    inclusion_nodes,
    inclusion_proof,
    peaks,
    root,
)

__all__ = [
    "EMPTY_ROOT",
    "FirstBad",
    "Head",
    "LogCheck",
    "NodeId",
    "Nodes",
    "consistency_nodes",
    "consistency_proof",
    "grow",
    "hash_leaf",
    "hash_node",
    "inclusion_nodes",
    "inclusion_proof",
    "leaf_hash",
    "peaks",
    "root",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]
