import numpy as np
import pytest

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, MethodResult, NotEstimable, estimate, published_table
from zicht.estimation.convergence import Convergence
from zicht.estimation.kernels.latent import State, deal, renew, swap, weigh
from zicht.estimation.latent import LEAST_SIZE, MOST_RHAT, LatentClasses, latent_classes
from zicht.estimation.methods import classes

SHORT = {"chains": 4, "sweeps": 4_000}
TWO = CaptureTable.of("ab", {(1, 0): 60, (0, 1): 40, (1, 1): 20})


def state(shares: list[float], found: list[list[float]], spread: float = 1.0) -> State:
    places, lists = len(shares), len(found[0])
    return State(
        np.array(found), np.array(shares), np.array([spread]), np.zeros(places, np.int64),
        np.zeros((places, lists), np.int64), np.zeros(places),
    )  # fmt: skip


def test_ukdat_converges_and_lies_within_three_percent_of_lcmcr() -> None:
    """R: 15560/19835/22207/25120/33418 from four chains (R-hat 1.05); the middle half is what those fix."""
    found = latent_classes(published_table("UKdat").value)
    assert found is not None
    assert found.converged, found.convergence
    assert len(found.convergence.modes) == 1
    for share, known in ((0.25, 19835), (0.5, 22207), (0.75, 25120), (0.975, 33418)):
        assert found.quantile(share) == pytest.approx(known, rel=0.03)


def test_ned_5_is_told_as_not_converged_with_its_two_answers_and_without_a_number() -> None:
    answer = estimate(published_table("Ned_5").value, method="lcmcr")
    (none,) = answer.without
    assert answer.estimates == ()
    assert none.code == "not_converged"
    assert none.convergence is not None
    assert none.convergence.rhat > MOST_RHAT
    low, high = none.convergence.modes
    assert low == pytest.approx(49_000, rel=0.06)
    assert high == pytest.approx(142_000, rel=0.1)
    (told,) = answer.to_dict()["without_estimate"]
    assert told["convergence"]["near"] == [round(low), round(high)]
    assert "niet op één antwoord uit" in told["nl"]
    assert "did not come to one answer" in answer.summary("en")


def test_an_independent_world_is_found_back(simulate) -> None:
    table = simulate(4, 3_000, [0.25, 0.3, 0.2, 0.35])
    found = classes(table)
    assert isinstance(found, MethodResult)
    assert found.interval.low <= 3_000 <= found.interval.high
    assert found.interval.kind == "posterior"
    assert found.total == pytest.approx(3_000, rel=0.15)
    assert found.convergence is not None
    assert found.convergence.rhat <= MOST_RHAT
    assert found.convergence.size >= LEAST_SIZE


def test_the_same_to_the_bit_for_one_two_and_four_threads_and_another_seed_is_another() -> None:
    one, *others = (latent_classes(published_table("UKdat_5").value, threads=n, **SHORT) for n in (1, 2, 4))
    assert one is not None
    for other in others:
        assert other is not None
        assert one.totals.tobytes() == other.totals.tobytes()
    again = latent_classes(published_table("UKdat_5").value, seed=2, **SHORT)
    assert again is not None
    assert again.totals.tobytes() != one.totals.tobytes()


@pytest.mark.parametrize(("rhat", "size", "good"), [(1.05, 400.0, True), (1.0501, 5_000.0, False), (1.0, 399.9, False)])
def test_no_interval_without_agreement_or_with_too_few_draws(rhat: float, size: float, good: bool, monkeypatch) -> None:
    made = LatentClasses(120, np.full((4, 10), 200.0), Convergence(rhat, size, (200.0,)))
    monkeypatch.setattr("zicht.estimation.methods.latent_classes", lambda *some, **more: made)
    found = classes(TWO)
    assert made.converged == good == isinstance(found, MethodResult)
    if isinstance(found, NotEstimable):
        assert (found.code, found.convergence) == ("not_converged", made.convergence)


def test_an_interrupted_sampler_gives_no_number() -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    assert latent_classes(TWO, chains=6, sweeps=4_000, threads=1, progress=stop) is None


@pytest.mark.parametrize(("chains", "sweeps"), [(3, 10_000), (8, 1_999), (0, 0)])
def test_too_few_chains_or_sweeps_are_wrong_use(chains: int, sweeps: int) -> None:
    with pytest.raises(WrongUse):
        latent_classes(TWO, chains=chains, sweeps=sweeps)


def test_one_list_has_no_classes() -> None:
    assert classes(CaptureTable.of("a", {(1,): 5})) == NotEstimable("lcmcr", None, "lists_few")


def test_the_chance_of_a_pattern_is_the_product_over_lists_in_every_class() -> None:
    made = state([0.7, 0.3], [[0.2, 0.5], [0.6, 0.1]])
    assert weigh(made, np.array([1, 0])) == pytest.approx(0.7 * 0.2 * 0.5 + 0.3 * 0.6 * 0.9)
    assert made.odds == pytest.approx([0.07, 0.162])


@pytest.mark.parametrize("people", [5, 2_000])
def test_people_are_divided_by_the_odds_and_none_is_lost(people: int) -> None:
    chance, total = np.random.default_rng(3), np.zeros(3)
    for _ in range(400):
        made = state([0.2, 0.3, 0.5], [[0.5, 0.5]] * 3)
        made.odds[:] = [0.02, 0.03, 0.05]
        deal(chance, people, made, np.array([1, 0]))
        assert made.members.sum() == people
        assert (made.caught[:, 0] == made.members).all()
        assert not made.caught[:, 1].any()
        total += made.members
    assert total / total.sum() == pytest.approx([0.2, 0.3, 0.5], abs=0.03)


def test_shares_sum_to_one_and_chances_follow_who_was_caught() -> None:
    chance = np.random.default_rng(3)
    made = state([0.5, 0.5], [[0.5], [0.5]])
    made.members[:], made.caught[:, 0] = [900, 100], [90, 80]
    found, shares = np.zeros(2), np.zeros(2)
    for _ in range(2_000):
        renew(chance, made, 0.25, 0.25)
        assert made.share.sum() == pytest.approx(1)
        found, shares = found + made.found[:, 0] / 2_000, shares + made.share / 2_000
    assert found == pytest.approx([91 / 902, 81 / 102], abs=0.01)
    assert shares == pytest.approx([0.9, 0.1], abs=0.01)


def test_two_classes_change_places_as_often_as_their_shares_allow() -> None:
    chance, swapped = np.random.default_rng(3), 0
    for _ in range(20_000):
        made = state([0.6, 0.4], [[0.5], [0.5]])
        made.members[:], made.caught[:, 0] = [4, 2], [1, 2]
        swap(chance, made)
        assert sorted(zip(made.members.tolist(), made.caught[:, 0].tolist(), strict=True)) == [(2, 2), (4, 1)]
        swapped += made.members[0] == 2
    # half of the draws pick two different classes; the change is taken with chance (0.4 / 0.6) ** (4 - 2)
    assert swapped / 20_000 == pytest.approx(0.5 * (0.4 / 0.6) ** 2, abs=0.015)
