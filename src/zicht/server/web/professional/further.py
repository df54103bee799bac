"""The further answers that a form holds: which name is which field of which thing, and what is wrong with it.

Left empty is "not asked": nothing is kept. A date or a text has a second control, for the answers that are no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.details import Detail, check_details
from zicht.knowledge.signal import WIRE_STATES, Answer
from zicht.server.web.professional.given import Given, Reader, form_name

FURTHER, STATE, COUNT = "meer_", "_antwoord", "meer_aantal_"
MOST_THINGS = 9
# The form asks about one person, the possible victim; through the API there may be more.
ONE = frozenset({"exploitation", "person"})
CAPITALS = frozenset({"postcode", "plate", "phase_country"})


def detail_name(spec: standard.Field, number: int) -> str:
    """The name in the form of a further field of the ``number``-th (from 1) of its entity."""
    return f"{FURTHER}{form_name(spec)}_{number}"


def most(entity: str) -> int:
    """How many of an entity the form takes."""
    return 1 if entity in ONE else MOST_THINGS


def _names() -> Iterator[tuple[str, standard.Field, int]]:
    for spec in standard.detail_fields():
        for number in range(1, most(spec.entity) + 1):
            yield detail_name(spec, number), spec, number


def _typed(reader: Reader, name: str, spec: standard.Field) -> Answer | None:
    """A date or a text, or the answer that stands in its place; None when neither is there."""
    text, state = reader.text(name), reader.form.one(name + STATE)
    if text and state:
        reader.wrong(name, "professional.value_and_unknown")
    if not text:
        return Answer(WIRE_STATES[state]) if state in WIRE_STATES else None
    if spec.kind == "date":
        day = reader.read_date(name, text)
        return Answer.of(day.isoformat()) if day else None
    return Answer.of(text.upper() if spec.id in CAPITALS else text)


def _answer(reader: Reader, name: str, spec: standard.Field) -> Answer | None:
    if spec.kind in ("date", "text"):
        return _typed(reader, name, spec)
    return reader.coded(name, spec.codes) if reader.form.all(name) else None


def read_details(reader: Reader) -> tuple[Detail, ...]:
    """Every further answer of a form; what is wrong with its shape is noted at its name."""
    found = ((spec, number, _answer(reader, name, spec)) for name, spec, number in _names())
    return tuple(Detail(spec.id, number, answer) for spec, number, answer in found if answer is not None)


def detail_problems(
    details: Sequence[Detail], today: date, *, perpetrators_on: bool = False
) -> Iterator[tuple[str, Problem]]:
    """What is wrong with further answers, each at its name: a problem names its field, not which of several things."""
    names = {(spec.id, number): name for name, spec, number in _names()}
    things: dict[tuple[str, int], list[Detail]] = {}
    for detail in details:
        things.setdefault((detail.spec.entity, detail.number), []).append(detail)
    for (_, number), answers in things.items():
        for problem in check_details(answers, today, perpetrators_on=perpetrators_on):
            yield names[problem.field, number], problem


def shown_numbers(form: Given, entity: str) -> int:
    """How many of an entity the page shows: as many as were asked for or filled in, and at least one."""
    sent = form.one(COUNT + entity)
    asked = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else 1
    filled = [
        number
        for name, spec, number in _names()
        if spec.entity == entity and (form.all(name) or form.all(name + STATE))
    ]
    return min(max(1, asked, *filled), most(entity))
