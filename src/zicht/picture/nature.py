"""The section on nature: each released table as a chart beside its table."""

from __future__ import annotations

from collections.abc import Iterable

from zicht.knowledge.sentences import Language, say
from zicht.picture.charts import Bar, bars
from zicht.picture.dimensions import APART, NOT_A_VALUE, label, row_name, title
from zicht.picture.document import Block, Chart, Illustrated, Paragraph, Points, Section, Table
from zicht.picture.picture import Withheld
from zicht.picture.wording import about_facts, number, span, unit
from zicht.release_gate import TOTAL, ProtectedTable, Released, Shown, Suppressed


def shown_text(shown: Shown, language: Language) -> str:
    """A count, or in its place that it is not shown."""
    return say("release.suppressed", language) if isinstance(shown, Suppressed) else number(shown, language)


def in_order(table: ProtectedTable, turn: int = 0) -> tuple[str, ...]:
    """The codes of one dimension as readers want them: most first, what is not shown after, not-a-value last.

    Codes that are not shown keep the order of their names, so that their place tells nothing of their count.
    """

    def place(code: str) -> tuple[bool, bool, int, str]:
        key = tuple(code if i == turn else TOTAL for i in range(len(table.dimensions)))
        shown = table.at(*key)
        hidden = isinstance(shown, Suppressed)
        return code in NOT_A_VALUE, hidden, 0 if isinstance(shown, Suppressed) else -shown, code

    return tuple(sorted(table.codes[turn], key=place))


def notes(table: ProtectedTable, language: Language) -> tuple[str, ...]:
    """Why some counts are not shown, when some are not."""
    return (say("release.explained", language, threshold=table.threshold),) if table.suppressed else ()


def _table(table: ProtectedTable, columns: tuple[tuple[str, str], ...], language: Language) -> Table:
    """One row per code of the first dimension, and the total; ``columns``: code (or none) and heading."""
    first = table.dimensions[0]

    def row(code: str) -> tuple[str, ...]:
        keys = [(code, column) if column else (code,) for column, _ in columns]
        return (label(first, code, language), *(shown_text(table.at(*key), language) for key in keys))

    caption = say(
        "picture.nature.caption",
        language,
        unit=unit(table.about.unit, language),
        row=row_name(first, language).lower(),
        period=span(table.about.period, language),
    )
    return Table(
        f"tabel-{table.name}",
        caption,
        (row_name(first, language), *(heading for _, heading in columns)),
        tuple(row(code) for code in in_order(table)),
        about_facts(table.about, language),
        row(TOTAL),
        notes(table, language),
    )


def _crossed(table: ProtectedTable, language: Language) -> Table:
    second = table.dimensions[1]
    codes = (*in_order(table, 1), TOTAL)
    return _table(table, tuple((code, label(second, code, language)) for code in codes), language)


def _illustrated(table: ProtectedTable, language: Language) -> Illustrated:
    first = table.dimensions[0]
    shown = [(label(first, code, language), table.at(code)) for code in in_order(table)]
    rows = tuple(
        Bar(name, shown_text(count, language), None if isinstance(count, Suppressed) else count)
        for name, count in shown
    )
    told = "; ".join(say("picture.nature.joined", language, label=row.label, text=row.text) for row in rows)
    chart = Chart(
        bars(rows),
        say("picture.nature.chart_alt", language, title=title(first, language), rows=told),
        say("picture.nature.chart_caption", language) if any(row.value is None for row in rows) else "",
    )
    heading = say("picture.nature.count", language)
    return Illustrated(title(first, language), chart, _table(table, (("", heading),), language))


def _withheld(withheld: tuple[Withheld, ...], language: Language) -> tuple[Points, ...]:
    items = tuple(
        say(
            "picture.nature.withheld_one",
            language,
            title=title(table.dimension, language),
            why=say(table.why.code, language, **table.why.params),
        )
        for table in withheld
    )
    return (Points(say("picture.nature.withheld", language), items),) if items else ()


def _blocks(tables: Iterable[Released[ProtectedTable]], language: Language) -> list[Block]:
    return [
        _crossed(one.value, language) if len(one.value.dimensions) > 1 else _illustrated(one.value, language)
        for one in tables
    ]


def nature_section(
    tables: tuple[Released[ProtectedTable], ...], withheld: tuple[Withheld, ...], language: Language
) -> Section:
    """The section on nature. Without any released table it says so; a table that was not released is named."""
    about = [table for table in tables if not APART & set(table.value.dimensions)]
    blocks: list[Block] = [Paragraph(say(f"picture.nature.{key}", language)) for key in ("explained", "intro")]
    if not about:
        blocks.append(Paragraph(say("picture.nature.none", language)))
    blocks += _blocks(about, language)
    blocks += _withheld(tuple(one for one in withheld if one.dimension not in APART), language)
    return Section("aard", say("picture.nature.title", language), tuple(blocks))


def apart_sections(
    tables: tuple[Released[ProtectedTable], ...], withheld: tuple[Withheld, ...], language: Language
) -> tuple[Section, ...]:
    """The section on advice without a signal, where it was counted; none where it was not."""
    apart = [table for table in tables if APART & set(table.value.dimensions)]
    kept_back = tuple(one for one in withheld if one.dimension in APART)
    if not apart and not kept_back:
        return ()
    blocks = (Paragraph(say("picture.apart.intro", language)), *_blocks(apart, language))
    told = (*blocks, *_withheld(kept_back, language))
    return (Section("overleg", say("picture.apart.title", language), told),)
