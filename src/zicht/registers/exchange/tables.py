"""The published tables of HTCDS 2.0 and CTDC: fields, code lists, file headers, countries, what collapses into what.

Data: ``data/*.toml``, versioned, each with its source. Nothing in them was confirmed by a person (``confirmed_by``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from zicht.errors import Defect

Kind = Literal["text", "number", "date", "checkbox", "code", "codes", "country", "countries", "language"]
SEVERAL: frozenset[Kind] = frozenset({"codes", "countries"})
Dialect = Literal["excel", "ods", "xlsform"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
CTDC_COLUMNS = 27


@dataclass(frozen=True, slots=True)
class HtcdsField:
    """One field of HTCDS by its published name. ``status`` is draft, deprecated or retired; a retired one is only read.

    ``identifies``: a pseudonymous export leaves it out. ``now``: the name that took the place of a retired one.
    """

    name: str
    kind: Kind
    label: str
    list: str = ""
    core: bool = False
    status: str = "draft"
    identifies: bool = False
    now: str = ""

    @property
    def prefix(self) -> str:
        """The table it belongs to: org, prs, vic, per, cas, cco, hte, spl or con."""
        return self.name.partition("_")[0]

    @property
    def several(self) -> bool:
        """Whether it may hold more than one value."""
        return self.kind in SEVERAL


@dataclass(frozen=True, slots=True)
class HtcdsCode:
    """One code of a published list; with ``valid_to`` it was retired that day: readable, never written."""

    list: str
    id: str
    label: str
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class FileShape:
    """How one of the HTCDS files names its columns and separates several values in a cell.

    ``several`` are fields that hold more than one value in this file; None when the published table decides.
    """

    columns: tuple[str, ...]
    separator: str
    names: Mapping[str, str]
    several: frozenset[str] | None = None

    def column(self, field: str) -> str:
        """The name of a field in this file."""
        return self.names.get(field, field)

    @property
    def fields(self) -> Mapping[str, str]:
        """The field of each column, in the order of the file."""
        own = {spelled: field for field, spelled in self.names.items()}
        return {column: own.get(column, column) for column in self.columns}


@dataclass(frozen=True, slots=True)
class Extension:
    """A field beside HTCDS for a code of ours (``list``, ``code``) that ``field`` can only call ``Other``."""

    name: str
    field: str
    list: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class CtdcColumn:
    """One of CTDC's 27 columns; ``sources`` are ``field=Code`` of HTCDS or ``list=code`` of ours."""

    name: str
    kind: Literal["year", "gender", "age", "country", "duration", "flag"]
    sources: tuple[str, ...] = with_default(default=())


@cache
def _data(name: str) -> Mapping[str, Any]:
    path = files("zicht.registers.exchange") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def about(name: str) -> Mapping[str, str]:
    """Version, source and who confirmed it ("": nobody yet) of a table: htcds, ctdc, extensions or countries."""
    return {key: str(_data(name).get(key, "")) for key in ("version", "source", "confirmed_by")}


def compared() -> Mapping[str, str]:
    """What our table of HTCDS was last compared with: ``file``, its ``sha256``, ``on``, and ``ours_sha256`` of ours."""
    return {key: str(value) for key, value in _data("htcds")["compared"].items()}


@cache
def htcds_fields() -> Mapping[str, HtcdsField]:
    """The 83 fields by name, in the order of the published table; retired names after them."""
    return MappingProxyType({row["name"]: HtcdsField(**row) for row in _data("htcds")["field"]})


def htcds_field(name: str) -> HtcdsField:
    """One field by name; an unknown name is a defect of ours."""
    try:
        return htcds_fields()[name]
    except KeyError:
        raise Defect("exchange.unknown_field", field=name) from None


@cache
def prefixes() -> tuple[str, ...]:
    """The prefixes in the order of the published table."""
    return tuple(dict.fromkeys(field.prefix for field in htcds_fields().values()))


@cache
def htcds_codes(list_name: str) -> Mapping[str, HtcdsCode]:
    """The codes of a published list by id, retired ones included."""
    rows = (HtcdsCode(**row) for row in _data("htcds")["code"] if row["list"] == list_name)
    return MappingProxyType({row.id: row for row in rows})


@cache
def shape(dialect: Dialect) -> FileShape:
    """One of the three shapes of an HTCDS file."""
    row = _data("htcds")["dialect"][dialect]
    several = frozenset(row["several"]) if "several" in row else None
    return FileShape(tuple(row["columns"]), row["separator"], MappingProxyType(row["names"]), several)


@cache
def extensions() -> Mapping[str, Extension]:
    """The fields beside HTCDS by name."""
    found = {}
    for row in _data("extensions")["extension"]:
        list_name, _, code = row["code"].partition("=")
        found[row["name"]] = Extension(row["name"], row["field"], list_name, code, row["reason"])
    return MappingProxyType(found)


@cache
def alpha_3() -> Mapping[str, str]:
    """ISO 3166-1: alpha-3 by alpha-2."""
    return MappingProxyType(_data("countries")["alpha_3"])


@cache
def ctdc_columns() -> tuple[CtdcColumn, ...]:
    """The 27 columns in the order of the published file."""
    rows = _data("ctdc")["column"]
    return tuple(CtdcColumn(row["name"], row["kind"], tuple(row.get("from", ()))) for row in rows)


@cache
def ctdc_values(table: Literal["gender", "traffick_months"]) -> Mapping[str, str]:
    """How CTDC writes a gender (by HTCDS code) or how long it lasted (by our code)."""
    return MappingProxyType(_data("ctdc")[table])


def age_band(years: int) -> str:
    """The band of an age in whole years, as CTDC writes it; a negative age is a ``ValueError``."""
    if years < 0:
        raise ValueError("an age is not negative")
    bands: Mapping[str, int] = _data("ctdc")["age_bands"]
    return max((band for band in bands.items() if band[1] <= years), key=lambda band: band[1])[0]


@cache
def languages() -> frozenset[str]:
    """ISO 639-2 codes of three letters, and the two-letter forms that HTCDS allows."""
    return frozenset(_data("languages")["codes"])
