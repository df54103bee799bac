"""Registering a signal, one at a time or many: the same rows, rights, keys and log leaves."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Model
from django.utils import timezone

from zicht.errors import InputProblems, Problem
from zicht.knowledge.signal import Answer, SignalDraft, check, names_perpetrators, perpetrators_last
from zicht.server.door.act import Act, Kept, act, make_key, make_record
from zicht.server.door.activities import perpetrators_on
from zicht.server.door.bulk import Batch, batch
from zicht.server.door.fill import Facts, Filled, Giver, giver, rights_for
from zicht.server.door.models import IndexToken, Record
from zicht.server.door.view import visible
from zicht.server.drafts.actions.keep import Standing, hand_in
from zicht.server.inserting import made
from zicht.server.parties.actor import Actor
from zicht.server.signals.purpose import LINKING_KINDS, for_size
from zicht.server.signals.rows import (
    INDEX_KINDS,
    OTHER_INDEXED,
    due,
    group_rows,
    groups_written,
    index_values,
    listed_form,
    stored,
)
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

ACTIVITY = "signal-registration"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A draft with who registers it, when it came in and through which channel."""

    draft: SignalDraft
    by: Actor
    received_at: datetime
    channel: str = "form"
    record: uuid.UUID | None = None
    activity: str = ACTIVITY
    only: frozenset[str] | None = None
    """For the purpose of size: the covariates that the agreement names; None keeps everything."""


@lru_cache(maxsize=4096)
def _facts(what: Answer, who: Answer, acute: Answer, where: Answer) -> Facts:
    """What the conditions of agreements ask: few combinations, however many signals."""
    form, age_class, municipality = (answer.value if answer.state == "value" else "" for answer in (what, who, where))
    return Facts(form, age_class, {"yes": True, "no": False}.get(stored(acute)), municipality)


def facts_of(draft: SignalDraft) -> Facts:
    """What a condition of an agreement may ask of a signal."""
    return _facts(draft.what, draft.who, draft.acute, draft.where)


def _filled(record: Record, by: Giver, draft: SignalDraft) -> Filled:
    return rights_for(record, by, facts_of(draft), listed_form(draft))


def _record(incoming: Incoming) -> Record:
    acute = incoming.draft.acute.value == "yes" and incoming.only is None
    return make_record(
        kind="signal",
        by=incoming.by,
        activity=incoming.activity,
        retention="signal",
        received_at=incoming.received_at,
        due=due(incoming.received_at, acute),
        state="received",
        acute=acute,
        record=incoming.record,
    )


def _may_hold(scope: str, kind: str) -> bool:
    """Whoever is no possible victim is found again by the own organisation, and gives nobody else a key."""
    return kind != OTHER_INDEXED or ":" not in scope


def token_rows(
    draft: SignalDraft, record: Record, scopes: Iterable[str], kinds: Collection[str] = INDEX_KINDS
) -> list[Model]:
    """The keyed index of what can be found by exact value, of these kinds, per scope; not saved."""
    ring = load(settings.ZICHT.keys)
    return [
        made(IndexToken, record_id=record.id, scope=scope, kind=kind, token=index_token(ring, scope, value))
        for kind, value in index_values(draft)
        if kind in kinds
        for scope in scopes
        if _may_hold(scope, kind)
    ]


def _settled(incoming: Incoming) -> Incoming:
    return replace(incoming, draft=perpetrators_last(incoming.draft))


def _content(incoming: Incoming, kept: Kept, scopes: Iterable[str]) -> list[Model]:
    draft = incoming.draft
    if incoming.only is None:
        return [*group_rows(draft, kept, incoming.channel), *token_rows(draft, kept.record, scopes)]
    rows = group_rows(for_size(draft, incoming.only), kept, incoming.channel)
    return [*rows, *token_rows(draft, kept.record, scopes, LINKING_KINDS)]


def refuse_if_wrong(draft: SignalDraft, now: datetime, *, perpetrators_on: bool = False) -> None:
    """Raise with every problem of the draft at once."""
    problems = check(draft, timezone.localtime(now).date(), perpetrators_on=perpetrators_on)
    if problems:
        raise InputProblems(problems)


