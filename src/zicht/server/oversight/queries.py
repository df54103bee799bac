"""What the privacy officer and the FG read: the log, who saw a record, what was given, advice. Never content."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zicht.server.door import acts
from zicht.server.door.models import Record, Right
from zicht.server.door.view import PAGE, NotVisible, View, visible
from zicht.server.logbook.models import LogRow
from zicht.server.oversight.lines import LogLine, acts_on_own, as_lines, newest, next_key, own_acts, page_of
from zicht.server.oversight.models import Advice
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Member, Organisation
from zicht.server.sharing.models import Grant

OUTCOMES = ("ok", "denied", "error")
SHOWN_MOST = 100


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is narrowed to; "" and None are everything. A member is one of the own organisation."""

    action: str = ""
    outcome: str = ""
    member: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; ``after`` is the key of the next. ``members`` may be filtered on."""

    lines: tuple[LogLine, ...]
    after: str
    members: tuple[tuple[uuid.UUID, str], ...]


@dataclass(frozen=True, slots=True)
class RecordTrail:
    """Who did what with one record.

    ``own``: the reader's organisation is controller, so everyone's acts are here; otherwise only those of its own
    members, and ``kind`` and ``received_at`` are empty.
    """

    record: uuid.UUID
    own: bool
    kind: str
    received_at: datetime | None
    lines: tuple[LogLine, ...]
    after: str


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant that the organisation gave. ``state``: in force, withdrawn or ended."""

    id: uuid.UUID
    record: uuid.UUID
    receiver: str
    role: str
    purpose: str
    groups: tuple[str, ...]
    rules: tuple[str, ...]
    given_by: str
    given_at: datetime
    until: datetime
    state: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class GrantPage:
    """A page of grants, newest first."""

    rows: tuple[GrantRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One time that someone of the receiver had it before them; ``person`` numbers people without naming them."""

    person: int
    line: LogLine


@dataclass(frozen=True, slots=True)
class GrantView:
    """One grant, and to whom it had been shown, newest first; it stays after withdrawal.

    ``people`` counts the members of the receiver in ``shown``; ``more`` says that older lines were left out.
    """

    row: GrantRow
    shown: tuple[Shown, ...]
    people: int
    more: bool


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """One advice of the FG, as given."""

    id: uuid.UUID
    at: datetime
    by: str
    subject: str
    text: str


def actions() -> tuple[str, ...]:
    """Every action that the log can name, sorted."""
    return tuple(sorted({*acts.READS, *acts.ACTS}))


def _narrowed(rows: QuerySet[LogRow], only: LogFilter) -> QuerySet[LogRow]:
    asked = {"action": only.action, "outcome": only.outcome, "actor": only.member}
    return rows.filter(**{column: value for column, value in asked.items() if value})


def log(actor: Actor, only: LogFilter | None = None, *, after: str = "", size: int = PAGE) -> LogPage:
    """The log of the own organisation: what its members did, and what others did with its records."""
    asked = only or LogFilter()
    with visible(actor, "oversight.log") as view:
        sets = [_narrowed(own_acts(view), asked)]
        if asked.member is None:
            sets.append(_narrowed(acts_on_own(view), asked))
        rows, more = page_of(*sets, after=after, size=size)
        members = Member.objects.filter(organisation_id=actor.organisation).order_by("full_name", "id")
        return LogPage(as_lines(view, rows), more, tuple(members.values_list("id", "full_name")))


def who_saw(actor: Actor, record: uuid.UUID, *, after: str = "", size: int = PAGE) -> RecordTrail:
    """Who saw or changed a record, under which rule.

    ``NotVisible`` when the log that this organisation may read does not know it.
    """
    with visible(actor, "oversight.log") as view:
        ours = acts_on_own(view, record=record)
        own = ours.exists()
        rows, more = page_of(
            ours if own else own_acts(view).filter(records__contains=f'"{record}"'), after=after, size=size
        )
        if not rows and not own:
            raise NotVisible("not-in-own-log")
        kept = Record.objects.filter(id=record, controller_id=actor.organisation).first()
        if own:
            view.passage.about(record, actor.organisation)
        return RecordTrail(
            record, own, kept.kind if kept else "", kept.received_at if kept else None, as_lines(view, rows), more
        )


def _grant_state(grant: Grant, now: datetime) -> str:
    if grant.withdrawn_at is not None:
        return "withdrawn"
    return "in_force" if grant.until > now else "ended"


def _grant_rows(view: View, grants: list[Grant]) -> tuple[GrantRow, ...]:
    places = dict(Organisation.objects.values_list("id", "name"))
    names = dict(Member.objects.filter(organisation_id=view.actor.organisation).values_list("id", "full_name"))
    return tuple(
        GrantRow(
            id=grant.id,
            record=grant.record_id,
            receiver=places[grant.receiver_id],
            role=grant.role,
            purpose=grant.purpose,
            groups=tuple(grant.groups.split()),
            rules=tuple(grant.rules.split()),
            given_by=names.get(grant.given_by, ""),
            given_at=grant.given_at,
            until=grant.until,
            state=_grant_state(grant, view.now),
            withdrawn_at=grant.withdrawn_at,
            withdrawn_by=names.get(grant.withdrawn_by, "") if grant.withdrawn_by else "",
            withdrawn_why=grant.withdrawn_why,
        )
        for grant in grants
    )


def grants(actor: Actor, *, after: str = "", size: int = PAGE) -> GrantPage:
    """The grants that this organisation gave, newest first, withdrawn ones too."""
    with visible(actor, "oversight.grants") as view:
        found = newest(Grant.objects.filter(giver_id=actor.organisation), "given_at", after, size)
        return GrantPage(_grant_rows(view, found[:size]), next_key(found, "given_at", size))


def open_grant(actor: Actor, grant: uuid.UUID) -> GrantView:
    """One grant of this organisation, with who of the receiver had it before them according to the log."""
    with visible(actor, "oversight.grants") as view:
        found = Grant.objects.filter(id=grant, giver_id=actor.organisation).first()
        if found is None:
            raise NotVisible("not-own-grant")
        view.passage.about(found.record_id, actor.organisation)
        rows = _shown(view, found)
        numbers: dict[uuid.UUID | None, int] = {}
        for row in reversed(rows[:SHOWN_MOST]):
            numbers.setdefault(row.actor, len(numbers) + 1)
        lines = as_lines(view, rows[:SHOWN_MOST])
        shown = tuple(Shown(numbers[row.actor], line) for row, line in zip(rows, lines, strict=False))
        return GrantView(_grant_rows(view, [found])[0], shown, len(numbers), len(rows) > SHOWN_MOST)


def _shown(view: View, grant: Grant) -> list[LogRow]:
    """What members of the receiver did with the records of a grant; refusals showed nothing and are left out."""
    under = Right.objects.filter(grant=grant.id, given_by_id=grant.giver_id).values_list("record_id", flat=True)
    theirs = acts_on_own(view, record__in={grant.record_id, *under}, at__gte=grant.given_at)
    rows = theirs.filter(organisation=grant.receiver_id, outcome="ok", at__gte=grant.given_at)
    return list(rows.order_by("-at", "id")[: SHOWN_MOST + 1])


def advice(actor: Actor) -> tuple[AdviceRow, ...]:
    """The FG's advice to this organisation, newest first."""
    with visible(actor, "oversight.advice"):
        found = Advice.objects.filter(organisation_id=actor.organisation).order_by("-at", "id")
        return tuple(AdviceRow(row.id, row.at, row.given_by_name, row.subject, row.text) for row in found)
