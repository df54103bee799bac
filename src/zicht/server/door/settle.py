"""Deciding again about the rights on a record when its facts change: a clause that asks a form, an age or danger may
hold no longer, or hold now.

What came by itself (a standing clause) comes and goes by itself. What a person gave (a grant) can only become less: to
give more is for a person to decide.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection

from zicht.agreements import Facts, Request, StandingRight
from zicht.knowledge.standard import FieldGroup
from zicht.server.door.act import Act
from zicht.server.door.fill import decide_now, organisation_ids, right_row, standing_rights
from zicht.server.door.models import Record, Right, groups_of

__all__ = ["Settled", "settle"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it: rights given and ended."""

    given: tuple[Right, ...] = ()
    ended: tuple[Right, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The clauses behind what was given."""
        return frozenset(f"{right.agreement}#{right.clause}" for right in self.given)


def _rights_on(doing: Act, record: uuid.UUID) -> list[Right]:
    """The rights in force that rest on an agreement, whoever has them. PostgreSQL gives them to who corrects only."""
    if connection.vendor == "postgresql":
        return list(Right.objects.raw("select * from zicht_rights_to_settle(%s)", [record]))
    in_force = Right.objects.filter(record_id=record, valid_from__lte=doing.now, valid_until__gt=doing.now)
    return list(in_force.filter(agreement__contains=":"))


def _of_right(right: Right) -> tuple[object, ...]:
    return (right.organisation_id, right.role, right.purpose, right.agreement, right.clause, groups_of(right))


def _of_standing(standing: StandingRight, to: uuid.UUID) -> tuple[object, ...]:
    agreement = f"{standing.agreement}:{standing.version}"
    return (to, standing.role, standing.purpose, agreement, standing.clause, frozenset(standing.field_groups))


def _standing(
    record: Record, rights: Iterable[Right], standing: Mapping[tuple[object, ...], StandingRight],
    before: Facts, after: Facts, doing: Act,
) -> tuple[list[Right], list[Right]]:  # fmt: skip
    """Rights given and ended under standing clauses."""
    own = {_of_right(right): right for right in rights if right.grant is None}
    ended = [right for key, right in own.items() if key in standing and not standing[key].holds(after)]
    arisen = [
        right_row(
            record, record.controller_id, doing.now, found.field_groups, organisation_id=key[0], role=found.role,
            purpose=found.purpose, agreement=f"{found.agreement}:{found.version}", clause=found.clause,
            valid_until=found.until,
        )
        for key, found in standing.items()
        if key not in own and found.field_groups and found.holds(after) and not found.holds(before)
    ]  # fmt: skip
    return arisen, ended


def _asked(right: Right, codes: Mapping[uuid.UUID, str], facts: Facts) -> Request:
    return Request(
        from_organisation=codes[right.given_by_id],
        to_organisation=codes[right.organisation_id],
        role=right.role,
        purpose=right.purpose,
        mode="on_referral",
        field_groups=groups_of(right),
        form=facts.form,
        age_class=facts.age_class,
        danger=facts.danger,
        municipality=facts.municipality,
    )


def _less(right: Right, groups: frozenset[FieldGroup], doing: Act) -> Right:
    """The right that is left of one that a grant gave."""
    return right_row(
        Record.objects.get(id=right.record_id), right.given_by_id, doing.now, groups,
        organisation_id=right.organisation_id, role=right.role, purpose=right.purpose, agreement=right.agreement,
        clause=right.clause, grant=right.grant, valid_until=right.valid_until,
    )  # fmt: skip


def _granted(
    rights: Iterable[Right], codes: Mapping[uuid.UUID, str], before: Facts, after: Facts, doing: Act
) -> tuple[list[Right], list[Right]]:
    """What is left of granted rights, and the ones it comes in place of: only what the new facts take away goes."""
    left: list[Right] = []
    ended: list[Right] = []
    for right in rights:
        if right.grant is None:
            continue
        allowed = partial(decide_now, now=doing.now)
        could, can = (allowed(_asked(right, codes, facts)).permitted for facts in (before, after))
        rest = frozenset(groups_of(right) - (could - can))
        if rest != groups_of(right):
            ended.append(right)
            left += [_less(right, rest, doing)] if rest else []
    return left, ended


def _clauses(doing: Act, record: Record) -> tuple[StandingRight, ...]:
    code = {ident: code for code, ident in organisation_ids().items()}[record.controller_id]
    return standing_rights(code, doing.now)


def index_scopes(doing: Act, record: Record, facts: Facts) -> tuple[str, ...]:
    """For whom the exact values of a record with these facts are indexed: its controller, and who gets linking keys."""
    linked = {f"{one.purpose}:{one.to}" for one in _clauses(doing, record) if one.linking_key and one.holds(facts)}
    return (str(record.controller_id), *sorted(linked))


def settle(doing: Act, record: Record, before: Facts, after: Facts) -> Settled:
    """Decide again, and keep the outcome; last in the act that corrects, for it may end the right it was done by."""
    if before == after:
        return Settled()
    ids = organisation_ids()
    codes = {ident: code for code, ident in ids.items()}
    standing = {_of_standing(one, ids[one.to]): one for one in _clauses(doing, record) if one.to in ids}
    rights = _rights_on(doing, record.id)
    arisen, ended = _standing(record, rights, standing, before, after, doing)
    left, cut = _granted(rights, codes, before, after, doing)
    _write(doing, record.id, [*ended, *cut], [*arisen, *left])
    return Settled((*arisen, *left), (*ended, *cut))


def _plain(value: object) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _as_json(right: Right) -> dict[str, Any]:
    return {str(field.column): _plain(getattr(right, field.attname)) for field in Right._meta.concrete_fields}


def _write(doing: Act, record: uuid.UUID, ended: list[Right], given: list[Right]) -> None:
    """End and give. On PostgreSQL a function of the owner does it, within what its own conditions let through."""
    if not ended and not given:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            rows = json.dumps([_as_json(right) for right in given])
            cursor.execute("select zicht_settle(%s, %s, %s::jsonb)", [record, [right.id for right in ended], rows])
        return
    Right.objects.filter(id__in=[right.id for right in ended]).update(valid_until=doing.now)
    doing.keep_all(given)
