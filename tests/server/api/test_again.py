"""Sent again with the same key it is the same signal, however it is written down the second time."""

from __future__ import annotations

import json
import random
import uuid

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import _powerful_session, as_owner, as_role

from zicht.errors import InputProblems
from zicht.knowledge import standard
from zicht.knowledge.indicators import indicators
from zicht.server.api.answers import Coded
from zicht.server.api.reading import read
from zicht.server.api.shapes import NewSignal
from zicht.server.guard import Guarded
from zicht.server.signals.actions.register import register_signal

from .conftest import BODY, SIGNALS
from .test_signals import TODAY

__all__ = ["_powerful_session", "as_owner", "as_role"]
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
KEY = "Idempotency-Key"
NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
ROLES = [code.wire for code in standard.codes("role") if code.id != "possible_perpetrator"]
DAYS = st.dates(min_value=TODAY.replace(year=1995), max_value=TODAY).map(str)
STATES = ["onbekend", "nee", "geweigerd"]


@pytest.fixture
def contents(as_owner):
    """Every row of every room but the log."""

    def read():
        with as_owner():
            return {
                model._meta.label: sorted(map(repr, model._default_manager.values_list()))
                for model in apps.get_models()
                if issubclass(model, Guarded) and model._meta.app_label != "logbook"
            }

    return read


def one_of(code_list, *more):
    return st.sampled_from([*(code.wire for code in standard.codes(code_list)), *more])


persons = st.fixed_dictionaries(
    {"rollen": st.lists(st.sampled_from(ROLES), min_size=1, max_size=4)},
    optional={
        "leeftijdsgroep": one_of("age_class", *STATES, "niet_gevraagd"),
        "geslacht": one_of("sex", *STATES, "niet_gevraagd"),
        "geboortedatum": st.none() | DAYS,
        **dict.fromkeys(("voornaam", "achternaam", "nationaliteit", "verblijfsstatus", "geboorteplaats"), NAMES),
    },
)  # fmt: skip
observations = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from([one.id for one in indicators()]),
        "antwoord": st.sampled_from(["ja", *STATES, "niet_gevraagd"]),
        "herkomst": one_of("provenance"),
    },
    optional={"gezienOp": st.none() | DAYS, "gebeurdOp": st.none() | DAYS, "zekerheid": one_of("certainty")},
)
bodies = st.fixed_dictionaries(
    {
        **{name: st.just(value) for name, value in BODY.items() if name not in ("betrokkenen", "waarnemingen")},
        "wat": st.lists(one_of("form"), min_size=1, max_size=3) | st.sampled_from(STATES),
        "wanneer": DAYS | st.sampled_from(STATES),
        "toelichting": NAMES,
        "plaats": NAMES,
        "betrokkenen": st.lists(persons, max_size=3),
        "waarnemingen": st.lists(observations, max_size=4),
    },
    optional={"contactHoe": one_of("contact_how", *STATES, "niet_gevraagd"), "contactWanneer": NAMES},
)


def shuffled(value, dice):
    """The same JSON with its keys, and the lists whose order says nothing, in another order."""
    if not isinstance(value, dict):
        return value
    found = {}
    for name, inner in dice.sample(sorted(value.items()), len(value)):
        if name in ("wat", "waarnemingen", "rollen") and isinstance(inner, list):
            inner = dice.sample(inner, len(inner))
        if isinstance(inner, list):
            inner = [shuffled(one, dice) for one in inner]
        found[name] = inner
    return found


@FEW
@given(sent=bodies, dice=st.randoms(use_true_random=False))
def test_the_same_key_with_the_same_content_is_the_same_signal_in_whatever_order_it_is_written(caller, sent, dice):
    """Roles and forms are sets, statements have no order: said twice or the other way round is the same content."""
    professional, key = caller("ggd.1"), f"bon-{uuid.uuid4()}"
    first = professional.post(sent, **{KEY: key})
    assert first.status_code == 201, first.content
    again = professional.post(shuffled(sent, dice), **{KEY: key})
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"]), again.content
    assert again.json() == first.json()


