"""Completeness counts what is said; unknown, not asked and refused are never merged."""

import pytest

from zicht.knowledge.signal import ANSWER_STATES
from zicht.registers import read
from zicht.registers.quality import quality


def test_each_state_is_counted_apart(mapping):
    answers = [{rule.field: state for rule in mapping.rules} for state in (*ANSWER_STATES, "no")]
    found = quality(mapping, answers)
    assert found.rows == 6
    for field in found.fields:
        assert field.states == {"value": 1, "no": 2, "unknown": 1, "not_asked": 1, "refused": 1}
        assert field.complete == pytest.approx(0.5)


def test_no_rows_is_not_complete(mapping):
    assert {field.complete for field in quality(mapping, []).fields} == {0.0}


def test_only_valid_rows_count(write, mapping):
    data = write.text([write.row("1", Leeftijd=""), write.row("2", Naam=""), write.row("3", Soort="XX", Naam="")])
    found = read(data, mapping, write.TODAY).quality
    by_field = {field.field: field for field in found.fields}
    assert found.rows == 2
    assert (by_field["who"].states["unknown"], by_field["last_name"].states["not_asked"]) == (1, 1)
    assert by_field["who"].complete == by_field["last_name"].complete == 0.5
    assert by_field["who"].column == "Leeftijd"
