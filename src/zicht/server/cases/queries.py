"""The desk's queue, and cases. The queue is a query, not a table."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from zicht.server.cases.models import CaseSignal
from zicht.server.door.models import Record
from zicht.server.door.view import PAGE, Sight, View, visible
from zicht.server.notices.queries import openings
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Member, Organisation
from zicht.server.signals.queries import (
    SignalPage,
    SignalView,
    cut,
    key_moment,
    list_rows,
    newest_first,
    page_key,
    read_key,
    signal_view,
)
from zicht.server.signals.versions import correctable


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of cases."""

    record: uuid.UUID
    opened_at: datetime
    state: str
    acute: bool
    due: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with the signals it was opened on."""

    record: uuid.UUID
    opened_at: datetime
    state: str
    acute: bool
    due: datetime
    signals: tuple[SignalView, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases; ``after`` is the key of the next page, or "" at the end."""

    rows: tuple[CaseRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Who opened a signal, and when last. ``name`` is there for members of one's own organisation only."""

    organisation: str
    role: str
    name: str
    last: datetime


@dataclass(frozen=True, slots=True)
class DeskSignal:
    """A signal as the desk weighs it.

    ``cases`` were opened on it; ``kept_until`` once its retention runs; ``opened_by`` once the weighing found
    no sign of trafficking, for then everyone who saw it is told.
    """

    signal: SignalView
    cases: tuple[uuid.UUID, ...]
    kept_until: date | None
    opened_by: tuple[Opened, ...]
    correctable: bool


RECENT = timedelta(days=60)


def _flag(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(text)
    return text == "True"


def queue(actor: Actor, *, after: str = "", form: str = "", acute: bool = False, size: int = PAGE) -> SignalPage:
    """Signals that wait for the desk: stated acute danger on top, then by clock. Keyset pages, no counts."""
    with visible(actor, "cases.queue") as view:
        rights = view.waiting(kind="signal", role=actor.role)
        rights = rights.order_by("-acute", "due", "record_id")
        if form:
            rights = rights.filter(form=form)
        if acute:
            rights = rights.filter(acute__in=[True])
        key = read_key(after, _flag, key_moment, uuid.UUID)
        if key:
            rights = rights.filter(_later_in_queue(*key))
        sights = view.page(rights, size + 1)
        rows = list_rows(view, sights[:size])
        more = page_key(rows[-1].acute, rows[-1].due.isoformat(), rows[-1].record) if len(sights) > size else ""
        return SignalPage(rows, more)


def _later_in_queue(acute: bool, due: datetime, record: uuid.UUID) -> Q:
    # ``in`` and the bound on ``due`` say nothing new: they let the index begin at the page and not before it.
    same = Q(acute__in=[acute], due__gte=due) & (Q(due__gt=due) | Q(record_id__gt=record))
    return same | Q(acute=False) if acute else same


def after_in_queue(actor: Actor, signal: SignalView) -> uuid.UUID | None:
    """The signal to weigh after this one; the first of the queue when this one was the last."""
    key = page_key(signal.acute, signal.due.isoformat(), signal.record)
    rows = queue(actor, after=key, size=1).rows or queue(actor, size=1).rows
    return next((row.record for row in rows if row.record != signal.record), None)


def weighed_without_sign(actor: Actor, *, after: str = "", size: int = PAGE) -> SignalPage:
    """Signals lately weighed without a sign of trafficking: so every colleague who read one is told."""
    with visible(actor, "cases.weighed") as view:
        since = view.now - RECENT
        rights = view.rights(kind="signal", role=actor.role, state="no_sign", record__retention_from__gt=since)
        shown, more = cut(newest_first(view, rights, after, size), size)
        return SignalPage(list_rows(view, shown), more)


def cases(actor: Actor, *, after: str = "", size: int = PAGE) -> CasePage:
    """The desk's cases, newest first. Keyset pages."""
    with visible(actor, "cases.list") as view:
        shown, more = cut(newest_first(view, view.rights(kind="case"), after, size), size)
        return CasePage(tuple(CaseRow(s.record, s.received_at, s.state, s.acute, s.due) for s in shown), more)


def signals_of(view: View, case: Sight) -> list[uuid.UUID]:
    """The signals that a visible case was opened on."""
    found = view.rows(CaseSignal, [case], by="case_id")[case.record]
    return [row.signal_id for row in found]


def case_view(view: View, case: Sight) -> CaseView:
    """A case already on the log row; its signals as far as their own rights show them."""
    signals = tuple(signal_view(view, view.one(signal, "signal")) for signal in signals_of(view, case))
    return CaseView(case.record, case.received_at, case.state, case.acute, case.due, signals)


def open_case(actor: Actor, record: uuid.UUID) -> CaseView:
    """One case."""
    with visible(actor, "cases.open") as view:
        return case_view(view, view.one(record, "case"))


def open_to_weigh(actor: Actor, record: uuid.UUID) -> DeskSignal:
    """One signal as the desk weighs it; ``NotVisible`` when it is not there for this actor."""
    with visible(actor, "cases.signal") as view:
        sight = view.one(record, "signal")
        told = sight.state == "no_sign" and "follow_up" in sight.groups
        return DeskSignal(
            signal_view(view, sight),
            _cases_of(view, record),
            Record.objects.values_list("retention_due", flat=True).get(id=record),
            _opened_by(view, record) if told else (),
            correctable(actor, sight),
        )


def _cases_of(view: View, signal: uuid.UUID) -> tuple[uuid.UUID, ...]:
    linked = CaseSignal.objects.filter(signal_id=signal).values_list("case_id", flat=True)
    return tuple(view.rights(kind="case", record_id__in=list(linked)).values_list("record_id", flat=True).distinct())


def _opened_by(view: View, record: uuid.UUID) -> tuple[Opened, ...]:
    last: dict[tuple[uuid.UUID, uuid.UUID, str], datetime] = {}
    for one in openings(record):
        key = (one.member, one.organisation, one.role)
        last[key] = max(one.at, last.get(key, one.at))
    places = dict(Organisation.objects.values_list("id", "name"))
    own = Member.objects.filter(organisation_id=view.actor.organisation, id__in=[key[0] for key in last])
    names = dict(own.values_list("id", "full_name"))
    rows = (Opened(places[place], role, names.get(member, ""), at) for (member, place, role), at in last.items())
    return tuple(sorted(rows, key=lambda row: (row.organisation, row.name, row.last)))
