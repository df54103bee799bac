"""What came in for a partner, and what the desk sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zicht.server.door.fill import purposes_of
from zicht.server.door.view import PAGE, NotVisible, Sight, View, visible
from zicht.server.guard import signing_in
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation
from zicht.server.referrals.models import Referral, Step
from zicht.server.signals.queries import FollowUpRow, SignalView, signal_view


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
class ReferralView:
    """A referral with exactly what may be seen of its signals, and the steps taken."""

    row: ReferralRow
    grant: uuid.UUID
    legal_basis: str
    signals: tuple[SignalView, ...]
    steps: tuple[FollowUpRow, ...]


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
    with signing_in():
        return purposes_of(actor, timezone.now())


def inbox(actor: Actor, size: int = PAGE) -> tuple[ReferralRow, ...]:
    """What was referred to this partner, newest first."""
    found: list[ReferralRow] = []
    for purpose in _purposes(actor):
        with visible(actor, "referrals.inbox", purpose) as view:
            found += _rows(view, view.page(view.rights(kind="referral").order_by("-received_at", "record_id"), size))
    return tuple(sorted(found, key=lambda row: row.sent_at, reverse=True)[:size])


def sent(actor: Actor, size: int = PAGE) -> tuple[ReferralRow, ...]:
    """What the desk referred, newest first."""
    with visible(actor, "referrals.list") as view:
        return _rows(view, view.page(view.rights(kind="referral").order_by("-received_at", "record_id"), size))


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
        return ReferralView(row, detail.grant, detail.legal_basis, signals, _steps(view, sight))


def purpose_of(actor: Actor, record: uuid.UUID) -> str:
    """The purpose for which this partner was sent a referral; ``NotVisible`` when there is none."""
    return open_referral(actor, record).row.purpose
