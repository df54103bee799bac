"""Reading signals for an export: page by page through the door, one log row per page with its records.

Whoever exports gets the field groups of their right and no other. With a recipient, what an agreement in force permits
them of that very signal is all that is left.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from zicht.knowledge.signal import NOT_ASKED, UNKNOWN, VICTIM, Answer, Person, SignalDraft
from zicht.knowledge.standard import FieldGroup
from zicht.registers.exchange import DEFAULT_GROUPS, PSEUDONYMOUS, Assertion, Profile, Source, possible_victim
from zicht.server.door.fill import decide_now
from zicht.server.door.models import Right
from zicht.server.door.view import Sight, View, visible
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import Organisation
from zicht.server.sharing.queries import request_for
from zicht.server.signals.queries import PersonRow, SignalView, as_answer, signal_view

ACT = "sharing.export"
PAGE = 200
PARTNER = "partner"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# What a pseudonymous export would leave out anyway is not read; a plate or a number is as good as a name.
UNREAD: frozenset[FieldGroup] = frozenset({"contact", "narrative", "location", "possible_perpetrators"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: field groups, only signals that became a case, received from and until (both included).

    ``recipient`` is an organisation's code, with an identifying ``profile``.
    """

    groups: frozenset[FieldGroup] = DEFAULT_GROUPS
    cases_only: bool = True
    since: date | None = None
    until: date | None = None
    profile: Profile = PSEUDONYMOUS
    recipient: str = ""

    @property
    def readable(self) -> frozenset[FieldGroup]:
        """The groups worth reading."""
        return self.groups if self.profile.grounds else self.groups - UNREAD


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)


def _rights(view: View, wanted: Wanted) -> QuerySet[Right]:
    where: dict[str, object] = {"kind": "signal", "role": view.actor.role}
    if wanted.cases_only:
        where["state"] = "case"
    if wanted.since:
        where["received_at__gte"] = _start(wanted.since)
    if wanted.until:
        where["received_at__lt"] = _start(wanted.until + timedelta(days=1))
    return view.rights(**where).order_by("received_at", "record_id")


def _allowed(view: View, sight: Sight, wanted: Wanted) -> frozenset[FieldGroup]:
    """The groups that are granted and asked for; with a recipient only what the agreement gives them of this signal."""
    groups = sight.groups & wanted.readable
    grounds = wanted.profile.grounds
    if not grounds or "core" not in sight.groups:
        return groups if not grounds else frozenset()
    request = request_for(view, sight, to=wanted.recipient, role=PARTNER, purpose=grounds.purpose)
    decision = decide_now(request, view.now)
    under = {group for group, rule in decision.rules.items() if rule.agreement == grounds.agreement}
    return frozenset(group for group in groups if group in decision.permitted and group in under)


def _person(view: SignalView, row: PersonRow) -> Person:
    kept = view.words_about(row.number)
    born = kept.pop("birth_date", "")
    return Person(
        row.roles,
        as_answer(row.age_class),
        as_answer(row.sex),
        birth_date=date.fromisoformat(born) if born else None,
        **kept,
    )


def _what(view: SignalView) -> Answer:
    kept = view.what or ()
    states = [as_answer(one) for one in kept if as_answer(one).state != "value"]
    return states[0] if states else Answer.of(*kept) if kept else NOT_ASKED


def _contact(view: SignalView) -> dict[str, object]:
    kept = view.contact or {}
    coded = {name: as_answer(kept.get(key, "not_asked")) for name, key in _CONTACT.items()}
    return {**coded, "contact_details": kept.get("details", ""), "contact_when": kept.get("when", "")}


_CONTACT = {"contact": "contact", "contact_safe": "safe", "contact_how": "how"}
_CORE = ("where", "who", "acute", "known_via", "capacity", "about_self")


def draft_of(view: SignalView) -> SignalDraft:
    """The draft that a signal was kept from, as far as it was read. What was not read is in none of its groups."""
    core = view.core
    words: dict[str, object] = {name: as_answer(getattr(core, name)) if core else UNKNOWN for name in _CORE}
    return SignalDraft(
        **words | _contact(view),  # type: ignore[arg-type]  # names and kinds of the draft's own fields
        what=_what(view),
        when=core.when if core else None,
        when_state=core.when_state if core else "unknown",  # type: ignore[arg-type]  # kept as one of the states
        narrative=view.narrative or "",
        place=view.location or "",
        observations=view.observations or (),
        persons=tuple(_person(view, row) for row in view.everyone),
        details=view.details,
    )


Places = Mapping[uuid.UUID | None, tuple[str, str]]


def _places() -> Places:
    """Kind and name of every organisation by id."""
    return {place: (kind, name) for place, kind, name in Organisation.objects.values_list("id", "kind", "name")}


def _assertions(read: SignalView, places: Places) -> Mapping[int, Assertion]:
    """Who says, since when, that the possible victims are that: whoever last weighed the signal, as a case.

    Empty when that may not be read, when the last weighing was no case, or when its organisation is not there any more.
    The name is the organisation's and never that of who weighed.
    """
    weighings = [row for row in read.follow_up or () if row.kind == "weighing"]
    last = weighings[-1] if weighings else None
    if last is None or last.code != "case" or last.organisation not in places:
        return {}
    said = possible_victim(*places[last.organisation], last.at.astimezone(AMSTERDAM).date())
    return {number: said for number, row in enumerate(read.everyone, 1) if VICTIM in row.roles}


def _source(view: View, sight: Sight, groups: frozenset[FieldGroup], number: int, places: Places) -> Source:
    read = signal_view(view, replace(sight, groups=groups))
    outcomes = tuple(row.code for row in read.follow_up or () if row.kind == "outcome")
    received = sight.received_at.astimezone(AMSTERDAM).date()
    return Source(str(number), draft_of(read), received, groups, outcomes, _assertions(read, places))


def _page(
    actor: Actor, wanted: Wanted, after: tuple[datetime, uuid.UUID] | None, size: int, first: int
) -> tuple[list[Source], tuple[datetime, uuid.UUID] | None]:
    with visible(actor, ACT) as view:
        rights = _rights(view, wanted)
        if after:
            rights = rights.filter(received_at__gte=after[0]).exclude(received_at=after[0], record_id__lte=after[1])
        sights = view.page(rights, size)
        if wanted.profile.grounds:
            view.passage.rules.add(f"export:identifying:{wanted.recipient}:{wanted.profile.grounds.purpose}")
        found: list[Source] = []
        places = _places()
        for sight in sights:
            groups = _allowed(view, sight, wanted)
            if groups:
                found.append(_source(view, sight, groups, first + len(found), places))
        last = (sights[-1].received_at, sights[-1].record) if len(sights) == size else None
        return found, last


def export_pages(actor: Actor, wanted: Wanted, size: int = PAGE) -> Iterator[tuple[Source, ...]]:
    """The signals that this actor may export, a page at a time, oldest first; each page is logged before it is given.

    Signals are numbered from 1 in the order of the export: their own ids stay here. Raises ``Refused`` for a role that
    may not.
    """
    given, after = 0, None
    while True:
        found, after = _page(actor, wanted, after, size, given + 1)
        given += len(found)
        yield tuple(found)
        if after is None:
            return
