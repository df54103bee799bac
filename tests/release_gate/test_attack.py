"""The gate's own attacker against counting out every possibility, and an attacker who holds a whole picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from zicht.figures import About, CountTable, Period
from zicht.release_gate import SUPPRESSED, TOTAL, NotReleased, Released, check
from zicht.release_gate.attack import Attacker
from zicht.release_gate.grid import grid, totalled

ABOUT = About("signals", Period.year(2026), date(2026, 12, 31), "demo", "none")
WIDTH = THRESHOLD = 5


def table_of(rows: list[list[int]], name: str = "t") -> CountTable:
    """Two dimensions from rows of counts."""
    cells = tuple(((f"r{r}", f"c{c}"), n) for r, row in enumerate(rows) for c, n in enumerate(row))
    return CountTable(name, ("form", "municipality"), cells, ABOUT)


def line_of(counts: list[int], name: str = "t") -> CountTable:
    """One dimension."""
    return CountTable(name, ("form",), tuple(((f"r{turn}",), n) for turn, n in enumerate(counts)), ABOUT)


def covers(key, cell) -> bool:
    """Whether a cell counts towards a key, ``*`` standing for every code."""
    return all(asked in (TOTAL, own) for asked, own in zip(key, cell, strict=True))


# -- the attacker of the gate against counting out ---------------------------------------------------------------------


def possible(whole, hidden) -> dict:
    """Every value that each hidden cell can have, by trying all whole numbers for the cells of the table itself."""
    cells = [key for key in whole.values if not totalled(key)]
    loose = [key for key in cells if key in hidden]
    cap = max(whole.values.values()) + WIDTH + 1  # higher than any sum that is shown: more decides nothing
    tried = np.indices((cap + 1,) * len(loose)).reshape(len(loose), -1) if loose else np.zeros((0, 1), dtype=int)
    known = {key: np.full(tried.shape[1], whole.values[key]) for key in cells if key not in hidden}
    known |= dict(zip(loose, tried, strict=True))
    sums = {key: sum(known[cell] for cell in cells if covers(key, cell)) for key in whole.values}
    fits = np.ones(tried.shape[1], dtype=bool)
    for key, values in sums.items():
        if key not in hidden:
            fits &= values == whole.values[key]
    return {key: sums[key][fits] for key in hidden}


def counted_out(whole, hidden) -> set:
    """The hidden cells about which too much can be worked out, without any solver."""
    found = set()
    for key, values in possible(whole, hidden).items():
        wide = values.max() - values.min() >= WIDTH
        if not wide or (whole.values[key] < THRESHOLD and values.min() > 0):
            found.add(key)
    return found


def hide(seed: int):
    """A small table in which a few cells, whichever, are hidden: also what the gate itself would never leave so."""
    rng = Random(seed)
    rows = [[rng.randint(0, 7) for _ in range(rng.choice((1, 2, 2)))]]
    rows += [[rng.randint(0, 7) for _ in rows[0]] for _ in range(rng.randint(0, 2))]
    whole = grid(table_of(rows) if rng.randrange(4) else line_of(rows[0] + [rng.randint(0, 7)]))
    cells = [key for key in whole.values if not totalled(key)]
    totals = [key for key in whole.values if totalled(key)]
    hidden = set(rng.sample(cells, rng.randint(0, min(3, len(cells)))))
    return whole, hidden | set(rng.sample(totals, rng.randint(0, min(2, len(totals)))))


def test_the_attacker_finds_exactly_what_counting_out_every_possibility_finds():
    seen = Counter()

    @settings(max_examples=120, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32).map(hide))
    def compare(case):
        whole, hidden = case
        exposed = set(Attacker(whole, hidden).exposed(WIDTH, THRESHOLD))
        assert exposed == counted_out(whole, hidden)
        seen.update("exposed" if key in exposed else "safe" for key in hidden)
        seen.update("a total" for key in exposed if totalled(key))

    compare()
    assert min(seen["exposed"], seen["safe"], seen["a total"]) >= 20, seen


def test_one_hidden_cell_in_a_line_is_always_exposed_and_the_order_of_the_answer_is_that_of_the_keys():
    whole = grid(table_of([[9, 30], [40, 50]]))
    assert Attacker(whole, {("r0", "c0")}).exposed(WIDTH, THRESHOLD) == (("r0", "c0"),)
    pair = {("r1", "c0"), ("r0", "c0")}
    assert Attacker(whole, pair).exposed(WIDTH, THRESHOLD) == (("r0", "c0"), ("r1", "c0"))


def test_a_rectangle_of_hidden_cells_hides_and_one_of_small_cells_does_not():
    corners = {(row, column) for row in ("r0", "r1") for column in ("c0", "c1")}
    large, small = grid(table_of([[9, 30, 7], [40, 50, 8]])), grid(table_of([[1, 2, 70], [2, 1, 80]]))
    assert Attacker(large, corners).exposed(WIDTH, THRESHOLD) == ()
    assert set(Attacker(small, corners).exposed(WIDTH, THRESHOLD)) == corners


def test_nothing_hidden_is_nothing_exposed():
    assert Attacker(grid(table_of([[1, 2], [3, 4]])), set()).exposed(WIDTH, THRESHOLD) == ()


# -- the grid ----------------------------------------------------------------------------------------------------------


def dice(seed: int) -> list[list[int]]:
    """Rows of counts, many of them small."""
    rng = Random(seed)
    columns = rng.randint(1, 4)
    return [[rng.choice((0, rng.randint(0, 9), rng.randint(0, 90))) for _ in range(columns)] for _ in range(3)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32).map(dice))
def test_every_sum_of_the_grid_is_true_and_every_total_stands_in_one_for_each_of_its_dimensions(rows):
    whole = grid(table_of(rows))
    for line in whole.sums:
        assert whole.values[line.total] == sum(whole.values[part] for part in line.parts)
    times = Counter(line.total for line in whole.sums)
    assert times == {key: totalled(key) for key in whole.values if totalled(key)}
    assert whole.values[TOTAL, TOTAL] == sum(map(sum, rows))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32).map(dice))
def test_a_table_and_the_same_table_on_its_side_have_the_same_counts_at_the_same_codes(rows):
    table = table_of(rows)
    turned = replace(
        table,
        dimensions=table.dimensions[::-1],
        cells=tuple(((column, row), n) for (row, column), n in table.cells),
    )
    assert {key[::-1]: n for key, n in grid(turned).values.items()} == grid(table).values


# -- laws of the gate --------------------------------------------------------------------------------------------------
def shown(answer) -> dict:
    assert isinstance(answer, Released)
    return dict((*answer.value.cells, *answer.value.totals))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32).map(dice), st.integers(2, 12))
def test_whatever_the_threshold_nothing_below_it_is_shown_and_nothing_shown_is_changed(rows, threshold):
    table = table_of(rows)
    answer = check(table, threshold=threshold)
    if isinstance(answer, NotReleased):
        return
    truth = grid(table).values
    assert answer.value.threshold == threshold
    for key, count in shown(answer).items():
        assert count is SUPPRESSED or count == truth[key] >= threshold


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32).map(dice))
def test_other_names_for_the_codes_in_the_same_order_hide_the_same_places(rows):
    table = table_of(rows)
    renamed = tuple(((f"form-{row}", f"place-{column}"), n) for (row, column), n in table.cells)
    one, other = check(table), check(replace(table, cells=renamed, name="u"))
    assert type(one) is type(other)
    if isinstance(one, Released) and isinstance(other, Released):
        for part in ("cells", "totals"):
            assert [n for _, n in getattr(one.value, part)] == [n for _, n in getattr(other.value, part)]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32).map(dice))
def test_the_same_table_asked_for_again_gives_the_same_answer(rows):
    """Or two releases of one year could be laid on top of each other."""
    assert check(table_of(rows)) == check(table_of(rows))


@pytest.mark.parametrize("count", range(THRESHOLD))
def test_which_small_number_a_cell_holds_does_not_change_what_is_hidden(count):
    """Else the pattern of what is hidden would tell 0 from 4."""
    places = [key for key, n in shown(check(line_of([120, count, 12, 40]))).items() if n is SUPPRESSED]
    assert places == [("r1",), ("r2",)]


# -- a whole picture ---------------------------------------------------------------------------------------------------
def counted(seed: int) -> tuple[CountTable, ...]:
    """What one year's picture counts: the same signals by several questions, one table each."""
    rng = Random(seed)
    signals = rng.choice((4, 12, 40, 160))
    tables = []
    for turn in range(rng.randint(2, 3)):
        codes = rng.randint(2, 5)
        weights = [rng.expovariate(1) ** 2 for _ in range(codes)]
        counts = Counter(rng.choices(range(codes), weights, k=signals))
        tables.append(line_of([counts[code] for code in range(codes)], f"t{turn}"))
    return tuple(tables)


