"""``zicht estimate`` and ``zicht assess``: how many people no list saw, or why that cannot be said."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zicht.cli.main import common
from zicht.cli.output import print_json
from zicht.errors import WrongUse
from zicht.estimation import (
    Assessment,
    CaptureTable,
    Estimate,
    MethodResult,
    Refusal,
    Statement,
    assess,
    estimate,
    read_table,
)
from zicht.estimation.answer import CHOICES
from zicht.estimation.methods import DEFAULT_THRESHOLD
from zicht.estimation.reading import sources_of
from zicht.estimation.wording import in_words, say_check, say_need
from zicht.knowledge.published_data import Source
from zicht.knowledge.sentences import LANGUAGES, Language, say

REFUSED = 4
CENT = 2


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    sized = common(
        commands.add_parser(
            "estimate",
            help="estimate a total from a capture table, or refuse",
            epilog="zicht estimate tabel.csv --method stepwise --threshold 0.02",
        )
    )
    sized.add_argument("table", type=Path, help="CSV: one 0/1 column per list, and count")
    sized.add_argument("--method", choices=CHOICES, default="all")
    sized.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD, help="p-value of stepwise, from 0 up to 1")
    sized.add_argument("--interval", choices=["wald"], default="wald")
    sized.add_argument("--seed", type=int, default=1, help="kept in the statement; the methods built now draw nothing")
    sized.add_argument("--override", metavar="REASON", help="show the numbers of a refused table, with the refusal")
    sized.add_argument("--unit", default="", help="what is counted, for the statement")
    sized.add_argument("--period", default="", help="the period of the table, for the statement")
    sized.set_defaults(run=run_estimate)
    judged = common(
        commands.add_parser("assess", help="can a capture table carry an estimate?", epilog="zicht assess tabel.csv")
    )
    judged.add_argument("table", type=Path, help="CSV: one 0/1 column per list, and count")
    judged.set_defaults(run=run_assess)


def _both(key: str, **params: object) -> dict[str, str]:
    return {language: say(key, language, **params) for language in LANGUAGES}


def _table(table: CaptureTable) -> dict[str, Any]:
    return {"lists": list(table.lists), "observed": table.observed, "sha256": table.sha256}


def _verdict(verdict: Assessment) -> dict[str, Any]:
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


def _method(result: MethodResult) -> dict[str, Any]:
    interval = result.interval
    return {
        "method": result.method,
        "threshold": result.threshold,
        "total": round(result.total, CENT),
        "unobserved": round(result.unobserved, CENT),
        "interval": {
            "kind": interval.kind,
            "level": interval.level,
            "low": round(interval.low, CENT),
            "high": round(interval.high, CENT),
        },
        "terms": list(result.terms),
        "not_estimable": list(result.not_estimable),
        "aic": round(result.aic, 4),
        "bic": round(result.bic, 4),
    }


def _range(answer: Estimate) -> dict[str, Any]:
    stretch = answer.range
    return {
        "low": round(stretch.low, CENT),
        "high": round(stretch.high, CENT),
        "totals": {"low": round(stretch.lowest, CENT), "high": round(stretch.highest, CENT)},
        "over": say("estimation.range.over", "en", thresholds=_thresholds(answer)),
    }


def _short(threshold: float, language: Language) -> str:
    return f"{threshold:g}" if language == "en" else f"{threshold:g}".replace(".", ",")


def _thresholds(answer: Estimate) -> str:
    return ", ".join(_short(threshold, "en") for threshold in answer.range.thresholds if threshold)


def _statement(statement: Statement, known: tuple[Source, ...]) -> dict[str, Any]:
    return {
        "sources": [{"citation": source.citation, "confirmed_by": source.confirmed_by} for source in known],
        "unit": statement.unit or None,
        "period": statement.period or None,
        "assumptions": [{"code": c, **_both(f"estimation.assumption.{c}")} for c in statement.assumptions],
        "seed": statement.seed,
    }


def _as_json(answer: Estimate | Refusal, known: tuple[Source, ...]) -> Mapping[str, Any]:
    least = answer.at_least
    numbers: dict[str, Any] = {"override": None, "estimates": [], "range": None}
    if isinstance(answer, Estimate):
        shown = [_method(result) for result in answer.estimates]
        numbers = {"override": answer.override or None, "estimates": shown, "range": _range(answer)}
    return {
        "table": _table(answer.table),
        "verdict": _verdict(answer.assessment),
        **numbers,
        "at_least": {"total": least.total, "level": least.level, "basis": least.basis},
        "statement": _statement(answer.statement, known),
    }


def _verdict_lines(table: CaptureTable, verdict: Assessment, language: Language) -> Iterator[str]:
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


def _method_lines(results: tuple[MethodResult, ...], language: Language) -> Iterator[str]:
    def text(name: str, **params: object) -> str:
        return say(f"estimation.text.{name}", language, **params)

    names = ("method", "total", "interval", "terms")
    yield "  " + text("columns", **{name: text(name) for name in names})
    for result in results:
        pairs = (text("infinite", pair=p) if p in result.not_estimable else p for p in result.terms)
        yield "  " + text(
            "columns",
            method=say(f"estimation.method.{result.method}", language, threshold=_short(result.threshold, language)),
            total=in_words(result.total, language),
            interval=f"{in_words(result.interval.low, language)} - {in_words(result.interval.high, language)}",
            terms=", ".join(pairs) or text("no_terms"),
        )


def _number_lines(answer: Estimate, language: Language) -> Iterator[str]:
    stretch = answer.range
    ends = {name: in_words(getattr(stretch, name), language) for name in ("low", "high", "lowest", "highest")}
    yield f"\n{say('estimation.heading.range', language)}"
    yield "  " + say("estimation.text.range", language, methods=len(stretch.thresholds), **ends)
    yield f"\n{say('estimation.heading.estimates', language)}"
    yield from _method_lines(answer.estimates, language)


def _statement_lines(statement: Statement, known: tuple[Source, ...], language: Language) -> Iterator[str]:
    unstated = say("estimation.not_stated", language)
    unit = say(f"estimation.unit.{known[0].unit}", language) if known else statement.unit or unstated
    yield f"\n{say('estimation.heading.assumptions', language)}"
    yield from (f"  - {say(f'estimation.assumption.{code}', language)}" for code in statement.assumptions)
    yield f"\n{say('estimation.heading.about', language)}"
    period = statement.period or unstated
    yield "  " + say("estimation.text.about", language, unit=unit, period=period, seed=statement.seed)
    for source in known:
        doubt = "" if source.confirmed_by else f" ({say('confirmation.unconfirmed', language)})"
        yield f"  {source.citation}{doubt}"


def _as_text(answer: Estimate | Refusal, known: tuple[Source, ...], language: Language) -> Iterator[str]:
    """Verdict first, then what is certain, then the numbers: the range before any method."""
    if isinstance(answer, Estimate) and answer.override:
        yield say("estimation.text.override", language, reason=answer.override) + "\n"
    yield from _verdict_lines(answer.table, answer.assessment, language)
    yield "\n" + say("estimation.text.at_least", language, total=in_words(answer.at_least.total, language))
    if isinstance(answer, Estimate):
        yield from _number_lines(answer, language)
    yield from _statement_lines(answer.statement, known, language)


def run_estimate(args: argparse.Namespace) -> int:
    """Estimate or refuse; 4 when refused and not overridden."""
    if args.override is not None and not args.override.strip():
        raise WrongUse("estimation.override_empty")
    table = read_table(args.table)
    known = sources_of(table)  # a published table states its own unit and period
    answer = estimate(
        table,
        method=args.method,
        threshold=args.threshold,
        override=args.override or "",
        seed=args.seed,
        unit=args.unit or "".join(source.unit for source in known),
        period=args.period or "".join(str(source.period) for source in known),
    )
    if args.json:
        print_json("estimate", _as_json(answer, known))
    else:
        print("\n".join(_as_text(answer, known, args.taal)))
    return REFUSED if isinstance(answer, Refusal) else 0


def run_assess(args: argparse.Namespace) -> int:
    """Tell the verdict and every check; a refusing verdict is a good answer, so 0."""
    table = read_table(args.table)
    verdict = assess(table)
    if args.json:
        checks = [
            {"code": c.code, "value": round(c.value, 4), "level": c.level, **{n: say_check(c, n) for n in LANGUAGES}}
            for c in verdict.checks
        ]
        print_json("assess", {"table": _table(table), "verdict": _verdict(verdict), "checks": checks})
        return 0
    print("\n".join(_verdict_lines(table, verdict, args.taal)))
    print(f"\n{say('estimation.heading.checks', args.taal)}")
    for check in verdict.checks:
        grade = say(f"estimation.verdict_of_check.{check.level}", args.taal)
        print(f"  {grade:10} {say_check(check, args.taal)}")
    return 0
