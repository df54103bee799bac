"""The JSON Schema says the same as the standard, and a value is never a state."""

import jsonschema
import pytest

from zicht.knowledge import standard
from zicht.knowledge.schema import json_schema
from zicht.knowledge.signal import WIRE_STATES

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
REQUIRED = {f.wire: {"antwoord": "onbekend"} for f in standard.fields() if f.required}


def value_of(spec):
    if spec.kind == "date":
        return "2026-11-24"
    if spec.kind == "text":
        return "x"
    first = standard.codes(spec.codes)[0].wire
    return [first] if spec.kind == "codes" else first


def signal_with(spec, answer):
    if spec.entity == "signal":
        return REQUIRED | {spec.wire: answer}
    several = next(e.several for e in standard.entities() if e.id == spec.entity)
    return REQUIRED | {spec.entity: [{spec.wire: answer}] if several else {spec.wire: answer}}


def test_it_is_a_schema_and_names_its_version():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith(standard.version())


def test_a_signal_of_eight_unknowns_is_a_signal_and_a_silent_one_is_not():
    assert VALIDATOR.is_valid(REQUIRED)
    for wire in REQUIRED:
        assert not VALIDATOR.is_valid({k: v for k, v in REQUIRED.items() if k != wire})


@pytest.mark.parametrize("spec", standard.every_field(), ids=lambda spec: f"{spec.entity}-{spec.id}")
def test_every_field_takes_a_value_or_a_state_and_never_both(spec):
    value = {"waarde": value_of(spec)}
    assert VALIDATOR.is_valid(signal_with(spec, value))
    for state in WIRE_STATES:
        assert VALIDATOR.is_valid(signal_with(spec, {"antwoord": state}))
        assert not VALIDATOR.is_valid(signal_with(spec, value | {"antwoord": state}))
    assert not VALIDATOR.is_valid(signal_with(spec, {"waarde": 5}))
    assert not VALIDATOR.is_valid(signal_with(spec, {}))


def test_a_field_that_the_standard_does_not_know_is_refused():
    assert not VALIDATOR.is_valid(REQUIRED | {"bsn": {"waarde": "1"}})
    assert not VALIDATOR.is_valid(REQUIRED | {"person": [{"bsn": {"waarde": "1"}}]})
