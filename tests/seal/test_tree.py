"""The tree against published vectors, and against the slow recursive definition of RFC 9162, 2.1."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import VerificationFailed, WrongUse
from zicht.seal import (
    EMPTY_ROOT,
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

# The reference vectors of Certificate Transparency: google/certificate-transparency,
# cpp/merkletree/merkle_tree_test.cc (kInputs, kSHA256Roots, kSHA256Paths, kSHA256Proofs), also in
# transparency-dev/merkle, proof/verify_test.go.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (leaf counted from 0, size)
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
LEAVES = [hash_leaf(bytes.fromhex(text)) for text in INPUTS]
NODES = grow(0, {}, LEAVES)


# The definition, word for word and slow: RFC 9162, 2.1.1, 2.1.3.1, 2.1.4.1.
def slow_split(count):
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def slow_root(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = slow_split(len(leaves))
    return sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def slow_path(index, leaves):
    if len(leaves) == 1:
        return []
    k = slow_split(len(leaves))
    if index < k:
        return [*slow_path(index, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(index - k, leaves[k:]), slow_root(leaves[:k])]


def slow_proof(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [slow_root(leaves)]
    k = slow_split(len(leaves))
    if old <= k:
        return [*slow_proof(old, leaves[:k], whole), slow_root(leaves[k:])]
    return [*slow_proof(old - k, leaves[k:], False), slow_root(leaves[:k])]


def numbered(count):
    return [hash_leaf(str(number).encode()) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_every_size_is_the_published_one(size):
    assert root(size, NODES).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index, size):
    assert [item.hex() for item in inclusion_proof(index, size, NODES)] == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old, new):
    assert [item.hex() for item in consistency_proof(old, new, NODES)] == CONSISTENCY[old, new]


def test_the_hash_of_an_empty_tree_is_that_of_no_bytes():
    assert root(0, {}) == EMPTY_ROOT == sha256(b"").digest()


def test_a_node_cannot_be_passed_off_as_a_leaf():
    left, right = LEAVES[:2]
    assert hash_node(left, right) != hash_leaf(left + right)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_is_the_recursive_definition(payloads):
    leaves = [hash_leaf(data) for data in payloads]
    assert root(len(leaves), grow(0, {}, leaves)) == slow_root(leaves)


@given(st.integers(1, 130), st.data())
def test_an_inclusion_proof_is_the_recursive_definition_and_reads_only_the_nodes_it_names(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    nodes = grow(0, {}, leaves)
    few = {node: nodes[node] for node in inclusion_nodes(index, size)}
    assert list(inclusion_proof(index, size, few)) == slow_path(index, leaves)


@given(st.integers(1, 130), st.data())
def test_a_consistency_proof_is_the_recursive_definition_and_reads_only_the_nodes_it_names(new, data):
    old = data.draw(st.integers(1, new))
    leaves = numbered(new)
    nodes = grow(0, {}, leaves)
    few = {node: nodes[node] for node in consistency_nodes(old, new)}
    assert list(consistency_proof(old, new, few)) == slow_proof(old, leaves)


@given(st.lists(st.integers(0, 17), max_size=8))
def test_growing_in_batches_makes_the_same_nodes_as_growing_at_once(batches):
    total = sum(batches)
    leaves = numbered(total)
    kept, size = {}, 0
    for batch in batches:
        edge = {node: kept[node] for node in peaks(size)}  # all that a store needs to read
        made = grow(size, edge, leaves[size : size + batch])
        assert not made.keys() & kept.keys(), "a node that exists is never written again"
        kept |= made
        size += batch
    assert kept == grow(0, {}, leaves)


@given(st.integers(0, 300))
def test_the_store_holds_each_whole_node_once_and_nothing_else(size):
    nodes = grow(0, {}, numbered(size))
    whole = {(level, index) for level in range(10) for index in range(size >> level)}
    assert nodes.keys() == whole


@given(st.integers(0, 2**40))
def test_peaks_hold_every_leaf_once_and_are_at_most_one_per_level(size):
    spans = [(index << level, (index + 1) << level) for level, index in peaks(size)]
    assert [first for first, _ in spans] == [0, *[last for _, last in spans]][: len(spans)]
    assert (spans[-1][1] if spans else 0) == size
    assert len({level for level, _ in peaks(size)}) == len(spans)


@given(st.integers(1, 2**40), st.data())
def test_a_proof_over_a_million_million_entries_reads_few_nodes(size, data):
    index = data.draw(st.integers(0, size - 1))
    assert len(inclusion_nodes(index, size)) <= 2 * size.bit_length()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_a_leaf_that_does_not_exist_has_no_proof(index, size):
    with pytest.raises(WrongUse) as caught:
        inclusion_proof(index, size, NODES)
    assert caught.value.params == {"index": index, "size": size}


@pytest.mark.parametrize(("old", "new"), [(9, 8), (-1, 8)])
def test_a_log_is_never_consistent_with_a_longer_past(old, new):
    with pytest.raises(WrongUse):
        consistency_proof(old, new, NODES)


@pytest.mark.parametrize(
    "read",
    [lambda n: root(7, n), lambda n: grow(7, n, LEAVES[7:]), lambda n: inclusion_proof(0, 7, n)],
    ids=["root", "grow", "inclusion"],
)
def test_a_node_missing_from_the_store_is_named(read):
    torn = {node: value for node, value in NODES.items() if node != (1, 2)}
    with pytest.raises(VerificationFailed) as caught:
        read(torn)
    assert (caught.value.code, caught.value.params) == ("seal.node_missing", {"level": 1, "index": 2})
