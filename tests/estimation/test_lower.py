import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, Corrections, Refusal, corrected, estimate, lower_bound, published_table
from zicht.estimation.lower import DOUBT_AT, Bound, doubts
from zicht.estimation.parts import lower_limit

NOTHING = Corrections()
LOCAL = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40, (1, 1, 0): 5, (0, 1, 1): 4, (1, 0, 1): 3})


def table_of(people: dict[int, float], lists: int) -> CaptureTable:
    """A table from expected people per bit mask, rounded."""
    names = tuple(f"L{place}" for place in range(lists))
    return CaptureTable.of(names, {tuple(m >> i & 1 for i in range(lists)): round(n) for m, n in people.items() if m})


def expected(groups: list[tuple[float, list[float]]]) -> dict[int, float]:
    """People per bit mask, 0 included, when each group's lists are independent."""
    lists = len(groups[0][1])
    return {
        mask: sum(
            people * math.prod(p if mask >> place & 1 else 1 - p for place, p in enumerate(chances))
            for people, chances in groups
        )
        for mask in range(2**lists)
    }


def test_of_two_lists_the_bound_is_lincoln_petersen_with_one_person_more_on_both() -> None:
    found = lower_bound(CaptureTable.of("ab", {(1, 0): 60, (0, 1): 30, (1, 1): 19}))
    assert found is not None
    assert found.unseen == pytest.approx(60 * 30 / 20)
    assert found.error**2 == pytest.approx(math.log1p(1 / 60 + 1 / 30 + 1 / 20 + 1 / 90))
    assert found.seen == 109


@pytest.mark.parametrize("lists", [3, 4, 6])
def test_of_lists_of_one_size_the_bound_is_that_of_chao_for_so_many_occasions(lists: int) -> None:
    """Chao (1987): (t - 1) / (2 t) times the people seen once, squared, over those seen twice (and one more)."""
    pairs = math.comb(lists, 2)
    cells = {1 << place: 40.0 for place in range(lists)} | {
        1 << a | 1 << b: 6.0 for a, b in combinations(range(lists), 2)
    }
    found = lower_bound(table_of(cells, lists))
    assert found is not None
    assert found.unseen == pytest.approx((lists - 1) / (2 * lists) * (40 * lists) ** 2 / (6 * pairs + 1))


@pytest.mark.parametrize("name", ["UKdat_5", "Ned"])
def test_the_bound_is_the_maximum_of_the_likelihood_of_one_and_two_lists(name: str) -> None:
    """By a general optimiser on the likelihood as written down, with the one person more spread as documented."""
    table = published_table(name).value
    lists, counts = len(table.lists), table.counts
    once = [counts[2**place - 1] for place in range(lists)]
    products = {(a, b): once[a] * once[b] for a, b in combinations(range(lists), 2)}
    cells = [((place,), float(once[place])) for place in range(lists)]
    cells += [
        (pair, counts[sum(2**place for place in pair) - 1] + product / sum(products.values()))
        for pair, product in products.items()
    ]

    def loss(values: np.ndarray) -> float:
        logs = [values[0] + sum(values[1 + place] for place in places) for places, _ in cells]
        return sum(math.exp(log) - people * log for log, (_, people) in zip(logs, cells, strict=True))

    start = np.array([9.0, *[math.log(count / math.exp(9)) for count in once]])
    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-6, "maxiter": 1_000})
    found = lower_bound(table)
    assert found is not None
    assert found.unseen == pytest.approx(math.exp(best.x[0]), rel=1e-4)


odds = st.lists(st.floats(0.02, 0.6), min_size=3, max_size=5)


@given(odds, st.floats(0.1, 8), st.floats(0.1, 0.9))
@settings(max_examples=40, deadline=None)
def test_it_is_a_bound_however_much_people_differ(sizes: list[float], times: float, share: float) -> None:
    """Two groups, one with odds so many times those of the other, on every list: no chance in it, only the rule."""
    groups = [
        (people, [odd * factor / (1 + odd * factor) for odd in sizes])
        for people, factor in ((1e8 * share, 1.0), (1e8 * (1 - share), times))
    ]
    people = expected(groups)
    found = lower_bound(table_of(people, len(sizes)))
    assert found is not None
    assert found.unseen <= people[0] * (1 + 1e-4)
    if abs(times - 1) < 0.01:
        assert found.unseen == pytest.approx(people[0], rel=1e-3)


def test_without_differences_the_bound_is_the_number_itself_and_referral_lowers_it() -> None:
    people = expected([(1e8, [0.1, 0.2, 0.05, 0.15])])
    alone = lower_bound(table_of(people, 4))
    assert alone is not None
    assert alone.unseen == pytest.approx(people[0], rel=1e-5)
    referred = {**people, 1: people[1] * 0.7, 3: people[3] + 0.3 * people[1]}
    lower = lower_bound(table_of(referred, 4))
    assert lower is not None
    assert lower.unseen < alone.unseen


def test_the_limit_lies_under_the_bound_by_its_error() -> None:
    bound = Bound(100.0, 50.0, 0.1)
    assert bound.low(0.5) == 150
    assert bound.low(0.975) == pytest.approx(100 + 50 * math.exp(-0.1 * 1.959964), rel=1e-6)
    assert bound.low(0.99) < bound.low(0.985) < bound.low(0.97)


def test_names_and_order_of_lists_make_no_difference() -> None:
    table = published_table("UKdat").value
    turned = CaptureTable(table.lists[::-1], tuple((pattern[::-1], count) for pattern, count in table.cells))
    one, other = lower_limit(table, NOTHING), lower_limit(turned, NOTHING)
    assert (one.total, {d.lists for d in one.doubts}) == (other.total, {d.lists for d in other.doubts})


