"""Reading signals: frozen rows, never models; each part is there only when its field group is granted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.timezone import localtime

from zicht.knowledge import standard
from zicht.knowledge.articles import Article, articles_of
from zicht.knowledge.signal import Answer, AnswerState, Detail
from zicht.knowledge.signal import Observation as Observed
from zicht.recognition import Coverage, coverage
from zicht.server.door.models import SEVERAL, Right
from zicht.server.door.view import PAGE, Sight, View, visible
from zicht.server.parties.actor import Actor
from zicht.server.signals import models
from zicht.server.signals.rows import details_of
from zicht.server.signals.versions import correctable, version_of

STATES = {"no", "unknown", "not_asked", "refused"}
SEVERAL_FORMS = SEVERAL
CODED = frozenset({"roles", "age_class", "sex"})


@dataclass(frozen=True, slots=True)
class CoreRow:
    """The core of a signal."""

    where: str
    when: date | None
    when_state: str
    who: str
    acute: str
    known_via: str
    capacity: str
    about_self: str
    channel: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone involved: number within the signal, roles, age class, sex."""

    number: int
    roles: tuple[str, ...]
    age_class: str
    sex: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """What was done; ``organisation`` is the id of whose member did it."""

    kind: str
    code: str
    name: str
    at: datetime
    note: str
    organisation: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One line of a list: what lists show, as far as granted."""

    record: uuid.UUID
    received_at: datetime
    state: str
    acute: bool
    due: datetime
    form: str
    core: CoreRow | None


@dataclass(frozen=True, slots=True)
class SignalPage:
    """A page of a list; ``after`` is the key of the next page, or "" at the end."""

    rows: tuple[SignalRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class SignalView:
    """One signal as far as its reader may see it; a part that is not granted is None.

    ``version`` and ``correctable`` are told of one signal that is opened by itself.
    """

    record: uuid.UUID
    state: str
    received_at: datetime
    acute: bool
    due: datetime
    groups: frozenset[str]
    rules: frozenset[str]
    core: CoreRow | None = None
    persons: tuple[PersonRow, ...] | None = None
    what: tuple[str, ...] | None = None
    observations: tuple[Observed, ...] | None = None
    coverage: Coverage | None = None
    identity: Mapping[str, Mapping[str, str]] | None = None
    contact: Mapping[str, str] | None = None
    narrative: str | None = None
    location: str | None = None
    status: Mapping[str, Mapping[str, str]] | None = None
    follow_up: tuple[FollowUpRow, ...] | None = None
    perpetrators: Mapping[str, Mapping[str, str]] | None = None
    details: tuple[Detail, ...] = ()
    version: str = ""
    correctable: bool = False

    @property
    def articles(self) -> tuple[Article, ...]:
        """The texts of law behind the forms that are suspected, in force on the day of registration, each once."""
        day = localtime(self.received_at).date()
        return tuple(dict.fromkeys(text for form in self.what or () for text in articles_of(form, day)))

    @property
    def everyone(self) -> tuple[PersonRow, ...]:
        """The persons, and those among possible perpetrators where that is granted, by number."""
        found = {row.number: row for row in self.persons or ()}
        for number, key in self._numbers.items():
            told = (self.perpetrators or {})[key]
            found[number] = PersonRow(number, tuple(told["roles"].split()), told["age_class"], told["sex"])
        for key, told in (self.perpetrators or {}).items():
            row = found.get(int(key))
            if "age_class" not in told and row:
                found[row.number] = replace(row, roles=tuple(sorted({*row.roles, *told["roles"].split()})))
        return tuple(found[number] for number in sorted(found))

    @property
    def _numbers(self) -> dict[int, str]:
        """Under which number each of those stands who is kept among possible perpetrators whole.

        Their own, unless somebody who may not see them added a person under it since: then the next that is free.
        """
        taken = {row.number for row in self.persons or ()}
        taken |= {int(key) for key in (*(self.identity or {}), *(self.status or {}))}
        numbers: dict[int, str] = {}
        for key in sorted((key for key, told in (self.perpetrators or {}).items() if "age_class" in told), key=int):
            number = int(key)
            while number in taken:
                number += 1
            taken.add(number)
            numbers[number] = key
        return numbers

    def words_about(self, number: int) -> dict[str, str]:
        """Names, birth date and status of one person, as far as granted."""
        key = str(number)
        whole = (self.perpetrators or {}).get(self._numbers.get(number, ""), {})
        apart = {name: text for name, text in whole.items() if name not in CODED}
        return {**(self.identity or {}).get(key, {}), **(self.status or {}).get(key, {}), **apart}


def as_answer(kept: str) -> Answer:
    """A kept coded answer with its meaning again."""
    return Answer(kept) if kept in STATES else Answer.of(kept)  # type: ignore[arg-type]  # checked to be a state


def core_row(row: models.Core) -> CoreRow:
    """A core as a frozen row."""
    return CoreRow(
        row.where,
        row.when,
        row.when_state,
        row.who,
        row.acute,
        row.known_via,
        row.capacity,
        row.about_self,
        row.channel,
    )


def observed(row: models.Observation) -> Observed:
    """An observation as a frozen row."""
    return Observed(
        row.indicator, cast(AnswerState, row.answer), row.provenance, row.seen_on, row.happened_on, row.certainty
    )


def _person(row: models.Person) -> PersonRow:
    return PersonRow(row.number, tuple(row.roles.split()), row.age_class, row.sex)


def list_rows(view: View, sights: Iterable[Sight]) -> tuple[SignalRow, ...]:
    """Lines of a list for sights already on the log row."""
    shown = list(sights)
    cores = view.rows(models.Core, shown)
    return tuple(
        SignalRow(
            s.record,
            s.received_at,
            s.state,
            s.acute,
            s.due,
            s.form,
            core_row(cores[s.record][0]) if cores.get(s.record) else None,
        )
        for s in shown
    )


def follow_ups(view: View, sight: Sight) -> tuple[FollowUpRow, ...] | None:
    """What was done, when that is granted."""
    if "follow_up" not in sight.groups:
        return None
    rows = sorted(view.rows(models.FollowUp, [sight])[sight.record], key=lambda row: row.at)
    return tuple(
        FollowUpRow(
            row.kind,
            row.code,
            row.name,
            row.at,
            view.unseal(sight.record, row.sealed, f"follow_up:{row.id}") if row.sealed else "",
            row.organisation,
        )
        for row in rows
    )


def _sealed(view: View, sight: Sight) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in (models.Identity, models.Contact, models.Narrative, models.Location, models.Status):
        group = table.FIELD_GROUP
        if group not in sight.groups:
            continue
        rows = view.rows(table, [sight])[sight.record]
        empty: object = "" if group in ("narrative", "location") else {}
        found[group] = view.unseal(sight.record, rows[0].sealed, table._meta.db_table) if rows else empty
    return found


def _open_parts(view: View, sight: Sight) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if "core" in sight.groups:
        parts["core"] = core_row(view.rows(models.Core, [sight])[sight.record][0])
        persons = view.rows(models.Person, [sight])[sight.record]
        parts["persons"] = tuple(_person(row) for row in sorted(persons, key=lambda row: row.number))
    if "observations" in sight.groups:
        parts["what"] = tuple(sorted(row.form for row in view.rows(models.What, [sight])[sight.record]))
        statements = view.rows(models.Observation, [sight])[sight.record]
        parts["observations"] = tuple(observed(row) for row in sorted(statements, key=lambda row: row.indicator))
    return parts


def _open_details(view: View, sight: Sight, table: type[models.Detail]) -> Iterator[Detail]:
    values: dict[tuple[str, int], list[models.Detail]] = {}
    for row in view.rows(table, [sight])[sight.record]:
        values.setdefault((row.field, row.number), []).append(row)
    for (field, number), rows in values.items():
        kept = tuple(sorted(row.value for row in rows if row.value))
        yield Detail(field, number, Answer(cast(AnswerState, rows[0].state), kept))


def _perpetrators(view: View, sight: Sight) -> dict[str, Any]:
    """Possible perpetrators as kept: persons and further answers; empty where there are none."""
    table = models.PossiblePerpetrators
    rows = view.rows(table, [sight])[sight.record] if table.FIELD_GROUP in sight.groups else []
    return view.unseal(sight.record, rows[0].sealed, table._meta.db_table) if rows else {}


def details(view: View, sight: Sight) -> tuple[Detail, ...]:
    """The further answers in the field groups that are granted, in the order of the standard."""
    found: list[Detail] = []
    for open_table in models.OPEN_DETAILS:
        if open_table.FIELD_GROUP in sight.groups:
            found += _open_details(view, sight, open_table)
    for table in models.SEALED_DETAILS:
        rows = view.rows(table, [sight])[sight.record] if table.FIELD_GROUP in sight.groups else ()
        for row in rows:
            found += details_of(view.unseal(sight.record, row.sealed, table._meta.db_table))
    found += details_of(_perpetrators(view, sight).get("details", ()))
    order = {spec.id: place for place, spec in enumerate(standard.detail_fields())}
    return tuple(sorted(found, key=lambda item: (order[item.field], item.number)))


def signal_view(view: View, sight: Sight) -> SignalView:
    """Everything of one signal that a sight allows, with its coverage computed, never stored."""
    parts = _open_parts(view, sight) | _sealed(view, sight)
    parts["follow_up"] = follow_ups(view, sight)
    if models.PossiblePerpetrators.FIELD_GROUP in sight.groups:
        parts["perpetrators"] = _perpetrators(view, sight).get("persons", {})
    parts["details"] = details(view, sight)
    if "core" in parts and "observations" in parts:
        parts["coverage"] = coverage(parts["observations"], as_answer(parts["core"].who))
    return SignalView(
        sight.record, sight.state, sight.received_at, sight.acute, sight.due, sight.groups, sight.rules, **parts
    )


def open_signal(actor: Actor, record: uuid.UUID) -> SignalView:
    """One signal; ``NotVisible`` when it is not there for this actor."""
    with visible(actor, "signals.open") as view:
        sight = view.one(record, "signal")
        version, may = version_of(sight), correctable(actor, sight)
        return replace(signal_view(view, sight), version=version, correctable=may)


def page_key(*parts: object) -> str:
    """The key of a page in an ordered list, for ``?na=``."""
    return json.dumps([str(part) for part in parts])


def read_key(key: str, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The parts of a page key, or None when it is not one of ours: the list then starts at the beginning."""
    try:
        found = json.loads(key)
        if not isinstance(found, list) or len(found) != len(kinds):
            return None
        return tuple(kind(str(part)) for kind, part in zip(kinds, found, strict=True))
    except (ValueError, RecursionError):
        return None