def ends_over_all(released) -> Iterator[tuple[tuple[int, str], float, float]]:
    """Bounds of every hidden count from all tables at once: whole signals, each with an answer in every table."""
    codes = [table.codes[0] for table in released]
    signals = list(product(*codes))

    def over(turn: int, code: str) -> np.ndarray:
        return np.array([float(code in (TOTAL, signal[turn])) for signal in signals])

    everything = [(turn, key[0], n) for turn, table in enumerate(released) for key, n in (*table.cells, *table.totals)]
    known = [(over(turn, code), n) for turn, code, n in everything if n is not SUPPRESSED]
    rules = LinearConstraint(np.array([left for left, _ in known]), *[[n for _, n in known]] * 2)
    for turn, code, n in everything:
        if n is SUPPRESSED:
            ends = [
                milp(sign * over(turn, code), constraints=rules, integrality=1, bounds=Bounds(0, 10_000))
                for sign in (1, -1)
            ]
            assert all(end.status == 0 for end in ends)
            yield (turn, code), ends[0].fun, -ends[1].fun


def test_all_tables_of_one_picture_together_give_no_hidden_count_away():
    """Each table passes the gate alone; who reads the picture has them all, and knows that they count the same."""
    seen = Counter()

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32).map(counted))
    def attacked(tables):
        answers = [check(table) for table in tables]
        released = [answer.value for answer in answers if isinstance(answer, Released)]
        seen["not released"] += len(answers) - len(released)
        if not released:
            return
        truth = {table.name: grid(table).values for table in tables}
        for (turn, code), low, high in ends_over_all(released):
            true = truth[released[turn].name][code,]
            seen["attacked"] += 1
            assert low <= true <= high
            assert high - low >= WIDTH, (turn, code, low, high)
            assert true >= THRESHOLD or low == 0

    attacked()
    assert seen["attacked"] >= 20 and seen["not released"] >= 1, seen
