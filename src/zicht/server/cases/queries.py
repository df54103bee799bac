"""The desk's queue, and cases. The queue is a query, not a table."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from zicht.server.cases.models import CaseSignal
from zicht.server.door.models import WAITING
from zicht.server.door.view import PAGE, Sight, View, visible
from zicht.server.parties.actor import Actor
from zicht.server.signals.queries import SignalPage, SignalView, list_rows, page_key, read_key, signal_view


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
    signals: tuple[SignalView, ...]


def _flag(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(text)
    return text == "True"


def queue(actor: Actor, *, after: str = "", form: str = "", acute: bool = False, size: int = PAGE) -> SignalPage:
    """Signals that wait for the desk: stated acute danger on top, then by clock. Keyset pages, no counts."""
    with visible(actor, "cases.queue") as view:
        rights = view.rights(kind="signal", role=actor.role, state__in=WAITING)
        rights = rights.order_by("-acute", "due", "record_id")
        if form:
            rights = rights.filter(form=form)
        if acute:
            rights = rights.filter(acute=True)
        key = read_key(after, _flag, datetime.fromisoformat, uuid.UUID)
        if key:
            rights = rights.filter(_later_in_queue(*key))
        sights = view.page(rights, size + 1)
        rows = list_rows(view, sights[:size])
        more = page_key(rows[-1].acute, rows[-1].due.isoformat(), rows[-1].record) if len(sights) > size else ""
        return SignalPage(rows, more)


def _later_in_queue(acute: bool, due: datetime, record: uuid.UUID) -> Q:
    same = Q(acute=acute) & (Q(due__gt=due) | Q(due=due, record_id__gt=record))
    return same | Q(acute=False) if acute else same


def cases(actor: Actor, size: int = PAGE) -> tuple[CaseRow, ...]:
    """The newest cases of the desk."""
    with visible(actor, "cases.list") as view:
        sights = view.page(view.rights(kind="case").order_by("-received_at", "record_id"), size)
        return tuple(CaseRow(s.record, s.received_at, s.state, s.acute, s.due) for s in sights)


def signals_of(view: View, case: Sight) -> list[uuid.UUID]:
    """The signals that a visible case was opened on."""
    found = view.rows(CaseSignal, [case], by="case_id")[case.record]
    return [row.signal_id for row in found]


def open_case(actor: Actor, record: uuid.UUID) -> CaseView:
    """One case; its signals as far as their own rights show them."""
    with visible(actor, "cases.open") as view:
        case = view.one(record, "case")
        signals = tuple(signal_view(view, view.one(signal, "signal")) for signal in signals_of(view, case))
        return CaseView(record, case.received_at, case.state, case.acute, signals)
