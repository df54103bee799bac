import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.estimation import Assessment, CaptureTable, assess, published_table
from zicht.estimation.assessment import (
    OVERLAP_FRAGILE,
    OVERLAP_REFUSED,
    PEOPLE_REFUSED,
    SINGLE_SHARE_FRAGILE,
    SPARSE_PAIR,
    least_overlap,
)

PUBLISHED = ("Ned", "Ned_5", "UKdat", "UKdat_5")


def value(verdict: Assessment, code: str) -> float:
    (found,) = [check.value for check in verdict.checks if check.code == code]
    return found


def need(verdict: Assessment, code: str) -> dict[str, str | int | float]:
    (found,) = [dict(item.params) for item in verdict.needed if item.code == code]
    return found


def level(verdict: Assessment, code: str) -> str:
    (found,) = [check.level for check in verdict.checks if check.code == code]
    return found


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_table_is_fragile_and_says_why_and_what_it_would_take(name: str) -> None:
    verdict = assess(published_table(name).value)
    assert verdict.level == "fragile"
    assert {check.level for check in verdict.reasons} == {"fragile"}
    assert {"overlap.single", "pairs.empty", "leave_out.spread"} <= {check.code for check in verdict.reasons}
    assert verdict.needed


@pytest.mark.parametrize("name", ["Ned", "Ned_5"])
def test_the_dutch_tables_are_fragile_because_thresholds_disagree(name: str) -> None:
    assert value(assess(published_table(name).value), "thresholds.spread") > 2


@pytest.mark.parametrize("seed", range(12))
def test_a_large_table_of_independent_lists_is_not_refused(simulate, seed: int) -> None:
    chances = np.random.default_rng(seed).uniform(0.1, 0.25, 5)
    verdict = assess(simulate(seed, 20_000, list(chances)))
    assert verdict.level == "supported", verdict.reasons
    assert verdict.reasons == verdict.needed == ()


