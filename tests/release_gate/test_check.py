"""No hidden cell of a released table can be worked out: an attacker of the test's own tries."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zicht.errors import WrongUse
from zicht.figures import About, CountTable, Period
from zicht.knowledge.sentences import LANGUAGES, say
from zicht.release_gate import SUPPRESSED, TOTAL, NotReleased, ProtectedTable, Released, check

ABOUT = About("signals", Period.year(2026), date(2026, 12, 31), "demo", "none")


def table_of(counts) -> CountTable:
    """A table from a list of counts, or from a list of rows."""
    if counts and isinstance(counts[0], list):
        cells = tuple(((f"r{r}", f"c{c}"), n) for r, row in enumerate(counts) for c, n in enumerate(row))
        return CountTable("t", ("form", "municipality"), cells, ABOUT)
    return CountTable("t", ("form",), tuple(((f"r{turn}",), n) for turn, n in enumerate(counts)), ABOUT)


def released(counts):
    answer = check(table_of(counts))
    assert isinstance(answer, Released), answer
    return answer.value


def row(protected) -> list:
    return [None if shown is SUPPRESSED else shown for _, shown in (*protected.cells, *protected.totals)]


def true_values(table: CountTable) -> Counter:
    values = Counter()
    for key, count in table.cells:
        for mask in product((0, 1), repeat=len(key)):
            values[tuple(TOTAL if m else k for m, k in zip(mask, key, strict=True))] += count
    return values


def attack(protected) -> dict:
    """Bounds of every hidden cell from what is shown alone.

    Unlike the gate's own attacker its unknowns are all cells of the table and no totals: a total that is shown is
    an equation over cells, a total that is hidden is an objective.
    """
    keys = [key for key, _ in protected.cells]

    def over(key):
        return np.array([float(all(a in (TOTAL, b) for a, b in zip(key, cell, strict=True))) for cell in keys])

    everything = (*protected.cells, *protected.totals)
    shown = [(over(key), value) for key, value in everything if value is not SUPPRESSED]
    left, right = (np.array([a for a, _ in shown]), [b for _, b in shown]) if shown else (None, None)
    bounds = {}
    for key in (key for key, value in everything if value is SUPPRESSED):
        ends = [linprog(sign * over(key), A_eq=left, b_eq=right, bounds=(0, None)) for sign in (1, -1)]
        bounds[key] = tuple(
            np.inf if end.status == 3 else sign * end.fun for end, sign in zip(ends, (1, -1), strict=True)
        )
    return bounds


def grow(seed: int) -> CountTable:
    """A table with many small cells, of one dimension or two."""
    rng = Random(seed)
    mean = rng.choice((1, 4, 10, 40))

    def count() -> int:
        return rng.choice((0, rng.randint(0, 6), int(rng.expovariate(1 / mean))))

    columns = rng.randint(1, 4)
    rows = range(rng.randint(1, 5))
    return table_of([[count() for _ in range(columns)] for _ in rows] if rng.randrange(3) else [count() for _ in rows])


def test_no_hidden_cell_of_any_released_table_can_be_worked_out():
    seen = Counter()

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32).map(grow))
    def attacked(table):
        answer = check(table)
        if isinstance(answer, NotReleased):
            seen["not released"] += 1
            assert answer.code == "release.nothing_left"
            return
        truth = true_values(table)
        seen[f"{len(table.dimensions)} dimensions"] += 1
        for key, shown in (*answer.value.cells, *answer.value.totals):
            assert shown is SUPPRESSED or shown == truth[key] >= 5
        for key, (low, high) in attack(answer.value).items():
            seen["small" if truth[key] < 5 else "hidden for another"] += 1
            assert low - 1e-6 <= truth[key] <= high + 1e-6
            assert high - low >= 5 - 1e-6, (key, low, high)
            assert truth[key] >= 5 or low <= 1e-6, (key, low, high)

    attacked()
    assert min(seen[kind] for kind in ("not released", "1 dimensions", "2 dimensions", "hidden for another")) >= 5, seen


def test_the_attacker_of_the_tests_breaks_a_table_that_only_hides_small_cells():
    """If this attacker found nothing, the test above would prove nothing."""
    cells = ((("a",), SUPPRESSED), (("b",), 10))
    weak = ProtectedTable("t", ("form",), (("a", "b"),), cells, (((TOTAL,), 13),), ABOUT, 5)
    assert attack(weak)[("a",)] == pytest.approx((3, 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_in_a_row_the_bounds_hold_against_counting_out_every_possibility(counts):
    """No linear programming: every filling-in of the hidden cells that fits the total, one by one."""
    answer = check(table_of(counts))
    if isinstance(answer, NotReleased):
        return
    shown = row(answer.value)
    if shown[-1] is None:
        return  # without a total anything from 0 up fits
    hidden = [turn for turn, value in enumerate(shown[:-1]) if value is None]
    left = shown[-1] - sum(value for value in shown[:-1] if value is not None)
    fits = [filling for filling in product(range(left + 1), repeat=len(hidden)) if sum(filling) == left]
    for place, turn in enumerate(hidden):
        possible = {filling[place] for filling in fits}
        assert max(possible) - min(possible) >= 5 and counts[turn] in possible
        assert counts[turn] >= 5 or 0 in possible


def test_a_small_cell_takes_the_smallest_other_with_it_and_the_total_stays():
    assert row(released([120, 3, 12, 40])) == [120, None, None, 40, 175]


def test_zero_is_hidden_like_any_small_count():
    assert row(released([120, 0, 12, 40])) == [120, None, None, 40, 172]


def test_small_cells_that_together_are_small_take_a_larger_one_with_them():
    assert row(released([120, 1, 0, 2, 40])) == [120, None, None, None, None, 163]


def test_a_table_without_small_cells_leaves_whole_and_unchanged():
    assert sorted(row(released([[5, 6], [7, 8]]))) == sorted([5, 6, 7, 8, 5 + 6, 7 + 8, 5 + 7, 6 + 8, 26])
    protected = released([[5, 6], [7, 8]])
    assert protected.suppressed == 0
    assert (protected.at("r0", TOTAL), protected.at(TOTAL, "c0"), protected.at(TOTAL, TOTAL)) == (11, 12, 26)


def test_in_a_table_of_two_dimensions_a_small_cell_cannot_be_had_from_row_or_column():
    protected = released([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert protected.at("r0", "c0") is SUPPRESSED and protected.at(TOTAL, TOTAL) == 443
    for line in (("r0", None), (None, "c0")):
        in_line = [s for k, s in protected.cells if all(b in (None, a) for a, b in zip(k, line, strict=True))]
        assert sum(shown is SUPPRESSED for shown in in_line) >= 2
    assert protected.suppressed == 4  # no more than the small cell and one rectangle around it


def test_a_combination_that_is_not_listed_counts_as_zero_and_is_hidden():
    cells = ((("a", "x"), 30), (("a", "y"), 40), (("b", "x"), 50))
    answer = check(CountTable("t", ("form", "municipality"), cells, ABOUT))
    assert isinstance(answer, Released) and answer.value.at("b", "y") is SUPPRESSED


def test_a_small_total_is_hidden_too():
    protected = released([[2, 2], [50, 60]])
    assert protected.at("r0", TOTAL) is SUPPRESSED and protected.at(TOTAL, TOTAL) == 114


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (table_of([1, 2]), "release.nothing_left"),
        (table_of([0]), "release.nothing_left"),
        (CountTable("t", ("form",), (), ABOUT), "release.empty"),
        (CountTable("t", (), (((), 9),), ABOUT), "release.dimensions"),
        (CountTable("t", ("a", "b", "c"), ((("x", "y", "z"), 9),), ABOUT), "release.dimensions"),
        (CountTable("t", ("a",), ((("x",), 9), (("x",), 8)), ABOUT), "release.cell_twice"),
        (CountTable("t", ("a",), ((("x",), 9), (("*",), 9)), ABOUT), "release.total_inside"),
    ],
)
def test_what_cannot_be_protected_does_not_leave_and_says_why(table, code):
    answer = check(table)
    assert isinstance(answer, NotReleased) and answer.code == code
    assert all(say(answer.code, language, **answer.params) for language in LANGUAGES)


def test_what_is_released_keeps_its_unit_period_and_source_and_its_order():
    protected = released([120, 3, 12, 40])
    assert protected.about == ABOUT and protected.threshold == 5
    assert protected.codes == (("r0", "r1", "r2", "r3"),)
    assert [key for key, _ in protected.cells] == [("r0",), ("r1",), ("r2",), ("r3",)]


def test_the_threshold_can_be_set_and_must_make_sense():
    strict = check(table_of([120, 8, 30, 40]), threshold=10)
    assert isinstance(strict, Released) and strict.value.at("r1") is SUPPRESSED and strict.value.threshold == 10
    with pytest.raises(WrongUse):
        check(table_of([9]), threshold=0)
    with pytest.raises(WrongUse):
        released([9, 9]).at("nowhere")


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32).map(grow), st.integers(0, 2**32))
def test_the_order_of_the_cells_does_not_change_what_is_hidden(table, seed):
    cells = list(table.cells)
    Random(seed).shuffle(cells)
    one, other = check(table), check(replace(table, cells=tuple(cells)))
    if isinstance(one, NotReleased):
        assert one == other
    else:
        everything = [dict((*answer.value.cells, *answer.value.totals)) for answer in (one, other)]
        assert everything[0] == everything[1]
