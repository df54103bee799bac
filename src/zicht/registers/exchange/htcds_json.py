"""HTCDS as JSON: objects by prefix, several values as arrays. HTCDS defines no wire format: this one is ours.

Its schema is in ``htcds_schema``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from zicht.errors import InputProblems, Problem
from zicht.knowledge import standard
from zicht.knowledge.answers import ANSWER_STATES, AnswerState
from zicht.registers.exchange.case import ABOUT, ALSO_OTHER, EXTRAS, SINGLE, STATES, Case, Quarantined, Thing
from zicht.registers.exchange.htcds_csv import ReadCases
from zicht.registers.exchange.tables import (
    HtcdsField,
    about,
    extensions,
    htcds_field,
    htcds_fields,
    prefixes,
)
from zicht.registers.exchange.values import canonical

SCHEMA = "zicht.htcds/1"


def _shown(field: HtcdsField, values: tuple[str, ...]) -> Any:
    if field.several:
        return list(values)
    return values[0] == "true" if field.kind == "checkbox" else values[0]


def _thing(thing: Thing) -> dict[str, Any]:
    shown = {name: _shown(htcds_field(name), values) for name, values in thing.values.items()}
    return shown | ({ABOUT: thing.about} if thing.about else {})


def _beside(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(sorted(case.extensions), True) | dict(case.extras)
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
    known = {spec.id for spec in standard.every_field() if spec.htcds}
    return field_id in known and state in ANSWER_STATES and state != "value" and (not number or number.isdigit())


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
