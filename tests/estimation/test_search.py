import threading
import time
from collections.abc import Callable
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, NotEstimable, every_fit, published_table, ranked
from zicht.estimation import search as searching
from zicht.estimation.kernels import searching as loops
from zicht.estimation.methods import best_by
from zicht.estimation.parallel import in_parts

# R package MultipleSystemsEstimation 1.2.0: (table, order) -> models that exist, all models.
EXISTING = {
    ("UKdat_5", 2): (1_024, 1_024), ("UKdat_5", 3): (6_084, 6_212), ("Ned_5", 2): (1_024, 1_024),
    ("Ned_5", 3): (6_083, 6_212), ("UKdat", 2): (32_768, 32_768), ("Ned", 2): (32_768, 32_768),
}  # fmt: skip
# Its best models by BIC: total, and BIC of the first; of the others how far behind (two digits are known).
BEST = {
    ("UKdat_5", 2): ((22991.33, 196.5398), (12262.41, 0.96)),
    ("Ned_5", 2): ((48012.73, 222.0539), (50455.13, 2.57), None, (121521.61, 5.93)),
    ("UKdat_5", 3): ((25311.29, 195.8791),),
    ("Ned_5", 3): ((148788.76, 219.1707),),
    ("UKdat", 2): ((12349.59, 244.1193), (11417.99, 1.38), (21135.70, 2.96)),
    ("Ned", 2): ((116667.02, 310.4416), (121529.59, 0.06), None, (43584.74, 2.34)),
}
# Generators as printed, lists numbered from 1.
MODEL = {
    ("UKdat_5", 2): "12 13 23 25 34", ("Ned_5", 2): "12 15 23 24 25 35 45", ("UKdat", 2): "12 13 25 35 36 45",
    ("Ned", 2): "12 16 25 34 36 45 46", ("UKdat_5", 3): "12 13 23 25 34 123",
    ("Ned_5", 3): "12 13 15 24 34 35 135",
}  # fmt: skip
AIC = {
    "UKdat_5": ("12 13 15 24 25 35 45", 11174.83, 125.1188),
    "Ned_5": ("12 14 15 23 24 25 35 45", 46330.88, 128.2473),
}


def numbered(terms: tuple[tuple[int, ...], ...]) -> str:
    return " ".join("".join(str(place + 1) for place in term) for term in terms)


def searched(name: str, order: int = 2, **more) -> searching.Search:
    return every_fit(published_table(name).value, order, **more)


@pytest.mark.parametrize(("name", "order"), EXISTING)
def test_as_many_models_exist_as_by_the_linear_programme_of_r(name: str, order: int) -> None:
    found = searched(name, order)
    assert (found.existing, found.tried) == EXISTING[name, order]
    assert found.count("no_rest") == 0
    assert sum(found.count(verdict) for verdict in searching.VERDICTS) == found.tried


@pytest.mark.parametrize(("name", "order"), BEST)
def test_the_best_models_by_bic_are_those_of_r_in_order(name: str, order: int) -> None:
    best = searched(name, order).best("bic", 4)
    assert numbered(best[0].terms) == MODEL[name, order]
    for found, known in zip(best, BEST[name, order], strict=False):
        if known is not None:
            assert round(found.total, 2) == known[0]
            first = found.behind == 0
            assert round(found.value if first else found.behind, 4 if first else 2) == known[1]


@pytest.mark.parametrize("name", AIC)
def test_the_best_model_by_aic_is_that_of_rcapture(name: str) -> None:
    (best,) = searched(name).best("aic")
    assert (numbered(best.terms), round(best.total, 2), round(best.value, 4)) == AIC[name]


def test_totals_are_exact_to_a_millionth_by_the_plain_fit() -> None:
    for name in ("UKdat_5", "Ned_5"):
        search = searched(name, 3)
        for criterion in searching.CRITERIA:
            (best,), exact = search.best(criterion), best_by(search, criterion)
            assert not isinstance(exact, NotEstimable)
            assert best.total == pytest.approx(exact.total, rel=1e-9, abs=1e-6)
            if criterion != "aicc":
                assert best.value == pytest.approx(exact.bic if criterion == "bic" else exact.aic, abs=1e-6)