def register_within(doing: Act, incoming: Incoming, by: Giver) -> uuid.UUID:
    """Keep one checked signal inside an act that is already open."""
    incoming = _settled(incoming)
    record = _record(incoming)
    filled = _filled(record, by, incoming.draft)
    kept = doing.new_record(record, filled.rights)
    doing.keep_all(_content(incoming, kept, filled.scopes))
    doing.touched(*groups_written(incoming.draft))
    doing.passage.rules |= filled.rules
    return record.id


def register_signal(
    *,
    draft: SignalDraft,
    by: Actor,
    received_at: datetime | None = None,
    channel: str = "form",
    activity: str = ACTIVITY,
    record: uuid.UUID | None = None,
    begun: Standing | None = None,
) -> uuid.UUID:
    """Register one signal: checked against the standard, kept with rights and log row in one transaction.

    ``record`` is the id it gets; ``begun`` how its draft stood for whoever sends it, which goes in the same
    transaction. Returns the record's id; raises ``InputProblems`` (all at once) or ``Refused``.
    """
    now = timezone.now()
    # What is switched on is asked within the act: switching off must not come between.
    refuse_if_wrong(draft, now, perpetrators_on=True)
    with act("signals.register", by=by) as doing:
        who = giver(by, doing.now)
        refuse_if_wrong(draft, now, perpetrators_on=who.perpetrators_on)
        if record and begun:
            hand_in(doing, record, begun)
        return register_within(doing, Incoming(draft, by, received_at or now, channel, record, activity), who)


def register_once(
    *, record: uuid.UUID, draft: SignalDraft, by: Actor, channel: str = "form", begun: Standing | None = None
) -> bool:
    """Register a signal under the id that its form carries: True when kept now, False when it was kept before.

    A form that is sent twice so registers once, also when both come in at the same time.
    """
    try:
        register_signal(draft=draft, by=by, record=record, channel=channel, begun=begun)
    except IntegrityError:
        with visible(by, "signals.own") as view:
            if not view.rights(record_id=record, member=str(by.member)).exists():
                raise
        return False
    return True


def _check_all(incoming: Iterable[Incoming], now: datetime) -> None:
    """Before anything is kept; what is switched on is asked once per member, and only when it matters."""
    on: dict[uuid.UUID, bool] = {}
    for item in incoming:
        named = names_perpetrators(item.draft)
        if named and item.by.member not in on:
            on[item.by.member] = perpetrators_on(item.by)
        refuse_if_wrong(item.draft, now, perpetrators_on=named and on[item.by.member])


def _refuse_switched_off(items: Iterable[Incoming], by: Giver) -> None:
    """Switched off since the check: then nothing of it is kept."""
    if not by.perpetrators_on and any(names_perpetrators(item.draft) for item in items):
        raise InputProblems((Problem("perpetrators.off", "persons"),))


def batch_rows(loading: Batch, by: Giver, incoming: Incoming) -> Iterator[Model]:
    """Every row of one signal in a batch, its record first; its log entry is noted with the batch."""
    incoming = _settled(incoming)
    record = _record(incoming)
    draft = incoming.draft if incoming.only is None else for_size(incoming.draft, incoming.only)
    filled = _filled(record, by, draft)
    key_row, key = make_key(record.id)
    yield record
    yield from filled.rights
    yield key_row
    yield from _content(incoming, Kept(record, key), filled.scopes)
    loading.logged(incoming.by, record, groups_written(draft), filled.rules)


def register_many(incoming: Sequence[Incoming]) -> int:
    """Register many signals in few statements: per member one transaction, per signal one log entry."""
    now = timezone.now()
    _check_all(incoming, now)
    ordered = sorted(incoming, key=lambda item: str(item.by.member))
    for _, group in groupby(ordered, key=lambda item: item.by.member):
        items = list(group)
        with batch("signals.register", by=items[0].by) as loading:
            by = giver(items[0].by, loading.now)
            _refuse_switched_off(items, by)
            loading.keep(row for item in items for row in batch_rows(loading, by, item))
    return len(incoming)
