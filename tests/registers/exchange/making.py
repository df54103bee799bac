"""Signals made for these tests: any draft that the standard can hold, and one that says every code there is."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.answers import ANSWER_STATES, Answer
from zicht.knowledge.signal import Detail, Observation, Person, SignalDraft
from zicht.registers.exchange import Grounds, Profile, Source

TODAY = date(2026, 1, 31)
SILENT = [state for state in ANSWER_STATES if state != "value"]
IDENTIFYING = Profile(Grounds("care", "avg-6-1-e", "doorverwijzing-zorg", "privacy.1"))
EVERYTHING = Profile(IDENTIFYING.grounds, perpetrators_on=True)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=30)
DAYS = st.dates(date(1990, 1, 1), TODAY)


def codes(name):
    return [code.id for code in standard.codes(name)]


def answers(spec):
    """An answer of any of the five states to a field."""
    if spec.codes:
        most = 1 if spec.kind == "code" else 4
        values = st.lists(st.sampled_from(codes(spec.codes)), min_size=1, max_size=most, unique=True)
    elif spec.kind == "date":
        values = DAYS.map(lambda day: [day.isoformat()])
    else:
        values = TEXT.map(lambda text: [text])
    return st.sampled_from(SILENT).map(Answer) | values.map(lambda found: Answer.of(*found))


def detail_answers(entity, number):
    specs = [spec for spec in standard.detail_fields() if spec.entity == entity]
    chosen = st.lists(st.sampled_from(specs), max_size=4, unique=True) if specs else st.just([])
    return chosen.flatmap(
        lambda found: st.tuples(*(answers(spec).map(lambda a, s=spec: Detail(s.id, number, a)) for spec in found))
    )


DETAILS = st.tuples(
    *(
        detail_answers(entity.id, number)
        for entity in standard.entities()
        for number in ((1, 2) if entity.several else (1,))
    )
).map(lambda groups: tuple(detail for group in groups for detail in group))
OBSERVATIONS = st.builds(
    Observation,
    st.sampled_from(codes("indicator")),
    st.sampled_from(ANSWER_STATES),
    st.sampled_from(codes("provenance")),
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from(["", *codes("certainty")]),
)
PART = {spec.id: spec for spec in standard.part_fields()}
PERSONS = st.builds(
    Person,
    st.lists(st.sampled_from(codes("role")), max_size=3, unique=True).map(lambda roles: tuple(sorted(roles))),
    answers(PART["age_class"]),
    answers(PART["sex"]),
    first_name=TEXT | st.just(""),
    last_name=TEXT | st.just(""),
    birth_date=st.none() | st.dates(date(1920, 1, 1), TODAY),
    nationality=st.sampled_from(["", "NL", "RO", "Verzonnenland"]),
    residence_status=TEXT | st.just(""),
    birthplace=TEXT | st.just(""),
)


@st.composite
def drafts(draw, victims=True):
    """Any draft; with ``victims`` the first person is a possible victim."""
    words = {
        spec.id: draw(answers(spec)) if spec.codes else draw(TEXT | st.just(""))
        for spec in standard.fields()
        if spec.kind != "date"
    }
    when = draw(st.none() | DAYS)
    persons = draw(st.lists(PERSONS, min_size=1, max_size=3))
    if victims:
        persons[0] = Person(("presumed_victim",), persons[0].age_class, persons[0].sex)
    return SignalDraft(
        **words,
        when=when,
        when_state="value" if when else draw(st.sampled_from(SILENT)),
        persons=tuple(persons),
        observations=tuple(draw(st.lists(OBSERVATIONS, max_size=3))),
        details=draw(DETAILS),
    )


def blank(**words):
    """A signal about one possible victim, of which nothing else is known."""
    unknown = {spec.id: Answer("unknown") for spec in standard.fields() if spec.codes}
    persons = (Person(("presumed_victim",), Answer("unknown")),)
    return SignalDraft(**({**unknown, "when": None, "when_state": "unknown", "persons": persons} | words))


def source(draft, number="1", **more):
    return Source(number, draft, TODAY, **more)


def _observed():
    indicators = codes("indicator")
    lists = codes("provenance"), codes("certainty"), ANSWER_STATES
    return tuple(
        Observation(sign, lists[2][at % 5], lists[0][at % len(lists[0])], certainty=lists[1][at % len(lists[1])])
        for at, sign in enumerate(indicators)
    )


def every_code():
    """Signals that between them say every code of every coded field, one code to an answer."""
    yield blank(observations=_observed(), persons=(Person(("presumed_victim", *_others())),))
    for spec in standard.every_field():
        for code in codes(spec.codes) if spec.codes else ():
            if spec in standard.fields():
                yield blank(**{spec.id: Answer.of(code)})
            elif spec in standard.detail_fields():
                yield blank(details=(Detail(spec.id, 1, Answer.of(code)),))
            elif spec.id in ("age_class", "sex"):
                yield blank(persons=(Person(("presumed_victim",), **{spec.id: Answer.of(code)}),))


def _others():
    return tuple(role for role in codes("role") if role != "presumed_victim")
