"""Signals as CSV: three tables with a description that follows W3C's CSV on the Web, so that a program can read them.

Every answer has two cells: its state (``value``, ``no``, ``unknown``, ``not_asked``, ``refused``) and its values, so
that none of the five is ever read as another. Two empty cells: nothing was said, or the field group was not granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from typing import Any, cast

from zicht.knowledge import standard
from zicht.knowledge.answers import ANSWER_STATES, Answer, AnswerState
from zicht.knowledge.standard import Field, FieldGroup
from zicht.registers.exchange import cells
from zicht.registers.exchange.htcds import years_at
from zicht.registers.exchange.loss import Loss
from zicht.registers.exchange.meaning import STATUS_FIELD
from zicht.registers.exchange.profiles import PSEUDONYMOUS, Profile
from zicht.registers.exchange.said import Said, Source, said
from zicht.registers.exchange.tables import age_band

SEPARATOR = ";"
STATE = "_state"
SIGNALS, PERSONS, ANSWERS = "signals.csv", "persons.csv", "answers.csv"
METADATA = "csv-metadata.json"
_ANSWER_COLUMNS = ("signal", "entity", "number", "field", "field_group", "state", "value")


@dataclass(frozen=True, slots=True)
class CsvTables:
    """The files of an export by name, the description among them as JSON, and what was left out."""

    files: Mapping[str, bytes]
    metadata: Mapping[str, Any]
    losses: tuple[Loss, ...]


@dataclass(slots=True)
class _Rows:
    """The rows of the three tables under way."""

    profile: Profile
    signals: list[list[str]] = with_default(default_factory=list)
    persons: list[list[str]] = with_default(default_factory=list)
    answers: list[list[str]] = with_default(default_factory=list)
    losses: list[Loss] = with_default(default_factory=list)

    def add(self, source: Source) -> None:
        kept: list[Said] = []
        bands: dict[int, str] = {}
        for one in said(source.draft, source.groups):
            if self.profile.is_off(one):
                self.losses.append(Loss(source.id, "off", one.key))
            elif self.profile.leaves_out(one):
                self.losses.append(Loss(source.id, "profile", one.key))
                bands |= _band(one, source.received_on)
            else:
                kept.append(one)
        self.losses += [Loss(source.id, "no_field", f"{STATUS_FIELD}#{number}") for number in source.assertions]
        self._signal(source, kept)
        self._persons(source, kept, bands)
        self.answers += [row for one in kept if _is_listed(one) for row in _listed(source.id, one)]
        self.answers += [[source.id, "outcome", "1", "outcome", "follow_up", "value", code] for code in source.outcomes]

    def _signal(self, source: Source, kept: Iterable[Said]) -> None:
        given = {one.field: one for one in kept if one.spec.entity == "signal"}
        row = [source.id, source.received_on.isoformat()]
        for spec in _shown(standard.fields(), self.profile):
            row += _pair(given.get(spec.id))
        self.signals.append(row)

    def _persons(self, source: Source, kept: Iterable[Said], bands: Mapping[int, str]) -> None:
        given = {(one.number, one.field): one for one in kept if _is_person_part(one.spec)}
        for number in range(1, 1 + len(source.draft.persons) if "core" in source.groups else 1):
            row = [source.id, str(number)]
            for spec in _shown(_person_parts(), self.profile):
                row += _pair(given.get((number, spec.id)))
            self.persons.append([*row, bands.get(number, "")] if not self.profile.grounds else row)


def _band(one: Said, day: date) -> dict[int, str]:
    if one.field != "birth_date" or not one.answer.value:
        return {}
    return {one.number: age_band(years_at(date.fromisoformat(one.answer.value), day))}


def _person_parts() -> tuple[Field, ...]:
    return tuple(spec for spec in standard.part_fields() if spec.entity == "person")


def _is_person_part(spec: Field) -> bool:
    return spec in _person_parts()


def _is_listed(one: Said) -> bool:
    return one.spec.entity != "signal" and not _is_person_part(one.spec)


def _shown(specs: Iterable[Field], profile: Profile) -> tuple[Field, ...]:
    """The fields that have columns: in a pseudonymous export those that name nobody."""
    return tuple(spec for spec in specs if not profile.leaves_out(Said(spec.id, 1, Answer("unknown"), spec.group)))


def _pair(one: Said | None) -> tuple[str, str]:
    return (one.answer.state, SEPARATOR.join(one.answer.values)) if one else ("", "")


def _listed(signal: str, one: Said) -> Iterator[list[str]]:
    """One row per value: a text may hold any separator."""
    for value in one.answer.values or ("",):
        yield [signal, one.spec.entity, str(one.number), one.field, one.group, one.answer.state, value]


def _header(first: Iterable[str], specs: Iterable[Field], last: Iterable[str] = ()) -> tuple[str, ...]:
    return (*first, *(name for spec in specs for name in (f"{spec.id}{STATE}", spec.id)), *last)


def _titles(spec: Field, about: tuple[str, str] = ("", "")) -> dict[str, str]:
    return {"nl": spec.nl + about[0], "en": spec.en + about[1]}


def _one_of(values: Iterable[str]) -> dict[str, str]:
    return {"base": "string", "format": "|".join(re.escape(value) for value in values)}


def _described(spec: Field) -> Iterator[dict[str, Any]]:
    state = {"name": f"{spec.id}{STATE}", "titles": _titles(spec, (" (soort antwoord)", " (kind of answer)"))}
    yield state | {"datatype": _one_of(ANSWER_STATES)}
    column: dict[str, Any] = {"name": spec.id, "titles": _titles(spec), "dc:description": spec.meaning_nl}
    column["propertyUrl"] = f"urn:zicht:standaard:{standard.version()}#{spec.id}"
    if spec.codes:
        column["datatype"] = _one_of(code.id for code in standard.codes(spec.codes))
    elif spec.kind == "date":
        column["datatype"] = {"base": "date", "format": "yyyy-MM-dd"}
    else:
        column["datatype"] = "string"
    yield column | ({"separator": SEPARATOR} if spec.kind == "codes" else {})


def _named(name: str, datatype: Any = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "titles": name, "datatype": datatype, **more}


def _belongs() -> list[dict[str, Any]]:
    return [{"columnReference": "signal", "reference": {"resource": SIGNALS, "columnReference": "signal"}}]


def _table(url: str, columns: Iterable[Mapping[str, Any]], key: Any, **more: Any) -> dict[str, Any]:
    return {"url": url, "tableSchema": {"columns": list(columns), "primaryKey": key, **more}}


_ID = _named("signal", required=True)
_NUMBER = _named("number", {"base": "integer", "minimum": "1"}, required=True)


def _metadata(profile: Profile, told: Mapping[str, str]) -> dict[str, Any]:
    signal = [each for spec in _shown(standard.fields(), profile) for each in _described(spec)]
    person = [each for spec in _shown(_person_parts(), profile) for each in _described(spec)]
    band = [] if profile.grounds else [_named("age_band")]
    listed = [_ID, _named("entity"), _NUMBER, *(_named(name) for name in ("field", "field_group"))]
    listed += [_named("state", _one_of(ANSWER_STATES), required=True), _named("value")]
    day = _named("received_on", {"base": "date", "format": "yyyy-MM-dd"}, required=True)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "dc:title": "Zicht: signalen",
        "dc:conformsTo": f"urn:zicht:standaard:{standard.version()}",
        **{f"urn:zicht:export:{name}": value for name, value in told.items()},
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "quoteChar": '"', "lineTerminators": "\r\n"},
        "tables": [
            _table(SIGNALS, [_ID, day, *signal], "signal"),
            _table(PERSONS, [_ID, _NUMBER, *person, *band], ["signal", "number"], foreignKeys=_belongs()),
            _table(ANSWERS, listed, ["signal", "field", "number", "value"], foreignKeys=_belongs()),
        ],
    }


def csv_tables(
    sources: Iterable[Source], profile: Profile = PSEUDONYMOUS, told: Mapping[str, str] | None = None
) -> CsvTables:
    """The tables of these signals and their description; ``told`` is what the description says of the export."""
    rows = _Rows(profile)
    for source in sources:
        rows.add(source)
    persons = _header(("signal", "number"), _shown(_person_parts(), profile), () if profile.grounds else ("age_band",))
    found = {
        SIGNALS: cells.written(_header(("signal", "received_on"), _shown(standard.fields(), profile)), rows.signals),
        PERSONS: cells.written(persons, rows.persons),
        ANSWERS: cells.written(_ANSWER_COLUMNS, rows.answers),
    }
    return CsvTables(found, _metadata(profile, told or {}), tuple(rows.losses))


def _said(field_id: str, number: int, state: str, values: Iterable[str], group: str = "") -> Said:
    spec = next(one for one in standard.every_field() if one.id == field_id)
    answer = Answer(cast(AnswerState, state), tuple(values))
    return Said(field_id, number, answer, cast(FieldGroup, group or spec.group))


def _wide(row: Mapping[str, str], number: int) -> Iterator[Said]:
    for spec in standard.every_field():
        state = row.get(f"{spec.id}{STATE}")
        if state:
            raw = row[spec.id]
            yield _said(
                spec.id, number, state, raw.split(SEPARATOR) if spec.kind == "codes" and raw else [raw] * bool(raw)
            )


def _rows_of(data: bytes) -> Iterator[dict[str, str]]:
    header, rows = cells.read(data)
    return (dict(zip(header, row, strict=True)) for row in rows)


def read_tables(files: Mapping[str, bytes]) -> Mapping[str, tuple[Said, ...]]:
    """The answers by signal, from tables that ``csv_tables`` wrote."""
    found: dict[str, list[Said]] = {}
    for row in _rows_of(files[SIGNALS]):
        found[row["signal"]] = list(_wide(row, 1))
    for row in _rows_of(files[PERSONS]):
        found[row["signal"]] += _wide(row, int(row["number"]))
    listed: dict[tuple[str, ...], list[str]] = {}
    for row in _rows_of(files[ANSWERS]):
        if row["entity"] != "outcome":
            key = tuple(row[name] for name in ("signal", "field", "number", "state", "field_group"))
            listed.setdefault(key, []).extend([row["value"]] * bool(row["value"]))
    for (signal, name, number, state, group), values in listed.items():
        found[signal].append(_said(name, int(number), state, values, group))
    return {signal: tuple(answers) for signal, answers in found.items()}
