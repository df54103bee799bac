"""A warning about free text, in words: which question, and what its answer seems to hold."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language


def _kinds() -> dict[str, str]:
    return {
        "plate": _("een kenteken"),
        "phone": _("een telefoonnummer"),
        "profile": _("een profiel of internetadres"),
        "name": _("een naam"),
    }


def warned(found: Sequence[Problem], language: Language) -> tuple[tuple[str, str], ...]:
    """(question, what its text seems to hold) per warning of ``text_warnings``."""
    labels = {spec.id: spec.nl if language == "nl" else spec.en for spec in standard.every_field()}
    words = _kinds()
    named = ((problem.field, str(problem.params["kinds"]).split()) for problem in found)
    return tuple((f"{labels[field]}:", ", ".join(words[kind] for kind in kinds)) for field, kinds in named)
