"""The whole tree from leaf hashes: what fits is intact, and any change before a head shows."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht import seal
from zicht.seal import EMPTY_ROOT, Head
from zicht.server.oversight.actions.verify import check_tree, verify
from zicht.server.oversight.queries import log
from zicht.server.signals.queries import open_signal

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20)


def root_of(leaves):
    return seal.root(len(leaves), seal.grow(0, {}, leaves))


def heads_of(leaves, sizes):
    return [Head(size, root_of(leaves[:size]) if size else EMPTY_ROOT) for size in sizes]


@given(LEAVES, st.data())
def test_an_unchanged_log_fits_every_head(leaves, data):
    sizes = data.draw(st.sets(st.integers(0, len(leaves))))
    found = check_tree(heads_of(leaves, sizes), iter(leaves))
    assert (found.first_bad, found.heads_checked) == (None, len(sizes))
    assert (found.leaves, found.root) == (len(leaves), root_of(leaves))


@given(LEAVES, st.data())
def test_a_changed_leaf_shows_at_the_first_head_after_it_and_not_before(leaves, data):
    sizes = sorted(data.draw(st.sets(st.integers(1, len(leaves)), min_size=1)))
    place = data.draw(st.integers(0, sizes[-1] - 1))
    changed = [*leaves]
    changed[place] = bytes([changed[place][0] ^ 1]) + changed[place][1:]
    bad = check_tree(heads_of(leaves, sizes), iter(changed)).first_bad
    assert bad is not None
    assert bad.code == "seal.head_mismatch"
    assert bad.first <= place <= bad.last
    assert bad.last + 1 == next(size for size in sizes if size > place)


@given(LEAVES, st.data())
def test_a_log_cut_off_shows(leaves, data):
    kept = data.draw(st.integers(0, len(leaves) - 1))
    bad = check_tree(heads_of(leaves, [len(leaves)]), iter(leaves[:kept])).first_bad
    assert (bad.code, bad.first, bad.last) == ("seal.truncated", kept, len(leaves) - 1)


@given(LEAVES)
def test_two_heads_of_one_size_show_as_a_fork(leaves):
    heads = [*heads_of(leaves, [len(leaves)]), Head(len(leaves), EMPTY_ROOT)]
    assert check_tree(heads, iter(leaves)).first_bad.code == "seal.head_fork"


def test_leaves_after_the_last_head_are_in_the_root_and_break_nothing():
    leaves = [bytes([number]) * 32 for number in range(5)]
    found = check_tree(heads_of(leaves, [3]), iter(leaves))
    assert (found.leaves, found.root, found.first_bad) == (5, root_of(leaves), None)


@pytest.fixture
def apart(settings, tmp_path):
    """A home of its own, so that heads that other tests left outside the database do not count."""
    settings.ZICHT = dataclasses.replace(settings.ZICHT, home=tmp_path)


@pytest.mark.parametrize("watcher", ["privacy.1", "fg.1", "ggd.privacy"])
def test_what_no_seal_covers_yet_is_told_as_waiting_and_not_as_checked(region, apart, signal, watcher):
    open_signal(region["desk.1"], signal)
    in_sight = len(log(region[watcher]).lines)
    found = verify(by=region[watcher])
    assert found.intact
    assert found.lines.same == 0
    assert found.lines.waiting == in_sight + 1  # the reading above is a line too
    assert "oversight.verify" in {line.action for line in log(region[watcher]).lines}
