"""What the queries give, as it is sent: a part that is not granted is left out and its group named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from zicht.knowledge.articles import Article
from zicht.knowledge.signal import Answer, Observation
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.api.answers import Moment, wire_of
from zicht.server.api.further import further_shown
from zicht.server.api.names import GROUP_WIRE, SEVERAL
from zicht.server.api.shapes import ArticleShape, FollowUpShape, Line, ObservationShape, Shown, ShownPerson
from zicht.server.signals.queries import CoreRow, FollowUpRow, PersonRow, SignalRow, SignalView, as_answer

CODED_CORE = ("where", "who", "acute", "known_via", "capacity", "about_self")
CONTACT = {"contact": "contact", "safe": "contact_safe", "how": "contact_how"}
KINDS = {"weighing": ("weging", "state"), "outcome": ("uitkomst", "outcome")}


def _core(core: CoreRow | None) -> dict[str, Any]:
    if core is None:
        return {}
    coded = {name: as_answer(getattr(core, name)) for name in CODED_CORE}
    return {**coded, "when": Moment(core.when, core.when_state)}  # type: ignore[arg-type]  # kept under a constraint


def _withheld(groups: Iterable[str]) -> list[str]:
    granted = set(groups)
    return [GROUP_WIRE[group] for group in FIELD_GROUPS if group not in granted]


def _form(kept: str) -> dict[str, Any]:
    if not kept:
        return {}
    return {"form": SEVERAL if kept == "several" else wire_of("form", kept)}


def _columns(row: SignalRow | SignalView) -> dict[str, Any]:
    return {
        "id": row.record,
        "state": row.state,
        "received_at": row.received_at,
        "urgent": row.acute,
        "due": row.due,
        **_core(row.core),
    }


def line(row: SignalRow) -> Line:
    """One line of a list."""
    return Line.model_construct(**_columns(row), **_form(row.form))


def _contact(contact: Mapping[str, str] | None) -> dict[str, Any]:
    if contact is None:
        return {}
    coded = {name: as_answer(contact[kept]) for kept, name in CONTACT.items() if kept in contact}
    return coded | {"contact_details": contact.get("details", ""), "contact_when": contact.get("when", "")}


def _person(number: int, person: PersonRow | None, details: Mapping[str, str]) -> ShownPerson:
    given: dict[str, Any] = dict(details)
    if "birth_date" in given:
        given["birth_date"] = date.fromisoformat(given["birth_date"]) if given["birth_date"] else None
    if person is not None:
        given |= {"age_class": as_answer(person.age_class), "sex": as_answer(person.sex), "roles": list(person.roles)}
    return ShownPerson.model_construct(number=number, **given)


def _persons(seen: SignalView) -> dict[str, Any]:
    """Persons with what is granted of each: core, identity, status, possible perpetrators, joined by number."""
    if (seen.persons, seen.identity, seen.status, seen.perpetrators) == (None, None, None, None):
        return {}
    rows = {row.number: row for row in seen.everyone}
    identity, status = seen.identity or {}, seen.status or {}
    numbers = sorted({*rows, *(int(number) for number in (*identity, *status))})
    details = (seen.words_about(number) for number in numbers)
    return {"persons": [_person(n, rows.get(n), found) for n, found in zip(numbers, details, strict=True)]}


def follow_up_line(row: FollowUpRow) -> FollowUpShape:
    """One line of follow-up."""
    kind, codes = KINDS[row.kind]
    code = wire_of(codes, row.code)
    return FollowUpShape.model_construct(kind=kind, code=code, by=row.name, at=row.at, note=row.note)


def _observation(item: Observation) -> ObservationShape:
    given = {field.name: getattr(item, field.name) for field in fields(item)}
    return ObservationShape.model_construct(**{name: value for name, value in given.items() if value not in (None, "")})


def _article(article: Article) -> ArticleShape:
    return ArticleShape.model_construct(
        article=article.article,
        text=article.nl,
        checked_on=article.checked_on,
        checked_at=article.checked_at,
        confirmed=article.confirmed,
    )


def _observations(seen: SignalView) -> dict[str, Any]:
    if seen.observations is None or not seen.what:
        return {}
    what = as_answer(seen.what[0]) if len(seen.what) == 1 else Answer.of(*seen.what)
    articles = [_article(article) for article in seen.articles]
    return {"what": what, "articles": articles, "observations": [_observation(item) for item in seen.observations]}


def shown(seen: SignalView) -> Shown:
    """One signal."""
    parts = _contact(seen.contact) | _persons(seen) | _observations(seen)
    if seen.narrative is not None:
        parts["narrative"] = seen.narrative
    if seen.location is not None:
        parts["place"] = seen.location
    if seen.follow_up is not None:
        parts["follow_up"] = [follow_up_line(row) for row in seen.follow_up]
    if seen.details:
        parts["further"] = further_shown(seen.details)
    return Shown.model_construct(**_columns(seen), **parts, version=seen.version, withheld=_withheld(seen.groups))
