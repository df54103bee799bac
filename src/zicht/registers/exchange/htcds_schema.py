"""JSON Schema (draft 2020-12) of the HTCDS document: only codes in force, nothing unknown."""

from __future__ import annotations

from typing import Any

from zicht.knowledge.answers import ANSWER_STATES
from zicht.registers.exchange.case import ABOUT, ALSO_OTHER, EXTRAS, SINGLE, STATES
from zicht.registers.exchange.htcds_json import SCHEMA
from zicht.registers.exchange.tables import (
    HtcdsField,
    about,
    alpha_3,
    extensions,
    htcds_codes,
    htcds_fields,
    languages,
    prefixes,
)


def _schema_of(field: HtcdsField) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string", "minLength": 1}
    match field.kind:
        case "code" | "codes":
            one = {"enum": [code.id for code in htcds_codes(field.list).values() if code.valid_to is None]}
        case "date":
            one = {"type": "string", "format": "date"}
        case "checkbox":
            one = {"type": "boolean"}
        case "number":
            one = {"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,15})?$"}
        case "country" | "countries":
            one = {"enum": sorted(alpha_3())}
        case "language":
            one = {"enum": sorted(languages())}
    shape = {"type": "array", "items": one, "minItems": 1, "uniqueItems": True} if field.several else one
    return {"title": field.label, **shape}


def _schema_of_things(prefix: str) -> dict[str, Any]:
    fields = [one for one in htcds_fields().values() if one.prefix == prefix and one.status != "retired"]
    properties = {one.name: _schema_of(one) for one in fields}
    if prefix not in SINGLE:
        properties[ABOUT] = {"type": "string", "pattern": r"^[a-z]+#[1-9]\d*$"}
    thing = {"type": "object", "properties": properties, "additionalProperties": False}
    return thing if prefix in SINGLE else {"type": "array", "items": thing, "minItems": 1}


def _schema_beside() -> dict[str, Any]:
    states = [state for state in ANSWER_STATES if state != "value"]
    properties: dict[str, Any] = {one.name: {"const": True, "description": one.reason} for one in extensions().values()}
    properties |= {name: {"type": "string"} for name in EXTRAS}
    properties[STATES] = {"type": "object", "additionalProperties": {"enum": states}}
    properties[ALSO_OTHER] = {"type": "array", "items": {"enum": list(htcds_fields())}}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the document that ``as_json`` writes: only codes in force, nothing unknown."""
    case = {
        "type": "object",
        "properties": {"id": {"type": "string", "minLength": 1}, "x": _schema_beside()}
        | {prefix: _schema_of_things(prefix) for prefix in prefixes()},
        "required": ["id"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:zicht:htcds:{about('htcds')['version']}:{about('extensions')['version']}",
        "title": "HTCDS 2.0 person-cases",
        "description": about("htcds")["source"],
        "type": "object",
        "properties": {"schema": {"const": SCHEMA}, "cases": {"type": "array", "items": case}},
        "required": ["schema", "cases"],
    }
