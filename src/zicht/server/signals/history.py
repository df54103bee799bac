"""Everything that happened to a signal, in order of time, as far as its reader may see it.

A reader sees what changed in the field groups that are granted, and learns nothing of changes in the others: that
something was changed there would tell that something is there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zicht.knowledge.signal import SignalDraft
from zicht.knowledge.standard import FIELD_GROUPS, FieldGroup
from zicht.server.door.fill import purposes_of
from zicht.server.door.models import Record
from zicht.server.door.view import NotVisible, Sight, View, visible
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Member
from zicht.server.signals.before import BEFORE, Before, NarrativeBefore
from zicht.server.signals.contents import Content, contents, draft_in_part, in_order, parts_of
from zicht.server.signals.queries import FollowUpRow, SignalView, follow_ups, signal_view
from zicht.server.signals.versions import correctable, version_of


@dataclass(frozen=True, slots=True)
class Registered:
    """That the signal was registered. ``name`` is there for members of one's own organisation only."""

    at: datetime
    name: str
    standard: str


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One field group before and after a correction: signals of which only this group is there."""

    group: FieldGroup
    before: SignalView
    after: SignalView


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction: who, when, why (a code; the note where narrative is granted), and what became what."""

    at: datetime
    name: str
    why: str
    note: str
    standard: str
    changes: tuple[GroupChange, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What happened, oldest first."""

    signal: SignalView
    registered: Registered
    corrected: tuple[Corrected, ...]
    follow_up: tuple[FollowUpRow, ...]

    @property
    def events(self) -> tuple[Registered | Corrected | FollowUpRow, ...]:
        """Everything in order of time."""
        later: list[Corrected | FollowUpRow] = [*self.corrected, *self.follow_up]
        return (self.registered, *sorted(later, key=lambda event: event.at))


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """A signal to be corrected: as it is now, and the version that this is."""

    signal: SignalView
    version: str


def to_correct(actor: Actor, record: uuid.UUID) -> ToCorrect | None:
    """A signal with its version, for whoever may correct it; None for who may see it and not correct it."""
    with visible(actor, "signals.to_correct") as view:
        sight = view.one(record, "signal")
        if not correctable(actor, sight):
            return None
        return ToCorrect(signal_view(view, sight), version_of(sight))


def content_now(signal: SignalView) -> Mapping[FieldGroup, Content]:
    """What the groups that are granted hold now."""
    channel = signal.core.channel if signal.core else ""
    return {group: found for group, found in contents(draft_in_part(signal), channel).items() if group in signal.groups}


def kept_before(view: View, sight: Sight) -> list[Before]:
    """Every row of history in the groups that are granted, in the order of the corrections of each group."""
    rows = (row for table in BEFORE for row in view.rows(table, [sight])[sight.record])
    return sorted(rows, key=lambda row: (FIELD_GROUPS.index(row.FIELD_GROUP), row.number))


def _opened(view: View, sight: Sight, row: Before) -> Content:
    found: Content = view.unseal(sight.record, row.sealed, f"{row._meta.db_table}:{row.id}")
    return found


def _only(signal: SignalView, group: FieldGroup, content: Content) -> SignalView:
    """A signal of which one group is there, as it was."""
    bare = SignalView(
        signal.record, signal.state, signal.received_at, signal.acute, signal.due, frozenset({group}), signal.rules
    )
    return replace(bare, **parts_of(group, content))


def _changes(view: View, sight: Sight, signal: SignalView, rows: list[Before]) -> Iterator[tuple[Before, GroupChange]]:
    """Each row with what came in its place: the next one of its group, or what holds now."""
    now = content_now(signal)
    for place, row in enumerate(rows):
        later = rows[place + 1] if place + 1 < len(rows) else None
        group = row.FIELD_GROUP
        same = later is not None and group == later.FIELD_GROUP
        after = _opened(view, sight, later) if same and later is not None else now.get(group)
        if after is not None:
            before = _only(signal, group, _opened(view, sight, row))
            yield row, GroupChange(group, before, _only(signal, group, after))


def _note(view: View, sight: Sight, rows: Iterable[Before]) -> str:
    for row in rows:
        if isinstance(row, NarrativeBefore) and row.note:
            return str(view.unseal(sight.record, row.note, f"note:{row.id}"))
    return ""


def corrections(view: View, sight: Sight, signal: SignalView) -> tuple[Corrected, ...]:
    """The corrections of what is granted, oldest first."""
    found: dict[uuid.UUID, list[tuple[Before, GroupChange]]] = {}
    for row, change in _changes(view, sight, signal, kept_before(view, sight)):
        found.setdefault(row.correction, []).append((row, change))
    made = (
        Corrected(
            rows[0][0].at,
            rows[0][0].name,
            rows[0][0].why,
            _note(view, sight, (row for row, _ in rows)),
            rows[0][0].standard,
            tuple(change for _, change in rows if change.before != change.after),
        )
        for rows in found.values()
    )
    return tuple(sorted(made, key=lambda one: one.at))


def _registered(view: View, sight: Sight) -> Registered:
    record = Record.objects.get(id=sight.record)
    own = Member.objects.filter(organisation_id=view.actor.organisation, id=record.made_by)
    return Registered(record.received_at, next(iter(own.values_list("full_name", flat=True)), ""), record.standard)


def history_seen(view: View, sight: Sight) -> History:
    """The history of a signal that is visible already."""
    signal = signal_view(view, sight)
    return History(signal, _registered(view, sight), corrections(view, sight, signal), follow_ups(view, sight) or ())


def _purposes(actor: Actor) -> tuple[str, ...]:
    """What a signal may be there for: its weighing, and for a partner what it was referred for."""
    return ("weighing", *(purposes_of(actor) if actor.role == "partner" else ()))


def history(actor: Actor, record: uuid.UUID) -> History:
    """The history of one signal; ``NotVisible`` when the signal is not there for this actor."""
    *others, last = _purposes(actor)
    for purpose in others:
        try:
            return _history(actor, record, purpose)
        except NotVisible:
            continue
    return _history(actor, record, last)


def _history(actor: Actor, record: uuid.UUID, purpose: str) -> History:
    with visible(actor, "signals.history", purpose) as view:
        return history_seen(view, view.one(record, "signal"))


def _as_registered(view: View, sight: Sight) -> SignalView:
    signal = signal_view(view, sight)
    first: dict[FieldGroup, Before] = {}
    for row in kept_before(view, sight):
        first.setdefault(row.FIELD_GROUP, row)
    parts = {group: parts_of(group, _opened(view, sight, row)) for group, row in first.items()}
    if not parts:
        return signal
    whole = {group: parts_of(group, content) for group, content in content_now(signal).items()} | parts
    details = tuple(detail for found in whole.values() for detail in found.pop("details"))
    for found in whole.values():
        signal = replace(signal, **found)
    return replace(signal, details=in_order(details))


def open_as_registered(actor: Actor, record: uuid.UUID) -> SignalView:
    """One signal as it was registered, before any correction; ``NotVisible`` when it is not there for this actor."""
    with visible(actor, "signals.history") as view:
        return _as_registered(view, view.one(record, "signal"))


def differences(signal: SignalView, draft: SignalDraft) -> tuple[GroupChange, ...]:
    """What a draft would change of a signal, in the groups that are seen."""
    now, channel = content_now(signal), signal.core.channel if signal.core else ""
    wanted = contents(draft, channel)
    return tuple(
        GroupChange(group, _only(signal, group, now[group]), _only(signal, group, wanted[group]))
        for group in now
        if now[group] != wanted[group]
    )
