"""What the three agreements of the fictional region give, and what they never give."""

from __future__ import annotations

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from zicht.agreements import ROLES, Facts, Request, bundled, decide, explain, load, sentences, to_filter
from zicht.knowledge.standard import FIELD_GROUPS, codes, organisations, purposes

AT = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
AGREEMENTS = tuple(load(text) for _, text in bundled())
EVERYTHING = frozenset(FIELD_GROUPS)
NAMES = [organisation.id for organisation in organisations()]


def ask(giver, receiver, role, purpose, mode="on_referral", **facts):
    return Request(giver, receiver, role, purpose, mode, EVERYTHING, **facts)


def permitted(*args, **facts):
    return set(decide(ask(*args, **facts), AGREEMENTS, AT, demo=True).permitted)


@pytest.mark.parametrize("reporter", [name for name in NAMES if name != "meldpunt"])
def test_every_reporter_reaches_the_desk_and_hears_back_what_was_done(reporter):
    assert permitted(reporter, "meldpunt", "desk", "weighing", "standing") == {
        "core", "observations", "identity", "contact", "narrative", "location", "follow_up",
    }  # fmt: skip
    assert permitted("meldpunt", reporter, "professional", "weighing", "standing", origin=reporter) == {"follow_up"}


def test_nobody_hears_back_about_a_signal_of_someone_else():
    assert permitted("meldpunt", "ggd", "professional", "weighing", "standing", origin="woonstichting") == set()
    assert permitted("meldpunt", "ggd", "professional", "weighing", "standing") == set()


def test_care_sees_core_observations_and_contact_and_nothing_else():
    assert permitted("meldpunt", "zorgcoordinatie", "partner", "care") == {"core", "observations", "contact"}
    assert permitted("meldpunt", "zorgcoordinatie", "partner", "care", "standing") == set()
    assert permitted("meldpunt", "zorgcoordinatie", "professional", "care") == set()


def test_the_inspectorate_sees_work_and_never_how_to_reach_the_victim():
    for form in ("", *(code.id for code in codes("form"))):
        expected = {"core", "observations"} if form in ("labour", "domestic") else set()
        assert permitted("meldpunt", "arbeidsinspectie", "partner", "inspection", form=form) == expected


def test_police_see_something_only_when_there_is_danger_for_certain():
    for danger, expected in ((True, {"core", "observations", "location"}), (False, set()), (None, set())):
        assert permitted("meldpunt", "politie", "partner", "investigation", danger=danger) == expected


@pytest.mark.parametrize("group", ["status", "possible_perpetrators"])
def test_no_agreement_gives_this_to_anyone(group):
    ways = itertools.product(NAMES, NAMES, ROLES, [row[0] for row in purposes()], ("standing", "on_referral"))
    for giver, receiver, role, purpose, mode in ways:
        request = Request(
            giver, receiver, role, purpose, mode, frozenset({group}), "labour", "adult", True, "", receiver
        )
        assert not decide(request, AGREEMENTS, AT, demo=True).permitted


def test_the_size_agreement_gives_a_linking_key_with_three_characteristics_and_no_field_group():
    request = Request("ggd", "meldpunt", "policy", "size", "standing", EVERYTHING, linking_key=True)
    decision = decide(request, AGREEMENTS, AT, demo=True)
    assert decision.linking_key and decision.permitted == frozenset()
    assert decision.covariates == {"form", "age_class", "sex"}
    assert not decide(ask("ggd", "meldpunt", "policy", "size", "standing"), AGREEMENTS, AT, demo=True).linking_key


def test_a_basis_still_to_be_filled_in_gives_nothing_outside_the_demo_and_is_shown_inside_it():
    request = ask("meldpunt", "zorgcoordinatie", "partner", "care")
    real = decide(request, AGREEMENTS, AT)
    assert real.permitted == frozenset() and real.refused["core"] == "agreement.basis_open" and real.until is None
    assert to_filter(AGREEMENTS, "ggd", AT) == ()
    text = " ".join(sentences(explain(request, AGREEMENTS, AT, demo=True)))
    assert "nog in te vullen" in text and "nog niet bevestigd" in text


def test_a_yes_cites_its_clause_ends_with_its_agreement_and_is_logged():
    decision = decide(ask("meldpunt", "zorgcoordinatie", "partner", "care"), AGREEMENTS, AT, demo=True)
    rule = decision.rules["contact"]
    assert (rule.agreement, rule.version, rule.clause) == ("doorverwijzing-zorg", "2026.1", "naar-zorg")
    assert decision.until == datetime(2035, 1, 1, tzinfo=AT.tzinfo)
    codes_of = [obligation.code for obligation in decision.obligations]
    assert codes_of[:2] == ["agreement.obligation.log", "agreement.obligation.expires"]


def test_every_answer_ends_with_what_is_always_allowed():
    for language, say_112 in (("nl", "Direct gevaar? Bel 112, dat mag altijd."), ("en", "Immediate danger?")):
        for receiver in ("zorgcoordinatie", "politie", "ggd"):
            explanation = explain(ask("meldpunt", receiver, "partner", "care", danger=True), AGREEMENTS, AT, demo=True)
            said = sentences(explanation, language)
            assert say_112 in said[-2] and len(said) >= 2 + len(FIELD_GROUPS)


def test_a_no_never_says_that_the_law_forbids_it():
    said = sentences(explain(ask("meldpunt", "ggd", "partner", "care"), AGREEMENTS, AT))
    assert said[0].startswith("Niet onder de werkafspraken die nu gelden")
    assert all("Niet onder de werkafspraken" in line or "niet onder de werkafspraken" in line for line in said[:-2])


def test_the_standing_rights_of_a_reporter_are_the_desk_and_the_size_and_its_own_feedback():
    rights = to_filter(AGREEMENTS, "ggd", AT, demo=True)
    assert [(r.to, r.role, r.clause) for r in rights] == [
        ("meldpunt", "desk", "signaal-naar-meldpunt"),
        ("meldpunt", "policy", "koppelsleutel"),
    ]
    back = to_filter(AGREEMENTS, "meldpunt", AT, origin="ggd", demo=True)
    assert [(r.to, r.field_groups) for r in back] == [("ggd", {"follow_up"})]
    assert to_filter(AGREEMENTS, "meldpunt", AT, demo=True) == ()
    assert all(right.holds(Facts()) and right.until > AT for right in (*rights, *back))


def test_facts_outside_the_standard_are_refused_rather_than_taken_for_no():
    with pytest.raises(ValueError, match="sexuel"):
        Facts(form="sexuel")
    with pytest.raises(ValueError, match="adress"):
        Request("ggd", "meldpunt", "desk", "weighing", "standing", frozenset({"adress"}))
