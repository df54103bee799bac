import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.estimation import CaptureTable, Estimate, disagreement, estimate, lower_bound, published_table, sensitivity
from zicht.estimation.lower import Bound, Doubt
from zicht.estimation.sensitivity import CURVE, DEFAULT_ALLOWANCE, Sensitivity

UK = published_table("UKdat_5").value


def test_without_allowance_the_ends_are_the_outer_ends_of_the_models_and_the_bound_at_one_in_ten() -> None:
    ways, bound = disagreement(UK), lower_bound(UK)
    found = sensitivity(ways, bound)
    assert found is not None
    assert bound is not None
    one = Sensitivity(bound.seen, bound.unseen * math.exp(-1.281552 * bound.error), bound.unseen)
    alone = sensitivity(ways[:1], None)
    assert alone is not None
    total, interval = ways[0].total, ways[0].interval
    error = math.log((interval.high - 2744) / (total - 2744)) / 1.959964
    assert alone.at(0.0).high == pytest.approx(2744 + (total - 2744) * math.exp(1.281552 * error), rel=1e-6)
    assert found.fewest <= min(one.fewest, alone.fewest) * (1 + 1e-6)
    assert found.most >= alone.most


positive = st.floats(1, 1e6)


@given(positive, positive, positive, st.floats(0, 10), st.floats(0, 10))
def test_a_larger_allowance_only_raises_the_high_end(
    seen: float, fewest: float, more: float, one: float, other: float
) -> None:
    found = Sensitivity(seen, fewest, fewest + more)
    small, large = sorted((one, other))
    assert found.at(small).low == found.at(large).low == seen + fewest
    assert found.at(small).high <= found.at(large).high
    assert found.needed(found.at(large).high) == pytest.approx(large, abs=1e-6)
    assert found.at(found.doubling).high == pytest.approx(2 * found.at(0.0).high)
    assert found.needed(seen) == 0


def test_a_group_with_nobody_unseen_has_no_allowance_that_changes_it() -> None:
    assert Sensitivity(100.0, 0.0, 0.0).needed(101) == math.inf


@given(st.floats(0.1, 3), st.floats(0.05, 2))
def test_an_allowance_is_the_squared_variation_of_chances_that_chao_misses(variation: float, mean: float) -> None:
    """Gamma-mixed Poisson: who is on 0, 1 and 2 lists follows from the moments of the gamma."""
    size = 1 / variation**2
    zero = (size / (size + mean)) ** size
    once = zero * size * mean / (size + mean)
    twice = zero * size * (size + 1) / 2 * (mean / (size + mean)) ** 2
    assert zero == pytest.approx((1 + variation**2) * once**2 / (2 * twice))


def test_the_default_is_on_the_curve_and_the_same_for_every_table() -> None:
    assert DEFAULT_ALLOWANCE in CURVE
    assert CURVE[0] == 0
    assert list(CURVE) == sorted(CURVE)
    for name in ("Ned", "UKdat"):
        found = sensitivity(disagreement(published_table(name).value), None)
        assert found is not None
        assert found.at() == found.at(DEFAULT_ALLOWANCE)


def test_a_doubted_list_lowers_the_low_end_and_nothing_else() -> None:
    ways, bound = disagreement(UK), Bound(2744, 9_000, 0.1)
    plain = sensitivity(ways, bound)
    doubted = sensitivity(ways, bound, [Doubt("list", ("GP",), 0.001, 5_000)])
    differing = sensitivity(ways, bound, [Doubt("once", (), 0.001, 5_000)])
    assert plain is not None
    assert doubted is not None
    assert doubted.at().low == 5_000 < plain.at().low
    assert doubted.at().high == plain.at().high
    assert differing == plain
    below = sensitivity(ways, bound, [Doubt("list", ("GP",), 0.001, 10)])
    assert below is not None
    assert below.at().low == 2744


def test_no_model_no_interval() -> None:
    assert sensitivity((), None) is None
    apart = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40})
    told = estimate(apart).to_dict()
    assert (told["sensitivity"], told["sensitivity_default"]) == ([], None)


def test_the_least_and_the_interval_are_the_first_numbers_told() -> None:
    answer = estimate(UK, method="chao")
    assert isinstance(answer, Estimate)
    told = json.loads(json.dumps(answer.to_dict()))
    assert told["at_least"]["basis"] == "lower_limit"
    assert told["at_least"]["level"] == 0.97
    assert [row["allowance"] for row in told["sensitivity"]] == list(CURVE)
    assert all(row.keys() == {"allowance", "low", "high"} for row in told["sensitivity"])
    default = told["sensitivity_default"]
    assert default["allowance"] == DEFAULT_ALLOWANCE
    assert default["doubles_at"] == pytest.approx(answer.sensitivity.doubling, abs=0.01)
    for language, least, heading in (("nl", "Ten minste", "Bandbreedte"), ("en", "At least", "Range")):
        lines = [line for line in answer.summary(language).splitlines() if line]
        assert lines[1].startswith(least)
        text = answer.summary(language)
        assert text.index(least) < text.index("2,40" if language == "nl" else "2.40") < text.index(heading)


def test_what_is_stated_and_doubted_is_told_in_both_languages() -> None:
    answer = estimate(UK, method="chao", missed_links=0.05, no_members=0.025)
    told = answer.to_dict()["at_least"]
    assert (told["missed_links"], told["no_members"]) == (0.05, 0.025)
    assert "5% van de overlap" in answer.summary("nl")
    assert "2.5% of who stands" in answer.summary("en")
    for doubt in told["doubts"]:
        assert doubt["nl"] in answer.summary("nl")
        assert doubt["en"] in answer.summary("en")
    assert told["doubts"]