def with_missed(people: dict[int, float], missed: float) -> dict[int, float]:
    """What is left of a table when each record after a person's first is missed with this chance, case by case."""
    left = dict.fromkeys(people, 0.0)
    for mask, count in people.items():
        places = [place for place in range(mask.bit_length()) if mask >> place & 1]
        for first in places:
            others = [place for place in places if place != first]
            for lost in (set(c) for size in range(len(others) + 1) for c in combinations(others, size)):
                share = missed ** len(lost) * (1 - missed) ** (len(others) - len(lost)) * count / len(places)
                left[mask & ~sum(1 << place for place in lost)] += share
                for place in lost:
                    left[1 << place] += share
    return left


@pytest.mark.parametrize("missed", [0.02, 0.1, 0.4])
def test_stated_missed_links_are_undone_exactly_on_the_average(missed: float) -> None:
    people = expected([(1e9, [0.3, 0.2, 0.25, 0.1])])
    del people[0]
    mended = corrected(table_of(with_missed(people, missed), 4), Corrections(missed_links=missed))
    assert mended == pytest.approx([people[mask] for mask in range(1, 16)], rel=1e-5)


def test_missed_links_make_the_limit_too_high_and_stating_them_puts_it_back() -> None:
    people = expected([(1e8, [0.1, 0.2, 0.05, 0.15])])
    table = table_of(with_missed({m: n for m, n in people.items() if m}, 0.1), 4)
    silent, stated = lower_bound(table), lower_bound(table, Corrections(missed_links=0.1))
    assert silent is not None
    assert stated is not None
    assert silent.unseen + silent.seen > 1.1e8
    assert stated.unseen + stated.seen == pytest.approx(1e8, rel=1e-4)


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.sampled_from(["missed_links", "no_members"]))
@settings(max_examples=25, deadline=None)
def test_the_more_is_stated_the_lower_the_limit(one: float, other: float, name: str) -> None:
    table = published_table("UKdat_5").value
    low, high = sorted((one, other))
    lower, higher = (lower_limit(table, Corrections(**{name: share})) for share in (high, low))
    if {d.code for d in lower.doubts} == {d.code for d in higher.doubts}:
        assert lower.total <= higher.total
    assert corrected(table, Corrections(**{name: high})).sum() <= table.observed + 1e-6


def test_strangers_are_taken_from_people_on_one_list_only() -> None:
    found = corrected(LOCAL, Corrections(no_members=0.1))
    assert found.tolist() == pytest.approx([54, 63, 5, 36, 3, 4, 0])


@pytest.mark.parametrize("share", [-0.01, 0.51, math.nan])
def test_a_share_that_cannot_be_is_wrong_use(share: float) -> None:
    for name in ("missed_links", "no_members"):
        with pytest.raises(WrongUse):
            estimate(LOCAL, **{name: share})


def test_a_surplus_on_one_list_is_told_by_its_name_and_does_not_count() -> None:
    """Strangers on one list, or a group that it alone can find, look the same and raise the bound for nothing."""
    honest = table_of(expected([(20_000, [0.1, 0.2, 0.15, 0.12])]), 4)
    cells = dict(honest.cells)
    strange = CaptureTable.of(honest.lists, {**cells, (0, 0, 1, 0): cells[0, 0, 1, 0] + 1_500})
    assert doubts(honest) == ()
    found = lower_limit(strange, NOTHING)
    assert [doubt.lists for doubt in found.doubts if doubt.code == "list"] == [("L2",)]
    plain = lower_bound(strange)
    assert plain is not None
    assert plain.low() > 20_000
    assert found.total < 20_000


def test_strangers_on_every_list_are_told_as_too_many_people_seen_once() -> None:
    people = expected([(20_000, [0.2, 0.25, 0.2, 0.22])])
    for place in range(4):
        people[1 << place] *= 1.4
    found = {doubt.code: doubt for doubt in doubts(table_of(people, 4))}
    assert found.keys() == {"once"}
    assert found["once"].p < DOUBT_AT
    assert 15_000 < found["once"].total < 20_000


def test_nobody_on_two_lists_leaves_the_people_seen() -> None:
    apart = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40})
    assert lower_bound(apart) is None
    found = lower_limit(apart, NOTHING)
    assert (found.total, found.basis, found.doubts) == (170, "people_seen", ())


def test_a_refused_table_keeps_the_people_seen_less_what_is_stated() -> None:
    plain, stated = estimate(LOCAL), estimate(LOCAL, missed_links=0.2)
    assert isinstance(plain, Refusal)
    assert isinstance(stated, Refusal)
    assert plain.at_least.total == 182
    assert stated.at_least.total == 182 - 3  # twelve links were found, so three more were missed
    assert stated.at_least.basis == "people_seen"


@given(st.lists(st.integers(0, 300), min_size=15, max_size=15))
@settings(max_examples=60, deadline=None)
def test_no_table_breaks_it_and_it_is_never_below_the_people_seen(counts: list[int]) -> None:
    table = table_of({mask: float(n) for mask, n in enumerate(counts, 1)}, 4)
    found = lower_limit(table, NOTHING)
    assert found.total >= table.observed
    if found.basis == "lower_limit" and table.observed:
        bound = lower_bound(table)
        assert bound is not None
        assert found.total <= max(table.observed, bound.seen + bound.unseen)
