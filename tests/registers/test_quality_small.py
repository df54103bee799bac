"""Counts from 1 to 4 are hidden, and do not come back by subtraction."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.registers.quality_small import FEW, WITHHELD, bounds, protected, share, shown

LINES = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 40), min_size=1)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, FEW), (4, FEW), (5, 5), (1200, 1200)])
def test_one_to_four_are_hidden(count, told):
    assert shown(count) == told


@given(LINES)
def test_what_is_shown_is_true(counts):
    for name, told in protected(counts).items():
        ends = bounds(told)
        assert ends is None or ends[0] <= counts[name] <= ends[1]


@given(LINES)
def test_no_count_from_one_to_four_is_ever_shown(counts):
    assert not {told for told in protected(counts).values() if isinstance(told, int)} & {1, 2, 3, 4}


@given(LINES)
def test_a_hidden_count_stays_free_between_one_and_four(counts):
    """Whoever knows the total and the other counts can still not tell: every filling of the hidden ones fits."""
    told = protected(counts)
    hidden = [name for name, value in told.items() if value == FEW]
    ranged = [bounds(value) for value in told.values() if isinstance(value, str) and value not in (FEW, WITHHELD)]
    if not hidden or sum(counts.values()) < 5:
        return
    ((low, high),) = ranged
    rest = sum(counts.values()) - sum(value for value in told.values() if isinstance(value, int))
    for filling in product(range(1, 5), repeat=len(hidden)):
        assert low <= rest - sum(filling) <= high


@given(LINES)
def test_nothing_is_hidden_without_need(counts):
    if not any(0 < count < 5 for count in counts.values()):
        assert protected(counts) == counts


def test_a_line_whose_range_would_tell_too_much_is_withheld():
    assert set(protected({"a": 5, "b": 5, "c": 1}).values()) == {WITHHELD}
    assert protected({"a": 20, "b": 3}) == {"a": "19-22", "b": FEW}


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_holds_the_true_percentage(part, rest):
    told = protected({"part": part, "rest": rest})
    ends = share((told["part"],), part + rest)
    if ends is not None:
        assert ends[0] <= round(100 * part / (part + rest)) <= ends[1]


def test_a_share_of_too_few_rows_is_not_told():
    assert share((4,), 4) is None
    assert share((WITHHELD,), 50) is None
