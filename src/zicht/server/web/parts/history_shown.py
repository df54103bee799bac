"""The history of a signal for people: what happened, by whom, when and why, old beside new in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.signals.history import Corrected, GroupChange, History, Registered
from zicht.server.signals.queries import FollowUpRow, SignalView
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import Section, follow_up_line, sections


@dataclass(frozen=True, slots=True)
class Replaced:
    """One line of a correction: the question, what stood there and what stands there now; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EventShown:
    """One thing that happened."""

    what: str
    at: str
    who: str
    why: str = ""
    note: str = ""
    replaced: tuple[Replaced, ...] = ()
    standard: str = ""


def _rows(section: Section) -> Iterator[tuple[str, str]]:
    """A table of a section as lines: what heads a row, and the rest of it in words."""
    if section.table:
        for row in section.table.rows:
            head, *rest = (cell.text for cell in row)
            label = f"{section.table.columns[0].label} {head}" if head.isdigit() else head
            yield label, ", ".join(text for text in rest if text not in ("", "–"))


def _lines(signal: SignalView, language: Language) -> dict[str, str]:
    """Everything in a signal of which one group is there, by its label; a label that stands twice holds both."""
    found: dict[str, list[str]] = {}
    for section in sections(signal, language):
        facts = [(fact.label, fact.value) for fact in (*section.facts, *section.further)]
        for label, text in (*facts, *_rows(section), (section.title, section.text)):
            if text:
                found.setdefault(label, []).append(text)
    return {label: "; ".join(texts) for label, texts in found.items()}


def replaced(change: GroupChange, language: Language) -> tuple[Replaced, ...]:
    """What a correction changed in one group, line by line."""
    before, after = _lines(change.before, language), _lines(change.after, language)
    labels = dict.fromkeys((*before, *after))
    return tuple(
        Replaced(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    )


def _corrected(event: Corrected, made_under: str, language: Language) -> EventShown:
    return EventShown(
        _("Verbeterd"),
        moment(event.at),
        event.name,
        standard.label("correction", event.why, language),
        event.note,
        tuple(line for change in event.changes for line in replaced(change, language)),
        event.standard if event.standard != made_under else "",
    )


def _event(event: Registered | Corrected | FollowUpRow, made_under: str, language: Language) -> EventShown:
    if isinstance(event, Registered):
        return EventShown(_("Vastgelegd"), moment(event.at), event.name)
    if isinstance(event, Corrected):
        return _corrected(event, made_under, language)
    return EventShown(follow_up_line(event, language), moment(event.at), event.name, note=event.note)


def history_shown(found: History, language: Language) -> tuple[EventShown, ...]:
    """Everything that happened, oldest first."""
    return tuple(_event(event, found.registered.standard, language) for event in found.events)
