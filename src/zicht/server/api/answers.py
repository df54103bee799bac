"""Answers on the wire: a code of the standard or one of the states, an own type per kind of answer.

Reading never stops at the first thing wrong: each value raises its own error, the model collects them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import NOT_ASKED, WIRE_STATES, Answer, AnswerState
from zicht.server.api.names import OBSERVED, STATE_WIRE

MOST_SHOWN = 40


def wrong(rule: str, **params: str | int) -> PydanticCustomError:
    """An error that names the rule; its sentence stands under the same key as a ``Problem``'s."""
    return PydanticCustomError(rule, "see rule", params)


def _of_list(list_name: str) -> dict[str, str]:
    return {code.wire: code.id for code in standard.codes(list_name)}


def wire_of(list_name: str, kept: str) -> str:
    """The wire code of a kept coded answer: of its value, or of the state that is not a value."""
    if kept in STATE_WIRE:
        return STATE_WIRE[kept]
    return next(code.wire for code in standard.codes(list_name) if code.id == kept)


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded answer of a code list. ``many``: a list of codes; ``required``: in the eight, so never *not asked*."""

    codes: str
    many: bool = False
    required: bool = False

    def read(self, given: object) -> Answer:
        """What was sent as an answer; a state stands alone, never in a list."""
        if isinstance(given, str) and given in WIRE_STATES:
            return Answer(WIRE_STATES[given])
        sent = given if self.many and isinstance(given, list) else [given]
        values = [value for value in sent if isinstance(value, str)]
        if not values or len(values) < len(sent):
            raise wrong("api.shape")
        known = _of_list(self.codes)
        for value in values:
            if value not in known:
                raise wrong("code.unknown", value=value[:MOST_SHOWN])
        return Answer.of(*(known[value] for value in values))

    def write(self, answer: Answer) -> str | list[str]:
        """An answer as it is sent."""
        if answer.state != "value":
            return STATE_WIRE[answer.state]
        found = [wire_of(self.codes, value) for value in answer.values]
        return found if self.many else found[0]

    def schema(self) -> dict[str, Any]:
        """JSON Schema."""
        states = [wire for wire, state in WIRE_STATES.items() if not (self.required and state == "not_asked")]
        codes = [*_of_list(self.codes)]
        if not self.many:
            return {"type": "string", "enum": [*codes, *states]}
        many = {"type": "array", "items": {"type": "string", "enum": codes}, "minItems": 1, "uniqueItems": True}
        return {"anyOf": [many, {"type": "string", "enum": states}]}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _core(self.read, self.write)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.schema()


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list, without the states; ``off`` are codes that the product does not take yet."""

    codes: str
    off: frozenset[str] = frozenset()

    def read(self, given: object) -> str:
        """The code's id."""
        found = _of_list(self.codes).get(given) if isinstance(given, str) else None
        if found is None:
            raise wrong("code.unknown", value=str(given)[:MOST_SHOWN])
        return found

    def write(self, code: str) -> str:
        """The code's wire form."""
        return wire_of(self.codes, code)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _core(self.read, self.write)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        codes = [code.wire for code in standard.codes(self.codes) if code.id not in self.off]
        return {"type": "string", "enum": codes}


@dataclass(frozen=True, slots=True)
class Named:
    """A code of ours under its name on the wire."""

    names: tuple[tuple[str, str], ...]

    def read(self, given: object) -> str:
        """The code."""
        found = {wire: code for code, wire in self.names}.get(given) if isinstance(given, str) else None
        if found is None:
            raise wrong("code.unknown", value=str(given)[:MOST_SHOWN])
        return found

    def write(self, code: str) -> str:
        """Its name on the wire."""
        return dict(self.names)[code]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _core(self.read, self.write)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [wire for _, wire in self.names]}


@dataclass(frozen=True, slots=True)
class Observed:
    """Whether a sign was seen: yes, or a state."""

    def read(self, given: object) -> AnswerState:
        """The state."""
        if not isinstance(given, str) or given not in OBSERVED:
            raise wrong("code.unknown", value=str(given)[:MOST_SHOWN])
        return OBSERVED[given]

    def write(self, state: AnswerState) -> str:
        """Its wire form."""
        return next(wire for wire, found in OBSERVED.items() if found == state)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _core(self.read, self.write)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(OBSERVED)}


class Sign:
    """An indicator of the catalogue."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [item.id for item in indicators()]}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of a signal, or why there is none."""

    day: date | None = None
    state: AnswerState = "not_asked"

    @classmethod
    def read(cls, given: object) -> Moment:
        """A date (ISO 8601) or a state."""
        if isinstance(given, Moment):
            return given
        if isinstance(given, str) and given in WIRE_STATES:
            return cls(None, WIRE_STATES[given])
        return cls(read_day(given), "value")

    def write(self) -> str:
        """As it is sent."""
        return self.day.isoformat() if self.day else STATE_WIRE[self.state]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _core(cls.read, cls.write)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        states = [wire for wire, state in WIRE_STATES.items() if state != NOT_ASKED.state]
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "enum": states}]}


def read_day(given: object) -> date:
    """A date without time, as the standard for dates of the API rules has it."""
    if isinstance(given, str):
        try:
            found = date.fromisoformat(given)
        except ValueError:
            pass
        else:
            if found.isoformat() == given:  # Python also reads days of a week, as 2026-W02-6
                return found
    raise wrong("api.date", value=str(given)[:MOST_SHOWN])


class Day:
    """A date, or null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.nullable_schema(_core(read_day, date.isoformat))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Text:
    """Text of at most so many characters."""

    most: int

    def read(self, given: str) -> str:
        """The text, if it is not too long."""
        if len(given) > self.most:
            raise wrong("text.long", most=self.most, length=len(given))
        return given

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


def _core(read: Any, write: Any) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        read, serialization=core_schema.plain_serializer_function_ser_schema(write)
    )
