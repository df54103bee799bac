"""The letter to the owner of a register: what was found, and the three changes that would help most."""

from __future__ import annotations

from zicht.cli.quality import wording as words
from zicht.knowledge.sentences import Language, say
from zicht.picture.letter import Letter
from zicht.picture.wording import day
from zicht.registers.quality_report import QualityReport
from zicht.registers.quality_small import protected

_SIGNED = ("name", "position", "organisation", "phone")
_FULL = 0.95


def _best(report: QualityReport, language: Language) -> tuple[str, ...]:
    """What goes well: the fields that nearly every row fills, at most three; nothing when there are none."""
    filled = [f for f in report.quality.fields if f.column and f.complete >= _FULL]
    best = sorted(filled, key=lambda found: -found.complete)[:3]
    if not best:
        return ()
    return (say("quality.letter.best", language, fields=words.names([f.field for f in best], language)),)


def _before(report: QualityReport, language: Language) -> tuple[str, ...]:
    size = report.matchable
    read = protected({"valid": report.read - report.rejected, "rejected": report.rejected})
    compared = protected({"now": size.now, "not": size.of - size.now})
    return (
        say("quality.letter.why", language, source=words.plain(report.source)),
        say(
            "quality.letter.read",
            language,
            read=words.rows_text(report.read, language),
            valid=words.counted(read["valid"], language),
            rejected=words.counted(read["rejected"], language),
        ),
        *_best(report, language),
        say(
            "quality.letter.matchable",
            language,
            now=words.counted(compared["now"], language),
            of=words.rows_text(size.of, language),
        ),
    )


def tell_letter(report: QualityReport, language: Language = "nl") -> Letter:
    """The letter in one language. Who sends it signs by hand: Zicht does not know who that is."""
    points = tuple(words.change_text(change, language) for change in report.helping)
    found = "points" if points else "no_points"
    return Letter(
        language=language,
        title=say("quality.letter.title", language),
        made_from=report.made_on,
        dated=day(report.made_on, language),
        to=(say("quality.letter.to", language), words.plain(report.source)),
        greeting=say("quality.letter.greeting", language),
        before=_before(report, language),
        points_title=say(f"quality.letter.{found}", language),
        points=points,
        after=tuple(say(f"quality.letter.{name}", language) for name in ("victims", "small", "unconfirmed", "report")),
        regards=say("quality.letter.regards", language),
        signature=tuple(say(f"quality.letter.signed.{name}", language) for name in _SIGNED),
        page_of=say("picture.page_of", language, page="{page}", pages="{pages}"),
    )