def test_a_model_without_an_estimate_takes_no_part_whatever_its_likelihood() -> None:
    """Rcapture ranks such models: totals of 10**11 and more come out on top."""
    found = searched("Ned_5", 3)
    gone = np.flatnonzero(np.isnan(found.unseen))
    assert len(gone) == 6_212 - 6_083
    for criterion in searching.CRITERIA:
        assert np.isinf(found.values(criterion)[gone]).all()
        assert not set(found.order(criterion, 10_000).tolist()) & set(gone.tolist())
    assert max(model.total for model in found.best("aic", 10_000)) < 10**9


@given(st.permutations(range(4)), st.lists(st.integers(0, 40), min_size=15, max_size=15))
@settings(max_examples=25, deadline=None)
def test_names_and_order_of_lists_change_no_model(order: list[int], counts: list[int]) -> None:
    patterns = [tuple(mask >> place & 1 for place in range(4)) for mask in range(1, 16)]
    table = CaptureTable.of("abcd", dict(zip(patterns, counts, strict=True)))
    turned = CaptureTable.of("wxyz", {tuple(p[place] for place in order): n for p, n in table.cells})
    if table.empty_lists:
        return
    one, other = every_fit(table, 3), every_fit(turned, 3)
    at = {frozenset(map(frozenset, other.terms(place))): place for place in range(other.tried)}
    for place in range(one.tried):
        same = at[frozenset(frozenset(order.index(member) for member in term) for term in one.terms(place))]
        assert searching.VERDICTS[one.verdicts[place]] == searching.VERDICTS[other.verdicts[same]]
        assert other.unseen[same] == pytest.approx(one.unseen[place], rel=1e-6, nan_ok=True)


@given(st.integers(2, 7), st.lists(st.integers(0, 40), min_size=15, max_size=15))
@settings(max_examples=25, deadline=None)
def test_times_as_many_people_give_times_the_unseen_in_every_model(times: int, counts: list[int]) -> None:
    patterns = [tuple(mask >> place & 1 for place in range(4)) for mask in range(1, 16)]
    cells = dict(zip(patterns, counts, strict=True))
    table = CaptureTable.of("abcd", cells)
    if not table.observed or len(table.empty_lists) > 1:
        return
    once = every_fit(table, 2)
    more = every_fit(CaptureTable.of("abcd", {pattern: times * count for pattern, count in cells.items()}), 2)
    assert (once.verdicts == more.verdicts).all()
    assert more.unseen == pytest.approx(times * once.unseen, rel=1e-6, nan_ok=True)


def test_every_model_that_is_chosen_holds_all_parts_of_its_interactions() -> None:
    for name in ("UKdat_5", "Ned_5"):
        for model in searched(name, 3).best("aic", 200):
            pairs = {frozenset(term) for term in model.terms}
            assert all(frozenset(term) - {place} in pairs for term in pairs if len(term) == 3 for place in term)


def test_the_same_to_the_bit_for_one_two_and_four_threads() -> None:
    one, *others = (searched("UKdat_5", 3, threads=threads, part=500) for threads in (1, 2, 4))
    for other in others:
        for name in ("verdicts", "parameters", "log_likelihoods", "unseen"):
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_an_empty_list_is_dropped_before_any_model() -> None:
    table = published_table("UKdat_5").value
    wider = CaptureTable.of((*table.lists, "nobody"), {(*pattern, 0): count for pattern, count in table.cells})
    found = every_fit(wider, 2)
    assert found.table == table
    assert found.tried == 1_024
    assert found.best("bic") == every_fit(table, 2).best("bic")


def test_a_table_without_people_is_wrong_use() -> None:
    with pytest.raises(WrongUse):
        every_fit(CaptureTable.of("abc", {}), 2)


def test_bic_and_aicc_weigh_with_the_people_seen() -> None:
    found = searched("UKdat_5")
    many, fit = found.parameters.astype(float), found.log_likelihoods
    assert found.values("bic") == pytest.approx(log(2744) * many - 2 * fit)
    assert found.values("aicc") == pytest.approx(2 * many - 2 * fit + 2 * many * (many + 1) / (2744 - many - 1))


