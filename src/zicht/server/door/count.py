"""Counting: whoever counts sees counts and nothing else, of what the organisation's desk may see now.

On PostgreSQL only the worker's role can count (``worker_policies`` in the second wall): a page that opened this
pass would be refused, and would read nothing if it were not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Model, Q, QuerySet

from zicht.errors import Defect, Refused
from zicht.server.door import acts
from zicht.server.door.fill import organisation_ids, standing_rights
from zicht.server.door.later import works_here
from zicht.server.door.models import ANY, SEVERAL, IndexToken, Record, Right
from zicht.server.door.passing import Passage, passing
from zicht.server.parties.actor import Actor

# The tables that may be counted, and by which columns; PostgreSQL's policies for counting name the same tables.
COUNTABLE: Mapping[str, frozenset[str]] = {
    "signals_core": frozenset({"where", "who", "capacity"}),
    "signals_what": frozenset({"form"}),
    "signals_follow_up": frozenset({"code"}),
}
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Lists:
    """Who stands on whose list. ``names``: the organisations that give linking keys now, by code, sorted.

    ``patterns``: the set of lists on which a person stands -> how many people stand on exactly those.
    """

    names: tuple[str, ...]
    patterns: Mapping[frozenset[str], int]


class Count:
    """An open count over the signals received from ``since`` (included) until ``until`` (not included)."""

    def __init__(self, passage: Passage, since: datetime, until: datetime) -> None:
        self._passage = passage
        self._received = Q(received_at__gte=since, received_at__lt=until)

    @property
    def now(self) -> datetime:
        """The moment of the count: its cut-off."""
        return self._passage.now

    def signals(self) -> int:
        """How many signals the desk may see."""
        return self._records("core").count()

    def by_state(self) -> dict[str, int]:
        """Signals by where they stand."""
        states = Record.objects.filter(id__in=self._records("core")).values_list("state", flat=True)
        return dict(Counter(states))

    def by(self, model: type[Model], column: str) -> dict[str, int]:
        """Signals by a column of one field group's table; a signal with more than one value counts as several."""
        rows = self._rows(model, column).values("record_id").annotate(low=Min(column), high=Max(column))
        ends = rows.order_by().values_list("low", "high")
        return dict(Counter(low if low == high else SEVERAL for low, high in ends.iterator()))

    def by_last(self, model: type[Model], column: str, **where: Any) -> dict[str, int]:
        """Signals that have such a row, by the column of the newest one."""
        rows = self._rows(model, column).filter(**where).order_by("at", "id")
        return dict(Counter(dict(rows.values_list("record_id", column)).values()))

    def lists(self) -> Lists:
        """People by the lists they stand on, where agreements in force now give a key to link them by."""
        names = tuple(sorted(self._givers()))
        found: dict[str, set[str]] = defaultdict(set)
        tokens = IndexToken.objects.filter(
            kind=PERSON,
            scope=f"{self._passage.purpose}:{self._passage.actor.organisation_code}",
            record__in=self._records("core"),
            record__controller__code__in=names,
        )
        for token, name in tokens.values_list("token", "record__controller__code").distinct():
            found[token].add(name)
        return Lists(names, dict(Counter(frozenset(on) for on in found.values())))

    def _givers(self) -> Iterator[str]:
        for code in organisation_ids():
            for standing in standing_rights(code, self.now):
                to_us = standing.linking_key and standing.to == self._passage.actor.organisation_code
                if to_us and standing.purpose == self._passage.purpose:
                    self._passage.rules.add(f"{standing.agreement}:{standing.version}#{standing.clause}")
                    yield code

    def _records(self, group: str) -> QuerySet[Right, Any]:
        """The ids of the signals that a right of the desk shows now with this field group; never handed out."""
        self._passage.groups.add(group)
        rights = Right.objects.filter(
            self._received,
            organisation_id=self._passage.actor.organisation,
            role__in=(ANY, "desk"),
            member=ANY,
            team=ANY,
            kind="signal",
            valid_from__lte=self.now,
            valid_until__gt=self.now,
            **{f"g_{group}": True},
        )
        return rights.order_by().values_list("record_id", flat=True).distinct()

    def _rows(self, model: type[Model], column: str) -> QuerySet[Any]:
        table = model._meta.db_table
        if column not in COUNTABLE.get(table, ()):
            raise Defect("count.not_countable", table=table, column=column)
        group = model.FIELD_GROUP  # type: ignore[attr-defined]  # every table of a field group names its group
        return model._default_manager.filter(record_id__in=self._records(group))


@contextmanager
def counting(actor: Actor, name: str, *, since: datetime, until: datetime) -> Iterator[Count]:
    """Count as ``actor`` what came in in a stretch of time; the log row says what was counted, under which rules."""
    with passing(actor, name, acts.rule(name).purpose, kind="count", scope="count") as passage:
        if not works_here():
            raise Refused("count.worker_only", rule="count:worker")
        yield Count(passage, since, until)
