"""Correcting a signal: the new value in its place, the old one kept with who and why, nothing lost in between."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from zicht.errors import InputProblems, Problem, Refused
from zicht.knowledge import standard
from zicht.knowledge.answers import sign_problems
from zicht.knowledge.signal import SignalDraft, check, names_perpetrators, perpetrators_last
from zicht.knowledge.standard import FieldGroup
from zicht.server.door.act import Act, Kept, act
from zicht.server.door.activities import ever_switched_on, switched_on
from zicht.server.door.models import PERPETRATORS, IndexToken, Record
from zicht.server.door.settle import index_scopes, settle
from zicht.server.door.view import Sight
from zicht.server.parties.actor import Actor
from zicht.server.signals.actions.register import facts_of, token_rows
from zicht.server.signals.before import BEFORE, Before, NarrativeBefore
from zicht.server.signals.contents import Content, contents, draft_seen
from zicht.server.signals.history import kept_before
from zicht.server.signals.models import CORRECTED
from zicht.server.signals.queries import signal_view
from zicht.server.signals.rows import INDEX_KINDS, WEIGH_ACUTE_WITHIN, due, group_rows
from zicht.server.signals.versions import may_correct, version_of
from zicht.server.vault.envelope import seal_json

NOTE_MOST = 2000
CHANGED_MEANWHILE = "signals.changed_meanwhile"
PERSON_GROUPS: tuple[FieldGroup, ...] = ("core", "identity", "status")
Contents = Mapping[FieldGroup, Content]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a signal is corrected: a code of the list ``correction``, and a note in one's own words, "" for none."""

    why: str
    note: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        found = list(sign_problems(self.note, "note"))
        if self.why not in {code.id for code in standard.codes("correction")}:
            found.append(Problem("correction.why", "why"))
        if len(self.note) > NOTE_MOST:
            found.append(Problem("text.long", "note", params={"most": NOTE_MOST, "length": len(self.note)}))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Open:
    """A correction under way: the signal as it is, as it is to be, and the groups in which those differ."""

    record: Record
    sight: Sight
    old: SignalDraft
    new: SignalDraft
    before: Contents
    after: Contents
    rows: tuple[Before, ...]

    @property
    def changed(self) -> tuple[FieldGroup, ...]:
        """The groups that change, of those that the corrector sees."""
        return tuple(g for g in self.before if g in self.sight.groups and self.before[g] != self.after[g])


def correct(
    *, signal: uuid.UUID, draft: SignalDraft, seen: str, reason: Reason, by: Actor, correction: uuid.UUID | None = None
) -> bool:
    """Make a signal say what ``draft`` says, as far as its corrector sees it; False when it was done before.

    ``seen`` is the version that the corrector saw (``version_of``); ``correction`` the id of this correction, so that
    one that is sent twice is made once. Raises ``InputProblems`` (all at once), or ``Refused``: not theirs to correct,
    or changed meanwhile.
    """
    # What is switched on is asked within the act: switching off must not come between.
    problems = (*check(draft, timezone.localdate(), perpetrators_on=True), *reason.problems())
    if problems:
        raise InputProblems(problems)
    with act("signals.correct", by=by, on=signal) as doing:
        under_way = _open(doing, signal, draft)
        if correction and correction in {row.correction for row in under_way.rows}:
            return _again(under_way)
        _refuse_switched_off(doing, under_way)
        _refuse(doing, under_way, seen)
        _keep_before(doing, under_way, reason, correction or uuid.uuid4())
        _replace(doing, under_way)
        _follow(doing, under_way)
    return True


def _again(under_way: _Open) -> bool:
    """A correction that was made before says what stands; one that says something else would be lost without a word."""
    if under_way.changed:
        raise Refused(CHANGED_MEANWHILE, rule="correct:again")
    return False


def _open(doing: Act, signal: uuid.UUID, draft: SignalDraft) -> _Open:
    """Two who correct at the same time wait for each other here: the second then reads what the first made of it."""
    record = Record.objects.select_for_update().get(id=signal)
    sight = doing.one(signal, "signal")
    view = signal_view(doing, sight)
    channel = view.core.channel if view.core else ""
    old = draft_seen(view)
    rows = tuple(kept_before(doing, sight))
    new = perpetrators_last(draft)
    return _Open(record, sight, old, new, contents(old, channel), contents(new, channel), rows)


