"""The standard as JSON Schema (draft 2020-12): what a signal looks like in the API and in files."""

from __future__ import annotations

from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.signal import WIRE_STATES
from zicht.knowledge.standard import Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _value(spec: Field) -> dict[str, Any]:
    if spec.kind == "date":
        return {"type": "string", "format": "date"}
    if spec.kind == "text":
        return {"type": "string", "minLength": 1, "maxLength": spec.max_length}
    one = {"type": "string", "enum": [code.wire for code in standard.codes(spec.codes)]}
    return {"type": "array", "items": one, "minItems": 1, "uniqueItems": True} if spec.kind == "codes" else one


def answer_schema(spec: Field) -> dict[str, Any]:
    """A value, or one of the four states that are not a value: never merged, so a schema of its own."""
    states = {"type": "object", "properties": {"antwoord": {"enum": list(WIRE_STATES)}}, "required": ["antwoord"]}
    value = {"type": "object", "properties": {"waarde": _value(spec)}, "required": ["waarde"]}
    told = {"title": spec.nl, "description": spec.meaning_nl, "x-field-group": spec.group, "x-id": spec.id}
    return told | {"oneOf": [dict(value, additionalProperties=False), dict(states, additionalProperties=False)]}


def _thing(specs: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {spec.wire: answer_schema(spec) for spec in specs},
        "additionalProperties": False,
    }


def json_schema() -> dict[str, Any]:
    """The whole standard. A signal has its own answers, and per entity one object or an array of them."""
    signal = _thing(standard.fields())
    signal["required"] = [spec.wire for spec in standard.fields() if spec.required]
    for entity in standard.entities():
        specs = tuple(f for f in (*standard.part_fields(), *standard.detail_fields()) if f.entity == entity.id)
        thing = _thing(specs) | {"title": entity.nl}
        signal["properties"][entity.id] = {"type": "array", "items": thing} if entity.several else thing
    return {
        "$schema": DIALECT,
        "$id": f"urn:zicht:standaard:{standard.version()}",
        "title": "Zicht registratiestandaard",
        **signal,
    }
