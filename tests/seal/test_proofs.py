"""A proof holds for exactly what it was made for; each forgery has the name of its attack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import VerificationFailed
from zicht.seal import (
    EMPTY_ROOT,
    consistency_proof,
    grow,
    hash_leaf,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [hash_leaf(str(number).encode()) for number in range(40)]
NODES = grow(0, {}, LEAVES)
OTHER = hash_leaf(b"another")


def included(index, size):
    return {
        "leaf": LEAVES[index],
        "index": index,
        "size": size,
        "proof": list(inclusion_proof(index, size, NODES)),
        "root": root(size, NODES),
    }


def consistent(old, new):
    return {
        "old": old,
        "old_root": root(old, NODES),
        "new": new,
        "new_root": root(new, NODES),
        "proof": list(consistency_proof(old, new, NODES)),
    }


def flipped(value):
    return bytes([value[0] ^ 8]) + value[1:]


@given(st.integers(1, 40), st.data())
def test_every_true_inclusion_proof_holds(size, data):
    verify_inclusion(**included(data.draw(st.integers(0, size - 1)), size))


@given(st.integers(0, 40), st.data())
def test_every_true_consistency_proof_holds(new, data):
    verify_consistency(**consistent(data.draw(st.integers(0, new)), new))


@given(st.integers(2, 40), st.data())
def test_a_proof_never_holds_for_another_leaf(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    with pytest.raises(VerificationFailed):
        verify_inclusion(**{**included(index, size), "leaf": LEAVES[other]})


@given(st.integers(2, 40), st.data())
def test_a_proof_never_holds_for_another_place(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    with pytest.raises(VerificationFailed):
        verify_inclusion(**{**included(index, size), "index": other})


@given(st.integers(2, 40), st.data())
def test_changing_any_part_of_a_consistency_proof_breaks_it(new, data):
    true = consistent(data.draw(st.integers(1, new - 1)), new)
    spot = data.draw(st.integers(0, len(true["proof"]) - 1))
    true["proof"][spot] = flipped(true["proof"][spot])
    with pytest.raises(VerificationFailed):
        verify_consistency(**true)


def moved_bytes(true):
    # the same bytes under the first node, cut elsewhere: only the length of a hash can tell
    leaf, (first, *rest) = true["leaf"], true["proof"]
    if true["index"] % 2:
        return {"leaf": leaf[1:], "proof": [first + leaf[:1], *rest]}
    return {"leaf": leaf + first[:1], "proof": [first[1:], *rest]}


INCLUSION_ATTACKS = {
    "swapped leaf": lambda t: {"leaf": LEAVES[t["index"] + 1]},
    "changed leaf": lambda t: {"leaf": flipped(t["leaf"])},
    "short leaf": lambda t: {"leaf": t["leaf"][:-1]},
    "index before": lambda t: {"index": t["index"] - 1},
    "index after": lambda t: {"index": t["index"] + 1},
    "index past the end": lambda t: {"index": t["size"]},
    "negative index": lambda t: {"index": -1},
    "doubled tree": lambda t: {"size": t["size"] * 2},
    "halved tree": lambda t: {"size": t["size"] // 2},
    "empty tree": lambda t: {"size": 0},
    "empty root": lambda t: {"root": EMPTY_ROOT},
    "random root": lambda t: {"root": OTHER},
    "short root": lambda t: {"root": t["root"][:-1]},
    "changed byte": lambda t: {"proof": [flipped(t["proof"][0]), *t["proof"][1:]]},
    "trailing garbage": lambda t: {"proof": [*t["proof"], b""]},
    "trailing root": lambda t: {"proof": [*t["proof"], t["root"]]},
    "preceding garbage": lambda t: {"proof": [b"", *t["proof"]]},
    "preceding root": lambda t: {"proof": [t["root"], *t["proof"]]},
    "truncated proof": lambda t: {"proof": t["proof"][:-1]},
    "inserted part": lambda t: {"proof": [t["proof"][0], OTHER, *t["proof"][1:]]},
    "reordered parts": lambda t: {"proof": t["proof"][::-1]},
    "moved bytes": moved_bytes,
    "empty proof": lambda t: {"proof": []},
}


@pytest.mark.parametrize("attack", INCLUSION_ATTACKS)
@pytest.mark.parametrize(("index", "size"), [(1, 5), (5, 8), (3, 13), (30, 33)])
def test_a_forged_inclusion_proof_fails_with_its_place(attack, index, size):
    forged = {**included(index, size), **INCLUSION_ATTACKS[attack](included(index, size))}
    with pytest.raises(VerificationFailed) as caught:
        verify_inclusion(**forged)
    assert caught.value.code == "seal.inclusion"
    assert caught.value.params == {"index": forged["index"], "size": forged["size"]}


@pytest.mark.parametrize(("index", "size"), [(0, 1), (1, 2), (3, 4), (2, 3)])
def test_the_last_leaf_of_a_larger_tree_is_not_the_last_leaf_of_a_smaller(index, size):
    # every sibling on its path is on the left, so only the length of the path tells the two trees apart
    with pytest.raises(VerificationFailed):
        verify_inclusion(**{**included(31, 32), "index": index, "size": size})


CONSISTENCY_ATTACKS = {
    "truncated tree": lambda t: {"new": t["old"] - 1},
    "old before": lambda t: {"old": t["old"] - 1},
    "old after": lambda t: {"old": t["old"] + 1},
    "negative size": lambda t: {"old": -1},
    "doubled tree": lambda t: {"new": t["new"] * 2},
    "halved tree": lambda t: {"new": t["new"] // 2},
    "rewritten past": lambda t: {"old_root": OTHER},
    "rewritten present": lambda t: {"new_root": OTHER},
    "short old root": lambda t: {"old_root": t["old_root"][:-1]},
    "swapped roots": lambda t: {"old_root": t["new_root"], "new_root": t["old_root"]},
    "time travel": lambda t: {"old": t["new"], "new": t["old"]},
    "changed byte": lambda t: {"proof": [*t["proof"][:-1], flipped(t["proof"][-1])]},
    "trailing garbage": lambda t: {"proof": [*t["proof"], b""]},
    "trailing root": lambda t: {"proof": [*t["proof"], t["new_root"]]},
    "preceding root": lambda t: {"proof": [t["old_root"], *t["proof"]]},
    "repeated part": lambda t: {"proof": [t["proof"][0], *t["proof"]]},
    "truncated proof": lambda t: {"proof": t["proof"][:-1]},
    "empty proof": lambda t: {"proof": []},
}


@pytest.mark.parametrize("attack", CONSISTENCY_ATTACKS)
@pytest.mark.parametrize(("old", "new"), [(2, 5), (6, 8), (4, 8), (13, 33), (32, 33)])
def test_a_forged_consistency_proof_fails_with_its_place(attack, old, new):
    forged = {**consistent(old, new), **CONSISTENCY_ATTACKS[attack](consistent(old, new))}
    with pytest.raises(VerificationFailed) as caught:
        verify_consistency(**forged)
    assert caught.value.code == "seal.consistency"
    assert caught.value.params == {"old": forged["old"], "new": forged["new"]}


@pytest.mark.parametrize(("old", "new"), [(3, 4), (7, 8), (1, 2)])
def test_two_larger_trees_are_not_two_smaller_ones(old, new):
    # again every further sibling is on the left: only the length of the path tells
    true = consistent(31, 32)
    verify_consistency(**true)
    with pytest.raises(VerificationFailed):
        verify_consistency(**{**true, "old": old, "new": new})


def test_the_empty_log_is_the_start_of_every_log_and_has_one_root():
    verify_consistency(0, EMPTY_ROOT, 5, root(5, NODES), [])
    with pytest.raises(VerificationFailed):
        verify_consistency(0, OTHER, 5, root(5, NODES), [])


@pytest.mark.parametrize("size", [0, 5])
def test_a_log_equals_itself_without_any_proof(size):
    same = root(size, NODES)
    verify_consistency(size, same, size, same, [])
    with pytest.raises(VerificationFailed):
        verify_consistency(size, same, size, same, [OTHER])
    with pytest.raises(VerificationFailed):
        verify_consistency(size, same, size, OTHER, [])
