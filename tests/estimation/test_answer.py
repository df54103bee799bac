import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import WrongUse
from zicht.estimation import CaptureTable, Estimate, Refusal, disagreement, estimate, published_table
from zicht.estimation.methods import METHODS
from zicht.estimation.wording import in_words

FOR_TWO_LISTS = ("lincoln-petersen", "chapman")
LOCAL = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40, (1, 1, 0): 5, (0, 1, 1): 4, (1, 0, 1): 3})
APART = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40})


def test_a_refused_table_gives_no_number_and_keeps_the_people_seen() -> None:
    answer = estimate(LOCAL)
    assert isinstance(answer, Refusal)
    assert (answer.at_least.total, answer.at_least.basis) == (182, "people_seen")
    assert answer.assessment.needed


def test_a_reason_shows_the_numbers_with_the_refusal_on_them() -> None:
    answer = estimate(LOCAL, override=" oefening met fictieve cijfers ")
    assert isinstance(answer, Estimate)
    assert answer.override == "oefening met fictieve cijfers"
    assert answer.assessment.level == "refused"
    assert {"main-effects", "stepwise", "bic", "chao"} <= {found.method for found in answer.estimates}


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_reason_is_no_reason(blank: str) -> None:
    assert isinstance(estimate(LOCAL, override=blank), Refusal)


def test_no_reason_conjures_a_number_where_no_model_has_one() -> None:
    assert isinstance(estimate(APART, method="bic", override="toch"), Refusal)


def test_a_reason_on_a_table_that_needs_none_is_not_stamped() -> None:
    answer = estimate(published_table("Ned").value, method="chao", override="toch")
    assert isinstance(answer, Estimate)
    assert answer.override == ""


@pytest.mark.parametrize("name", ["Ned", "Ned_5", "UKdat", "UKdat_5"])
@pytest.mark.parametrize("method", ["main-effects", "stepwise", "chao"])
def test_the_range_is_over_all_ways_whichever_method_is_asked(name: str, method) -> None:
    table = published_table(name).value
    answer = estimate(table, method=method)
    assert isinstance(answer, Estimate)
    everything = [*disagreement(table), *answer.estimates]
    assert answer.range.low == min(found.interval.low for found in everything)
    assert answer.range.high == max(found.interval.high for found in everything)
    assert (answer.range.lowest, answer.range.highest) == (
        min(found.total for found in everything),
        max(found.total for found in everything),
    )
    assert answer.range.ways == 5 + (method == "chao")
    assert [found.method for found in answer.estimates] == [method]
    assert answer.without == ()


def test_every_method_stands_in_the_answer_once_and_inside_the_range() -> None:
    answer = estimate(published_table("Ned_5").value)
    assert isinstance(answer, Estimate)
    assert [found.method for found in answer.estimates] == [m for m in METHODS if m not in FOR_TWO_LISTS]
    for found in answer.estimates:
        assert answer.range.low <= found.interval.low <= found.total <= found.interval.high <= answer.range.high
    assert answer.range.lowest == min(found.total for found in answer.estimates if found.method == "aic")


def test_two_lists_get_their_own_formulas() -> None:
    answer = estimate(CaptureTable.of("ab", {(1, 0): 9_000, (0, 1): 8_000, (1, 1): 5_000}))
    assert isinstance(answer, Estimate)
    assert {found.method for found in answer.estimates} == set(METHODS)


def test_a_method_that_has_no_estimate_is_named_with_the_reason() -> None:
    answer = estimate(published_table("Ned_5").value, method="chapman")
    assert isinstance(answer, Estimate)
    assert answer.estimates == ()
    assert [(found.method, found.code) for found in answer.without] == [("chapman", "lists_two")]
    (told,) = answer.to_dict()["without_estimate"]
    assert told["nl"] == "alleen voor een tabel met twee lijsten."
    assert "Chapman: only for a table of two lists." in answer.summary("en")


def test_a_result_tells_itself_in_both_languages_and_as_plain_values() -> None:
    for answer in (estimate(published_table("UKdat_5").value, method="bic"), estimate(LOCAL)):
        values = json.loads(json.dumps(answer.to_dict()))
        assert values["table"]["observed"] == answer.table.observed
        assert answer.summary("nl").startswith("Oordeel: ")
        assert answer.summary("en").startswith("Verdict: ")
    assert "nobody" not in estimate(LOCAL).summary("nl")


def test_a_threshold_of_ones_own_is_in_the_answer_and_in_the_range() -> None:
    answer = estimate(published_table("Ned").value, method="stepwise", threshold=0.2)
    assert isinstance(answer, Estimate)
    assert answer.estimates[0].threshold == 0.2
    assert 0.2 in answer.range.thresholds
    assert answer.range.low <= answer.estimates[0].interval.low


