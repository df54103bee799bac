"""What is read ahead is the same, in the same order; what goes wrong is raised, and nobody stays behind."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.server.signals.ahead import read_ahead


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


@given(st.lists(st.integers(), max_size=20), st.integers(1, 3))
def test_the_same_items_in_the_same_order(items, most):
    with read_ahead(iter(items), most) as ahead:
        assert list(ahead) == items
    assert threads() == []


def test_what_goes_wrong_is_raised_where_it_is_asked_for():
    def broken():
        yield 1
        raise OSError("gone")

    found = []
    with pytest.raises(OSError, match="gone"), read_ahead(broken()) as ahead:
        found.extend(ahead)
    assert threads() == []


def test_no_more_is_made_than_may_be_ahead_and_leaving_ends_it():
    made = []

    def many():
        for number in range(1000):
            made.append(number)
            yield number

    with pytest.raises(KeyError), read_ahead(many()) as ahead:
        assert next(ahead) == 0
        raise KeyError
    assert len(made) <= 4
    assert threads() == []