def _refuse(doing: Act, under_way: _Open, seen: str) -> None:
    if not may_correct(doing.actor, under_way.record):
        raise Refused("signals.not_yours_to_correct", rule="correct:registrant-or-desk")
    if seen != version_of(under_way.sight):
        raise Refused(CHANGED_MEANWHILE, rule="correct:version")
    hidden = [g for g, content in under_way.after.items() if g not in under_way.sight.groups]
    beyond = [group for group in hidden if under_way.after[group] != under_way.before[group]]
    if beyond:
        raise Refused("door.groups", rule="groups:" + ",".join(beyond), groups=", ".join(beyond))
    if _hidden_persons(doing, under_way) and len(under_way.new.persons) < len(under_way.old.persons):
        raise Refused("signals.person_not_seen_whole", rule="correct:persons")
    if not under_way.changed:
        raise InputProblems((Problem("correction.nothing"),))


def _hidden_persons(doing: Act, under_way: _Open) -> bool:
    """Whether something of the persons may be kept from the corrector: to take one away would shift it to another.

    Who sees no possible perpetrators is asked no more than whether the controller ever took them, which is no secret.
    """
    groups = under_way.sight.groups
    if not set(PERSON_GROUPS) <= groups:
        return True
    return PERPETRATORS not in groups and ever_switched_on(under_way.record.controller_id)


def _refuse_switched_off(doing: Act, under_way: _Open) -> None:
    controller = under_way.record.controller_id
    if names_perpetrators(under_way.new) and not switched_on([controller], doing.now):
        raise InputProblems((Problem("perpetrators.off", "persons"),))


def _before_row(doing: Act, under_way: _Open, table: type[Before], reason: Reason, correction: uuid.UUID) -> Before:
    record, group = under_way.record.id, table.FIELD_GROUP
    row = table(
        record_id=record,
        correction=correction,
        number=1 + max((row.number for row in under_way.rows if group == row.FIELD_GROUP), default=0),
        at=doing.now,
        organisation=doing.actor.organisation,
        member=doing.actor.member,
        name=f"{doing.actor.name}, {doing.actor.organisation_name}"[:120],
        why=reason.why,
        standard=standard.version(),
    )
    key, place = doing.key(record), table._meta.db_table
    row.sealed = seal_json(key, under_way.before[group], f"{place}:{row.id}:{record}")
    if isinstance(row, NarrativeBefore) and reason.note:
        row.note = seal_json(key, reason.note, f"note:{row.id}:{record}")
    return row


def _keep_before(doing: Act, under_way: _Open, reason: Reason, correction: uuid.UUID) -> None:
    """The old value of every group that changes. A note is free text: it lies with the narrative, changed or not."""
    noted = "narrative" if reason.note else ""
    if noted and noted not in under_way.sight.groups:
        raise Refused("door.groups", rule=f"groups:{noted}", groups=noted)
    for table in BEFORE:
        if table.FIELD_GROUP in (*under_way.changed, noted):
            doing.keep(_before_row(doing, under_way, table, reason, correction))
    doing.touched(*under_way.changed, *([noted] if noted else []))
    doing.remember(under_way.record.id, correction=correction, why=reason.why)


def _replace(doing: Act, under_way: _Open) -> None:
    """The new value in the place of the old one, in the groups that change and in no other."""
    record, changed = under_way.record, under_way.changed
    kept = Kept(record, doing.key(record.id))
    for table in CORRECTED:
        if table.FIELD_GROUP in changed:  # type: ignore[attr-defined]  # every table of a field group names its group
            doing.remove(table, record.id)
    channel = str(under_way.before["core"]["channel"])
    doing.keep_all(_of_groups(group_rows(under_way.new, kept, channel), changed))


def _of_groups(rows: list[Model], groups: tuple[FieldGroup, ...]) -> Iterator[Model]:
    return (row for row in rows if row.FIELD_GROUP in groups)  # type: ignore[attr-defined]  # as above


def _follow(doing: Act, under_way: _Open) -> None:
    """What follows from the answers: what lists go by, the keyed index, and at last the rights."""
    record, old, new = under_way.record, facts_of(under_way.old), facts_of(under_way.new)
    _clock(doing, under_way)
    _forget_tokens(record.id)
    doing.keep_all(token_rows(under_way.new, record, index_scopes(doing, record, new)))
    doing.passage.rules |= settle(doing, record, old, new).rules


def _clock(doing: Act, under_way: _Open) -> None:
    """Danger stated now asks for an hour from now; danger taken back leaves the time there was at first."""
    record, acute = under_way.record, under_way.new.acute.value == "yes"
    if acute == record.acute:
        return
    first = due(record.received_at, acute=False)
    record.due = min(first, doing.now + WEIGH_ACUTE_WITHIN) if acute else first
    record.acute = acute
    doing.change(record.id, acute=acute, due=record.due)


def _forget_tokens(record: uuid.UUID) -> None:
    """The old values can no longer be found; by which row of a file it came in is no value of the signal, and stays."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select zicht_forget_tokens(%s, %s)", [record, sorted(INDEX_KINDS)])
        return
    IndexToken.objects.filter(record_id=record, kind__in=INDEX_KINDS).delete()
