"""Correcting on the wire: any part of a signal with the version seen and the reason; and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError

from zicht.errors import InputProblems
from zicht.knowledge.signal import SignalDraft
from zicht.server.api.answers import Code, Text
from zicht.server.api.names import GROUP_WIRE
from zicht.server.api.reading import draft_and_problems, form_problems, parse, with_unknown
from zicht.server.api.shapes import Group, Shape, Utc
from zicht.server.api.showing import follow_up_line, shown
from zicht.server.signals.actions.correct import NOTE_MOST, Reason
from zicht.server.signals.history import Corrected, GroupChange, History, Registered
from zicht.server.signals.queries import FollowUpRow, SignalView


class Why(Shape):
    """Wat er verandert aan een signaal, met `versie` zoals u het zag en de reden."""

    model_config = ConfigDict(title="Reden")
    version: Annotated[str, Text(40)]
    why: Annotated[str, Code("correction")]
    why_note: Annotated[str, Text(NOTE_MOST)] = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A correction as it was sent: what the signal is to say, the version that was seen, and why."""

    draft: SignalDraft
    seen: str
    reason: Reason


ASIDE = {str(field.alias) for field in Why.model_fields.values()}


def read_change(body: bytes, kept: Mapping[str, Any], today: date, *, perpetrators_on: bool = False) -> Change:
    """The correction in a request's body, of a signal as it would be sent; ``InputProblems`` with everything wrong."""
    given = parse(body)
    aside = {name: value for name, value in given.items() if name in ASIDE}
    rest = {name: value for name, value in given.items() if name not in ASIDE}
    draft, problems = draft_and_problems(with_unknown(kept) | rest, today, perpetrators_on=perpetrators_on)
    try:
        why = Why.model_validate(aside, by_alias=True, by_name=False)
    except ValidationError as error:
        raise InputProblems((*form_problems(error), *problems)) from None
    reason = Reason(why.why, why.why_note)
    if found := (*reason.problems(), *problems):
        raise InputProblems(found)
    return Change(draft, why.version, reason)


class ChangeShape(Shape):
    """Eén veldgroep vóór en na een verbetering: alleen wat veranderde, in de vorm waarin het signaal het heeft."""

    model_config = ConfigDict(title="Wijziging")
    group: Group
    before: dict[str, Any]
    after: dict[str, Any]


class EventShape(Shape):
    """Iets wat er met het signaal gebeurde. `soort` is *geregistreerd*, *verbeterd*, *weging* of *uitkomst*."""

    model_config = ConfigDict(title="Gebeurtenis")
    kind: Annotated[str, Field(json_schema_extra={"enum": ["geregistreerd", "verbeterd", "weging", "uitkomst"]})]
    at: Utc
    by: str
    standard: str = ""
    why: Annotated[str, Code("correction")] = ""
    why_note: str = ""
    changes: list[ChangeShape] = Field(default_factory=list)
    code: str = ""
    note: str = ""


class HistoryShape(Shape):
    """De geschiedenis van een signaal, oudste eerst, voor zover verstrekt."""

    model_config = ConfigDict(title="Geschiedenis")
    events: list[EventShape]


def _sent(seen: SignalView) -> dict[str, Any]:
    return shown(seen).model_dump(by_alias=True, exclude_unset=True, mode="json")


def _change(change: GroupChange) -> ChangeShape:
    before, after = _sent(change.before), _sent(change.after)
    names = [name for name in (before | after) if before.get(name) != after.get(name)]
    was, is_now = ({name: side[name] for name in names if name in side} for side in (before, after))
    return ChangeShape.model_construct(group=GROUP_WIRE[change.group], before=was, after=is_now)


def _event(event: Registered | Corrected | FollowUpRow) -> EventShape:
    if isinstance(event, Registered):
        return EventShape.model_construct(kind="geregistreerd", at=event.at, by=event.name, standard=event.standard)
    if isinstance(event, Corrected):
        changes = [_change(change) for change in event.changes]
        return EventShape.model_construct(
            kind="verbeterd",
            at=event.at,
            by=event.name,
            standard=event.standard,
            why=event.why,
            why_note=event.note,
            changes=changes,
        )
    line = follow_up_line(event)
    return EventShape.model_construct(kind=line.kind, at=line.at, by=line.by, code=line.code, note=line.note)


def history_shown(found: History) -> HistoryShape:
    """A history."""
    return HistoryShape.model_construct(events=[_event(event) for event in found.events])
