"""The charts of the quality report: each is drawn from the table beside it and says nothing more than that table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zicht.cli.quality import wording as words
from zicht.knowledge.sentences import Language, say
from zicht.picture.charts import Bar, bars
from zicht.picture.document import Block, Chart, Illustrated, Table
from zicht.registers.quality import FieldQuality
from zicht.registers.quality_small import FEW, Shown, bounds, protected, share

ROOM = 44
"""How many signs of 14 pixels stand on one line of a chart."""


def _shortened(row: Bar) -> str:
    """The label as far as there is room for it beside its figure; the table has it in full."""
    room = ROOM - len(row.text)
    return row.label if len(row.label) <= room else f"{row.label[: room - 1].rstrip()}…"


def _illustrated(name: str, rows: tuple[Bar, ...], table: Table, language: Language, full: float | None) -> Block:
    if not rows:
        return table
    title = say(f"quality.{name}.chart", language)
    short = tuple(Bar(_shortened(row), row.text, row.value) for row in rows)
    told = "; ".join(say("picture.nature.joined", language, label=row.label, text=row.text) for row in rows)
    alt = say("picture.nature.chart_alt", language, title=f"{title}.", rows=told)
    return Illustrated(title, Chart(bars(short, full), alt, say(f"quality.{name}.chart_how", language)), table)


def shares(fields: Sequence[FieldQuality], table: Table, language: Language) -> Block:
    """Per field the share of rows that says something; of a share that is only known within limits, the least."""
    rows = []
    for field in fields:
        cells = protected(dict(field.states))
        parts, total = (cells["value"], cells["no"]), sum(field.states.values())
        ends = share(parts, total)
        text = words.share_text(parts, total, language)
        rows.append(Bar(words.field_name(field.field, language), text, ends[0] if ends else None))
    return _illustrated("complete", tuple(rows), table, language, 100)


def _length(count: Shown) -> int | None:
    ends = bounds(count)
    return ends[0] if ends and count != FEW else None


def by_year(counts: Mapping[str, Shown], table: Table, language: Language) -> Block:
    """Per year the number of rows; a hidden count has no bar."""
    rows = tuple(Bar(year, words.counted(count, language), _length(count)) for year, count in counts.items())
    return _illustrated("trend", rows, table, language, None)