def key_moment(text: str) -> datetime:
    """A moment in a page key; whatever is not one of ours raises ``ValueError``."""
    found = datetime.fromisoformat(text)
    try:
        if found.tzinfo:
            return found.astimezone(UTC)
    except OverflowError:
        pass
    raise ValueError(text)


def newest_first(view: View, rights: QuerySet[Right], after: str, size: int) -> list[Sight]:
    """The newest records after a page key; one more than asked, so that the end shows (see ``cut``)."""
    rights = rights.order_by("-received_at", "record_id")
    key = read_key(after, key_moment, uuid.UUID)
    if key:
        rights = rights.filter(received_at__lte=key[0]).exclude(received_at=key[0], record_id__lte=key[1])
    return view.page(rights, size + 1)


def cut(sights: Sequence[Sight], size: int) -> tuple[Sequence[Sight], str]:
    """The records of one page, newest first, and the key of the next page: "" when there is none."""
    shown = sights[:size]
    return shown, page_key(shown[-1].received_at.isoformat(), shown[-1].record) if len(sights) > size else ""


def own_signals(actor: Actor, after: str = "", size: int = PAGE) -> SignalPage:
    """The signals that this member registered, newest first."""
    with visible(actor, "signals.own") as view:
        shown, more = cut(newest_first(view, view.personal(kind="signal"), after, size), size)
        return SignalPage(list_rows(view, shown), more)
