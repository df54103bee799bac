"""A warning about free text, in words: which question, and what its answer seems to hold."""

from __future__ import annotations

from collections.abc import Sequence

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say


def warned(found: Sequence[Problem], language: Language) -> tuple[tuple[str, str], ...]:
    """(question, what its text seems to hold) per warning of ``text_warnings``."""
    labels = {spec.id: spec.nl if language == "nl" else spec.en for spec in standard.every_field()}
    named = ((problem, str(problem.params["kinds"]).split()) for problem in found)
    return tuple(
        (f"{labels[problem.field]}:", ", ".join(say(f"{problem.rule}.{kind}", language) for kind in kinds))
        for problem, kinds in named
    )
