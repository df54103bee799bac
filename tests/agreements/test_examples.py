"""The three complete examples: what they give, what they never give, and that they hold every part an agreement has."""

from __future__ import annotations

from datetime import datetime

import pytest

from zicht.agreements import Consent, Request, bundled, decide, examples, explain, load
from zicht.agreements.model import AMSTERDAM
from zicht.knowledge.standard import FIELD_GROUPS

AT = datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM)
EXAMPLES = {name.removesuffix(".toml"): load(text) for name, text in examples()}
EVERYTHING = frozenset(FIELD_GROUPS)


def gives(example, giver, receiver, role, purpose, **known):
    request = Request(giver, receiver, role, purpose, "on_referral", EVERYTHING, **known)
    return set(decide(request, [EXAMPLES[example]], AT).permitted)


def test_there_are_three_in_force_nowhere_and_between_them_they_use_every_part():
    assert set(EXAMPLES) == {"binnen-de-gemeente", "meldpunt-politie-zorg", "landelijke-melding"}
    assert not {name for name, _ in examples()} & {name for name, _ in bundled()}
    clauses = [clause for one in EXAMPLES.values() for clause in one.clauses]
    assert {clause.effect for clause in clauses} == {"may", "must", "never"}
    asked = [clause.conditions for clause in clauses]
    for name in ("persons", "age_class", "danger", "by_roles", "consent", "involved", "second_person"):
        assert any(getattr(one, name) for one in asked), name
    assert all(p.signer and p.mandate for one in EXAMPLES.values() for p in one.parties)
    assert all(one.retention for one in EXAMPLES.values())


def test_social_domain_public_order_and_civil_registry_are_separate_recipients():
    desk = {"by_role": "desk", "person": "presumed_victim"}
    care = gives("binnen-de-gemeente", "meldpunt", "sociaal-domein", "partner", "care", **desk)
    order = gives(
        "binnen-de-gemeente", "meldpunt", "openbare-orde", "partner", "public_order", **desk, second_person=True
    )
    assert care == {"core", "observations", "contact"} and order == {"core", "location"}
    for purpose in ("weighing", "care", "public_order"):
        assert (
            gives("binnen-de-gemeente", "meldpunt", "burgerzaken", "partner", purpose, **desk, second_person=True)
            == set()
        )
    bodies = {party.organisation: party.body for party in EXAMPLES["binnen-de-gemeente"].parties}
    assert bodies["openbare-orde"] == "burgemeester" and bodies["sociaal-domein"] == bodies["burgerzaken"] == "college"


def test_the_mayor_hears_of_a_place_only_when_two_decide_or_there_is_danger_and_never_who_it_is():
    ask = {"by_role": "desk", "person": "presumed_victim"}
    flow = ("binnen-de-gemeente", "meldpunt", "openbare-orde", "partner", "public_order")
    assert gives(*flow, **ask) == set()
    assert gives(*flow, **ask, danger=True) == {"core", "observations", "location"}
    assert "identity" not in gives(*flow, **ask, danger=True, second_person=True)


@pytest.mark.parametrize(("danger", "consented", "expected"), [
    (False, False, set()),
    (False, True, {"core", "observations"}),
    (True, False, {"core", "observations", "location", "contact"}),
])  # fmt: skip
def test_the_health_service_needs_its_secrecy_lifted_unless_there_is_danger(danger, consented, expected):
    lifted = Consent("secrecy", "weighing", frozenset({"meldpunt"}), frozenset({"core", "observations", "identity"}))
    known = {"danger": danger, "consents": (lifted,) if consented else ()}
    assert gives("meldpunt-politie-zorg", "ggd", "meldpunt", "desk", "weighing", **known) == expected


def test_police_get_nothing_about_a_minor_without_danger_and_never_status():
    flow = ("meldpunt-politie-zorg", "meldpunt", "politie", "partner", "investigation")
    two = {"by_role": "desk", "second_person": True}
    assert gives(*flow, **two, age_class="adult") == {"core", "observations"}
    assert gives(*flow, **two, age_class="minor") == gives(*flow, **two) == set()
    assert "status" not in gives(*flow, **two, age_class="adult", danger=True)


def test_the_national_point_gets_nothing_while_its_own_basis_is_to_be_filled_in():
    request = Request(
        "politie",
        "landelijk-punt",
        "partner",
        "registration",
        "on_referral",
        frozenset({"core"}),
        person="presumed_victim",
    )
    agreement = EXAMPLES["landelijke-melding"]
    assert decide(request, [agreement], AT).refused == {"core": "agreement.basis_open"}
    told = explain(request, [agreement], AT, demo=True)
    assert told.answer == "yes"
    codes = [duty.code for duty in told.obligations]
    assert "agreement.obligation.duty" in codes and "agreement.obligation.basis_open" in codes


def test_a_help_request_is_another_thing_than_a_registration():
    agreement = EXAMPLES["landelijke-melding"]
    care = Consent("care", "care", frozenset({"landelijk-punt"}), EVERYTHING)

    def asked(purpose):
        request = Request("meldpunt", "landelijk-punt", "partner", purpose, "on_referral", EVERYTHING,
                          person="presumed_victim", by_role="desk", consents=(care,))  # fmt: skip
        return set(decide(request, [agreement], AT, demo=True).permitted)

    assert asked("registration") == {"core", "observations"}
    assert asked("care") == {"core", "identity", "contact"}
