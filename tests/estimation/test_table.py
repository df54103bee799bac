import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import InputProblems
from zicht.estimation import CaptureTable

ABC = ("a", "b", "c")
memberships = st.lists(st.frozensets(st.sampled_from(ABC), min_size=1), min_size=1, max_size=40)


def rules(error: pytest.ExceptionInfo[InputProblems]) -> list[str]:
    return [problem.rule for problem in error.value.problems]


def test_people_are_counted_by_exactly_the_lists_they_stand_on() -> None:
    table = CaptureTable.from_memberships([frozenset("a"), frozenset("a"), frozenset("ab")])
    assert table == CaptureTable.of(("a", "b"), {(1, 0): 2, (1, 1): 1})
    assert (table.observed, table.on_several_lists) == (3, 1)


@given(memberships)
def test_every_person_is_counted_once(people: list[frozenset[str]]) -> None:
    table = CaptureTable.from_memberships(people, ABC)
    assert table.observed == len(people) == table.counts.sum()
    assert table.on_several_lists == sum(len(lists) > 1 for lists in people)
    for (one, other), both in table.pair_overlaps().items():
        assert both == sum(one in lists and other in lists for lists in people)


@given(memberships, st.permutations(ABC))
def test_hash_and_table_do_not_depend_on_the_order_of_people_or_lists(
    people: list[frozenset[str]], order: list[str]
) -> None:
    table = CaptureTable.from_memberships(people, ABC)
    assert CaptureTable.from_memberships(reversed(people), ABC) == table
    assert CaptureTable.from_memberships(people, order).sha256 == table.sha256


@given(memberships)
def test_another_person_changes_the_hash(people: list[frozenset[str]]) -> None:
    more = [*people, frozenset("a")]
    assert CaptureTable.from_memberships(more, ABC).sha256 != CaptureTable.from_memberships(people, ABC).sha256


@given(memberships, st.sampled_from(ABC))
def test_without_a_list_is_as_if_it_had_never_been_kept(people: list[frozenset[str]], gone: str) -> None:
    rest = [lists - {gone} for lists in people]
    kept = [name for name in ABC if name != gone]
    expected = CaptureTable.from_memberships([lists for lists in rest if lists], kept)
    assert CaptureTable.from_memberships(people, ABC).without(gone) == expected


def test_a_cell_of_zero_is_a_pattern_not_seen() -> None:
    assert CaptureTable.of(("a", "b"), {(1, 0): 2, (1, 1): 0}) == CaptureTable.of(("a", "b"), {(1, 0): 2})


def test_a_list_on_which_nobody_stands_is_named() -> None:
    assert CaptureTable.of(ABC, {(1, 0, 0): 2, (1, 0, 1): 1}).empty_lists == ("b",)


def test_counts_lie_by_bit_mask_with_the_first_list_lowest() -> None:
    assert CaptureTable.of(ABC, {(1, 0, 0): 5, (0, 1, 1): 7}).counts.tolist() == [5, 0, 0, 0, 0, 7, 0]


@pytest.mark.parametrize(
    ("lists", "cells", "rule"),
    [
        ((), (), "capture_table.no_lists"),
        (tuple("abcdefghijk"), (), "capture_table.lists_many"),
        (("a", "a"), (), "capture_table.list_twice"),
        (("a", " "), (), "capture_table.list_unnamed"),
        (("a", "count"), (), "capture_table.list_unnamed"),
        (("a", "b"), (((1,), 2),), "capture_table.pattern"),
        (("a", "b"), (((1, 2), 2),), "capture_table.pattern"),
        (("a", "b"), (((0, 0), 2),), "capture_table.unobserved"),
        (("a", "b"), (((1, 0), -2),), "capture_table.count"),
        (("a", "b"), (((1, 0), 1.5),), "capture_table.count"),
        (("a", "b"), (((1, 0), float("nan")),), "capture_table.count"),
        (("a", "b"), (((1, 0), 10**10),), "capture_table.count"),
        (("a", "b"), (((1, 0), 1), ((1, 0), 2)), "capture_table.pattern_twice"),
    ],
)
def test_what_is_no_capture_table_cannot_be_built(lists, cells, rule) -> None:
    with pytest.raises(InputProblems) as error:
        CaptureTable(lists, cells)
    assert rules(error) == [rule]


def test_a_person_on_no_list_or_on_a_strange_list_is_refused() -> None:
    with pytest.raises(InputProblems) as error:
        CaptureTable.from_memberships([frozenset(), frozenset("a")], ("a", "b"))
    assert rules(error) == ["capture_table.unobserved"]
    with pytest.raises(InputProblems) as error:
        CaptureTable.from_memberships([frozenset("x"), frozenset("a")], ("a", "b"))
    assert rules(error) == ["capture_table.list_unknown"]
