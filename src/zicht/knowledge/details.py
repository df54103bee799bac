"""What may follow the eight answers of a first signal: answers about exploitation, phase, place, business and so on.

Every answer keeps its meaning: value(s), ``no``, ``unknown``, ``not_asked``, ``refused`` (principle 4), also where the
value is a date or a text. What points at a possible perpetrator is off until a processing activity switches it on
(principle 24), unless it is marked as the presumed victim's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from zicht.errors import Defect, Problem
from zicht.knowledge import standard
from zicht.knowledge.answers import Answer, date_problem, sign_problems
from zicht.knowledge.standard import Code, Field, FieldGroup

OWN_MARK = "victim"
_OWNERS = {
    "business": "business_owner",
    "vehicle": "vehicle_owner",
    "phone": "phone_owner",
    "profile": "profile_owner",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One answer to a further field, about the ``number``-th (from 1) of its entity.

    The values of a date are ISO 8601, of a text the text itself.
    """

    field: str
    number: int
    answer: Answer

    @property
    def spec(self) -> Field:
        """The field that it answers."""
        return detail_field(self.field)


@cache
def _by_id() -> Mapping[str, Field]:
    return {spec.id: spec for spec in standard.detail_fields()}


def detail_field(field_id: str) -> Field:
    """One further field by id; an unknown id is a defect of ours."""
    try:
        return _by_id()[field_id]
    except KeyError:
        raise Defect("standard.unknown_field", field=field_id) from None


def _items(details: Iterable[Detail]) -> Mapping[tuple[str, int], tuple[Detail, ...]]:
    """The answers by the thing they are about."""
    found: defaultdict[tuple[str, int], list[Detail]] = defaultdict(list)
    for detail in details:
        found[detail.spec.entity, detail.number].append(detail)
    return {item: tuple(answers) for item, answers in found.items()}


def by_group(details: Sequence[Detail]) -> Mapping[FieldGroup, tuple[Detail, ...]]:
    """The answers by the field group that they are kept in.

    A business, plate, number or profile belongs to possible perpetrators; marked as the victim's own, to identity.
    """
    if not details:
        return {}
    found: defaultdict[FieldGroup, list[Detail]] = defaultdict(list)
    for (entity, _), answers in _items(details).items():
        own = any(a.field == _OWNERS.get(entity) and a.answer.value == OWN_MARK for a in answers)
        for answer in answers:
            group = answer.spec.group
            found["identity" if own and group == "possible_perpetrators" else group].append(answer)
    return {group: tuple(answers) for group, answers in found.items()}


def relevant(spec: Field, known: Mapping[str, Iterable[str]]) -> bool:
    """Whether the answers so far (values by field) make a field worth asking. A field without condition always is."""
    if not spec.asked_when:
        return True
    field_id, _, codes = spec.asked_when.partition(":")
    return bool(set(codes.split(",")) & set(known.get(field_id, ())))


def offered(spec: Field, known: Mapping[str, Iterable[str]]) -> tuple[Code, ...]:
    """The codes of a field that fit what was suspected: those within another form are left out, unless none is known.

    ``known`` as for ``relevant``. For asking only: any code of the list may be kept.
    """
    forms = set(known.get("what", ()))
    chosen = set(known.get(spec.id, ()))
    codes = standard.codes(spec.codes)
    return tuple(code for code in codes if not forms or code.within in ("", *forms) or code.id in chosen)


_SHAPES = {
    "postcode": re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),
    "business_number": re.compile(r"\d{8}"),
    "phase_country": re.compile(r"[A-Z]{2}"),
    "age_at_start": re.compile(r"\d{1,3}"),
}


def _coded(spec: Field, values: tuple[str, ...]) -> list[Problem]:
    allowed = {code.id for code in standard.codes(spec.codes)}
    found = [Problem("code.unknown", spec.id, params={"value": v[:40]}) for v in values if v not in allowed]
    return [*found, Problem("code.one", spec.id)] if spec.kind == "code" and len(values) > 1 else found


