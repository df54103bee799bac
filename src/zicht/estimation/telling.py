"""An answer as plain values, and as text for people. The sentences stand in ``knowledge/words``."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zicht.estimation.assessment import Assessment
from zicht.estimation.intervals import Interval
from zicht.estimation.methods import MethodResult, NotEstimable
from zicht.estimation.parts import AtLeast, Range, Statement
from zicht.estimation.sensitivity import Sensitivity
from zicht.estimation.table import CaptureTable
from zicht.estimation.telling_limits import at_least_dict, at_least_lines, sensitivity_dict, sensitivity_lines
from zicht.estimation.wording import in_words, say_check, say_need
from zicht.knowledge.published_data import Source
from zicht.knowledge.sentences import LANGUAGES, Language, say

CENT = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an answer; a refusal has no numbers."""

    table: CaptureTable
    assessment: Assessment
    at_least: AtLeast
    statement: Statement
    sources: tuple[Source, ...]
    override: str = ""
    estimates: tuple[MethodResult, ...] = ()
    without: tuple[NotEstimable, ...] = ()
    range: Range | None = None
    sensitivity: Sensitivity | None = None


def _both(key: str, **params: object) -> dict[str, str]:
    return {language: say(key, language, **params) for language in LANGUAGES}


def table_dict(table: CaptureTable) -> dict[str, Any]:
    """Which table it is."""
    return {"lists": list(table.lists), "observed": table.observed, "sha256": table.sha256}


def verdict_dict(verdict: Assessment) -> dict[str, Any]:
    """The verdict with its sentences in both languages."""
    return {
        "level": verdict.level,
        **_both(f"estimation.level.{verdict.level}"),
        "reasons": [
            {"code": c.code, "level": c.level, **{lang: say_check(c, lang) for lang in LANGUAGES}}
            for c in verdict.reasons
        ],
        "needed": [
            {"code": n.code, "params": dict(n.params), **{lang: say_need(n, lang) for lang in LANGUAGES}}
            for n in verdict.needed
        ],
    }


def _end(high: float) -> float | None:
    """An upper end; none when it was not reached."""
    return round(high, CENT) if math.isfinite(high) else None


def _interval_dict(interval: Interval) -> dict[str, Any]:
    return {
        "kind": interval.kind,
        "level": interval.level,
        "low": round(interval.low, CENT),
        "high": _end(interval.high),
        "not_reached": list(interval.not_reached),
    }


def _method_dict(result: MethodResult) -> dict[str, Any]:
    return {
        "method": result.method,
        "threshold": result.threshold,
        "total": round(result.total, CENT),
        "unobserved": round(result.unobserved, CENT),
        "interval": _interval_dict(result.interval),
        "terms": list(result.terms),
        "not_estimable": list(result.not_estimable),
        "aic": None if result.aic is None else round(result.aic, 4),
        "bic": None if result.bic is None else round(result.bic, 4),
        "max_order": result.max_order,
        "models": [{"terms": list(terms), "weight": round(weight, 6)} for terms, weight in result.models],
        "priors": [
            {"delta": p.delta, "prior": p.prior, "total": round(p.middle, CENT), "interval": _interval_dict(p.interval)}
            for p in result.priors
        ],
    }


def _without_dict(found: NotEstimable) -> dict[str, Any]:
    return {"method": found.method, "code": found.code, **_both(f"estimation.no_estimate.{found.code}")}


def _range_dict(stretch: Range) -> dict[str, Any]:
    return {
        "low": round(stretch.low, CENT),
        "high": _end(stretch.high),
        "totals": {"low": round(stretch.lowest, CENT), "high": round(stretch.highest, CENT)},
        "over": say("estimation.range.over", "en", thresholds=_thresholds(stretch)),
    }


def _short(threshold: float, language: Language) -> str:
    return f"{threshold:g}" if language == "en" else f"{threshold:g}".replace(".", ",")


def _thresholds(stretch: Range) -> str:
    return ", ".join(_short(threshold, "en") for threshold in stretch.thresholds if threshold)


def _statement_dict(statement: Statement, known: tuple[Source, ...]) -> dict[str, Any]:
    return {
        "sources": [{"citation": source.citation, "confirmed_by": source.confirmed_by} for source in known],
        "unit": statement.unit or None,
        "period": statement.period or None,
        "assumptions": [{"code": c, **_both(f"estimation.assumption.{c}")} for c in statement.assumptions],
        "seed": statement.seed,
    }


def as_dict(told: Told) -> dict[str, Any]:
    """All of an answer as plain values, without schema and version."""
    return {
        "table": table_dict(told.table),
        "verdict": verdict_dict(told.assessment),
        "override": told.override or None,
        "estimates": [_method_dict(result) for result in told.estimates],
        "without_estimate": [_without_dict(found) for found in told.without],
        "range": None if told.range is None else _range_dict(told.range),
        "at_least": at_least_dict(told.at_least),
        **sensitivity_dict(told.sensitivity),
        "statement": _statement_dict(told.statement, told.sources),
    }


