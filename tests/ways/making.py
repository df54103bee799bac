"""Drafts that hold every answer state at every field, and the facts in a draft, to be held side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from worlds import draft

from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import ANSWER_STATES, Answer, Detail, Observation, Person, SignalDraft

SILENT = tuple(state for state in ANSWER_STATES if state != "value")
CORE = ("where", "who", "acute", "known_via", "capacity", "about_self")
CODED = tuple(spec for spec in standard.fields() if spec.kind in ("code", "codes"))
OPEN = tuple(spec for spec in standard.detail_fields() if spec.group != "possible_perpetrators")
DAYS = st.dates(date(2025, 1, 1), date(2026, 1, 31))
SHAPED = {"postcode": "9999 ZZ", "phase_country": "RO", "age_at_start": "16"}


def _code(spec: standard.Field) -> st.SearchStrategy[Answer]:
    return st.sampled_from([code.id for code in standard.codes(spec.codes)]).map(Answer.of)


def answers(spec: standard.Field, states: Iterable[str] = SILENT) -> st.SearchStrategy[Answer]:
    """A value, or a state that is no value."""
    if spec.codes:
        value = _code(spec)
    elif spec.kind == "date":
        value = DAYS.map(lambda day: Answer.of(day.isoformat()))
    else:
        value = st.just(Answer.of(SHAPED.get(spec.id, "Verzonnen")))
    return st.sampled_from(tuple(states)).map(Answer) | value


def observation(sign: str) -> st.SearchStrategy[Observation]:
    """One sign with every combination of answer, source, both days and certainty."""
    certain = st.sampled_from(["", *(code.id for code in standard.codes("certainty"))])
    sources = st.sampled_from([code.id for code in standard.codes("provenance")])
    days = st.none() | DAYS
    return st.builds(Observation, st.just(sign), st.sampled_from(ANSWER_STATES), sources, days, days, certain)


@st.composite
def drafts(draw) -> SignalDraft:
    """A draft that every way in may be asked to take."""
    words = {
        spec.id: draw(answers(spec, [s for s in SILENT if not (spec.required and s == "not_asked")])) for spec in CODED
    }
    day = draw(st.none() | DAYS)
    signs = draw(st.lists(st.sampled_from([sign.id for sign in indicators()]), max_size=4, unique=True))
    asked = draw(st.lists(st.sampled_from(OPEN), max_size=5, unique_by=lambda spec: spec.id))
    return draft(
        **words,
        when=day,
        when_state="value" if day else draw(st.sampled_from(["no", "unknown", "refused"])),
        observations=tuple(draw(observation(sign)) for sign in signs),
        persons=(Person(("presumed_victim",), words["who"], draw(answers(SEX))),),
        details=tuple(Detail(spec.id, 1, draw(answers(spec))) for spec in asked),
    )


SEX = next(spec for spec in standard.part_fields() if spec.id == "sex")


def facts(given: SignalDraft) -> frozenset[tuple[object, ...]]:
    """What a draft says, answer by answer: two drafts that say something else have other facts."""
    return frozenset(_facts(given))


def _facts(given: SignalDraft) -> Iterator[tuple[object, ...]]:
    for spec in CODED:
        yield "answer", spec.id, 1, _said(getattr(given, spec.id))
    yield "answer", "when", 1, (given.when_state, (given.when.isoformat(),) if given.when else ())
    for number, person in enumerate(given.persons, 1):
        yield "person", "sex", number, _said(person.sex)
        yield "person", "age_class", number, _said(person.age_class)
    for item in given.details:
        yield "detail", item.field, item.number, _said(item.answer)
    for seen in given.observations:
        days = (str(seen.seen_on or ""), str(seen.happened_on or ""))
        yield "sign", seen.indicator, seen.answer, seen.provenance, *days, seen.certainty


def _said(answer: Answer) -> tuple[str, tuple[str, ...]]:
    return answer.state, tuple(sorted(answer.values))


def without(given: SignalDraft, **changes: object) -> SignalDraft:
    """The draft with something that a way does not ask for left out of it."""
    return replace(given, **changes)  # type: ignore[arg-type]  # fields of a draft
