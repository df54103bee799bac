"""Reading: every list starts from ``Right``, every row is fetched only where its field group is granted."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from zicht.errors import Refused
from zicht.knowledge.standard import FieldGroup
from zicht.server.door import acts
from zicht.server.door.activities import switched_on
from zicht.server.door.models import ANY, IS_PERSONAL, IS_WAITING, PERPETRATORS, Right, groups_of
from zicht.server.door.passing import Passage, passing
from zicht.server.parties.actor import Actor
from zicht.server.vault.envelope import open_json, unwrap
from zicht.server.vault.keyring import load
from zicht.server.vault.models import RecordKey

M = TypeVar("M", bound=Model)
PAGE = 50


class NotVisible(Refused):
    """There is nothing here for whoever asks: "not found", and the log names the rule."""

    def __init__(self, rule: str = "no-right") -> None:
        super().__init__("door.not_found", rule=rule)


@dataclass(frozen=True, slots=True)
class Sight:
    """What someone may see of one record: the union of their rights on it, and the list columns."""

    record: uuid.UUID
    kind: str
    controller: uuid.UUID
    groups: frozenset[FieldGroup]
    rules: frozenset[str]
    received_at: datetime
    state: str
    acute: bool
    due: datetime
    form: str


def _sight(rights: Sequence[Right]) -> Sight:
    first = rights[0]
    groups = frozenset(group for right in rights for group in groups_of(right))
    return Sight(
        record=first.record_id,
        kind=first.kind,
        controller=first.controller,
        groups=groups,
        rules=frozenset(f"{right.agreement}#{right.clause}" for right in rights),
        received_at=first.received_at,
        state=first.state,
        acute=first.acute,
        due=first.due,
        form=max(right.form for right in rights) if "observations" in groups else "",
    )


def _merge(rights: Iterable[Right]) -> list[Sight]:
    """Rights on the same record, next to each other in the list's order, become one sight."""
    merged: dict[uuid.UUID, list[Right]] = {}
    for right in rights:
        merged.setdefault(right.record_id, []).append(right)
    return [_sight(found) for found in merged.values()]


def _switched_on_only(sights: list[Sight], now: datetime) -> list[Sight]:
    """Without possible perpetrators where the controller has not switched that on, or not any more."""
    on = switched_on({sight.controller for sight in sights if PERPETRATORS in sight.groups}, now)
    return [
        sight if sight.controller in on else replace(sight, groups=sight.groups - {PERPETRATORS}) for sight in sights
    ]


def in_force(actor: Actor, now: datetime, purposes: Iterable[str]) -> Q:
    """The condition under which a right is this actor's now; PostgreSQL's policies say the same in SQL."""
    return Q(
        organisation_id=actor.organisation,
        role__in=(ANY, actor.role),
        member__in=(ANY, str(actor.member)),
        team__in=(ANY, actor.team),
        purpose__in=(ANY, *purposes),
        valid_from__lte=now,
        valid_until__gt=now,
    )


class View:
    """An open reading. Everything handed out is noted for the log row that is written on leaving."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.actor = passage.actor
        self.now = passage.now
        self._keys: dict[uuid.UUID, bytes] = {}

    def rights(self, **where: Any) -> QuerySet[Right]:
        """This actor's rights in force, narrowed by columns of ``Right``."""
        mine = in_force(self.actor, self.now, [self.passage.purpose])
        return Right.objects.filter(mine, **where)

    def waiting(self, **where: Any) -> QuerySet[Right]:
        """Rights on what waits to be weighed, by the queue's index."""
        return self.rights(**where).extra(where=[IS_WAITING])  # noqa: S610  # fixed text

    def personal(self, **where: Any) -> QuerySet[Right]:
        """Rights that this member has by name, by the index for those."""
        return self.rights(member=str(self.actor.member), **where).extra(where=[IS_PERSONAL])  # noqa: S610

    def page(self, rights: QuerySet[Right], size: int = PAGE) -> list[Sight]:
        """The first ``size`` records of a list whose order keeps the rights on one record together.

        A record may have any number of rights: more are read until a further record, or the end, shows that the
        last one is whole. The queue shows one right per record, so once is nearly always enough there.
        """
        most = size + size // 4 + 1
        found = list(rights[:most])
        while len(found) == most and len({right.record_id for right in found}) <= size:
            most *= 2
            found = list(rights[:most])
        sights = _switched_on_only(_merge(found)[:size], self.now)
        for sight in sights:
            self.note(sight)
        return sights

    def one(self, record: uuid.UUID, kind: str = "") -> Sight:
        """What may be seen of one record; ``NotVisible`` when nothing."""
        rights = self.rights(record_id=record, **({"kind": kind} if kind else {}))
        found = _switched_on_only(_merge(rights), self.now)
        if not found:
            raise NotVisible
        self.note(found[0])
        return found[0]

    def note(self, sight: Sight) -> None:
        """Put a record on the log row."""
        self.passage.about(sight.record, sight.controller)
        self.passage.rules |= sight.rules

    def rows(self, model: type[M], sights: Iterable[Sight], by: str = "record_id") -> dict[uuid.UUID, list[M]]:
        """The rows of one field group's table, for the records whose right holds that group; noted."""
        group = model.FIELD_GROUP  # type: ignore[attr-defined]  # every table of a field group names its group
        allowed = [sight.record for sight in sights if group in sight.groups]
        found: dict[uuid.UUID, list[M]] = defaultdict(list)
        if allowed:
            self.passage.groups.add(group)
            for row in model._default_manager.filter(**{f"{by}__in": allowed}):
                found[getattr(row, by)].append(row)
        return found

    def unseal(self, record: uuid.UUID, sealed: bytes | memoryview[int], place: str) -> Any:
        """Open a sealed value of a record whose key this actor's right makes readable."""
        return open_json(self.key(record), bytes(sealed), f"{place}:{record}")

    def key(self, record: uuid.UUID) -> bytes:
        """A record's key, unwrapped once per reading."""
        if record not in self._keys:
            row = RecordKey.objects.filter(record=record).first()
            if row is None:
                raise NotVisible("erased")
            self._keys[record] = unwrap(load(settings.ZICHT.keys), row.under, row.wrapped, record)
        return self._keys[record]


@contextmanager
def visible(actor: Actor, name: str, purpose: str = "") -> Iterator[View]:
    """Read as ``actor``; the log row is committed when the block ends, before anything is rendered."""
    with passing(actor, name, purpose or acts.rule(name).purpose, "read") as passage:
        yield View(passage)
