"""Counts, fields and changes of a quality report, in the language of the reader; small counts hidden."""

from __future__ import annotations

from collections.abc import Sequence

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.picture.wording import number
from zicht.registers.quality_changes import Change
from zicht.registers.quality_small import FEW, WITHHELD, Shown, bounds, share, shown

_RULES = (
    ("code.", "code"),
    ("date.", "date"),
    ("import.date", "date"),
    ("import.time", "date"),
    ("import.age", "age"),
    ("import.row_", "row"),
    ("import.id_", "id"),
    ("import.answer", "mixed"),
    ("import.role", "role"),
    ("answer.", "silent"),
    ("text.", "text"),
)
_DRAWN = frozenset("‘’“”–—…•€")


def counted(value: Shown, language: Language) -> str:
    """A shown count in words: 1.200, "minder dan 5", "16 tot en met 19"."""
    if isinstance(value, int):
        return number(value, language)
    if value in (FEW, WITHHELD):
        return say(f"quality.shown.{'few' if value == FEW else 'withheld'}", language)
    low, high = (number(end, language) for end in bounds(value) or (0, 0))
    return say("quality.shown.range", language, low=low, high=high)


def rows_text(count: int, language: Language) -> str:
    """One count that stands by itself."""
    return counted(shown(count), language)


def share_text(parts: tuple[Shown, ...], total: int, language: Language) -> str:
    """The share of a total as whole percentages: 90%, 80% tot 95%, or that it is not shown."""
    ends = share(parts, total)
    if ends is None:
        return say("quality.shown.withheld", language)
    low, high = ends
    return f"{low}%" if low == high else say("quality.shown.share_range", language, low=low, high=high)


def days_text(days: float | None, of: int, language: Language) -> str:
    """A number of days over ``of`` rows; not shown for fewer than ten, where it is about too few people."""
    if days is None or of < 10:
        return say("quality.shown.withheld", language)
    return number(int(days + 0.5), language)


def field_name(field: str, language: Language) -> str:
    """What a field is called in a sentence: a name of its own, or the standard's question as a name."""
    told = {spec.id: spec for spec in standard.detail_fields()}.get(field)
    if told is None:
        return say(f"quality.field.{field}", language)
    asked = (told.nl if language == "nl" else told.en).rstrip("?")
    return asked[:1].lower() + asked[1:]


def names(fields: Sequence[str], language: Language) -> str:
    """Several fields in one sentence: achternaam, geboortedatum en datum."""
    told = [field_name(field, language) for field in fields]
    return say("quality.and", language, first=", ".join(told[:-1]), last=told[-1]) if told[1:] else "".join(told)


def rule_text(rule: str, language: Language) -> str:
    """What is wrong, in a few words; nothing of the cell itself."""
    group = next((name for start, name in _RULES if rule.startswith(start)), "other")
    return say(f"quality.rule.{group}", language)


def plain(text: str) -> str:
    """A name that the user gave, in signs that the letter's font has."""
    return "".join(sign if (ord(sign) < 0x180 and sign.isprintable()) or sign in _DRAWN else "?" for sign in text)


def change_text(change: Change, language: Language) -> str:
    """One change as a sentence, with the rows that it gains."""
    return say(
        f"quality.change.{change.serves}.{change.how}" if change.serves != "usable" else _repair(change),
        language,
        fields=names(change.fields, language),
        column=plain(change.column),
        what=rule_text(change.rule, language),
        rows=rows_text(change.rows, language),
    )


def _repair(change: Change) -> str:
    return f"quality.change.usable.{'column' if change.column else 'row'}"
