"""Codes of this room as sentences for people: numbers in the style of the language, then the room's words."""

from __future__ import annotations

from collections.abc import Mapping

from zicht.estimation.assessment import Check, Need
from zicht.knowledge.sentences import Language, say


def in_words(number: float, language: Language = "nl", digits: int = 0) -> str:
    """A number as people write it: 8.234 and 2,8 in Dutch, 8,234 and 2.8 in English."""
    english = f"{number:,.{digits}f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def _params(params: Mapping[str, str | int | float], language: Language) -> dict[str, str]:
    def shown(value: str | int | float) -> str:
        return value if isinstance(value, str) else in_words(value, language, 0 if isinstance(value, int) else 1)

    return {name: shown(value) for name, value in params.items()}


def say_check(check: Check, language: Language = "nl") -> str:
    """The sentence of a check; it reads as the objection when the check's level is not ``supported``."""
    return say(f"estimation.check.{check.code}", language, **_params({"ratio": check.value, **check.params}, language))


def say_need(need: Need, language: Language = "nl") -> str:
    """The sentence of what would have to change."""
    return say(f"estimation.needed.{need.code}", language, **_params(need.params, language))
