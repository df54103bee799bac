"""Further answers in words, each under its question; the five states keep words of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.details import Detail, by_group
from zicht.knowledge.sentences import Language
from zicht.server.web.parts.components import Fact
from zicht.server.web.parts.moments import day


def state_word(state: str) -> str:
    """An answer that is not a value, in words."""
    words = {
        "value": _("ja"),
        "no": _("nee"),
        "unknown": _("onbekend"),
        "not_asked": _("niet gevraagd"),
        "refused": _("wil dit niet zeggen"),
    }
    return words[state]


def detail_word(detail: Detail, language: Language) -> str:
    """One further answer as it is read."""
    spec, answer = detail.spec, detail.answer
    if answer.state != "value":
        return state_word(answer.state)
    if spec.kind == "date":
        return day(date.fromisoformat(answer.value))
    if spec.kind == "text":
        return answer.value
    return ", ".join(standard.label(spec.codes, value, language) for value in answer.values)


def detail_label(detail: Detail, language: Language) -> str:
    """The question of a further answer, with which of several things it is about."""
    spec = detail.spec
    label = spec.nl if language == "nl" else spec.en
    entity = next(found for found in standard.entities() if found.id == spec.entity)
    name = entity.nl if language == "nl" else entity.en
    return f"{label} ({name} {detail.number})" if entity.several else label


def further_facts(details: Sequence[Detail], language: Language) -> Mapping[str, tuple[Fact, ...]]:
    """The further answers by the field group that they are kept in, thing by thing."""
    order = {entity.id: place for place, entity in enumerate(standard.entities())}
    return {
        group: tuple(
            Fact(detail_label(detail, language), detail_word(detail, language))
            for detail in sorted(found, key=lambda item: (order[item.spec.entity], item.number))
        )
        for group, found in by_group(details).items()
    }
