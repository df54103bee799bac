"""A whole log: any change shows, and the first bad place is named."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zicht.errors import Defect
from zicht.knowledge.sentences import say
from zicht.seal import EMPTY_ROOT, FirstBad, Head, grow, hash_leaf, leaf_hash, root, verify

ENTRIES = [{"seq": n, "act": "read", "record": f"r{n % 5}", "groups": ["core", "contact"]} for n in range(20)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NODES = grow(0, {}, LEAVES)
HEADS = [Head(size, root(size, NODES)) for size in (4, 11, 17)]


def changed(index, **values):
    return [*ENTRIES[:index], {**ENTRIES[index], **values}, *ENTRIES[index + 1 :]]


def swapped(first, second):
    log = list(ENTRIES)
    log[first], log[second] = log[second], log[first]
    return log


# attack: (the log afterwards, first bad place by heads alone, first bad place when leaf hashes are stored too)
ATTACKS = {
    "changed value": (changed(6, record="r9"), (4, 10), 6),
    "changed one letter": (changed(16, act="Read"), (11, 16), 16),
    "added key": (changed(0, note=""), (0, 3), 0),
    "swapped leaf": ([*ENTRIES[:5], ENTRIES[12], *ENTRIES[6:]], (4, 10), 5),
    "reordered leaves": (swapped(12, 14), (11, 16), 12),
    "reordered across heads": (swapped(2, 15), (0, 3), 2),
    "duplicated leaf": ([*ENTRIES[:8], ENTRIES[7], *ENTRIES[8:]], (4, 10), 8),
    "deleted leaf": (ENTRIES[:9] + ENTRIES[10:], (4, 10), 9),
    "inserted leaf": ([{"seq": -1}, *ENTRIES], (0, 3), 0),
    "reversed log": (ENTRIES[::-1], (0, 3), 0),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_placed_between_two_heads(attack):
    log, (first, last), _ = ATTACKS[attack]
    assert verify(log, HEADS).first_bad == FirstBad("seal.head_mismatch", first, last)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_placed_at_its_entry_when_leaf_hashes_are_stored(attack):
    log, _, index = ATTACKS[attack]
    assert verify(log, HEADS, LEAVES).first_bad == FirstBad("seal.entry_changed", index, index)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attacker_who_also_rewrites_the_stored_hashes_is_caught_by_the_heads(attack):
    log, (first, last), _ = ATTACKS[attack]
    rewritten = [leaf_hash(entry) for entry in log]
    assert verify(log, HEADS, rewritten).first_bad == FirstBad("seal.head_mismatch", first, last)


def test_an_unchanged_log_verifies_and_tells_what_it_checked():
    check = verify(ENTRIES, HEADS, LEAVES)
    assert check.first_bad is None
    assert (check.entries, check.sealed, check.heads_checked) == (20, 17, 3)
    assert check.root == root(20, NODES)


def test_a_truncated_log_is_caught_by_a_head_beyond_its_end():
    check = verify(ENTRIES[:15], HEADS)
    assert check.first_bad == FirstBad("seal.truncated", 15, 16)
    assert (check.entries, check.sealed) == (15, 11)


def test_a_truncated_log_is_caught_by_stored_leaf_hashes_beyond_its_end():
    assert verify(ENTRIES[:18], HEADS, LEAVES).first_bad == FirstBad("seal.truncated", 18, 19)


def test_an_emptied_log_is_caught():
    assert verify([], HEADS).first_bad == FirstBad("seal.truncated", 0, 16)


def test_a_log_rolled_back_to_an_older_backup_and_grown_again_is_caught():
    grown_again = [*ENTRIES[:10], *[{"seq": n, "act": "write"} for n in range(10, 20)]]
    assert verify(grown_again, HEADS).first_bad == FirstBad("seal.head_mismatch", 4, 10)


def test_two_heads_over_the_same_entries_are_a_fork():
    other = Head(11, hash_leaf(b"shown to someone else"))
    assert verify(ENTRIES, [*HEADS, other]).first_bad == FirstBad("seal.head_fork", 4, 10)


def test_the_first_bad_place_stays_the_first():
    log = changed(2, act="x")
    log[13] = {"seq": 13}
    assert verify(log, HEADS, LEAVES).first_bad == FirstBad("seal.entry_changed", 2, 2)


def test_a_stored_hash_that_was_changed_is_caught_and_nothing_from_there_counts_as_sealed():
    check = verify(ENTRIES, HEADS, [*LEAVES[:6], hash_leaf(b"x"), *LEAVES[7:]])
    assert check.first_bad == FirstBad("seal.entry_changed", 6, 6)
    assert check.sealed == 4


def test_nothing_after_the_last_head_counts_as_sealed():
    check = verify(changed(19, act="x"), HEADS)
    assert check.first_bad is None
    assert check.sealed == 17 < check.entries


def test_stored_leaf_hashes_may_stop_before_the_unsealed_tail():
    assert verify(ENTRIES, HEADS, LEAVES[:17]).first_bad is None


def test_a_log_without_heads_proves_nothing_but_gives_its_root():
    check = verify(ENTRIES)
    assert (check.sealed, check.heads_checked, check.first_bad) == (0, 0, None)


def test_an_empty_log_has_the_empty_root_and_any_other_head_for_it_is_bad():
    assert verify([], [Head(0, EMPTY_ROOT)]).root == EMPTY_ROOT
    assert verify([], [Head(0, LEAVES[0])]).first_bad == FirstBad("seal.head_mismatch", 0, 0)


def test_an_entry_that_the_log_never_writes_is_named_and_breaks_the_heads_after_it():
    check = verify(changed(6, count=float("nan")), HEADS)
    assert check.first_bad == FirstBad("seal.entry_unreadable", 6, 6)
    assert check.sealed == 4


@pytest.mark.parametrize(("size", "value"), [(-1, EMPTY_ROOT), (3, b"short"), (3, b"")])
def test_a_head_that_cannot_exist_is_refused(size, value):
    with pytest.raises(ValueError, match="a head has a size"):
        Head(size, value)


@pytest.mark.parametrize("code", ["entry_unreadable", "entry_changed", "head_mismatch", "head_fork", "truncated"])
def test_every_bad_place_has_a_sentence_with_its_place(code):
    for language in ("nl", "en"):
        assert "7" in say(f"seal.{code}", language, first=7, last=7)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
entries = st.dictionaries(st.text(max_size=4), json_values, max_size=3)


@given(entries)
def test_the_leaf_hash_knows_no_order_of_keys(entry):
    assert leaf_hash(dict(reversed(entry.items()))) == leaf_hash(entry)


@given(entries)
def test_the_leaf_hash_survives_being_written_and_read_as_json(entry):
    assert leaf_hash(json.loads(json.dumps(entry, indent=3))) == leaf_hash(entry)


@settings(max_examples=50)
@given(entries, entries)
def test_different_entries_have_different_leaf_hashes(one, other):
    # compared as JSON text: Python holds True and 1 for equal, a log must not
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assert leaf_hash(one) != leaf_hash(other)


def test_the_leaf_hash_is_over_canonical_json():
    # RFC 8785, 3.2.3: keys in the order of their UTF-16 code units, no spaces, numbers as ECMAScript writes them
    assert leaf_hash({"b": 1.0, "a": "é", "\U0001f600": None, "\ufb33": []}) == hash_leaf(
        '{"a":"é","b":1,"\U0001f600":null,"\ufb33":[]}'.encode()
    )


@pytest.mark.parametrize(
    "entry",
    [{"n": float("inf")}, {"n": 2**53}, {"n": "\ud800"}, {"\ud800": 1}, {"n": b"x"}, {"n": {1, 2}}, {1: "x"}],
    ids=["infinite", "too large", "half a letter", "half a key", "bytes", "a set", "a key that is no text"],
)
def test_what_has_no_canonical_form_is_a_defect_of_ours(entry):
    with pytest.raises(Defect) as caught:
        leaf_hash(entry)
    assert caught.value.code == "seal.not_canonical"


@given(st.integers(1, 40), st.data())
def test_any_one_changed_entry_is_named(size, data):
    log = [{"seq": number} for number in range(size)]
    leaves = [leaf_hash(entry) for entry in log]
    head = Head(size, root(size, grow(0, {}, leaves)))
    assert verify(log, [head], leaves).first_bad is None
    index = data.draw(st.integers(0, size - 1))
    log[index] = {"seq": index, "by": data.draw(st.text(max_size=3))}
    assert verify(log, [head], leaves).first_bad == FirstBad("seal.entry_changed", index, index)
    assert verify(log, [head]).first_bad == FirstBad("seal.head_mismatch", 0, size - 1)


@given(st.lists(st.integers(0, 25), max_size=6), st.integers(0, 25))
def test_every_true_head_fits_in_whatever_order_heads_are_given(sizes, length):
    log = [{"seq": number} for number in range(length)]
    nodes = grow(0, {}, [leaf_hash(entry) for entry in log])
    within = [size for size in sizes if size <= length]
    check = verify(iter(log), [Head(size, root(size, nodes)) for size in within])
    assert check.first_bad is None
    assert check.sealed == max(within, default=0)
    assert check.root == root(length, nodes)
