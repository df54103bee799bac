"""Chance that can be repeated."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zicht.synthetic.dice import choose, dice, ladder, some, span, weighted

seeds = st.integers(0, 2**62 - 1)


@given(seeds, st.integers(0, 2_000_000))
def test_the_same_thing_always_rolls_the_same(seed: int, number: int) -> None:
    assert dice(seed, "person", number).random() == dice(seed, "person", number).random()


@given(seeds, st.integers(0, 2_000_000))
def test_streams_seeds_and_numbers_do_not_share_dice(seed: int, number: int) -> None:
    first = dice(seed, "person", number).random()
    others = (dice(seed, "signal", number), dice(seed + 1, "person", number), dice(seed, "person", number + 1))
    assert first not in [other.random() for other in others]


def test_the_sequence_is_the_one_python_promises() -> None:
    # A changed sequence would silently change every region that was ever written down by its seed.
    assert dice(1, "person", 0).random() == Random((1 << 48) | (1 << 40)).random()


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=12))
def test_a_ladder_climbs_to_one(shares: list[float]) -> None:
    steps = ladder(shares)
    assert steps[-1] == 1.0
    assert list(steps) == sorted(steps)


@given(seeds, st.lists(st.floats(0.0, 5), min_size=1, max_size=9).filter(lambda shares: sum(shares) > 0.1))
def test_a_weighted_roll_lands_on_a_position_that_exists(seed: int, shares: list[float]) -> None:
    roll = dice(seed, "loose", 0)
    assert all(0 <= weighted(roll, ladder(shares)) < len(shares) for _ in range(20))


def test_a_weighted_roll_follows_the_shares() -> None:
    roll, counts = dice(3, "loose", 0), [0, 0, 0, 0]
    for _ in range(20_000):
        counts[weighted(roll, ladder([5, 0, 3, 2]))] += 1
    assert counts[1] == 0
    assert [round(count / 20_000, 1) for count in counts] == [0.5, 0.0, 0.3, 0.2]


@given(seeds, st.lists(st.integers(), unique=True, max_size=30), st.integers(0, 40))
def test_some_takes_none_twice_and_never_more_than_there_are(seed: int, items: list[int], count: int) -> None:
    taken = some(dice(seed, "signal", 1), items, count)
    assert len(taken) == min(count, len(items)) == len(set(taken))
    assert set(taken) <= set(items)


def test_some_reaches_every_item_equally() -> None:
    roll, first = dice(1, "signal", 0), [0] * 5
    for _ in range(10_000):
        first[some(roll, range(5), 2)[0]] += 1
    assert all(1_800 < count < 2_200 for count in first)


def test_choose_reaches_every_item() -> None:
    roll = dice(1, "signal", 0)
    assert {choose(roll, "abc") for _ in range(100)} == set("abc")


def test_a_span_has_the_mean_that_was_asked() -> None:
    roll = dice(1, "details", 0)
    spans = [span(roll, 100) for _ in range(20_000)]
    assert min(spans) >= 0
    assert 96 < sum(spans) / len(spans) < 103
