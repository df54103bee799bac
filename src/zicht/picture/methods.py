"""How far methods disagree on the published Dutch table, beside the official yearly figure times its years."""

from __future__ import annotations

from zicht.errors import Defect
from zicht.estimation import MethodResult, disagreement, published_table
from zicht.knowledge.published_data import NationalEstimate, Published, national_over
from zicht.knowledge.sentences import Language, say
from zicht.picture.charts import Beside, Span, spans
from zicht.picture.document import Block, Chart, Illustrated, Paragraph, Section, Table
from zicht.picture.wording import hundreds, method_name, number, source_facts, span

TABLE = "Ned"
Results = tuple[MethodResult, ...]


def published_disagreement() -> Published[Results]:
    """What each method makes of the published Dutch table (2010-2015 summed): computed, never typed."""
    return published_table(TABLE).map(disagreement)


def _range(low: float, high: float, language: Language) -> str:
    return say("picture.methods.range", language, low=hundreds(low, language), high=hundreds(high, language))


def _level(results: Results) -> int:
    return round(100 * results[0].interval.level)


def _official(found: Published[Results]) -> Published[NationalEstimate]:
    officials = national_over(found.source.period, found.source.area)
    if not officials:
        raise Defect("picture.no_official", period=str(found.source.period))
    return officials[0]


def _official_note(official: Published[NationalEstimate], language: Language) -> str:
    told = "; ".join(
        f"{fact.term.lower()}: {fact.value.rstrip('.')}" for fact in source_facts(official.source, language)
    )
    return say("picture.methods.official_note", language, facts=told)


def _table(found: Published[Results], official: Published[NationalEstimate], language: Language) -> Table:
    value = official.value
    rows = [
        (method_name(r, language), hundreds(r.total, language), _range(r.interval.low, r.interval.high, language))
        for r in found.value
    ]
    name = say("picture.methods.official", language, years=value.years)
    rows.append((name, hundreds(value.about, language), _range(value.low, value.high, language)))
    head = (
        say("picture.methods.method", language),
        say("picture.methods.total", language),
        say("picture.methods.interval", language, percent=_level(found.value)),
    )
    caption = say("picture.methods.caption", language, period=span(found.source.period, language))
    facts = source_facts(found.source, language)
    return Table("methods", caption, head, tuple(rows), facts, notes=(_official_note(official, language),))


def _chart(found: Published[Results], official: NationalEstimate, language: Language) -> Chart:
    rows = tuple(
        Span(method_name(r, language), hundreds(r.total, language), r.total, r.interval.low, r.interval.high)
        for r in found.value
    )
    told = "; ".join(f"{row.label}: {row.text} ({_range(row.low, row.high, language)})" for row in rows)
    axis = say("picture.methods.axis", language, period=span(found.source.period, language))
    caption = say("picture.methods.chart_caption", language, percent=_level(found.value), years=official.years)
    svg = spans(rows, Beside(official.low, official.about, official.high), axis, language)
    return Chart(svg, say("picture.methods.chart_alt", language, rows=told), caption)


def _beside(value: NationalEstimate, language: Language) -> Paragraph:
    text = say(
        "picture.methods.beside",
        language,
        years=value.years,
        yearly=number(value.about / value.years, language),
        about=number(value.about, language),
        low=number(value.low, language),
        high=number(value.high, language),
    )
    return Paragraph(text)


def methods_section(found: Published[Results], language: Language) -> Section:
    """The section on methods: the spread in one sentence, chart and table, and what it teaches."""
    title = say("picture.methods.title", language)
    if not found.value:
        return Section("methoden", title, (Paragraph(say("picture.methods.none", language)),))
    official = _official(found)
    totals = [result.total for result in found.value]
    ends = {"low": hundreds(min(totals), language), "high": hundreds(max(totals), language)}
    figure = say("picture.methods.figure_title", language)
    after = (Paragraph(say(f"picture.methods.{key}", language)) for key in ("how", "margin", "lesson"))
    blocks: tuple[Block, ...] = (
        Paragraph(say("picture.methods.apart", language, **ends), strong=True),
        Paragraph(say("picture.methods.intro", language)),
        _beside(official.value, language),
        Illustrated(figure, _chart(found, official.value, language), _table(found, official, language)),
        *after,
    )
    return Section("methoden", title, blocks)
