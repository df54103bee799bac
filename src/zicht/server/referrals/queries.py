"""What came in for a partner, and what the desk sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from zicht.errors import Refused
from zicht.server.cases.queries import CaseView, case_view, signals_of
from zicht.server.door.fill import Decision, Request, decide_now, purposes_of
from zicht.server.door.view import PAGE, NotVisible, Sight, View, visible
from zicht.server.door.ways import Ground, HeldBack, grounds_of, ways_to_refer, why_held_back
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation
from zicht.server.referrals.models import Referral, Step
from zicht.server.sharing.models import Grant
from zicht.server.sharing.queries import request_for
from zicht.server.signals.queries import FollowUpRow, SignalView, cut, newest_first, signal_view


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One line of a list of referrals."""

    record: uuid.UUID
    sent_at: datetime
    state: str
    acute: bool
    due: datetime
    receiver: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A page of referrals; ``after`` is the key of the next page, or "" at the end."""

    rows: tuple[ReferralRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral with exactly what may be seen of its signals, and the steps taken.

    ``granted`` are the field groups that went along, until ``until`` or until someone withdrew them.
    """

    row: ReferralRow
    grant: uuid.UUID
    granted: frozenset[str]
    until: datetime
    withdrawn_at: datetime | None
    legal_basis: str
    signals: tuple[SignalView, ...]
    steps: tuple[FollowUpRow, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its signals and what was referred of it, newest first."""

    case: CaseView
    referrals: tuple[ReferralRow, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to refer a case: to whom, for which purpose, what may go and on which ground.

    ``refused`` is what keeps it back: it may go only when something of every signal may.
    """

    to: str
    name: str
    purpose: str
    permitted: frozenset[str]
    grounds: tuple[Ground, ...]
    refused: tuple[HeldBack, ...]

    @property
    def may_go(self) -> bool:
        """Whether something of every signal of the case may go."""
        return bool(self.permitted) and not self.refused


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what the receiver will see, before anything is sent."""

    offer: Offer
    acute: bool
    signals: tuple[SignalView, ...]


def _row(sight: Sight, referral: Referral, receiver: str) -> ReferralRow:
    return ReferralRow(sight.record, sight.received_at, sight.state, sight.acute, sight.due, receiver, referral.purpose)


def _rows(view: View, sights: Iterable[Sight]) -> tuple[ReferralRow, ...]:
    shown = list(sights)
    details = view.rows(Referral, shown)
    names = dict(Organisation.objects.values_list("id", "name"))
    return tuple(
        _row(sight, details[sight.record][0], names[details[sight.record][0].receiver_id])
        for sight in shown
        if details.get(sight.record)
    )


def _purposes(actor: Actor) -> tuple[str, ...]:
    """A partner's rights name a purpose each; the desk works for weighing."""
    if actor.role != "partner":
        return ("weighing",)
    return purposes_of(actor)


def inbox(actor: Actor, *, after: str = "", size: int = PAGE) -> ReferralPage:
    """What was referred to this partner, newest first. Keyset pages.

    A reading has one purpose: each gives its own page, and the newest of all of them are the page.
    """
    sights: dict[uuid.UUID, Sight] = {}
    rows: dict[uuid.UUID, ReferralRow] = {}
    for purpose in _purposes(actor):
        with visible(actor, "referrals.inbox", purpose) as view:
            found = newest_first(view, view.rights(kind="referral"), after, size)
            sights |= {sight.record: sight for sight in found}
            rows |= {row.record: row for row in _rows(view, found)}
    by_record = sorted(sights.values(), key=lambda sight: sight.record)
    shown, more = cut(sorted(by_record, key=lambda sight: sight.received_at, reverse=True), size)
    return ReferralPage(tuple(rows[sight.record] for sight in shown if sight.record in rows), more)


def sent(actor: Actor, *, after: str = "", size: int = PAGE) -> ReferralPage:
    """What the desk referred, newest first. Keyset pages."""
    with visible(actor, "referrals.list") as view:
        shown, more = cut(newest_first(view, view.rights(kind="referral"), after, size), size)
        return ReferralPage(_rows(view, shown), more)


def _steps(view: View, sight: Sight) -> tuple[FollowUpRow, ...]:
    rows = sorted(view.rows(Step, [sight])[sight.record], key=lambda row: row.at)
    return tuple(
        FollowUpRow(
            "step",
            row.code,
            row.name,
            row.at,
            view.unseal(sight.record, row.sealed, f"step:{row.id}") if row.sealed else "",
        )
        for row in rows
    )


def open_referral(actor: Actor, record: uuid.UUID) -> ReferralView:
    """One referral; its signals exactly as far as the rights under its grant show them."""
    *others, last = _purposes(actor) or ("weighing",)
    for purpose in others:
        try:
            return _open(actor, record, purpose)
        except NotVisible:
            continue
    return _open(actor, record, last)


def _open(actor: Actor, record: uuid.UUID, purpose: str) -> ReferralView:
    with visible(actor, "referrals.open", purpose) as view:
        sight = view.one(record, "referral")
        detail = view.rows(Referral, [sight])[record][0]
        names = dict(Organisation.objects.values_list("id", "name"))
        under = view.rights(kind="signal", grant=detail.grant) if actor.role == "partner" else ()
        ids = sorted({right.record_id for right in under})
        signals = tuple(signal_view(view, view.one(signal, "signal")) for signal in ids)
        row = _row(sight, detail, names[detail.receiver_id])
        grant = Grant.objects.get(id=detail.grant)
        return ReferralView(
            row,
            detail.grant,
            frozenset(grant.groups.split()),
            grant.until,
            grant.withdrawn_at,
            detail.legal_basis,
            signals,
            _steps(view, sight),
        )


def case_file(actor: Actor, record: uuid.UUID) -> CaseFile:
    """One case with what was referred of it."""
    with visible(actor, "cases.open") as view:
        case = view.one(record, "case")
        sent_of_case = Referral.objects.filter(case_id=record).values_list("record_id", flat=True)
        rights = view.rights(kind="referral", record_id__in=list(sent_of_case)).order_by("-received_at", "record_id")
        return CaseFile(case_view(view, case), _rows(view, view.page(rights)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One signal of a case, the question about it and the answer."""

    signal: Sight
    request: Request
    decision: Decision


def _ask(view: View, case: Sight, to: str, purpose: str) -> list[_Asked]:
    signals = [view.one(signal, "signal") for signal in signals_of(view, case)]
    asked = ((s, request_for(view, s, to=to, role="partner", purpose=purpose)) for s in signals)
    return [_Asked(signal, request, decide_now(request, view.now)) for signal, request in asked]


def _offer(view: View, to: str, name: str, purpose: str, asked: list[_Asked]) -> Offer:
    grounds = {g for a in asked for g in grounds_of(a.decision, view.actor.organisation_code, to, view.now)}
    held_back = {why for a in asked if not a.decision.permitted for why in why_held_back(a.request, view.now)}
    return Offer(
        to,
        name,
        purpose,
        frozenset(group for a in asked for group in a.decision.permitted),
        tuple(sorted(grounds, key=lambda ground: (ground.agreement, ground.version, ground.clause))),
        tuple(sorted(held_back)),
    )


def offers(actor: Actor, case: uuid.UUID) -> tuple[Offer, ...]:
    """Every way the agreements in force know to refer this case, also those it may not go by, with the reason."""
    with visible(actor, "referrals.offers") as view:
        sight = view.one(case, "case")
        names = dict(Organisation.objects.values_list("code", "name"))
        return tuple(
            _offer(view, to, names[to], purpose, _ask(view, sight, to, purpose))
            for to, purpose in ways_to_refer(actor.organisation_code, "partner", view.now)
        )


def preview(actor: Actor, case: uuid.UUID, *, to: str, purpose: str) -> Preview:
    """What the receiver would see of each signal of the case: the same decision as sending makes."""
    with visible(actor, "referrals.preview") as view:
        sight = view.one(case, "case")
        receiver = Organisation.objects.filter(code=to).first()
        if receiver is None:
            raise Refused("referrals.unknown_receiver", to=to[:40])
        asked = _ask(view, sight, to, purpose)
        seen = ((a.signal, a.signal.groups & a.decision.permitted) for a in asked)
        shown = [replace(signal, groups=groups) for signal, groups in seen if groups]
        offer = _offer(view, to, receiver.name, purpose, asked)
        return Preview(offer, sight.acute, tuple(signal_view(view, signal) for signal in shown))


def purpose_of(actor: Actor, record: uuid.UUID) -> str:
    """The purpose for which this partner was sent a referral; ``NotVisible`` when there is none."""
    return open_referral(actor, record).row.purpose