@pytest.mark.parametrize("interval", ["profile", "bootstrap", "bca"])
@pytest.mark.parametrize("method", ["main-effects", "stepwise", "bic"])
def test_the_interval_asked_for_stands_round_the_same_total(method, interval) -> None:
    table = published_table("UKdat_5").value
    plain = estimate(table, method=method)
    answer = estimate(table, method=method, interval=interval, replicates=100)
    assert isinstance(plain, Estimate)
    assert isinstance(answer, Estimate)
    (one,), (other,) = plain.estimates, answer.estimates
    assert (one.total, one.terms, one.bic) == (other.total, other.terms, other.bic)
    assert other.interval.kind == interval
    assert other.interval != one.interval
    assert other.interval.low < other.total < other.interval.high
    assert answer.range.low <= other.interval.low


def test_the_seed_makes_the_draws_and_stands_in_the_statement() -> None:
    table = published_table("UKdat_5").value
    one, same, other = (
        estimate(table, method="stepwise", interval="bootstrap", replicates=100, seed=seed) for seed in (3, 3, 4)
    )
    assert one.to_dict() == same.to_dict()
    assert one.to_dict()["estimates"] != other.to_dict()["estimates"]
    assert other.statement.seed == 4


def test_a_limit_that_was_not_reached_is_told_and_never_a_number() -> None:
    answer = estimate(published_table("Ned").value, method="bic", interval="bca", replicates=100)
    assert isinstance(answer, Estimate)
    (found,) = answer.to_dict()["estimates"]
    assert (found["interval"]["high"], found["interval"]["not_reached"]) == (None, ["high"])
    assert answer.to_dict()["range"]["high"] is None
    assert "niet bereikt" in answer.summary("nl")
    assert "inf" not in answer.summary("en")


def test_an_average_over_graphs_is_never_told_without_other_priors() -> None:
    answer = estimate(published_table("UKdat_5").value, method="dga")
    assert isinstance(answer, Estimate)
    (found,) = answer.to_dict()["estimates"]
    assert len(found["priors"]) == 8
    assert "met andere aannamen vooraf" in answer.summary("nl")
    for prior in answer.estimates[0].priors:
        assert in_words(prior.middle) in answer.summary("nl")


def test_what_the_data_cannot_show_is_stated_with_every_answer(simulate) -> None:
    good = estimate(simulate(3, 20_000, [0.2] * 5), unit="presumed victims", period="2024", seed=7)
    bad = estimate(LOCAL)
    assert good.assessment.level == "supported"
    for answer in (good, bad):
        assert {"equal_chance", "reachable", "linkage"} <= set(answer.statement.assumptions)
    assert (good.statement.unit, good.statement.period, good.statement.seed) == ("presumed victims", "2024", 7)
    assert bad.statement.unit == ""


def test_a_world_of_independent_lists_is_estimated_near_its_truth(simulate) -> None:
    inside = 0
    for seed in range(10):
        answer = estimate(simulate(seed, 20_000, [0.12, 0.15, 0.2, 0.22, 0.1]), method="main-effects")
        assert isinstance(answer, Estimate)
        assert answer.estimates[0].total == pytest.approx(20_000, rel=0.04)
        inside += answer.estimates[0].interval.low <= 20_000 <= answer.estimates[0].interval.high
    assert inside >= 7  # of ten 95% intervals; fewer has a chance under 1 in 1,000


def test_a_method_or_threshold_that_does_not_exist_is_wrong_use() -> None:
    with pytest.raises(WrongUse):
        estimate(LOCAL, method="magic")  # type: ignore[arg-type]
    with pytest.raises(WrongUse):
        estimate(LOCAL, threshold=2.0)
    with pytest.raises(WrongUse):
        estimate(LOCAL, max_order=3)  # of three lists, pairs are the most
    with pytest.raises(WrongUse):
        estimate(LOCAL, interval="t")  # type: ignore[arg-type]
    with pytest.raises(WrongUse):
        estimate(LOCAL, interval="posterior")
    with pytest.raises(WrongUse):
        estimate(LOCAL, replicates=3)
    with pytest.raises(WrongUse):
        estimate(LOCAL, seed=-1)


patterns = [tuple(mask >> place & 1 for place in range(3)) for mask in range(1, 8)]


@given(st.lists(st.integers(0, 2000), min_size=7, max_size=7), st.sampled_from(["", "reason"]))
@settings(max_examples=30, deadline=None)
def test_every_table_is_answered_with_an_estimate_or_a_refusal(counts: list[int], override: str) -> None:
    answer = estimate(CaptureTable.of("abc", dict(zip(patterns, counts, strict=True))), override=override)
    assert answer.at_least.total >= sum(counts)
    if isinstance(answer, Refusal):
        assert answer.assessment.level == "refused"
        assert answer.at_least.total == sum(counts)
    else:
        assert bool(answer.override) == (answer.assessment.level == "refused")
        assert sum(counts) <= answer.sensitivity.at().low <= answer.sensitivity.at().high
        assert sum(counts) <= answer.range.low <= answer.range.lowest <= answer.range.highest
        assert answer.range.highest <= answer.range.high
