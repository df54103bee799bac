"""Coverage as the contract's JSON: codes for machines, Dutch and English sentences for people."""

from __future__ import annotations

from typing import Any

from zicht.knowledge.indicators import ELEMENTS, category, indicator
from zicht.knowledge.sentences import say
from zicht.knowledge.signal import Observation
from zicht.recognition.elements import ORIGIN, Coverage, ElementCoverage, Question


def _sentences(key: str) -> dict[str, str]:
    return {"nl": say(key, "nl"), "en": say(key, "en")}


def _observation(item: Observation) -> dict[str, str]:
    sign = indicator(item.indicator)
    return {"indicator": sign.id, "provenance": item.provenance, "nl": sign.nl, "en": sign.en}


def _element(name: str, part: ElementCoverage) -> dict[str, Any]:
    return {
        "about": _sentences(f"coverage.element.{name}"),
        **_sentences(f"coverage.state.{part.state}"),
        "supported_by": [_observation(item) for item in part.supported_by],
        "contradicted_by": [_observation(item) for item in part.contradicted_by],
        "not_alone": [_observation(item) for item in part.not_alone],
        "disputed": list(part.disputed),
    }


def _question(question: Question) -> dict[str, str]:
    key = f"coverage.question.{question.code}"
    if not question.indicator:
        return {"code": question.code, "indicator": "", **_sentences(key)}
    sign = indicator(question.indicator)
    sentences = {"nl": say(key, "nl", sign=sign.nl), "en": say(key, "en", sign=sign.en)}
    return {"code": question.code, "indicator": sign.id, **sentences}


def _explanation(code: str) -> dict[str, str]:
    if code == ORIGIN:
        return {"code": code, **_sentences("coverage.other.origin")}
    found = category(code)
    return {"code": code, "nl": found.other_nl, "en": found.other_en}


def describe(coverage: Coverage) -> dict[str, Any]:
    """The body of ``zicht coverage --json``: a state per element, what is open, what else could explain it.

    ``elements`` says per element which observations it rests on; ``reading`` says that coverage is no
    verdict; ``unconfirmed`` names the indicators whose reading no person confirmed yet.
    """
    parts = {name: getattr(coverage, name) for name in ELEMENTS}
    return {
        **{name: part.state for name, part in parts.items()},
        "open_questions": [_question(item) for item in coverage.open_questions],
        "other_explanations": [_explanation(code) for code in coverage.other_explanations],
        "elements": {name: _element(name, part) for name, part in parts.items()},
        "reading": _sentences("coverage.reading"),
        "unconfirmed": {**_sentences("confirmation.unconfirmed"), "indicators": list(coverage.unconfirmed)},
    }
