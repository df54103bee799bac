"""The quality report as one JSON object, ``zicht.quality/1``: the same figures as the page, small ones hidden."""

from __future__ import annotations

from zicht.cli.quality.wording import change_text
from zicht.registers.quality import FieldQuality
from zicht.registers.quality_changes import Change
from zicht.registers.quality_counts import YearQuality
from zicht.registers.quality_report import QualityReport
from zicht.registers.quality_small import SMALLEST, Shown, protected, share, shown

Plain = dict[str, object]


def _field(field: FieldQuality) -> Plain:
    cells = protected(dict(field.states))
    return {"field": field.field, "column": field.column, **cells, "says": _says(cells, sum(field.states.values()))}


def _says(cells: dict[str, Shown], total: int) -> list[int] | None:
    """Between which whole percentages of the rows says something."""
    ends = share((cells["value"], cells["no"]), total)
    return list(ends) if ends else None


def _days(days: float | None, of: int) -> float | None:
    return days if of >= 2 * SMALLEST else None


def _year(year: YearQuality, rows: Shown) -> Plain:
    enough = shown(year.rows) == year.rows
    return {
        "year": year.year,
        "rows": rows,
        "fields": [_field(field) for field in year.fields] if enough else [],
        "median_days": _days(year.median_days, year.delays),
    }


def _change(change: Change) -> Plain:
    return {
        "serves": change.serves,
        "how": change.how,
        "fields": list(change.fields),
        "column": change.column,
        "rule": change.rule,
        "rows": shown(change.rows),
        "nl": change_text(change, "nl"),
        "en": change_text(change, "en"),
    }


def _twice(report: QualityReport) -> Plain:
    found = report.duplicates
    return {
        "repeated": shown(found.repeated),
        "clashing": shown(found.clashing),
        "same_text": shown(found.same_text),
        "same_person": shown(found.same_person),
    }


def plain_report(report: QualityReport) -> Plain:
    """The report as plain values. A count is a number, "<5", a range "16-19", or "-" when it is withheld."""
    size, delay = report.matchable, report.delay
    counts = protected({str(year.year): year.rows for year in report.years})
    compared = {"now": size.now, "later": size.of - size.now - size.refused, "refused": size.refused}
    valid = report.read - report.rejected
    return {
        "source": report.source,
        "made_on": report.made_on.isoformat(),
        "unit": "rows",
        "rows": {"read": shown(report.read), **protected({"valid": valid, "rejected": report.rejected})},
        "fields": [_field(field) for field in report.quality.fields],
        "year_of": report.year_of,
        "years": [_year(year, counts[str(year.year)]) for year in report.years],
        "delay": {
            **protected(delay.steps),
            "median_days": _days(delay.median_days, delay.measured),
            "slow_days": _days(delay.slow_days, delay.measured),
        },
        "duplicates": _twice(report),
        "differences": [
            {"kind": d.kind, "field": d.field, "column": d.column, "cells": shown(d.cells), "kinds": d.kinds}
            for d in report.differences
        ],
        "overlap": report.overlap,
        "matchable": {"of": shown(size.of), **protected(compared), "confirmed_by": ""},
        "changes": [_change(change) for change in report.changes],
        "helping": [_change(change) for change in report.helping],
    }