def _dated(spec: Field, values: tuple[str, ...], today: date) -> list[Problem]:
    try:
        days = [date.fromisoformat(value) for value in values]
    except ValueError:
        return [Problem("date.invalid", spec.id, params={"value": values[0][:40]})]
    return [p for p in (date_problem(day, spec.id, today) for day in days) if p is not None]


def _written(spec: Field, values: tuple[str, ...]) -> list[Problem]:
    text = values[0]
    if len(text) > spec.max_length:
        return [Problem("text.long", spec.id, params={"most": spec.max_length, "length": len(text)})]
    if unkeepable := sign_problems(text, spec.id):
        return unkeepable
    shape = _SHAPES.get(spec.id)
    return [Problem("text.shape", spec.id, params={"field": spec.nl})] if shape and not shape.fullmatch(text) else []


def _one(detail: Detail, today: date) -> list[Problem]:
    spec, values = detail.spec, detail.answer.values
    if not values:
        return []
    if not all(values):
        return [Problem("answer.silent", spec.id, params={"field": spec.nl})]
    if spec.kind in ("code", "codes"):
        return _coded(spec, values)
    if len(values) > 1:
        return [Problem("code.one", spec.id)]
    return _dated(spec, values, today) if spec.kind == "date" else _written(spec, values)


def _twice(details: Sequence[Detail]) -> list[Problem]:
    seen: set[tuple[str, int]] = set()
    found = []
    for detail in details:
        key = (detail.field, detail.number)
        if key in seen:
            found.append(Problem("answer.twice", detail.field, params={"field": detail.spec.nl}))
        seen.add(key)
    return found


def _order(details: Sequence[Detail]) -> list[Problem]:
    """A part of the course does not end before it begins."""
    found = []
    for answers in _items(details).values():
        days = {a.field: a.answer.value for a in answers if a.field in ("phase_from", "phase_until")}
        if len(days) == 2 and all(days.values()) and days["phase_until"] < days["phase_from"]:
            found.append(Problem("date.order", "phase_until"))
    return found


def check_details(details: Sequence[Detail], today: date, *, perpetrators_on: bool = False) -> tuple[Problem, ...]:
    """Every problem of the further answers, all at once; empty when they may be kept.

    ``perpetrators_on``: a processing activity of the organisation switched these fields on.
    """
    if not details:
        return ()
    found = [problem for detail in details for problem in _one(detail, today)]
    found += _twice(details) + _order(details)
    about_others = by_group(details).get("possible_perpetrators", ())
    if about_others and not perpetrators_on:
        found += [Problem("perpetrators.off", detail.field) for detail in about_others]
    return tuple(found)


_NAMES_ONE = {
    "plate": re.compile(r"\b(?=\S*\d)(?=\S*[A-Z])[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}\b"),
    "phone": re.compile(r"(?<!\d)(?:\+\d{2}|00\d{2}|0)[ -]?\d(?:[ -]?\d){7,8}(?!\d)"),
    "profile": re.compile(r"(?:https?://|www\.)\S+|(?<![\w.])@[A-Za-z0-9_.]{3,}"),
    "name": re.compile(
        r"\b(?:dader|pooier|ronselaar|loverboy|baas|uitbuiter|verhuurder)\b[^.\n]{0,20}?"
        r"\b(?:heet|genaamd|is|:)\s+[A-Z]\w+"
    ),
}


def names_someone(text: str) -> tuple[str, ...]:
    """What in a free text seems to point at a possible perpetrator: of plate, phone, profile, name, in this order.

    A warning to the one who writes, never a refusal: it is a guess, and the number may be the victim's own.
    """
    return tuple(kind for kind, pattern in _NAMES_ONE.items() if pattern.search(text))


def text_warnings(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """A warning per free text (by field) that seems to name a possible perpetrator."""
    return tuple(
        Problem("perpetrators.text", field_id, severity="warning", params={"kinds": " ".join(kinds)})
        for field_id, text in texts.items()
        if (kinds := names_someone(text))
    )
