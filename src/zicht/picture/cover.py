"""The cover: the three most important sentences, and what their numbers are about."""

from __future__ import annotations

from collections.abc import Iterable

from zicht.knowledge.sentences import Language, say
from zicht.picture.dimensions import NOT_A_VALUE, label
from zicht.picture.document import Fact
from zicht.picture.nature import shown_text
from zicht.picture.picture import Picture
from zicht.picture.wording import about_facts, span, unit
from zicht.release_gate import TOTAL, ProtectedTable, Suppressed

# A signal can name several forms, so the total of forms need not be the number of signals; of these it has one each.
ONE_ANSWER = ("municipality", "age_class", "capacity")


def _over(picture: Picture, dimensions: Iterable[str]) -> ProtectedTable | None:
    tables = {table.value.dimensions: table.value for table in picture.tables}
    return next((tables[(name,)] for name in dimensions if (name,) in tables), None)


def counted_in(picture: Picture) -> ProtectedTable | None:
    """The table that the total on the cover comes from."""
    return _over(picture, (*ONE_ANSWER, "form"))


def _total(picture: Picture, language: Language) -> str:
    table = counted_in(picture)
    if table is None:
        return say("picture.key.no_table", language, period=span(picture.period, language))
    shown = table.at(TOTAL)
    key = "total_hidden" if isinstance(shown, Suppressed) else "total"
    if key == "total" and table.about.unit == "signals":
        key = "total_signals"
    return say(
        f"picture.key.{key}",
        language,
        region=picture.region,
        period=span(table.about.period, language),
        unit=unit(table.about.unit, language),
        count=shown_text(shown, language),
    )


def most_frequent(table: ProtectedTable) -> tuple[tuple[str, ...], int, bool]:
    """The codes with the highest shown count, that count, and whether no hidden count can be higher.

    Answers that are not a value do not take part. No code and 0 when no count is shown.
    """
    counts = {key[0]: shown for key, shown in table.cells if not isinstance(shown, Suppressed)}
    values = {code: count for code, count in counts.items() if code not in NOT_A_VALUE}
    most = max(values.values(), default=0)
    total = table.at(TOTAL)
    hidden = any(isinstance(shown, Suppressed) for _, shown in table.cells)
    certain = not hidden or (not isinstance(total, Suppressed) and total - sum(counts.values()) < most)
    return tuple(code for code, count in values.items() if count == most), most, certain


def _most(picture: Picture, language: Language) -> str:
    table = _over(picture, ("form",))
    if table is None:
        return say("picture.key.most_none", language)
    codes, count, certain = most_frequent(table)
    if not codes:
        return say("picture.key.most_hidden", language)
    names = say("picture.key.and", language).join(label("form", code, language) for code in codes)
    return say(
        "picture.key.most" if certain else "picture.key.most_shown",
        language,
        label=names,
        count=shown_text(count, language),
        unit=unit(table.about.unit, language),
    )


def key_points(picture: Picture, language: Language) -> tuple[str, ...]:
    """How much was seen, what it was most often about, and whether size can be told."""
    return (
        _total(picture, language),
        _most(picture, language),
        say(f"picture.size.{picture.size.value.level}", language),
    )


def cover_facts(picture: Picture, language: Language) -> tuple[Fact, ...]:
    """What the numbers on the cover are about; none when there are no numbers."""
    table = counted_in(picture)
    return about_facts(table.about, language) if table else ()
