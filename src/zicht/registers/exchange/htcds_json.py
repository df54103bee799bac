"""HTCDS as JSON: objects by prefix, several values as arrays, with a schema. HTCDS defines no wire format: this is ours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from zicht.errors import InputProblems, Problem
from zicht.knowledge.answers import ANSWER_STATES, AnswerState
from zicht.registers.exchange.case import ABOUT, ALSO_OTHER, EXTRAS, SINGLE, STATES, Case, Quarantined, Thing
from zicht.registers.exchange.htcds_csv import ReadCases
from zicht.registers.exchange.said import field_of
from zicht.registers.exchange.tables import (
    HtcdsField,
    about,
    alpha_3,
    extensions,
    htcds_codes,
    htcds_field,
    htcds_fields,
    languages,
    prefixes,
)
from zicht.registers.exchange.values import canonical

SCHEMA = "zicht.htcds/1"


def _shown(field: HtcdsField, values: tuple[str, ...]) -> Any:
    if field.several:
        return list(values)
    match field.kind:
        case "checkbox":
            return values[0] == "true"
        case _:
            return values[0]


def _thing(thing: Thing) -> dict[str, Any]:
    shown = {name: _shown(htcds_field(name), values) for name, values in thing.values.items()}
    return shown | ({ABOUT: thing.about} if thing.about else {})


def _beside(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {name: True for name in sorted(case.extensions)} | dict(case.extras)
    if case.states:
        found[STATES] = dict(case.states)
    if case.also_other:
        found[ALSO_OTHER] = sorted(case.also_other)
    return found


def _case(case: Case) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": case.id}
    for prefix, things in case.things.items():
        listed = [_thing(thing) for thing in things]
        shown[prefix] = listed[0] if prefix in SINGLE else listed
    beside = _beside(case)
    return shown | ({"x": beside} if beside else {})


def as_json(cases: Iterable[Case], told: Mapping[str, Any]) -> bytes:
    """The document; ``told`` is what it says of itself beside standard and version (profile, who, when, why)."""
    standard = {"standard": "HTCDS", "htcds": about("htcds")["version"], "extensions": about("extensions")["version"]}
    document = {"schema": SCHEMA, **standard, **told, "cases": [_case(case) for case in cases]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


class _Case:
    """One case under way."""

    def __init__(self, given: Mapping[str, Any], number: int) -> None:
        self.given = given
        self.id = str(given.get("id") or number)
        self.kept_out: list[Quarantined] = []

    def keep_out(self, name: str, raw: object, reason: str) -> None:
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
        self.kept_out.append(Quarantined(self.id, name, text, reason))

    def things(self) -> dict[str, tuple[Thing, ...]]:
        found: dict[str, tuple[Thing, ...]] = {}
        for prefix, listed in self.given.items():
            if prefix in ("id", "x"):
                continue
            if prefix not in prefixes():
                self.keep_out(prefix, listed, "unknown_column")
                continue
            read = tuple(self._read(prefix, listed))
            if read:
                found[prefix] = read
        return found

    def _read(self, prefix: str, listed: Any) -> Iterator[Thing]:
        for each in listed if isinstance(listed, list) else [listed]:
            if isinstance(each, dict):
                yield self._thing(prefix, each)
            else:
                self.keep_out(prefix, each, "not_this_shape")

    def _thing(self, prefix: str, given: Mapping[str, Any]) -> Thing:
        values: dict[str, tuple[str, ...]] = {}
        for name, raw in given.items():
            field = htcds_fields().get(name)
            if name == ABOUT:
                continue
            if field is None or field.prefix != prefix:
                self.keep_out(name, raw, "unknown_column")
            elif found := self._values(field, raw):
                values[field.now or name] = found
        return Thing(values, _about(given.get(ABOUT)))

    def _values(self, field: HtcdsField, raw: Any) -> tuple[str, ...]:
        found: list[str] = []
        for each in raw if isinstance(raw, list) else [raw]:
            text = json.dumps(each) if isinstance(each, bool | int | float) else each
            value = canonical(field, text) if isinstance(text, str) else None
            if value is None:
                self.keep_out(field.name, each, "unknown_code" if field.list else "not_this_shape")
            elif value not in found:
                found.append(value)
        if len(found) > 1 and not field.several:
            for value in found:
                self.keep_out(field.name, value, "one_only")
            return ()
        return tuple(found)

    def beside(self) -> Mapping[str, Any]:
        """What stands beside HTCDS, as far as it is ours; the rest is kept out."""
        given = self.given.get("x", {})
        if not isinstance(given, dict):
            self.keep_out("x", given, "not_this_shape")
            return {}
        found: dict[str, Any] = {}
        for name, raw in given.items():
            if self._is_ours(name, raw):
                found[name] = raw
            else:
                self.keep_out(name, raw, "unknown_column")
        return found

    def _is_ours(self, name: str, raw: Any) -> bool:
        if name == STATES:
            return isinstance(raw, dict) and all(_is_state(key, state) for key, state in raw.items())
        if name == ALSO_OTHER:
            return isinstance(raw, list) and all(one in htcds_fields() for one in raw)
        return (name in extensions() and raw is True) or (name in EXTRAS and isinstance(raw, str))

    def built(self) -> Case:
        things, beside = self.things(), self.beside()
        return Case(
            self.id,
            things,
            frozenset(name for name in beside if name in extensions()),
            frozenset(beside.get(ALSO_OTHER, ())),
            cast(Mapping[str, AnswerState], beside.get(STATES, {})),
            {name: beside[name] for name in EXTRAS if name in beside},
        )


def _about(raw: Any) -> str:
    """``phase#2`` when it is that; anything else says nothing, and the thing goes by its prefix."""
    entity, _, number = str(raw or "").partition("#")
    return f"{entity}#{number}" if entity in _ABOUT and number.isdigit() and int(number) > 0 else ""


_ABOUT = frozenset({"signal", "phase", "place", "notification", "business", "person"})


def _is_state(key: Any, state: Any) -> bool:
    field_id, _, number = str(key).partition("#")
    known = field_id in {spec.id for spec in _coded_fields()}
    return known and state in ANSWER_STATES and state != "value" and (not number or number.isdigit())


def _coded_fields() -> Iterator[Any]:
    from zicht.knowledge import standard

    return (field_of(spec.id) for spec in standard.every_field() if spec.htcds)


def read_json(data: bytes) -> ReadCases:
    """Read such a document. ``InputProblems`` when it is none; what is unknown in a case is quarantined."""
    try:
        document = json.loads(data)
        listed = document["cases"]
        cases = [_Case(dict(given), number) for number, given in enumerate(listed, 1)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputProblems((Problem("exchange.no_htcds"),)) from error
    built = tuple(case.built() for case in cases)
    return ReadCases(built, tuple(one for case in cases for one in case.kept_out))


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
