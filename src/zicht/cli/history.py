"""What has happened in the fictional region: most signals are weighed, something waits for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from zicht.cli.output import progress
from zicht.knowledge.sentences import Language

if TYPE_CHECKING:
    import uuid

    from zicht.server.parties.actor import Actor

WAITING_IN_QUEUE = 14
REFERRED = 8
ENDS = ("no_sign", "other_route", "place_or_company", "no_sign", "other_route")
REASONS = {
    "no_sign": "Na navraag is er een andere verklaring.",
    "other_route": "Hoort bij een andere organisatie; melder is geholpen met het juiste adres.",
    "place_or_company": "Gaat over een pand, niet over een persoon; doorgegeven als adres.",
    "case": "Meer dan een aanwijzing, en de persoon wil hulp.",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works the history off; ``reader``: a professional who looked back at a signal of their own."""

    desk: Actor
    partners: dict[str, Actor]
    reader: Actor


def _whole_queue(desk: Actor) -> list[uuid.UUID]:
    from zicht.server.cases.queries import queue

    found, after = [], ""
    while True:
        page = queue(desk, after=after, size=200)
        found += [(row.received_at, row.record, row.form) for row in page.rows]
        after = page.after
        if not after:
            return [record for _, record, _ in sorted(found)]


def _endings(records: list[uuid.UUID]) -> Iterator[tuple[uuid.UUID, str]]:
    """Every 25th of the recent ones becomes a case; the oldest end otherwise."""
    others = cycle(ENDS)
    for place, record in enumerate(records):
        yield record, "case" if place % 25 == 24 else next(others)


def work_off(who: Desk, language: Language = "nl") -> None:
    """Weigh all but the newest signals, refer the newest cases, and let partners answer some."""
    from zicht.server.cases.actions.weigh import weigh

    waiting = _whole_queue(who.desk)
    done = waiting[: max(0, len(waiting) - WAITING_IN_QUEUE)]
    endings, cases = list(_endings(done)), []
    _look_back(who.reader, {record for record, end in endings if end == "no_sign"})
    for record, end in progress(endings, len(endings), "weighed", language):
        case = weigh(signal=record, end=end, reason=REASONS[end], by=who.desk)
        if case:
            cases.append(case)
    _refer(who, cases[-REFERRED:])


def _look_back(reader: Actor, without_sign: set[uuid.UUID]) -> None:
    """Open the newest signal of one's own that will end without a sign: so that there is a notice to read."""
    from zicht.server.signals.queries import open_signal, own_signals

    for row in own_signals(reader).rows:
        if row.record in without_sign:
            open_signal(reader, row.record)
            return


def _refer(who: Desk, cases: list[uuid.UUID]) -> None:
    from zicht.errors import Refused
    from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome

    for place, case in enumerate(cases):
        try:
            referral = refer(case=case, to="arbeidsinspectie", purpose="inspection", by=who.desk)
            partner = who.partners["arbeidsinspectie"]
        except Refused:
            referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=who.desk)
            partner = who.partners["zorgcoordinatie"]
        if place % 4 == 1:
            decline(referral=referral, reason="Woont buiten ons werkgebied.", by=partner)
        elif place % 4 in (2, 3):
            accept(referral=referral, by=partner)
        if place % 4 == 3:
            report_outcome(referral=referral, outcome="no_place", note="", by=partner)
