import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.estimation.convergence import effective_size, modes_of, rhat

CHANCE = np.random.default_rng(5)
ALIKE = CHANCE.normal(size=(4, 1_000))


def sticky(keep: float, chains: int = 4, length: int = 20_000) -> np.ndarray:
    """Chains in which every draw keeps this part of the one before: they are worth (1 - keep) / (1 + keep) of it."""
    chance = np.random.default_rng(7)
    draws = np.zeros((chains, length))
    steps = chance.normal(size=(chains, length)) * (1 - keep**2) ** 0.5
    draws[:, 0] = chance.normal(size=chains)
    for at in range(1, length):
        draws[:, at] = keep * draws[:, at - 1] + steps[:, at]
    return draws


def test_chains_that_are_alike_have_an_rhat_of_one_and_are_worth_their_draws() -> None:
    assert rhat(ALIKE) == pytest.approx(1.0, abs=0.01)
    assert effective_size(ALIKE) == pytest.approx(4_000, rel=0.15)


def test_one_chain_elsewhere_is_seen() -> None:
    apart = ALIKE + np.array([[0], [0], [0], [3.0]])
    assert rhat(apart) > 1.3
    assert effective_size(apart) < 20


def test_chains_of_the_same_middle_and_another_width_are_seen() -> None:
    assert rhat(ALIKE * np.array([[1], [1], [1], [5.0]])) > 1.1


def test_chains_that_drift_are_seen_in_their_halves() -> None:
    assert rhat(ALIKE + np.linspace(-2, 2, 1_000)) > 1.2


@pytest.mark.parametrize("keep", [0.5, 0.9, -0.3])
def test_draws_that_hang_together_are_worth_what_theory_says(keep: float) -> None:
    draws = sticky(keep)
    worth = draws.size * (1 - keep) / (1 + keep)
    assert effective_size(draws) == pytest.approx(worth, rel=0.2)


def test_chains_that_stand_still_in_different_places_never_agree() -> None:
    assert rhat(np.repeat([[1.0], [2.0], [3.0], [4.0]], 50, axis=1)) > 10
    assert rhat(np.ones((4, 50))) == 1.0


@given(st.floats(0.1, 100), st.floats(-50, 50))
@settings(max_examples=20, deadline=None)
def test_scale_and_place_change_nothing(times: float, plus: float) -> None:
    assert rhat(times * ALIKE + plus) == pytest.approx(rhat(ALIKE), rel=1e-6)
    assert effective_size(np.exp(ALIKE)) == pytest.approx(effective_size(ALIKE), rel=1e-9)


def test_one_heap_is_one_mode_and_two_heaps_are_two() -> None:
    (one,) = modes_of(ALIKE)
    assert one == pytest.approx(0.0, abs=0.3)
    two = np.concatenate([ALIKE[:3], ALIKE[3:] * 0.5 + 8])
    low, high = modes_of(two)
    assert (low, high) == (pytest.approx(0.0, abs=0.4), pytest.approx(8.0, abs=0.4))


def test_a_handful_far_away_is_no_mode_and_neither_is_a_dent() -> None:
    stray = ALIKE.copy()
    stray[0, :40] = 30.0
    assert len(modes_of(stray)) == 1
    wide = np.concatenate([ALIKE, ALIKE + 2.0])  # two heaps that run into each other
    assert len(modes_of(wide)) == 1


def test_draws_that_are_all_the_same_have_one_mode() -> None:
    assert modes_of(np.full((4, 10), 3.0)).tolist() == [3.0]
