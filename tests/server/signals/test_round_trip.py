"""Whatever passes the check comes back as it was meant: no silence becomes another, no text another text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import (
    ANSWER_STATES,
    Answer,
    Detail,
    Observation,
    Person,
    SignalDraft,
    check,
)
from zicht.server.signals.actions.register import register_many, register_signal
from zicht.server.signals.queries import as_answer, open_signal, own_signals

TODAY = date(2026, 1, 31)
EARLIER = st.dates(date(1990, 1, 1), TODAY)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=80)
SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CORE = ("where", "who", "acute", "known_via", "capacity", "about_self")


def codes(name):
    return st.sampled_from([code.id for code in standard.codes(name)])


def coded(spec):
    silent = [state for state in ANSWER_STATES if state != "value" and not (spec.required and state == "not_asked")]
    values = st.lists(codes(spec.codes), min_size=1, max_size=1 if spec.kind == "code" else 3)
    return st.sampled_from(silent).map(Answer) | values.map(lambda found: Answer.of(*found))


def answer(name):
    return st.sampled_from([state for state in ANSWER_STATES if state != "value"]).map(Answer) | codes(name).map(
        Answer.of
    )


observations = st.builds(
    Observation,
    indicator=st.sampled_from([indicator.id for indicator in indicators()]),
    answer=st.sampled_from(ANSWER_STATES),
    provenance=codes("provenance"),
    seen_on=st.none() | EARLIER,
    happened_on=st.none() | EARLIER,
    certainty=st.just("") | codes("certainty"),
)
persons = st.builds(
    Person,
    roles=st.lists(codes("role").filter(lambda role: role != "possible_perpetrator"), max_size=4).map(tuple),
    age_class=answer("age_class"),
    sex=answer("sex"),
    first_name=TEXT,
    last_name=TEXT,
    birth_date=st.none() | st.dates(date(1900, 1, 1), TODAY),
    nationality=TEXT,
    residence_status=TEXT,
    birthplace=TEXT,
)


@st.composite
def drafts(draw):
    when = draw(st.none() | EARLIER)
    given_words = {
        spec.id: draw(coded(spec) if spec.kind in ("code", "codes") else TEXT.filter(lambda text: len(text) < 200))
        for spec in standard.fields()
        if spec.kind != "date"
    }
    return SignalDraft(
        **given_words,
        when=when,
        when_state="value" if when else draw(st.sampled_from(["no", "unknown", "refused"])),
        observations=tuple(draw(st.lists(observations, max_size=4))),
        persons=tuple(draw(st.lists(persons, max_size=3))),
    )


def in_order(found):
    return sorted(found, key=repr)


@SLOW
@given(given_draft=drafts())
def test_whatever_passes_the_check_reads_back_with_its_meaning(region, given_draft):
    assert check(given_draft, timezone.localdate()) == ()
    me = region["ggd.1"]
    view = open_signal(me, register_signal(draft=given_draft, by=me))
    assert {name: as_answer(getattr(view.core, name)) for name in CORE} == {n: getattr(given_draft, n) for n in CORE}
    assert (view.core.when, view.core.when_state) == (given_draft.when, given_draft.when_state)
    assert set(view.what) == set(given_draft.what.values or (given_draft.what.state,))
    assert in_order(view.observations) == in_order(given_draft.observations)
    assert (view.narrative, view.location) == (given_draft.narrative, given_draft.place)
    _assert_contact(view.contact, given_draft)
    _assert_persons(view, given_draft.persons)


def _assert_contact(kept, given_draft):
    for key, name in (("contact", "contact"), ("safe", "contact_safe"), ("how", "contact_how")):
        assert as_answer(kept[key]) == getattr(given_draft, name)
    assert (kept["details"], kept["when"]) == (given_draft.contact_details, given_draft.contact_when)


def _assert_persons(view, given_persons):
    assert [row.number for row in view.persons] == list(range(1, len(given_persons) + 1))
    for row, person in zip(view.persons, given_persons, strict=True):
        assert set(row.roles) == set(person.roles)
        assert (as_answer(row.age_class), as_answer(row.sex)) == (person.age_class, person.sex)
        identity = view.identity.get(str(row.number), {"first_name": "", "last_name": "", "birth_date": ""})
        born = person.birth_date.isoformat() if person.birth_date else ""
        assert identity == {"first_name": person.first_name, "last_name": person.last_name, "birth_date": born}
        status = view.status.get(str(row.number), {})
        for name in ("nationality", "residence_status", "birthplace"):
            assert status.get(name, "") == getattr(person, name)


def test_no_code_of_the_standard_reads_as_a_silence():
    for spec in standard.fields():
        for code in standard.codes(spec.codes) if spec.codes else ():
            assert as_answer(code.id) == Answer.of(code.id)


@pytest.mark.parametrize(
    "text",
    ["Ñandú — “aangehaald”", "مرحبا بالعالم", "👩🏽‍⚕️ 🏚", "\u202eomgekeerd",
     "a\r\nb\tc\x0b\x1f\x7f",
     "e\u0301 is niet é", "\ufffe\U0010ffff", "'; drop table signals_core; --",
     "{{ 7*7 }} <script>alert(1)</script>", " " * 3],
)  # fmt: skip
def test_a_text_in_any_script_survives_to_the_letter(region, text):
    me = region["ggd.1"]
    person = Person(("witness",), first_name=text, last_name=text, nationality=text)
    kept = draft(narrative=text, place=text, contact_details=text, contact_when=text, persons=(person,))
    view = open_signal(me, register_signal(draft=kept, by=me))
    assert (view.narrative, view.location, view.contact["details"], view.contact["when"]) == (text,) * 4
    assert (view.identity["1"]["last_name"], view.status["1"]["nationality"]) == (text, text)


UNKEEPABLE = ["\x00", "voor\x00na", "\ud800", "half \udfff teken"]
PLACES = {
    "narrative": lambda text: {"narrative": text},
    "place": lambda text: {"place": text},
    "contact_details": lambda text: {"contact_details": text},
    "contact_when": lambda text: {"contact_when": text},
    "first_name": lambda text: {"persons": (Person(("witness",), first_name=text),)},
    "last_name": lambda text: {"persons": (Person(("witness",), last_name=text),)},
    "nationality": lambda text: {"persons": (Person(("witness",), nationality=text),)},
    "residence_status": lambda text: {"persons": (Person(("witness",), residence_status=text),)},
    "birthplace": lambda text: {"persons": (Person(("witness",), birthplace=text),)},
}


@pytest.mark.parametrize("field", PLACES)
@pytest.mark.parametrize("text", UNKEEPABLE, ids=ascii)
def test_a_sign_that_no_database_keeps_is_refused_at_its_field(region, field, text):
    with pytest.raises(InputProblems) as caught:
        register_signal(draft=draft(**PLACES[field](text)), by=region["ggd.1"])
    assert [(problem.rule, problem.field) for problem in caught.value.problems] == [("text.signs", field)]
    assert own_signals(region["ggd.1"]).rows == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"when": date(2062, 1, 1)}, ("date.future", "when")),
        ({"observations": (Observation("C01", "value", "seen", date(2062, 1, 1)),)}, ("date.future", "seen_on")),
        (
            {"observations": (Observation("C01", "value", "seen", None, date(2062, 1, 1)),)},
            ("date.future", "happened_on"),
        ),
        ({"observations": (Observation("C01", "value", "seen", certainty="x" * 50),)}, ("code.unknown", "certainty")),
        ({"persons": (Person(("witness",), birth_date=date(2062, 1, 1)),)}, ("date.future", "birth_date")),
        ({"persons": (Person(("witness",), age_class=Answer.of("x" * 90)),)}, ("code.unknown", "age_class")),
        ({"persons": (Person(("witness",), sex=Answer.of("female", "male")),)}, ("code.one", "sex")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_the_standard_does_not_know_is_refused_and_nothing_is_kept(region, changes, found):
    with pytest.raises(InputProblems) as caught:
        register_signal(draft=draft(**changes), by=region["ggd.1"])
    assert [(problem.rule, problem.field) for problem in caught.value.problems] == [found]
    assert own_signals(region["ggd.1"]).rows == ()


def test_a_role_said_many_times_is_a_role_said_once(region):
    me = region["ggd.1"]
    record = register_signal(draft=draft(persons=(Person(("presumed_victim",) * 30),)), by=me)
    (person,) = open_signal(me, record).persons
    assert person.roles == ("presumed_victim",)


def test_one_wrong_signal_of_many_keeps_them_all_out(region):
    from zicht.server.signals.actions.register import Incoming

    me, now = region["ggd.1"], datetime(2026, 1, 20, tzinfo=UTC)
    with pytest.raises(InputProblems):
        register_many([Incoming(draft(), me, now), Incoming(draft(when=date(2062, 1, 1)), me, now)])
    assert own_signals(me).rows == ()


def test_each_notification_keeps_to_whom_when_by_whom_its_ground_reference_and_answer(region):
    told = tuple(
        Detail(field, number, Answer.of(value))
        for number, to in enumerate(
            ("comensha", "police", "avim", "labour_inspectorate", "safe_home", "care_coordinator"), 1
        )
        for field, value in {
            "notified_to": to,
            "notified_on": f"2026-01-1{number}",
            "notified_by": f"functie {number}",
            "notified_reference": f"KENMERK-{number}",
            "notified_answer": "no_place",
            "notified_ground": "consent",
            **({"dossier": "registration_shelter"} if to == "comensha" else {}),
        }.items()
    )
    signal = register_signal(draft=draft(details=told), by=region["ggd.1"])
    assert set(open_signal(region["ggd.1"], signal).details) == set(told)


def test_no_place_in_a_shelter_is_an_outcome_and_an_answer_of_its_own():
    for name in ("outcome", "notified_answer"):
        assert "geen plek" in standard.label(name, "no_place")