@FEW
@given(sent=bodies)
def test_what_was_sent_is_what_is_read_and_what_is_read_can_be_sent(caller, body, sent):
    """A round trip: the answer, with what the server adds left out, is a signal again, and the same one."""
    professional = caller("ggd.1")
    made = professional.post(sent)
    assert made.status_code == 201, made.content
    names = {field.alias for field in NewSignal.model_fields.values()}
    answer = {name: value for name, value in made.json().items() if name in names}
    answer["betrokkenen"] = [
        {name: value for name, value in person.items() if name != "nummer"} for person in answer["betrokkenen"]
    ]
    back = professional.post(answer)
    assert back.status_code == 201, back.content
    own = ("id", "versie", "ontvangenOp", "wegenVoor")
    assert {name: value for name, value in back.json().items() if name not in own} == {
        name: value for name, value in made.json().items() if name not in own
    }


CHANGES = {
    "a-role-more": lambda sent: sent["betrokkenen"][0]["rollen"].append("facilitator"),
    "another-day-of-birth": lambda sent: sent["betrokkenen"][0].update(geboortedatum="1990-02-04"),
    "a-space-in-the-story": lambda sent: sent.update(toelichting=sent["toelichting"] + " "),
    "a-sign-less": lambda sent: sent["waarnemingen"].pop(),
    "unknown-for-no": lambda sent: sent.update(acuut="onbekend"),
    "one-form-less": lambda sent: sent.update(wat=["seksueel"]),
    "somebody-more": lambda sent: sent["betrokkenen"].append({"rollen": ["getuige"]}),
    "how-sure": lambda sent: sent["waarnemingen"][1].update(zekerheid="twijfel"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_differs_is_a_conflict_and_changes_nothing(caller, body, contents, change):
    professional, sent = caller("ggd.1"), body()
    assert professional.post(sent, **{KEY: "bon"}).status_code == 201
    CHANGES[change](sent)
    read(json.dumps(sent).encode(), TODAY)  # it is a signal that could be kept
    before = contents()
    answer = professional.post(sent, **{KEY: "bon"})
    assert (answer.status_code, answer.json()["regel"]) == (409, "api.key_used")
    assert contents() == before


def test_a_signal_that_was_worked_on_is_still_the_answer_to_its_own_key(caller, body, region):
    from zicht.server.cases.actions.weigh import weigh

    professional = caller("ggd.1")
    first = professional.post(body(), **{KEY: "bon"}).json()
    weigh(signal=first["id"], end="other_route", reason="Naar de wijk", by=region["desk.1"])
    again = professional.post(body(), **{KEY: "bon"})
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert (again.json()["toestand"], first["toestand"]) == ("andere_route", "ontvangen")


def test_a_role_said_twice_is_the_same_content_as_a_role_said_once(caller, body):
    professional, sent = caller("ggd.1"), body()
    sent["betrokkenen"][0]["rollen"] = ["getuige", "getuige"]
    assert professional.post(sent, **{KEY: "bon"}).status_code == 201
    assert professional.post(sent, **{KEY: "bon"}).status_code == 200
    sent["betrokkenen"][0]["rollen"] = ["getuige"]
    assert professional.post(sent, **{KEY: "bon"}).status_code == 200


def test_a_wrong_signal_does_not_use_up_its_key(caller, body):
    professional = caller("ggd.1")
    assert professional.post(body(waar="nergens"), **{KEY: "bon"}).status_code == 400
    assert professional.post(body(), **{KEY: "bon"}).status_code == 201


@pytest.mark.parametrize(("length", "status"), [(1, 201), (200, 201), (201, 400)])
def test_a_key_may_be_as_long_as_the_description_says(caller, body, length, status):
    answer = caller("ggd.1").post(body(), **{KEY: "k" * length})
    assert answer.status_code == status
    if status == 400:
        assert [fault["veld"] for fault in answer.json()["fouten"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("key", [" ", "é", "a:b", "../../x", "%00", "' or 1=1 --", "0" * 36])
def test_any_text_is_a_key_and_only_itself(caller, body, key):
    professional = caller("ggd.1")
    first = professional.post(body(), **{KEY: key})
    other = professional.post(body(), **{KEY: key + "x"})
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["id"] != other.json()["id"]


def test_a_key_of_one_member_says_nothing_of_anothers_signal(caller, body, contents):
    mine = caller("ggd.1").post(body(), **{KEY: "bon"}).json()["id"]
    theirs = caller("ggd.2").post(body(toelichting="Iets anders"), **{KEY: "bon"})
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine
    assert caller("ggd.2").get(f"{SIGNALS}/{mine}").status_code == 404


# --- limits -------------------------------------------------------------------------------------------------

OBSERVED = {"indicator": "C01", "antwoord": "ja", "herkomst": "gezien"}
LIMITS = [
    ("waarnemingen", [OBSERVED] * 100, True),
    ("waarnemingen", [OBSERVED] * 101, False),
    ("betrokkenen", [{"rollen": ["getuige"]}] * 50, True),
    ("betrokkenen", [{"rollen": ["getuige"]}] * 51, False),
    ("betrokkenen", [{"rollen": []}], False),
    ("betrokkenen", [{"rollen": ["getuige"], "voornaam": "é" * 100}], True),
    ("betrokkenen", [{"rollen": ["getuige"], "voornaam": "é" * 101}], False),
    ("toelichting", "\U0001f6a8" * standard.field("narrative").max_length, True),
    ("toelichting", "\U0001f6a8" * (standard.field("narrative").max_length + 1), False),
    ("plaats", "x" * standard.field("place").max_length, True),
    ("plaats", "x" * (standard.field("place").max_length + 1), False),
    ("wanneer", "1990-01-01", True),
    ("wanneer", "1989-12-31", False),
    ("wanneer", "2024-02-29", True),
    ("wanneer", "2025-02-29", False),
    ("wanneer", "2026-1-1", False),
    ("wanneer", "20260110", False),
    ("wanneer", "2026-W02-6", False),
    ("wanneer", "2026-01-10T00:00:00Z", False),
]


@pytest.mark.parametrize(("name", "value", "stands"), LIMITS, ids=lambda value: str(value)[:24])
def test_a_limit_lies_exactly_where_the_description_puts_it(caller, body, contents, name, value, stands):
    professional, before = caller("ggd.1"), contents()
    answer = professional.post(body(**{name: value}))
    assert answer.status_code == (201 if stands else 400), answer.content
    if not stands:
        assert {fault["veld"].split(".")[0] for fault in answer.json()["fouten"]} == {name}
        after = contents()
        assert {label for label in before if before[label] != after[label]} <= {"parties.ApiKey"}


@pytest.mark.parametrize("name", sorted(field.alias for field in NewSignal.model_fields.values()))
@pytest.mark.parametrize("value", [None, 0, 1.5, True, [], {}, [[]], [None], "", "\x00", " ", {"a": {}}], ids=repr)
def test_nonsense_in_one_field_is_told_of_that_field_and_of_no_other(body, name, value):
    try:
        read(json.dumps(body(**{name: value})).encode(), TODAY)
    except InputProblems as wrong:
        assert {problem.field.split(".")[0] for problem in wrong.problems} == {name}


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_every_code_is_read_as_itself_and_written_as_it_was_read(data):
    list_name = data.draw(
        st.sampled_from(["form", "municipality", "age_class", "capacity", "provenance", "contact_how"])
    )
    many = data.draw(st.booleans())
    coded = Coded(list_name, many=many)
    codes = st.lists(one_of(list_name), min_size=1, max_size=4, unique=True) if many else one_of(list_name)
    sent = data.draw(codes | st.sampled_from(STATES))
    back = coded.write(coded.read(sent))
    assert sorted(back) == sorted(sent) if isinstance(sent, list) else back in (sent, [sent])


def test_ids_that_are_almost_right_find_nothing(caller, region):
    from worlds import draft

    signal = str(register_signal(draft=draft(), by=region["ggd.1"]))
    professional, dice = caller("ggd.1"), random.Random(3)
    assert professional.get(f"{SIGNALS}/{signal}").status_code == 200
    for _ in range(10):
        place = dice.choice([turn for turn, sign in enumerate(signal) if sign != "-"])
        other = dice.choice([sign for sign in "0123456789abcdef" if sign != signal[place]])
        changed = signal[:place] + other + signal[place + 1 :]
        assert professional.get(f"{SIGNALS}/{changed}").status_code == 404
    for shape in (signal.upper(), signal.replace("-", ""), f"{{{signal}}}", signal + "0", signal[:-1], f"{signal}/"):
        assert professional.get(f"{SIGNALS}/{shape}").status_code == 404
