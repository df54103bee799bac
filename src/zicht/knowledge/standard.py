"""The registration standard: code lists, field groups, fields, activities, retention rules.

Data: ``data/standard.toml``, ``data/codes.toml``, ``data/region.toml``; versioned, ids never change meaning.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from zicht.errors import Defect

FieldGroup = Literal[
    "core",
    "observations",
    "identity",
    "contact",
    "narrative",
    "location",
    "status",
    "possible_perpetrators",
    "follow_up",
]
FIELD_GROUPS: tuple[FieldGroup, ...] = (
    "core",
    "observations",
    "identity",
    "contact",
    "narrative",
    "location",
    "status",
    "possible_perpetrators",
    "follow_up",
)
Kind = Literal["code", "codes", "date", "text"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list: ``id`` in code and database, ``wire`` in forms and API, labels for people.

    ``within`` is the form of exploitation that a kind belongs to. ``htcds`` is ``field=Code`` of HTCDS 2.0 (IOM, 2021)
    for the code that means the same, or "": then an export tells it in its loss report.
    """

    list: str
    id: str
    wire: str
    nl: str
    en: str
    within: str = ""
    htcds: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the standard. ``codes`` names its code list when it is coded.

    ``entity`` is what the answer is about; ``asked_when`` ("field:code,code") the answers that make it relevant;
    ``htcds``, ``ctdc`` and ``comensha`` the fields that mean the same elsewhere.
    """

    id: str
    wire: str
    group: FieldGroup
    kind: Kind
    required: bool
    nl: str
    en: str
    codes: str = ""
    max_length: int = 0
    entity: str = "signal"
    meaning_nl: str = ""
    meaning_en: str = ""
    purposes: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    asked_when: str = ""
    htcds: str = ""
    ctdc: tuple[str, ...] = ()
    comensha: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """Trigger event, term (ISO 8601 duration), category in the selection list ("" is to be filled in)."""

    id: str
    trigger: str
    term: str
    category: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the fictional region."""

    id: str
    name: str
    kind: str
    body: str
    capacity: str
    reporting_point: bool = False


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of the fictional region."""

    id: str
    name: str
    inhabitants: int


def read_data(name: str) -> dict[str, Any]:
    """One data file of this room, parsed. ``name`` without folder, with ending."""
    path = files("zicht.knowledge") / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def version() -> str:
    """The version of the standard that a record made now is kept under."""
    return str(read_data("standard.toml")["version"])


def _field(row: dict[str, Any]) -> Field:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Field(**{"required": False, **row, **lists})


@cache
def fields() -> tuple[Field, ...]:
    """The fields of a signal itself, in the order of the form."""
    return tuple(_field(row) for row in read_data("standard.toml")["field"])


@cache
def part_fields() -> tuple[Field, ...]:
    """What the draft holds of each observation and each person."""
    return tuple(_field(row) for row in read_data("details.toml")["part_field"])


@cache
def detail_fields() -> tuple[Field, ...]:
    """What may follow, kept as answers beside the signal: about exploitation, phase, place, business and so on."""
    return tuple(_field(row) for row in read_data("details.toml")["field"])


@cache
def every_field() -> tuple[Field, ...]:
    """Every field of the standard: of the signal, of its parts, and what may follow."""
    return (*fields(), *part_fields(), *detail_fields())


@dataclass(frozen=True, slots=True)
class Entity:
    """What an answer can be about; ``several`` when a signal may have more than one of it."""

    id: str
    nl: str
    en: str
    several: bool


@cache
def entities() -> tuple[Entity, ...]:
    """The entities beside the signal itself, in the order of the form."""
    return tuple(Entity(**row) for row in read_data("details.toml")["entity"])


@cache
def field(field_id: str) -> Field:
    """One field by id; an unknown id is a defect of ours."""
    for candidate in fields():
        if candidate.id == field_id:
            return candidate
    raise Defect("standard.unknown_field", field=field_id)


@cache
def codes(list_name: str) -> tuple[Code, ...]:
    """The codes of one list, in order; an unknown list is a defect.

    ``municipality`` is the region's list, ``indicator`` the catalogue of signs; lists of advice without a signal
    (``consultation_...``) stand in a file of their own.
    """
    if list_name == "municipality":
        return tuple(Code("municipality", m.id, m.id, m.name, m.name) for m in municipalities())
    if list_name == "indicator":
        rows = read_data("indicators.toml")["indicator"]
        return tuple(Code("indicator", row["id"], row["id"], row["nl"], row["en"]) for row in rows)
    if list_name.startswith("consultation_"):
        named = [row for row in read_data("consultation.toml")["code"] if row["list"] == list_name]
        found = tuple(Code(list_name, row["id"], row["wire"], row["nl"], row["en"]) for row in named)
    else:
        found = tuple(Code(**row) for row in read_data("codes.toml")["code"] if row["list"] == list_name)
    if not found:
        raise Defect("standard.unknown_list", list=list_name)
    return found


@cache
def label(list_name: str, code: str, language: str = "nl") -> str:
    """The label of a code for people."""
    for candidate in codes(list_name):
        if candidate.id == code:
            return candidate.nl if language == "nl" else candidate.en
    raise Defect("standard.unknown_code", list=list_name, code=code)


@cache
def group_label(group: str, language: str = "nl") -> str:
    """The name of a field group for people."""
    for row in read_data("standard.toml")["field_group"]:
        if row["id"] == group:
            return str(row[language])
    raise Defect("standard.unknown_group", group=group)


@cache
def retention(rule: str) -> Retention:
    """One retention rule by id."""
    for row in read_data("standard.toml")["retention"]:
        if row["id"] == rule:
            return Retention(**row)
    raise Defect("standard.unknown_retention", rule=rule)


@cache
def purposes() -> tuple[tuple[str, str, str], ...]:
    """Purposes of processing: (id, Dutch, English)."""
    return tuple((row["id"], row["nl"], row["en"]) for row in read_data("standard.toml")["purpose"])


@cache
def activities() -> tuple[tuple[str, str, str, str], ...]:
    """Processing activities: (id, purpose, Dutch, English)."""
    return tuple((row["id"], row["purpose"], row["nl"], row["en"]) for row in read_data("standard.toml")["activity"])


@cache
def organisations() -> tuple[Organisation, ...]:
    """The eight organisations of the fictional region."""
    return tuple(Organisation(**row) for row in read_data("region.toml")["organisation"])


@cache
def region() -> str:
    """The name of the fictional region."""
    return str(read_data("region.toml")["name"])


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The five municipalities of the fictional region."""
    return tuple(Municipality(**row) for row in read_data("region.toml")["municipality"])


_TERM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def after(term: str, start: date) -> date:
    """The day on which a term (ISO 8601, years, months and days) that starts at ``start`` ends.

    A day that the month does not have becomes its last day.
    """
    found = _TERM.fullmatch(term)
    if not found or not any(found.groups()):
        raise Defect("standard.unknown_term", term=term)
    years, months, days = (int(part or 0) for part in found.groups())
    month = start.month - 1 + months + 12 * years
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, monthrange(year, month)[1])
    return date(year, month, day) + timedelta(days=days)