def verdict_lines(table: CaptureTable, verdict: Assessment, language: Language) -> Iterator[str]:
    """The verdict for people: level, reasons, what would be needed."""

    def heading(name: str) -> str:
        return say(f"estimation.heading.{name}", language)

    yield f"{heading('verdict')}: {say(f'estimation.level.{verdict.level}', language)}"
    seen = in_words(table.observed, language)
    yield say("estimation.text.table", language, lists=len(table.lists), observed=seen)
    if verdict.reasons:
        yield f"\n{heading('reasons')}"
        yield from (f"  - {say_check(check, language)}" for check in verdict.reasons)
    if verdict.needed:
        yield f"\n{heading('needed')}"
        yield from (f"  - {say_need(need, language)}" for need in verdict.needed)


def _method_name(found: MethodResult | NotEstimable, language: Language) -> str:
    return say(f"estimation.method.{found.method}", language, threshold=_short(found.threshold or 0.0, language))


def _high_text(high: float, language: Language) -> str:
    return in_words(high, language) if math.isfinite(high) else say("estimation.text.not_reached", language)


def _interval_text(interval: Interval, language: Language) -> str:
    return f"{in_words(interval.low, language)} - {_high_text(interval.high, language)}"


def _method_lines(results: tuple[MethodResult, ...], language: Language) -> Iterator[str]:
    def text(name: str, **params: object) -> str:
        return say(f"estimation.text.{name}", language, **params)

    names = ("method", "total", "interval", "terms")
    yield "  " + text("columns", **{name: text(name) for name in names})
    for result in results:
        terms = (text("infinite", pair=p) if p in result.not_estimable else p for p in result.terms)
        yield "  " + text(
            "columns",
            method=_method_name(result, language),
            total=in_words(result.total, language),
            interval=_interval_text(result.interval, language),
            terms=text("average") if result.models else ", ".join(terms) or text("no_terms"),
        )
        yield from _prior_lines(result, language)


def _prior_lines(result: MethodResult, language: Language) -> Iterator[str]:
    """The same under other priors: a result that hangs on them is not shown without."""
    if result.priors:
        yield "    " + say("estimation.text.priors", language)
    for one in result.priors:
        yield "    " + say(
            "estimation.text.columns",
            language,
            method=say("estimation.text.prior", language, delta=_short(one.delta, language), prior=one.prior),
            total=in_words(one.middle, language),
            interval=_interval_text(one.interval, language),
            terms="",
        )


def _number_lines(told: Told, stretch: Range, language: Language) -> Iterator[str]:
    ends = {name: in_words(getattr(stretch, name), language) for name in ("low", "lowest", "highest")}
    ends["high"] = _high_text(stretch.high, language)
    yield f"\n{say('estimation.heading.range', language)}"
    yield "  " + say("estimation.text.range", language, methods=stretch.ways, **ends)
    yield f"\n{say('estimation.heading.estimates', language)}"
    yield from _method_lines(told.estimates, language)
    for found in told.without:
        why = say(f"estimation.no_estimate.{found.code}", language)
        yield f"  {_method_name(found, language)}: {why}"


def _unit(statement: Statement, known: tuple[Source, ...], language: Language) -> str:
    return say(f"estimation.unit.{known[0].unit}", language) if known else statement.unit


def _statement_lines(statement: Statement, known: tuple[Source, ...], language: Language) -> Iterator[str]:
    unstated = say("estimation.not_stated", language)
    unit = _unit(statement, known, language) or unstated
    yield f"\n{say('estimation.heading.assumptions', language)}"
    yield from (f"  - {say(f'estimation.assumption.{code}', language)}" for code in statement.assumptions)
    yield f"\n{say('estimation.heading.about', language)}"
    period = statement.period or unstated
    yield "  " + say("estimation.text.about", language, unit=unit, period=period, seed=statement.seed)
    for source in known:
        doubt = "" if source.confirmed_by else f" ({say('confirmation.unconfirmed', language)})"
        yield f"  {source.citation}{doubt}"


def as_text(told: Told, language: Language) -> Iterator[str]:
    """The verdict's level, the least there can be, the sensitivity interval; then why, and the ways to compute."""
    if told.override:
        yield say("estimation.text.override", language, reason=told.override) + "\n"
    verdict = verdict_lines(told.table, told.assessment, language)
    yield next(verdict)
    who = _unit(told.statement, told.sources, language) or say("estimation.text.people", language)
    yield from at_least_lines(told.at_least, who, language)
    if told.sensitivity is not None:
        yield from sensitivity_lines(told.sensitivity, who, language)
    yield ""
    yield from verdict
    if told.range is not None:
        yield from _number_lines(told, told.range, language)
    yield from _statement_lines(told.statement, told.sources, language)
