"""The benchmark of deciding runs, compares like with like, and cannot rot."""

from __future__ import annotations

from benchmarks.agreements import AT, distinct_requests, measure, region
from zicht.agreements import decide_many


def test_no_request_comes_twice_and_half_are_refused_in_full():
    agreements = region(50, 1)
    requests = distinct_requests(agreements, 400, 1)
    assert len(agreements) == 50 and len(set(requests)) == len(requests) == 400
    decisions = decide_many(requests, agreements, AT)
    assert sum(not decision.rules for decision in decisions) == 200
    assert {outcome for decision in decisions for outcome in decision.refused.values()} >= {
        "agreement.condition", "agreement.never", "agreement.no_clause",
    }  # fmt: skip


def test_both_lines_are_measured_and_the_tables_beat_the_plain_decider():
    decisions, explanations = measure(600, 60)
    assert decisions.n == 600 and explanations.n == 60
    assert decisions.best >= decisions.per_second > 0 and decisions.ratio > 10
    assert explanations.per_second > 0 and explanations.ratio > 1
