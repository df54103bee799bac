"""Weighing a signal: it ends, with reason and name, in one of six ways; a case is one of them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.server.cases.models import CaseSignal
from zicht.server.door.act import Act, act, make_record
from zicht.server.door.fill import OWN_GROUPS, own_right, role_right
from zicht.server.door.models import WAITING, Record
from zicht.server.notices.actions.tell import tell_who_opened
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.follow_up import add_follow_up

ENDS = ("more_information", "case", "other_route", "place_or_company", "no_sign")
CASE_WITHIN = timedelta(days=14)


def weigh(*, signal: uuid.UUID, end: str, reason: str, by: Actor) -> uuid.UUID | None:
    """End the weighing of a signal. Returns the case's record when one is opened.

    "No sign of trafficking" starts its short retention, and everyone who opened the signal is told.
    """
    name = "cases.open_case" if end == "case" else "cases.weigh"
    with act(name, by=by, on=signal) as doing:
        if end not in ENDS:
            raise Refused("cases.unknown_end", end=end)
        if not reason.strip():
            raise Refused("cases.reason_missing")
        # two who weigh at the same time wait for each other, and the second finds it done
        if Record.objects.select_for_update().get(id=signal).state not in WAITING:
            raise Refused("cases.already_weighed")
        add_follow_up(doing, signal=signal, kind="weighing", code=end, note=reason)
        doing.change(signal, state=end, **_retention(doing, end))
        if end == "no_sign" and doing.sight:
            tell_who_opened(doing, about=doing.sight, code=end)
        return _open_case(doing, signal) if end == "case" else None


def _retention(doing: Act, end: str) -> dict[str, object]:
    if end == "more_information":
        return {}
    rule = standard.retention("no-sign" if end == "no_sign" else "signal")
    return {
        "retention_rule": rule.id,
        "retention_trigger": rule.trigger,
        "retention_term": rule.term,
        "retention_category": rule.category,
        "retention_from": doing.now,
        "retention_due": standard.after(rule.term, timezone.localtime(doing.now).date()),
    }


def _open_case(doing: Act, signal: uuid.UUID) -> uuid.UUID:
    record = make_record(
        kind="case",
        by=doing.actor,
        activity="case-care",
        retention="case",
        received_at=doing.now,
        due=doing.now + CASE_WITHIN,
        state="open",
        acute=doing.sight.acute if doing.sight else False,
    )
    rights = [own_right(record, doing.actor, doing.now)]
    rights.append(role_right(record, doing.actor, doing.now, "desk", frozenset(OWN_GROUPS)))
    doing.new_record(record, rights)
    doing.keep(CaseSignal(case_id=record.id, signal_id=signal))
    return record.id