def test_aicc_of_as_many_parameters_as_people_is_no_number() -> None:
    table = CaptureTable.of("abc", {(1, 0, 0): 1, (0, 1, 0): 1, (0, 0, 1): 1, (1, 1, 0): 1, (1, 1, 1): 1, (0, 1, 1): 1})
    found = every_fit(table, 2)
    assert np.isinf(found.values("aicc")[found.parameters >= 5]).all()


def test_what_the_loop_leaves_open_is_decided_by_the_linear_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = searched("Ned_5", 3)

    def undecided(counts, terms, models, verdicts, parameters, heights, unseen) -> None:
        loops_score(counts, terms, models, verdicts, parameters, heights, unseen)
        verdicts[:40], heights[:40], unseen[:40] = searching.VERDICTS.index("no_rest"), 0.0, np.nan
        verdicts[-40:], heights[-40:], unseen[-40:] = searching.VERDICTS.index("no_rest"), 0.0, np.nan

    loops_score = loops.score
    monkeypatch.setattr(loops, "score", undecided)
    found = searched("Ned_5", 3)
    assert (found.verdicts == wanted.verdicts).all()
    assert found.unseen == pytest.approx(wanted.unseen, rel=1e-8, nan_ok=True)
    assert found.log_likelihoods == pytest.approx(wanted.log_likelihoods, abs=1e-7)


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    searched("UKdat_5", 2, part=100, threads=1, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1_024, 1_024)


def _interrupt_after(parts: int) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done >= parts:
            raise KeyboardInterrupt

    return tell


def test_who_interrupts_keeps_what_is_done_and_no_best_of_the_rest_is_told() -> None:
    found = searched("UKdat", 2, part=500, threads=2, progress=_interrupt_after(2_000))
    assert 2_000 <= found.tried < 32_768
    whole = searched("UKdat", 2)
    done = found.verdicts >= 0
    assert (found.unseen[done] == whole.unseen[done]).all()
    assert np.isinf(found.values("bic")[~done]).all()
    assert best_by(found, "bic") == NotEstimable("bic", None, "interrupted")


def test_an_error_in_a_part_is_raised_and_stops_the_rest() -> None:
    begun: list[int] = []

    def work(start: int, stop: int) -> None:
        begun.append(start)
        if start == 2:
            raise ZeroDivisionError
        time.sleep(0.01)

    with pytest.raises(ZeroDivisionError):
        in_parts(work, 1_000, 1, threads=2)
    assert len(begun) < 500


def test_parts_run_side_by_side_and_cover_everything_once() -> None:
    both = threading.Barrier(2, timeout=30)
    done = in_parts(lambda start, stop: both.wait() and None, 20, 10, threads=2)  # would time out one by one
    assert done == [(0, 10), (10, 20)]
    assert in_parts(lambda start, stop: None, 25, 10) == [(0, 10), (10, 20), (20, 25)]


def test_one_list_and_too_many_models_have_no_best() -> None:
    assert ranked(CaptureTable.of("a", {(1,): 9}), ("bic",)) == (NotEstimable("bic", None, "lists_few"),)
    wide = CaptureTable.of("abcdefgh", {tuple(int(place in some) for place in range(8)): 9 for some in _rings()})
    assert ranked(wide, ("aic", "bic")) == (
        NotEstimable("aic", None, "models_many"),
        NotEstimable("bic", None, "models_many"),
    )


def _rings() -> list[set[int]]:
    return [{place} for place in range(8)] + [{place, (place + 1) % 8} for place in range(8)]


def test_an_order_of_ones_own_is_used_and_a_wrong_one_is_wrong_use() -> None:
    table = published_table("UKdat_5").value
    (two,), (three,) = ranked(table, ("bic",)), ranked(table, ("bic",), 3)
    assert not isinstance(two, NotEstimable)
    assert not isinstance(three, NotEstimable)
    assert (two.max_order, round(two.total, 2)) == (2, 22991.33)
    assert (three.max_order, round(three.total, 2)) == (3, 25311.29)
    assert "LA:NG:PFNCA" in three.terms
    for order in (0, 5, -1):
        with pytest.raises(WrongUse):
            ranked(table, ("bic",), order)
