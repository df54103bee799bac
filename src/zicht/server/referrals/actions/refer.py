"""Referring a case to a partner, and what the partner does with it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Model, QuerySet

from zicht.errors import Refused
from zicht.server.cases.queries import signals_of
from zicht.server.door.act import Act, act, make_record
from zicht.server.door.fill import OWN_GROUPS, Decision, own_right, partner_right, role_right
from zicht.server.door.models import Record, Right
from zicht.server.door.view import Sight
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation
from zicht.server.referrals.models import Referral, Step
from zicht.server.referrals.queries import purpose_of
from zicht.server.sharing.actions.grants import decide_or_refuse, give, give_back
from zicht.server.sharing.models import Grant
from zicht.server.sharing.queries import request_for
from zicht.server.signals.actions.follow_up import add_follow_up, check_outcome
from zicht.server.vault.envelope import seal_json

ANSWER_WITHIN = timedelta(days=3)
PARTNER = "partner"
UNDER_WAY = ("sent", "accepted")


def refer(*, case: uuid.UUID, to: str, purpose: str, by: Actor) -> uuid.UUID:
    """Send a case to a partner organisation under the agreements in force. Returns the referral's record.

    Raises ``Refused`` naming the rule when nothing may go.
    """
    with act("referrals.refer", by=by, on=case) as doing:
        receiver = Organisation.objects.filter(code=to).first()
        if receiver is None or doing.sight is None:
            raise Refused("referrals.unknown_receiver", to=to)
        _refuse_twice(doing, doing.sight, receiver, purpose)
        decisions = _decisions(doing, doing.sight, to, purpose)
        return _send(doing, doing.sight, receiver, purpose, decisions)


def _refuse_twice(doing: Act, case: Sight, receiver: Organisation, purpose: str) -> None:
    """The same case does not go twice to the same partner for the same purpose while they can still see it."""
    Record.objects.select_for_update().get(id=case.record)  # two sends at the same time wait for each other
    sent = Referral.objects.filter(case_id=case.record, receiver=receiver, purpose=purpose, record__state__in=UNDER_WAY)
    grants = list(sent.values_list("grant", flat=True))
    standing = Grant.objects.filter(receiver=receiver, purpose=purpose, withdrawn_at=None, until__gt=doing.now)
    if standing.filter(id__in=grants).exists() or _just_sent(doing, case, standing.filter(given_at__gt=doing.now)):
        raise Refused("referrals.already_sent", to=receiver.name)


def _just_sent(doing: Act, case: Sight, later: QuerySet[Grant]) -> bool:
    """Whether someone who began after us was done before us: to our clock their rights have yet to begin."""
    signals = signals_of(doing, case)
    return Right.objects.filter(grant__in=list(later.values_list("id", flat=True)), record_id__in=signals).exists()


def _decisions(doing: Act, case: Sight, to: str, purpose: str) -> list[tuple[Sight, Decision]]:
    found = []
    for signal in signals_of(doing, case):
        sight = doing.one(signal, "signal")
        request = request_for(doing, sight, to=to, role=PARTNER, purpose=purpose)
        found.append((sight, decide_or_refuse(doing, request)))
    return found


def _send(
    doing: Act, case: Sight, receiver: Organisation, purpose: str, decisions: list[tuple[Sight, Decision]]
) -> uuid.UUID:
    record = make_record(
        kind="referral",
        by=doing.actor,
        activity="case-care",
        retention="referral",
        received_at=doing.now,
        due=doing.now + ANSWER_WITHIN,
        state="sent",
        acute=case.acute,
    )
    own: list[Model] = [own_right(record, doing.actor, doing.now)]
    own.append(role_right(record, doing.actor, doing.now, "desk", OWN_GROUPS))
    doing.new_record(record, own)
    grant = give(doing, anchor=record, receiver=receiver, role=PARTNER, purpose=purpose, decisions=decisions)
    doing.keep(partner_right(record, doing.actor, receiver.id, purpose, doing.now, grant.id, grant.until))
    doing.keep(
        Referral(
            record=record,
            case_id=case.record,
            receiver=receiver,
            purpose=purpose,
            grant=grant.id,
            legal_basis=grant.rules[:200],
        )
    )
    return record.id


def _step(doing: Act, referral: uuid.UUID, code: str, note: str) -> None:
    row = Step(
        record_id=referral,
        code=code,
        name=f"{doing.actor.name}, {doing.actor.organisation_name}"[:120],
        organisation=doing.actor.organisation,
        at=doing.now,
    )
    if note.strip():
        row.sealed = seal_json(doing.key(referral), note.strip(), f"step:{row.id}:{referral}")
    doing.keep(row)
    doing.touched("follow_up")


def _in_state(doing: Act, referral: uuid.UUID, *states: str) -> None:
    """Of two who answer at the same time the second waits for the first, and finds it done."""
    state = Record.objects.select_for_update().get(id=referral).state
    if state not in states:
        raise Refused("referrals.wrong_state", state=state)


def accept(*, referral: uuid.UUID, by: Actor) -> None:
    """Take the referral on."""
    with act("referrals.accept", by=by, on=referral, purpose=purpose_of(by, referral)) as doing:
        _in_state(doing, referral, "sent")
        doing.change(referral, state="accepted")
        _step(doing, referral, "accepted", "")


def decline(*, referral: uuid.UUID, reason: str, by: Actor) -> None:
    """Send it back, with a reason; from then on the partner sees nothing more of signals and case."""
    with act("referrals.decline", by=by, on=referral, purpose=purpose_of(by, referral)) as doing:
        _in_state(doing, referral, "sent")
        if not reason.strip():
            raise Refused("referrals.reason_missing")
        doing.change(referral, state="declined")
        _step(doing, referral, "declined", reason)
        give_back(doing, Referral.objects.get(record_id=referral).grant)


def report_outcome(*, referral: uuid.UUID, outcome: str, note: str, by: Actor) -> None:
    """Tell what came of it: kept with the referral, and on each signal for the one who registered it.

    The note stays with the referral; to the registrant goes the outcome's code only.
    """
    with act("referrals.report_outcome", by=by, on=referral, purpose=purpose_of(by, referral)) as doing:
        _in_state(doing, referral, "accepted")
        check_outcome(outcome)
        row = Referral.objects.get(record_id=referral)
        doing.change(referral, state="done")
        _step(doing, referral, outcome, note)
        for signal in doing.rights(kind="signal", grant=row.grant).values_list("record_id", flat=True):
            doing.one(signal, "signal")
            add_follow_up(doing, signal=signal, kind="outcome", code=outcome)
