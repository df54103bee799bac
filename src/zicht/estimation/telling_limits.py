"""The least there can be and the sensitivity interval, as plain values and as text: what is shown first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from zicht.estimation import sensitivity as curve
from zicht.estimation.lower import Doubt
from zicht.estimation.parts import AtLeast
from zicht.estimation.sensitivity import Allowed, Sensitivity
from zicht.estimation.wording import in_words
from zicht.knowledge.sentences import LANGUAGES, Language, say

CENT = 2


def say_doubt(doubt: Doubt, language: Language = "nl") -> str:
    """The sentence of a surplus of people on one list, with the limit that does not count it."""
    total = in_words(doubt.total, language)
    return say(f"estimation.doubt.{doubt.code}", language, lists=", ".join(doubt.lists), total=total)


def at_least_dict(least: AtLeast) -> dict[str, Any]:
    """The least there can be, on what it rests, and what speaks against it."""
    return {
        "total": least.total,
        "level": least.level,
        "basis": least.basis,
        "missed_links": least.stated.missed_links,
        "no_members": least.stated.no_members,
        "doubts": [
            {
                "code": doubt.code,
                "lists": list(doubt.lists),
                "p": doubt.p,
                "total": doubt.total,
                **{language: say_doubt(doubt, language) for language in LANGUAGES},
            }
            for doubt in least.doubts
        ],
    }


def _allowed_dict(one: Allowed) -> dict[str, float]:
    return {"allowance": one.allowance, "low": round(one.low, CENT), "high": round(one.high, CENT)}


def sensitivity_dict(found: Sensitivity | None) -> dict[str, Any]:
    """The curve, and the interval under the allowance that is the same for every table; nothing when refused."""
    if found is None:
        return {"sensitivity": [], "sensitivity_default": None}
    doubling = round(found.doubling, CENT) if math.isfinite(found.doubling) else None
    default = {**_allowed_dict(found.at()), "level": curve.LEVEL, "doubles_at": doubling}
    return {"sensitivity": [_allowed_dict(one) for one in found.curve], "sensitivity_default": default}


def _percent(share: float, language: Language) -> str:
    return in_words(100 * share, language, 0 if round(100 * share, 6).is_integer() else 1)


def at_least_lines(least: AtLeast, who: str, language: Language) -> Iterator[str]:
    """The first number: at least so many, provided the linkage is right."""
    name = "lower_limit" if least.basis == "lower_limit" else "at_least"
    total, level = in_words(least.total, language), _percent(least.level, language)
    yield "\n" + say(f"estimation.text.{name}", language, total=total, who=who, level=level)
    if least.basis == "lower_limit":
        yield "  " + say("estimation.text.lower_limit_needs", language)
    if least.stated.stated:
        links, strangers = (_percent(s, language) for s in (least.stated.missed_links, least.stated.no_members))
        yield "  " + say("estimation.text.stated", language, links=links, strangers=strangers)
    yield from (f"  - {say_doubt(doubt, language)}" for doubt in least.doubts)


def sensitivity_lines(found: Sensitivity, who: str, language: Language) -> Iterator[str]:
    """The headline interval, the curve under it, and what would change the conclusion."""
    default = found.at()
    ends = {name: in_words(getattr(default, name), language) for name in ("low", "high")}
    factor = in_words(1 + default.allowance, language, 2)
    yield f"\n{say('estimation.heading.sensitivity', language)}"
    yield "  " + say("estimation.text.sensitivity", language, who=who, factor=factor, **ends)
    if math.isfinite(found.doubling):
        times = in_words(1 + found.doubling, language, 1)
        yield "  " + say("estimation.text.doubling", language, factor=times)
    for one in found.curve:
        times = in_words(1 + one.allowance, language, 2)
        low, high = (in_words(end, language) for end in (one.low, one.high))
        yield "    " + say("estimation.text.curve", language, factor=times, low=low, high=high)
