"""CTDC's 27 columns: one row per possible victim, many codes collapsed into few flags, never opened up again.

A row is about one person and so is no statistic: what is published goes through the release gate. There is no way back
from these columns, on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.standard import Field
from zicht.registers.exchange import cells
from zicht.registers.exchange.htcds import years_at
from zicht.registers.exchange.loss import Loss, Reason
from zicht.registers.exchange.meaning import STATUS_FIELD, VICTIM, Meaning, target
from zicht.registers.exchange.profiles import PSEUDONYMOUS
from zicht.registers.exchange.said import Said, Source, said
from zicht.registers.exchange.tables import CtdcColumn, about, age_band, alpha_3, ctdc_columns, ctdc_values

FLAG = "1"
EXPLOITED = "exploitation"


def _names(spec: Field, code: str) -> tuple[str, str]:
    """What the collapse table may call a code: by its HTCDS field and code, and by our list and code."""
    to = target(spec.id, code)
    return f"{to.field}={to.value}", f"{spec.codes}={code}"


@cache
def flags() -> Mapping[Meaning, str]:
    """The flag that a code of ours, as (field, code), sets. The standard says which columns its field goes to."""
    found: dict[Meaning, str] = {}
    for spec in standard.every_field():
        columns = [column for column in ctdc_columns() if column.kind == "flag" and column.name in spec.ctdc]
        for code in standard.codes(spec.codes) if columns else ():
            for column in columns:
                if set(_names(spec, code.id)) & set(column.sources):
                    found[spec.id, code.id] = column.name
    return found


@cache
def _valued() -> Mapping[Meaning, tuple[str, str]]:
    """Codes that become a value of a column: (field, code) -> (column, value)."""
    found: dict[Meaning, tuple[str, str]] = {}
    for code in standard.codes("sex"):
        value = ctdc_values("gender").get(code.htcds.partition("=")[2])
        if value:
            found["sex", code.id] = "gender", value
    for code in standard.codes("lasted"):
        if code.id in ctdc_values("traffick_months"):
            found["lasted", code.id] = "traffickMonths", ctdc_values("traffick_months")[code.id]
    return found


def mapped() -> frozenset[Meaning]:
    """The codes of ours that a column says something of."""
    return frozenset(flags()) | frozenset(_valued())


@cache
def _is_wide(meaning: Meaning) -> bool:
    """Whether other codes set the same flag or give the same value."""
    to: Mapping[Meaning, object] = flags() if meaning in flags() else _valued()
    return sum(each == to[meaning] for each in to.values()) > 1


@dataclass(slots=True)
class _Row:
    """One row under way; a column collects its values, because two that differ are one too many."""

    id: str
    source: Source
    exploited: frozenset[int]
    found: dict[str, dict[str, Said]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, one: Said, reason: Reason, code: str = "", written: str = "") -> None:
        coded = code if one.spec.codes else ""
        self.losses.append(Loss(self.id, reason, one.key, one.spec.codes, coded, one.answer.state, written))

    def put(self, column: str, value: str, one: Said) -> None:
        self.found.setdefault(column, {})[value] = one

    def take(self, one: Said) -> None:
        if PSEUDONYMOUS.is_off(one):
            self.lose(one, "off")
        elif one.field == "birth_date" and one.answer.value:
            self._age(one)
        elif PSEUDONYMOUS.leaves_out(one):
            self.losses.append(Loss(self.id, "profile", one.key))
        elif one.answer.state != "value":
            self.lose(one, "state" if one.spec.ctdc else "no_field")
        elif one.spec.codes:
            for code in one.answer.values:
                self._code(one, code)
        else:
            self._plain(one)

    def _age(self, one: Said) -> None:
        band = age_band(years_at(date.fromisoformat(one.answer.value), self.source.received_on))
        self.put("ageBroad", band, one)
        self.lose(one, "broader", written="ageBroad")

    def _code(self, one: Said, code: str) -> None:
        meaning = one.field, code
        if meaning == ("roles", VICTIM):
            return  # being in this file is what it says
        if meaning not in mapped():
            self.lose(one, "no_code" if one.spec.ctdc else "no_field", code)
            return
        column, value = (flags()[meaning], FLAG) if meaning in flags() else _valued()[meaning]
        self.put(column, value, one)
        if _is_wide(meaning):
            self.lose(one, "broader", code, column)

    def _plain(self, one: Said) -> None:
        """A country: of nationality, or of the part of the course that is the exploitation."""
        if not one.spec.ctdc or (one.spec.entity == "phase" and one.number not in self.exploited):
            self.lose(one, "no_field")
            return
        country = alpha_3().get(one.answer.value.strip().upper())
        if country:
            self.put(one.spec.ctdc[0], country, one)
        else:
            self.lose(one, "not_this_shape")

    def cells(self) -> list[str]:
        """The row. Of several values for one column none is chosen: nobody said which."""
        shown = {"yearOfRegistration": str(self.source.received_on.year)}
        for column, values in self.found.items():
            if len(values) == 1:
                shown[column] = next(iter(values))
            else:
                for one in dict.fromkeys(each.key for each in values.values()):
                    self.losses.append(Loss(self.id, "one_only", one, written=column))
        return [shown.get(column.name, "") for column in ctdc_columns()]


def _rows(source: Source) -> tuple[list[list[str]], list[Loss]]:
    answers = said(source.draft, source.groups)
    victims = [one.number for one in answers if one.field == "roles" and VICTIM in one.answer.values]
    exploited = frozenset(one.number for one in answers if one.field == "phase_kind" and EXPLOITED in one.answer.values)
    rows, losses = [], [] if victims else [Loss(source.id, "no_person")]
    for place, number in enumerate(victims):
        row = _Row(f"{source.id}-{number}", source, exploited)
        for one in answers:
            if one.spec.entity != "person" or one.number == number:
                row.take(one)
            elif place == 0 and one.number not in victims:
                row.lose(one, "no_field")
        row.losses += [Loss(row.id, "no_field", "outcome", "outcome", code) for code in source.outcomes]
        row.losses += [Loss(row.id, "no_field", STATUS_FIELD)] if number in source.assertions else []
        rows.append(row.cells())
        losses += row.losses
    return rows, losses


def ctdc_file(sources: Iterable[Source]) -> tuple[bytes, tuple[Loss, ...]]:
    """The file of all possible victims in these signals, and what its columns cannot say. Always pseudonymous."""
    rows: list[list[str]] = []
    losses: list[Loss] = []
    for source in sources:
        more, lost = _rows(source)
        rows += more
        losses += lost
    return cells.written([column.name for column in ctdc_columns()], rows), tuple(losses)


def _datatype(column: CtdcColumn) -> Any:
    if column.kind == "year":
        return "gYear"
    return {"base": "string", "format": FLAG} if column.kind == "flag" else "string"


def ctdc_description(url: str) -> dict[str, Any]:
    """What the file is, after W3C's CSV on the Web; ``url`` is its name. What no person confirmed says so."""
    columns = [
        {"name": column.name, "titles": column.name, "datatype": _datatype(column), "dc:source": list(column.sources)}
        for column in ctdc_columns()
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": url,
        "dc:title": "CTDC, 27 kolommen: één rij per mogelijk slachtoffer. Geen cijfers om te publiceren",
        "dc:source": about("ctdc")["source"],
        "dc:conformsTo": f"urn:zicht:ctdc:{about('ctdc')['version']}",
        "urn:zicht:confirmed-by": about("ctdc")["confirmed_by"],
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "quoteChar": '"', "lineTerminators": "\r\n"},
        "tableSchema": {"columns": columns},
    }
