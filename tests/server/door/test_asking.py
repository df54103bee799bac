"""“May I share this?” equals the decision, proposes no fact, holds nobody and leaves nothing behind."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import _powerful_session, as_owner, log
from worlds import PEOPLE

from zicht.agreements import CONSENT_KINDS, ROLES, bundled, decide, examples, explain, load
from zicht.agreements.model import MODES, known_codes
from zicht.knowledge import standard
from zicht.server.door import asking
from zicht.server.door.asking import NAMES, Question, may_share, problems, receivers, requests_of
from zicht.server.door.fill import decide_now
from zicht.server.door.passing import glance
from zicht.server.organisations.actions.agreements import load_agreement

__all__ = ["_powerful_session", "as_owner", "log"]
PARTIES = [one.id for one in standard.possible_parties()]
PURPOSES = [row[0] for row in standard.purposes()]
RULES = tuple(load(text) for _, text in (*bundled(), *examples()))
FACTS = {"form", "age_class", "danger", "municipality", "person", "by_role", "involved", "origin", "from_organisation"}
maybe = st.sampled_from([None, True, False])


def code(name):
    return st.sampled_from(["", *sorted(known_codes()[name])])


questions = st.builds(
    Question,
    to=st.sampled_from(PARTIES),
    purpose=st.sampled_from(PURPOSES[:8]),
    things=st.frozensets(st.sampled_from(NAMES), min_size=1),
    form=code("form"),
    age_class=code("age_class"),
    person=code("person"),
    municipality=code("municipality"),
    danger=maybe,
    involved=maybe,
    second_person=maybe,
    consents=st.frozensets(st.sampled_from(CONSENT_KINDS)),
    may_ask_consent=st.booleans(),
    from_receiver=st.booleans(),
)
law = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def more_agreements(monkeypatch):
    """The bundled agreements and the three whole examples in force: conditions, duties and consents of every kind."""
    monkeypatch.setattr(asking, "agreements_in_force", lambda now: RULES)


@law
@given(question=questions, who=st.sampled_from([name for name, _, _ in PEOPLE]))
def test_the_answer_is_the_decision_on_the_same_request_and_no_role_or_way_gives_more(
    region, more_agreements, question, who
):
    actor = region[who]
    told, now = may_share(question, actor).told, timezone.now()
    decision = decide(told.request, RULES, now, demo=True)
    assert {v.name: v.rule for v in told.verdicts if v.permitted} == decision.rules
    assert {v.name: v.outcome for v in told.verdicts if not v.permitted} == decision.refused
    assert told == explain(told.request, RULES, now, demo=True)
    every = [
        decide(replace(told.request, role=role, mode=mode), RULES, now, demo=True) for role in ROLES for mode in MODES
    ]
    assert max(len(one.rules) for one in every) == len(decision.rules)


@law
@given(question=questions)
def test_what_is_asked_is_what_was_sent_and_the_asker_is_who_gives(region, more_agreements, question):
    request = may_share(question, region["ggd.1"]).told.request
    assert (request.from_organisation, request.by_role) == ("ggd", "professional")
    assert set(request.wanted) == question.things
    for name in ("purpose", "form", "age_class", "danger", "municipality", "person", "involved", "second_person",
                 "may_ask_consent"):  # fmt: skip
        assert getattr(request, name) == getattr(question, name), name
    assert {consent.kind for consent in request.consents} == question.consents
    assert all(consent.recipients == {question.to} and consent.until is None for consent in request.consents)
    assert request.origin == (question.to if question.from_receiver else "")


@law
@given(question=questions)
def test_no_change_touches_a_fact_hands_over_status_or_asks_consent_that_nobody_judged(
    region, more_agreements, question
):
    told = may_share(question, region["desk.1"]).told
    for change in told.least_change:
        kinds = {edit.kind for edit in change.edits}
        assert kinds <= {"leave_out", "second_person", "consent", "other_recipient", "other_role", "other_purpose",
                         "other_mode"}  # fmt: skip
        assert not kinds & FACTS
        assert kinds == {"leave_out"} or "status" not in change.then
        assert question.may_ask_consent or not change.asks_consent
        assert set(change.then) <= question.things


@law
@given(question=questions)
def test_every_clause_behind_the_answer_is_cited_once_with_its_words_and_both_bases(region, more_agreements, question):
    found = may_share(question, region["ggd.1"])
    ruled = {v.name: v.rule for v in found.told.verdicts if v.rule}
    assert [one.rule for one in found.cited] == sorted(set(ruled.values()))
    for one in found.cited:
        assert {name for name, rule in ruled.items() if rule == one.rule} == {*one.permits, *one.refuses}
        assert not set(one.permits) & set(one.refuses)
        assert one.clause.id == one.rule.clause
        assert {(line.party, line.direction) for line in one.bases} == {("ggd", "gives"), (question.to, "receives")}
        assert len(one.bases) == 10


def test_what_it_says_is_what_the_door_does_when_it_comes_to_it(region):
    question = Question("meldpunt", "weighing", frozenset({"core", "status"}))
    told = may_share(question, region["ggd.1"]).told
    with glance(region["ggd.1"]):
        decision = decide_now(told.request, timezone.now())
    assert decision.permitted == {"core"} == {v.name for v in told.verdicts if v.permitted}


def test_an_agreement_brought_in_counts_at_once_and_one_that_ended_no_more(region, as_owner):
    """Until it is there the answer is no; then yes; and no again when its last day is past."""
    question = Question("landelijk-punt", "registration", frozenset({"core"}))
    before = may_share(question, region["desk.1"]).told
    assert before.in_short != "yes"
    text = next(text for name, text in examples() if "landelijke" in name)
    load_agreement(text=text, by=region["privacy.1"], now=timezone.now())
    assert may_share(question, region["desk.1"]).told != before
    from zicht.server.door.models import Agreement

    with as_owner():
        Agreement.objects.filter(code=load(text).id).update(valid_until=timezone.now())
    after = may_share(question, region["desk.1"]).told
    assert (after.in_short, after.verdicts) == (before.in_short, before.verdicts)


def test_a_question_has_no_field_that_could_hold_a_person():
    """Codes of the standard, kinds of consent, yes and no: a name in any of them is refused or cannot be said."""
    assert {field.name for field in fields(Question)} == {
        "to", "purpose", "things", "form", "age_class", "danger", "person", "municipality", "consents",
        "may_ask_consent", "involved", "second_person", "from_receiver",
    }  # fmt: skip
    for name in ("form", "age_class", "person", "municipality"):
        question = replace(Question("meldpunt", "weighing", frozenset({"core"})), **{name: "Jan Jansen"})
        with pytest.raises(ValueError):
            requests_of(question, "ggd", "professional")


def test_asking_keeps_nothing_in_no_table_and_not_in_the_log(region, log):
    before = len(log())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        may_share(Question("politie", "investigation", frozenset({"identity"}), age_class="minor"), region["ggd.1"])
    verbs = {query["sql"].split()[0].upper() for query in asked.captured_queries}
    assert not verbs & {"INSERT", "UPDATE", "DELETE"}
    assert any("door_agreement" in query["sql"] for query in asked.captured_queries)
    assert len(log()) == before


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"to": "ggd"}, [("may_share.to_oneself", "to")]),
        ({"to": "Jan Jansen"}, [("may_share.no_receiver", "to")]),
        ({"to": ""}, [("may_share.no_receiver", "to")]),
        ({"purpose": "nieuwsgierig"}, [("may_share.no_purpose", "purpose")]),
        ({"things": frozenset()}, [("may_share.nothing", "things")]),
        ({"things": frozenset({"core", "bsn"})}, [("may_share.nothing", "things")]),
        ({"to": "", "purpose": "", "things": frozenset()}, [("may_share.no_receiver", "to"),
         ("may_share.no_purpose", "purpose"), ("may_share.nothing", "things")]),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_all_at_once_by_its_field(region, changes, wrong):
    question = replace(Question("meldpunt", "weighing", frozenset({"core"})), **changes)
    assert [(one.rule, one.field) for one in problems(question, region["ggd.1"])] == wrong


def test_one_may_ask_about_every_party_but_oneself(region):
    for who in ("ggd.1", "desk.1", "politie.1"):
        actor = region[who]
        assert {code for code, _ in receivers(actor)} == {*PARTIES} - {actor.organisation_code}


@pytest.mark.parametrize("role", ["fg", "admin"])
def test_a_role_that_no_clause_can_name_asks_as_somebody_unknown(role):
    """A clause limited to who shares gives them nothing: unknown is no yes."""
    request = requests_of(Question("meldpunt", "weighing", frozenset({"core"})), "ggd", role)[0]
    assert request.by_role == ""
