"""Further answers on the wire: per thing an object of answers, each a value or a state that is no value.

The shape of an answer is that of ``knowledge.schema``; its place in a list is the number of the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, create_model
from pydantic_core import CoreSchema, core_schema

from zicht.knowledge import standard
from zicht.knowledge.details import Detail
from zicht.knowledge.schema import answer_schema
from zicht.knowledge.signal import WIRE_STATES, Answer
from zicht.server.api.answers import MOST_SHOWN, Coded, read_day, wrong
from zicht.server.api.names import ENTITY_WIRE, STATE_WIRE, entity_name, wire

VALUE, STATE = "waarde", "antwoord"
MOST = 50


@dataclass(frozen=True, slots=True)
class FurtherAnswer:
    """The answer to one further field."""

    spec: standard.Field

    def _value(self, given: object) -> Answer:
        if self.spec.kind in ("code", "codes"):
            if isinstance(given, str) and given in WIRE_STATES:
                raise wrong("code.unknown", value=given[:MOST_SHOWN])  # a state stands under its own name
            if isinstance(given, list) != (self.spec.kind == "codes"):
                raise wrong("api.shape")
            return Coded(self.spec.codes, many=self.spec.kind == "codes").read(given)
        if self.spec.kind == "date":
            return Answer.of(read_day(given).isoformat())
        if not isinstance(given, str) or not given:
            raise wrong("api.shape")
        return Answer.of(given)

    def read(self, given: object) -> Answer:
        """``{"waarde": ...}`` or ``{"antwoord": state}``, never both."""
        if isinstance(given, Answer):
            return given
        if not isinstance(given, dict) or len(given) != 1 or set(given) - {VALUE, STATE}:
            raise wrong("api.shape")
        if VALUE in given:
            return self._value(given[VALUE])
        state = given[STATE]
        if not isinstance(state, str) or state not in WIRE_STATES:
            raise wrong("code.unknown", value=str(state)[:MOST_SHOWN])
        return Answer(WIRE_STATES[state])

    def write(self, answer: Answer) -> dict[str, Any]:
        """As it is sent."""
        if answer.state != "value":
            return {STATE: STATE_WIRE[answer.state]}
        if self.spec.kind in ("code", "codes"):
            return {VALUE: Coded(self.spec.codes, many=self.spec.kind == "codes").write(answer)}
        return {VALUE: answer.value}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self.write)
        )

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return answer_schema(self.spec)


def _config(title: str) -> ConfigDict:
    return ConfigDict(alias_generator=wire, extra="forbid", validate_by_name=True, frozen=True, title=title)


class _Thing(BaseModel):
    """Antwoorden over één ding; wat ontbreekt is niet gevraagd."""


def _thing(entity: str) -> type[BaseModel]:
    title = "Over" + ENTITY_WIRE[entity].capitalize()
    base = type(title, (_Thing,), {"model_config": _config(title), "__doc__": _Thing.__doc__, "__module__": __name__})
    answers: dict[str, Any] = {
        spec.id: (Annotated[Answer | None, FurtherAnswer(spec)], None)
        for spec in standard.detail_fields()
        if spec.entity == entity
    }
    return create_model(title, __base__=base, **answers)


THINGS: dict[str, type[BaseModel]] = {entity: _thing(entity) for entity in ENTITY_WIRE}
SEVERAL = frozenset(entity.id for entity in standard.entities() if entity.several)


def _parts() -> dict[str, Any]:
    for_one: dict[str, Any] = {
        entity: (thing | None, None) for entity, thing in THINGS.items() if entity not in SEVERAL
    }
    for_many: dict[str, Any] = {
        entity: (list[thing], Field(default_factory=list, max_length=MOST))  # type: ignore[valid-type]  # a model
        for entity, thing in THINGS.items()
        if entity in SEVERAL
    }
    return {entity_name(entity): part for entity, part in (for_one | for_many).items()}


class _Further(BaseModel):
    """Wat op de eerste antwoorden kan volgen. De plaats in een lijst is het nummer van het ding."""

    model_config = _config("Aanvullend")


FurtherShape: type[BaseModel] = create_model("FurtherShape", __base__=_Further, __doc__=_Further.__doc__, **_parts())


def _answers(thing: BaseModel, number: int) -> Iterator[Detail]:
    for field_id in type(thing).model_fields:
        answer = getattr(thing, field_id)
        if answer is not None:
            yield Detail(field_id, number, answer)


def details_of(given: BaseModel | None) -> tuple[Detail, ...]:
    """The further answers that were sent."""
    if given is None:
        return ()
    found: list[Detail] = []
    for entity in THINGS:
        part = getattr(given, entity_name(entity))
        things = part if entity in SEVERAL else [part] if part is not None else []
        for number, thing in enumerate(things, 1):
            found += _answers(thing, number)
    return tuple(found)


def further_shown(details: Iterable[Detail]) -> BaseModel:
    """The further answers as they are sent; a thing of which nothing may be seen keeps its place, empty."""
    answers: dict[str, dict[int, dict[str, Any]]] = {}
    for detail in details:
        answers.setdefault(detail.spec.entity, {}).setdefault(detail.number, {})[detail.field] = detail.answer
    parts: dict[str, Any] = {}
    for entity, numbered in answers.items():
        last = max(numbered) if entity in SEVERAL else 1
        made = [THINGS[entity].model_construct(**numbered.get(number, {})) for number in range(1, last + 1)]
        parts[entity_name(entity)] = made if entity in SEVERAL else made[0]
    return FurtherShape.model_construct(**parts)
