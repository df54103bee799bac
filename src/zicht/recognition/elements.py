"""Observations -> which elements of trafficking (act, means, purpose) they cover.

Coverage is a way of reading what was seen, not a verdict: no score, no weight, no number about a person
(principle 2). Nationality, origin and belief are no input (principle 6). The elements are those of
art. 273f Sr and art. 3 of the Palermo Protocol; what supports which stands in ``knowledge.indicators``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zicht.errors import InputProblems, Problem
from zicht.knowledge.indicators import ELEMENTS, Element, categories, indicator, unknown_ids
from zicht.knowledge.signal import ANSWER_STATES, Answer, Observation

State = Literal["supported", "unknown", "contradicted", "not_required"]
QuestionCode = Literal["age", "act", "means", "purpose", "indicator"]
Age = Literal["adult", "minor", "unknown"]
ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class ElementCoverage:
    """One element: its state, and the observations that speak for it and against it.

    ``supported``: at least one sign was seen. A sign that someone else did not see stands beside it in
    ``contradicted_by`` and does not undo it. ``contradicted``: signs were asked about and all answered no;
    that is not proof of absence. ``not_required``: means, for a minor (principle 3).
    ``not_alone``: signs that are also ordinary for newcomers, with nothing else beside them (principle 6).
    """

    state: State
    supported_by: tuple[Observation, ...] = ()
    contradicted_by: tuple[Observation, ...] = ()
    not_alone: tuple[Observation, ...] = ()

    @property
    def disputed(self) -> tuple[str, ...]:
        """The indicators on which observations differ: seen by one, answered no by another."""
        denied = {item.indicator for item in self.contradicted_by}
        return tuple(sorted({item.indicator for item in self.supported_by} & denied))


@dataclass(frozen=True, slots=True)
class Question:
    """Something still open: the age, a whole element, or one indicator that was not known or not asked."""

    code: QuestionCode
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the observations of one signal cover.

    ``other_explanations`` holds category ids of the catalogue, in its order, and ``"origin"`` last when a
    sign was seen that is also ordinary for newcomers. ``unconfirmed`` names the indicators used whose
    reading no person confirmed yet (principle 23).
    """

    act: ElementCoverage
    means: ElementCoverage
    purpose: ElementCoverage
    open_questions: tuple[Question, ...]
    other_explanations: tuple[str, ...]
    unconfirmed: tuple[str, ...]


def _check(observations: tuple[Observation, ...]) -> None:
    strange_answers = (
        Problem("code.unknown", "observations", params={"value": str(item.answer)[:40]})
        for item in observations
        if item.answer not in ANSWER_STATES
    )
    problems = (*unknown_ids(item.indicator for item in observations), *strange_answers)
    if problems:
        raise InputProblems(problems)


def _order(item: Observation) -> tuple[str, ...]:
    days = ((day or date.min).isoformat() for day in (item.seen_on, item.happened_on))
    return (item.indicator, item.answer, item.provenance, item.certainty, *days)


def _age(answer: Answer) -> Age:
    if "minor" in answer.values:
        return "minor"
    return "adult" if answer.value == "adult" else "unknown"


def _element(element: Element, observations: tuple[Observation, ...], age: Age) -> ElementCoverage:
    about = [item for item in observations if element in indicator(item.indicator).elements]
    firm = [item for item in about if not indicator(item.indicator).stands_in_for_origin]
    seen = tuple(item for item in about if item.answer == "value")
    # a sign that stands in for origin carries neither a yes nor a no: without it the state is the same
    denied = tuple(item for item in firm if item.answer == "no")
    supported = any(item.answer == "value" for item in firm)
    state: State = "supported" if supported else "contradicted" if denied else "unknown"
    if element == "means" and age == "minor":
        state = "not_required"
    return ElementCoverage(
        state,
        supported_by=seen if supported else (),
        contradicted_by=denied,
        not_alone=() if supported else seen,
    )


def _indicator_questions(observations: tuple[Observation, ...], wanted: set[Element]) -> list[Question]:
    # who refused to answer is not asked again; what stands in for origin is not asked at all
    answered = {item.indicator for item in observations if item.answer in ("value", "no", "refused")}
    waiting = {item.indicator for item in observations} - answered
    useful = (indicator(name) for name in sorted(waiting))
    return [
        Question("indicator", item.id)
        for item in useful
        if not item.stands_in_for_origin and wanted.intersection(item.elements)
    ]


def _questions(
    parts: dict[Element, ElementCoverage], observations: tuple[Observation, ...], age: Age
) -> list[Question]:
    """Open questions, most useful first. Means is asked only of someone known to be an adult (principle 3)."""
    wanted = {name for name in ELEMENTS if parts[name].state == "unknown" and (name != "means" or age == "adult")}
    found = [Question("age")] if age == "unknown" else []
    found += [Question(name) for name in ELEMENTS if name in wanted]
    return found + _indicator_questions(observations, wanted)


def _other_explanations(observations: tuple[Observation, ...]) -> tuple[str, ...]:
    seen = [indicator(item.indicator) for item in observations if item.answer == "value"]
    present = {item.category for item in seen}
    found = [category.id for category in categories() if category.id in present]
    return tuple(found + [ORIGIN] * any(item.stands_in_for_origin for item in seen))


def coverage(observations: Iterable[Observation], age_class: Answer) -> Coverage:
    """What these observations cover, for a person of this age class (``adult``, ``minor``, or not known).

    The order of observations does not matter and saying the same twice adds nothing. Only ``value`` supports
    and only ``no`` contradicts; ``unknown``, ``not_asked`` and ``refused`` never count as no (principle 4).
    Raises ``InputProblems`` naming every indicator that is not in the catalogue.
    """
    given = tuple(observations)
    _check(given)
    ordered = tuple(sorted(set(given), key=_order))
    age = _age(age_class)
    parts = {name: _element(name, ordered, age) for name in ELEMENTS}
    names = sorted({item.indicator for item in ordered})
    return Coverage(
        act=parts["act"],
        means=parts["means"],
        purpose=parts["purpose"],
        open_questions=tuple(_questions(parts, ordered, age)),
        other_explanations=_other_explanations(ordered),
        unconfirmed=tuple(name for name in names if not indicator(name).confirmed_by),
    )