@pytest.mark.parametrize("lists", range(5, 9))
@pytest.mark.parametrize("seen", [11, 26, 100, 250])
@pytest.mark.parametrize("seed", range(3))
def test_a_local_table_with_a_dozen_overlaps_is_refused(lists: int, seen: int, seed: int) -> None:
    chance = np.random.default_rng([lists, seen, seed])
    names = [f"L{number}" for number in range(lists)]
    both = min(12, seen // 3)
    people = [frozenset(chance.choice(names, size=1 + (number < both), replace=False)) for number in range(seen)]
    verdict = assess(CaptureTable.from_memberships(people, names))
    assert verdict.level == "refused"
    assert "overlap.sparse" in {check.code for check in verdict.reasons if check.level == "refused"}
    assert need(verdict, "overlap")["more"] == OVERLAP_REFUSED - both
    assert "scale" in {item.code for item in verdict.needed}


@pytest.mark.parametrize("seed", range(4))
def test_overlap_spread_thin_over_eight_lists_is_refused_though_it_is_enough_in_all(seed: int) -> None:
    chance = np.random.default_rng(seed)
    names = [f"L{number}" for number in range(8)]
    people = [frozenset(chance.choice(names, size=1 + (number < 70), replace=False)) for number in range(500)]
    verdict = assess(CaptureTable.from_memberships(people, names))
    assert level(verdict, "overlap.sparse") != "refused"
    assert level(verdict, "pairs.most") == verdict.level == "refused"


@pytest.mark.parametrize("people", [0, 1, 5_000])
def test_one_list_is_refused_and_a_second_is_asked_for(people: int) -> None:
    verdict = assess(CaptureTable.of(("a",), {(1,): people}))
    assert verdict.level == "refused"
    assert level(verdict, "lists.few") == "refused"
    assert need(verdict, "lists")["least"] == 2


def test_two_lists_of_which_one_is_empty_are_one_list_and_the_empty_one_is_named() -> None:
    verdict = assess(CaptureTable.of(("a", "b"), {(1, 0): 5_000}))
    assert verdict.level == "refused"
    (empty,) = [check for check in verdict.checks if check.code == "lists.empty"]
    assert empty.params["lists"] == "b"


def test_two_good_lists_are_fragile_because_nothing_can_show_their_dependence(simulate) -> None:
    verdict = assess(simulate(1, 20_000, [0.3, 0.3]))
    assert verdict.level == "fragile"
    assert [check.code for check in verdict.reasons] == ["lists.few"]
    assert need(verdict, "lists") == {"more": 1, "have": 2, "least": 3}


def test_lists_that_share_nobody_have_no_model() -> None:
    verdict = assess(CaptureTable.of("abc", {(1, 0, 0): 2000, (0, 1, 0): 2000, (0, 0, 1): 2000}))
    assert verdict.level == "refused"
    assert {"model.none", "lists.apart", "overlap.sparse"} <= {check.code for check in verdict.reasons}


def test_a_large_group_of_lists_cut_off_from_the_rest_is_refused(simulate) -> None:
    one, other = simulate(1, 4_000, [0.2] * 3), simulate(2, 4_000, [0.2] * 3)
    cells = {(*pattern, 0, 0, 0): count for pattern, count in one.cells}
    cells |= {(0, 0, 0, *pattern): count for pattern, count in other.cells}
    verdict = assess(CaptureTable.of("abcdef", cells))
    assert level(verdict, "lists.apart") == verdict.level == "refused"
    assert set(str(need(verdict, "linked")["lists"]).split(", ")) in ({"a", "b", "c"}, {"d", "e", "f"})


def test_a_small_list_cut_off_from_the_rest_is_fragile(simulate) -> None:
    table = simulate(1, 20_000, [0.2] * 4)
    cells = {(*pattern, 0): count for pattern, count in table.cells} | {(0, 0, 0, 0, 1): 3}
    verdict = assess(CaptureTable.of("abcde", cells))
    assert level(verdict, "lists.apart") == "fragile"


def _with_overlap(base: CaptureTable, more: int) -> CaptureTable:
    """As many more people on lists 1 and 2, 2 and 3, ... in turn."""
    lists = len(base.lists)
    cells = dict(base.cells)
    for number in range(more):
        pattern = tuple(int(place in (number % lists, (number + 1) % lists)) for place in range(lists))
        cells[pattern] = cells.get(pattern, 0) + 1
    return CaptureTable.of(base.lists, cells)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_to_be_needed_does_lift_the_check_and_one_less_does_not(simulate, seed: int) -> None:
    table = simulate(seed, 250, [0.12] * 3)
    verdict = assess(table)
    assert level(verdict, "overlap.sparse") == "refused"
    more = int(need(verdict, "overlap")["more"])
    assert level(assess(_with_overlap(table, more)), "overlap.sparse") != "refused"
    if int(need(verdict, "overlap")["least"]) == OVERLAP_REFUSED:
        assert level(assess(_with_overlap(table, more - 1)), "overlap.sparse") == "refused"


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_share_said_to_be_needed_is_what_the_check_asks(name: str) -> None:
    table = published_table(name).value
    share = need(assess(table), "share")
    assert int(share["least"]) - int(share["more"]) == share["have"] == table.on_several_lists
    assert 1 - int(share["least"]) / table.observed <= SINGLE_SHARE_FRAGILE
    assert 1 - (int(share["least"]) - 1) / table.observed > SINGLE_SHARE_FRAGILE


def test_the_people_missing_from_thin_pairs_are_counted() -> None:
    verdict = assess(published_table("UKdat_5").value)  # LA:GP shares 0, NG:GP shares 1
    assert need(verdict, "pairs") == {"pairs": 2, "more": 5 + 4, "least": SPARSE_PAIR}


@given(st.floats(1.05, 10))
def test_least_overlap_is_the_least_that_keeps_the_interval_within_its_ratio(ratio: float) -> None:
    def width(people: int) -> float:
        return math.exp(2 * 1.959963984540054 / math.sqrt(people))

    least = least_overlap(ratio)
    assert width(least) <= ratio * (1 + 1e-9)
    assert least == 1 or width(least - 1) > ratio


def test_above_the_share_on_one_list_five_equal_lists_have_seen_under_a_third() -> None:
    def single(chance: float) -> float:
        return 5 * chance * (1 - chance) ** 4 / (1 - (1 - chance) ** 5)

    low, high = 0.001, 0.5
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if single(middle) > SINGLE_SHARE_FRAGILE else (low, middle)
    assert 0.30 < 1 - (1 - low) ** 5 < 1 / 3


patterns = [tuple(mask >> place & 1 for place in range(4)) for mask in range(1, 16)]
tables = st.lists(st.integers(0, 300), min_size=15, max_size=15).map(
    lambda counts: CaptureTable.of("abcd", dict(zip(patterns, counts, strict=True)))
)


@given(tables, st.permutations(range(4)))
@settings(max_examples=25, deadline=None)
def test_the_order_and_names_of_lists_change_no_verdict(table: CaptureTable, order: list[int]) -> None:
    cells = {tuple(pattern[place] for place in order): count for pattern, count in table.cells}
    one, other = assess(table), assess(CaptureTable.of("wxyz", cells))
    size = [check for check in one.checks if not check.code.startswith(("thresholds", "interval", "leave_out"))]
    for check in size:
        assert value(other, check.code) == pytest.approx(check.value)
        assert level(other, check.code) == check.level


@given(tables)
@settings(max_examples=25, deadline=None)
def test_an_empty_list_changes_no_verdict(table: CaptureTable) -> None:
    wider = CaptureTable.of("abcde", {(*pattern, 0): count for pattern, count in table.cells})
    one, other = assess(table), assess(wider)
    assert (one.level, one.reasons, one.needed) == (other.level, other.reasons, other.needed)


@given(tables)
@settings(max_examples=30, deadline=None)
def test_a_verdict_is_as_bad_as_its_worst_check_and_every_objection_is_told(table: CaptureTable) -> None:
    verdict = assess(table)
    order = ["supported", "fragile", "refused"]
    assert verdict.level == max((check.level for check in verdict.checks), key=order.index)
    assert set(map(id, verdict.reasons)) == {id(c) for c in verdict.checks if c.level != "supported"}
    assert [order.index(c.level) for c in verdict.reasons] == sorted(
        (order.index(c.level) for c in verdict.reasons), reverse=True
    )
    assert bool(verdict.needed) <= (verdict.level != "supported")


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_check_lets_a_total_of_a_model_through(name: str) -> None:
    """A refused number must not come in by way of the reasons: what a model gave is told as a ratio alone."""
    table = published_table(name).value
    of_models = [c for c in assess(table).checks if c.code.startswith(("thresholds", "interval", "leave_out", "model"))]
    assert len(of_models) == 4
    for check in of_models:
        assert set(check.params) <= {"lists"}
        assert check.value < table.observed / 10


def test_limits_are_ordered() -> None:
    assert PEOPLE_REFUSED > OVERLAP_REFUSED
    assert OVERLAP_FRAGILE > OVERLAP_REFUSED
