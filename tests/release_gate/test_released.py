"""Only the gate makes ``Released``, and what it releases of an assessment holds no count of the region."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zicht
from zicht.errors import Defect
from zicht.estimation import Assessment, CaptureTable, Check, Need, assess
from zicht.figures import About, CountTable, Period
from zicht.knowledge.sentences import LANGUAGES, catalogue, say
from zicht.release_gate import SUPPRESSED, NotReleased, Released, check, release_assessment

ABOUT = About("persons", Period.year(2026), date(2026, 12, 31), "demo", "linked")


def test_nobody_else_can_make_a_released_value():
    for seal in (None, object(), "seal"):
        with pytest.raises(Defect, match=r"release\.forged"):
            Released({"a": 1}, seal)
    with pytest.raises(TypeError):
        Released({"a": 1})


def test_a_released_value_cannot_be_changed_or_copied_with_another_value():
    one = check(CountTable("t", ("form",), ((("a",), 9),), ABOUT))
    assert isinstance(one, Released)
    with pytest.raises(FrozenInstanceError):
        one.value = "other"
    with pytest.raises((TypeError, ValueError)):
        replace(one, value="other")
    with pytest.raises(Defect):
        type("Forged", (Released,), {})
    assert copy.copy(one) == one
    assert not hasattr(one, "seal")


def test_the_seal_is_used_in_this_room_only():
    for path in Path(zicht.__file__).parent.rglob("*.py"):
        if path.parent.name != "release_gate":
            text = path.read_text(encoding="utf-8")
            assert "release_gate.released import" not in text and "_SEAL" not in text, path.name


def region(*counts: int) -> CaptureTable:
    """A table of three lists; the counts go with the patterns 001, 010, 011, ..."""
    patterns = [pattern for pattern in product((0, 1), repeat=3) if any(pattern)]
    return CaptureTable.of(("alfa", "beta", "gamma"), dict(zip(patterns, counts, strict=True)))


def told(value: object) -> list[object]:
    """Every plain value inside a released one, except what it is about."""
    if is_dataclass(value) and not isinstance(value, About):
        return [leaf for item in fields(value) for leaf in told(getattr(value, item.name))]
    if isinstance(value, tuple):
        return [leaf for item in value for leaf in told(item)]
    if hasattr(value, "items"):
        return [leaf for item in value.values() for leaf in told(item)]
    return [] if isinstance(value, About) else [value]


def shown(table: CaptureTable):
    answer = release_assessment(assess(table), table.observed, ABOUT)
    assert isinstance(answer, Released)
    return answer.value


def test_a_refused_size_leaves_with_its_level_reasons_and_needs_and_no_number_of_the_region():
    table = region(31, 22, 3, 17, 2, 1, 0)
    verdict = assess(table)
    value = shown(table)
    assert value.level == verdict.level == "refused"
    assert [one.code for one in value.reasons] == [one.code for one in verdict.reasons]
    assert [one.code for one in value.needed] == [one.code for one in verdict.needed]
    assert value.seen == 75 != table.observed
    rules = {p[name] for p in (c.params for c in verdict.checks) for name in ("least", "better", "most") if name in p}
    numbers = {leaf for leaf in told(value) if isinstance(leaf, int | float)}
    assert all(number in rules or number % 5 == 0 for number in numbers), numbers
    texts = " ".join(leaf for leaf in told(value) if isinstance(leaf, str))
    assert not {"alfa", "beta", "gamma"} & set(texts.replace(":", " ").split())


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.integers(0, 40)] * 7).filter(any))
def test_nothing_but_limits_of_rules_and_rounded_numbers_leaves(counts):
    table = region(*counts)
    verdict = assess(table)
    value = shown(table)
    rules = {p[name] for p in (c.params for c in verdict.checks) for name in ("least", "better", "most") if name in p}
    for leaf in told(value):
        assert leaf is SUPPRESSED or isinstance(leaf, str) or leaf in rules or leaf % 5 == 0
    assert (value.seen is SUPPRESSED) == (table.observed < 5)
    assert value.seen is SUPPRESSED or abs(value.seen - table.observed) <= 2


def test_a_number_worked_out_from_the_region_is_rounded_up_and_a_rule_stays_as_it_is():
    checks = (Check("overlap.sparse", 3, "refused", {"value": 3, "least": 32, "better": 94}),)
    needed = (
        Need("overlap", {"more": 29, "have": 3, "least": 32}),
        Need("share", {"more": 8, "least": 11, "seen": 73}),
    )
    answer = release_assessment(Assessment("refused", checks, needed, checks), 73, ABOUT)
    assert isinstance(answer, Released)
    assert [dict(need.params) for need in answer.value.needed] == [{"least": 32}, {"least": 15}]
    assert dict(answer.value.reasons[0].params) == {"least": 32, "better": 94}


@pytest.mark.parametrize("unit", ["signals", "notifications", "cases", "registrations"])
def test_what_does_not_count_people_is_no_size(unit):
    table = region(31, 22, 3, 17, 2, 1, 0)
    answer = release_assessment(assess(table), table.observed, replace(ABOUT, unit=unit))
    assert isinstance(answer, NotReleased) and answer.code == "release.not_people"
    assert all(say(answer.code, language, **answer.params) for language in LANGUAGES)


def test_a_negative_number_of_people_does_not_leave():
    answer = release_assessment(assess(region(1, 1, 1, 1, 1, 1, 1)), -1, ABOUT)
    assert isinstance(answer, NotReleased) and answer.code == "release.negative"


def test_every_word_of_this_room_stands_in_both_languages():
    keys = {language: {key for key in catalogue(language) if key.startswith("release.")} for language in LANGUAGES}
    assert keys["nl"] == keys["en"] != set()
    for language in LANGUAGES:
        assert say("release.suppressed", language) and "5" in say("release.explained", language, threshold=5)
