"""A signal as HTCDS person-cases: every answer is in the file as it was meant, or in the loss report (HT-4 to HT-8)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from registers.exchange.making import EVERYTHING, IDENTIFYING, SILENT, TODAY, blank, drafts, every_code, source

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.answers import Answer
from zicht.knowledge.signal import Detail, Person
from zicht.registers.exchange import (
    PSEUDONYMOUS,
    Assertion,
    Grounds,
    answers,
    as_json,
    cases,
    draft_of,
    possible_victim,
    read_json,
    report,
    said,
)
from zicht.registers.exchange.loss import codes_lost
from zicht.registers.exchange.meaning import is_exact, mapped, target
from zicht.registers.exchange.tables import htcds_codes, htcds_field, htcds_fields

FAST = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
NAMED = Person(("presumed_victim",), Answer("unknown"), first_name="Testa", last_name="Voorbeeldnaam",
               birth_date=date(2000, 2, 3), nationality="RO")  # fmt: skip


def only(draft, profile=EVERYTHING, **more):
    (case,), losses = cases(source(draft, **more), profile)
    return case, losses


def internal_codes():
    return {(spec.id, code.id) for spec in standard.every_field() if spec.codes for code in standard.codes(spec.codes)}


# -- HT-4: nothing disappears silently ---------------------------------------------------------------------------------


def test_ht_4_internal_codes_without_mapped_ones_are_exactly_the_loss_report():
    lost = set()
    for draft in every_code():
        lost |= codes_lost(only(draft)[1])
    assert mapped(standard.every_field()) < internal_codes()
    assert internal_codes() - mapped(standard.every_field()) == lost


def written_or_lost(one, value, case, losses):
    told = [loss for loss in losses if loss.field == one.key]
    if any(loss.code == value or not loss.code for loss in told):
        return True
    to = target(one.field, value) if one.spec.codes else None
    name = to.field if to else one.spec.htcds
    kept = to.value if to else value.strip()
    return any(kept in thing.values.get(name, ()) for things in case.things.values() for thing in things)


@FAST
@given(draft=drafts())
def test_every_value_is_in_the_case_or_in_the_report(draft):
    (case, *_), losses = cases(source(draft), EVERYTHING)
    mine = [loss for loss in losses if loss.case == case.id]
    for one in said(draft):
        if one.spec.entity == "person" and one.number != 1:
            continue
        for value in one.answer.values:
            assert written_or_lost(one, value, case, mine), (one, value)


@FAST
@given(draft=drafts())
def test_every_answer_that_is_no_value_is_in_the_report_with_its_state(draft):
    (case, *_), losses = cases(source(draft), EVERYTHING)
    told = {(loss.field, loss.state) for loss in losses if loss.case == case.id}
    for one in said(draft):
        if one.answer.state != "value" and (one.spec.entity != "person" or one.number == 1):
            assert (one.key, one.answer.state) in told


def test_criminal_exploitation_is_other_with_a_field_beside_it():
    case, losses = only(blank(what=Answer.of("criminal")))
    assert case.value("vic_TypeOfExploitation") == ("Other",)
    assert case.extensions == {"x_nl_CriminalExploitation"}
    (loss,) = [one for one in losses if one.field == "what"]
    assert (loss.reason, loss.code, loss.written, loss.extension) == (
        "no_code", "criminal", "Other", "x_nl_CriminalExploitation",
    )  # fmt: skip


def test_restricted_movement_is_other_with_a_field_beside_it():
    case, _ = only(blank(details=(Detail("means", 1, Answer.of("restricts_movement", "debt")),)))
    assert case.value("vic_MethodsOfControl") == ("DebtBondage", "Other")
    assert case.extensions == {"x_htcds_def_RestrictsMovement"}


@pytest.mark.parametrize("values", [("criminal",), ("other",), ("criminal", "other"), ("criminal", "labour", "other")])
def test_other_is_told_from_what_stands_in_for_it(values):
    case, _ = only(blank(what=Answer.of(*values)))
    back = {one.field: one.answer for one in answers(case).answers}
    assert back["what"] == Answer.of(*values)


def test_a_kind_that_htcds_only_has_a_wider_word_for_is_told_and_never_narrowed_again():
    case, losses = only(blank(details=(Detail("sub_form", 1, Answer.of("window")),)))
    assert case.value("vic_TypeOfSexExploitation") == ("Prostitution",)
    assert [(one.reason, one.written) for one in losses if one.field == "sub_form"] == [("broader", "Prostitution")]
    back = answers(case)
    assert "sub_form" not in {one.field for one in back.answers}
    assert [(one.raw, one.reason) for one in back.quarantined] == [("Prostitution", "ambiguous")]


def test_a_platform_that_is_other_to_htcds_is_not_read_as_our_other():
    case, losses = only(blank(details=(Detail("platform", 1, Answer.of("sex_ads")),)))
    assert [(one.reason, one.written) for one in losses if one.field == "platform"] == [("broader", "Other")]
    back = answers(case)
    assert [(one.raw, one.reason) for one in back.quarantined] == [("Other", "ambiguous")]
    assert "platform" not in {one.field for one in back.answers}


@pytest.mark.parametrize("form", [Answer("no"), Answer("refused"), Answer.of("labour")])
def test_a_kind_never_changes_the_answer_about_the_form(form):
    case, losses = only(blank(what=form, details=(Detail("sub_form", 1, Answer.of("au_pair")),)))
    assert {one.field: one.answer for one in answers(case).answers}["what"] == form
    assert [one.reason for one in losses if one.field == "sub_form"] == ["broader"]


def test_a_state_that_is_there_in_so_many_words_stands():
    case, _ = only(blank(what=Answer.of("labour")))
    back = answers(replace(case, states={"what": "refused"}))
    assert {one.field: one.answer for one in back.answers}["what"] == Answer("refused")
    assert ("what", "labour", "ambiguous") in {(one.column, one.raw, one.reason) for one in back.quarantined}


def test_of_several_sectors_none_is_chosen():
    case, losses = only(blank(details=(Detail("sector", 1, Answer.of("isic_a", "isic_f")),)))
    assert case.value("vic_ForcedLabourIndustry") == ()
    assert {one.code for one in losses if one.reason == "one_only"} == {"isic_a", "isic_f"}


def test_a_nationality_in_words_is_no_country_code_and_its_text_is_in_no_report():
    person = replace(NAMED, nationality="Verzonnenland")
    case, losses = only(blank(persons=(person,)))
    assert case.value("prs_Citizenship") == ()
    assert [(one.reason, one.code) for one in losses if one.field == "nationality"] == [("not_this_shape", "")]
    assert "Verzonnenland" not in json.dumps(report(losses, {}), ensure_ascii=False)


@FAST
@given(draft=drafts())
def test_no_report_holds_a_text(draft):
    texts = {value for one in said(draft) if not one.spec.codes for value in one.answer.values if len(value) > 12}
    told = json.dumps(report(cases(source(draft), EVERYTHING)[1], {}), ensure_ascii=False)
    assert [text for text in texts if text in told and not text.isascii()] == []


def test_two_phases_are_two_events_and_the_signal_a_third():
    details = (
        Detail("phase_kind", 1, Answer.of("start")), Detail("phase_from", 1, Answer.of("2025-01-02")),
        Detail("phase_kind", 2, Answer.of("exploitation")), Detail("phase_country", 2, Answer.of("NL")),
    )  # fmt: skip
    case, _ = only(blank(where=Answer.of("vechterdam"), details=details))
    events = [(thing.about, dict(thing.values)) for thing in case.things["hte"]]
    assert events == [
        ("signal#1", {"hte_City": ("Vechterdam",)}),
        ("phase#1", {"hte_Type": ("Recruitment",), "hte_Date": ("2025-01-02",)}),
        ("phase#2", {"hte_Type": ("Exploitation",), "hte_Country": ("NL",)}),
    ]


def test_a_signal_without_a_possible_victim_is_no_case_and_is_told():
    found, losses = cases(source(blank(persons=(Person(("witness",)),))))
    assert found == ()
    assert [(one.case, one.reason) for one in losses] == [("1", "no_person")]


def test_two_possible_victims_are_two_cases_each_with_their_own_answers():
    persons = (replace(NAMED, sex=Answer.of("female")), replace(NAMED, sex=Answer.of("male")))
    found, _ = cases(source(blank(persons=persons)))
    assert [(case.id, case.value("prs_Gender")) for case in found] == [("1-1", ("Feminine",)), ("1-2", ("Masculine",))]


def test_what_was_done_is_told_too():
    _, losses = only(blank(), outcomes=("help_started",))
    assert [(one.list, one.code) for one in losses if one.field == "outcome"] == [("outcome", "help_started")]


# -- HT-2: there and back ----------------------------------------------------------------------------------------------


def comes_back(one):
    """Whether HTCDS has the very meaning of an answer: a field, and for codes a code of their own or a field beside."""
    if not one.spec.htcds:
        return False
    if one.answer.state != "value":
        return True
    if one.spec.codes:
        targets = [target(one.field, value) for value in one.answer.values]
        fits = htcds_field(targets[0].field).several if targets[0].field else False
        exact = all(
            is_exact(one.field, value) or to.extension for value, to in zip(one.answer.values, targets, strict=True)
        )
        return exact and (fits or len(targets) == 1)
    field = htcds_field(one.spec.htcds)
    return field.kind in ("text", "date") and one.answer.value == one.answer.value.strip()


@FAST
@given(draft=drafts())
def test_whatever_htcds_can_say_comes_back_as_it_was(draft):
    (case, *_), _ = cases(source(draft), EVERYTHING)
    back = {(one.field, one.number): one.answer for one in answers(case).answers}
    for one in said(draft):
        mine = one.spec.entity != "person" or one.number == 1
        if mine and comes_back(one) and one.field not in ("roles", "sub_form"):
            assert back.get((one.field, one.number)) == one.answer, one.key


@FAST
@given(draft=drafts())
def test_what_comes_back_was_said(draft):
    (case, *_), _ = cases(source(draft), EVERYTHING)
    given_values = {
        (one.field, value.strip()) for one in said(draft) for value in (*one.answer.values, one.answer.state)
    }
    for one in answers(case).answers:
        for value in one.answer.values or (one.answer.state,):
            assert (one.field, value) in given_values or one.field in ("language", "nationality", "phase_country"), one


@pytest.mark.parametrize("state", SILENT)
@pytest.mark.parametrize("field", ["what", "means", "sector", "phase_kind", "sex", "relation"])
def test_the_five_states_stay_apart_there_and_back(field, state):
    detail = (Detail(field, 1, Answer(state)),) if field not in ("what", "sex") else ()
    person = Person(("presumed_victim",), Answer("unknown"), sex=Answer(state))
    what = {"what": Answer(state)} if field == "what" else {}
    case, losses = only(blank(details=detail, persons=(person,), **what), PSEUDONYMOUS)
    (read,) = read_json(as_json([case], {})).cases
    back = {one.field: one.answer for one in answers(read).answers}
    assert back[field] == Answer(state)
    assert [one.state for one in losses if one.field == field] == [state]


def test_gender_unknown_is_never_written_as_one_word_for_two_answers():
    for state in SILENT:
        case, _ = only(blank(persons=(Person(("presumed_victim",), sex=Answer(state)),)))
        assert case.value("prs_Gender") == ()


def test_a_draft_is_its_answers():
    draft = blank(persons=(NAMED,), what=Answer.of("labour"), details=(Detail("means", 1, Answer.of("debt")),))
    assert draft_of(said(draft)) == draft


# -- HT-5: pseudonymous unless all four grounds are there --------------------------------------------------------------

IDENTIFYING_FIELDS = {
    "prs_Salutation", "prs_FirstName", "prs_MiddleName", "prs_SecondName", "prs_Birthdate", "prs_IdentityNumber",
    "prs_Title", "prs_Email", "prs_HomePhone", "prs_MobilePhone", "prs_MailingCity", "prs_MailingCountry",
    "prs_MailingState", "prs_MailingStreet", "prs_MailingPostalCode", "prs_MailingLongitude", "prs_MailingLatitude",
    "hte_Street", "hte_PostalCode", "hte_Description", "hte_Longitude", "hte_Latitude", "org_Name",
    "cas_CaseOwner", "cas_ReferringPrimaryCaseWorker", "cas_ReferredPrimaryCaseWorker",
}  # fmt: skip


def test_the_fields_that_may_say_who_are_marked():
    assert {name for name, field in htcds_fields().items() if field.identifies} >= IDENTIFYING_FIELDS


@FAST
@given(draft=drafts())
def test_ht_5_a_pseudonymous_case_has_no_identifying_field_and_no_text_of_the_draft(draft):
    found, _ = cases(source(draft))
    for case in found:
        names = {name for things in case.things.values() for thing in things for name in thing.values}
        assert not names & {name for name, field in htcds_fields().items() if field.identifies}


def test_a_birth_date_becomes_an_age_band():
    case, losses = only(blank(persons=(NAMED,)), PSEUDONYMOUS)
    assert case.value("prs_Birthdate") == ()
    assert case.extras == {"x_zicht_AgeBand": "24--26"}
    text = as_json([case], {}).decode() + json.dumps(report(losses, {}))
    assert not any(word in text for word in ("Testa", "Voorbeeldnaam", "2000-02-03"))


def test_an_identifying_case_has_names():
    case, _ = only(blank(persons=(NAMED,)), IDENTIFYING)
    assert case.value("prs_FirstName") == ("Testa",)
    assert case.value("prs_Birthdate") == ("2000-02-03",)


@pytest.mark.parametrize("missing", ["purpose", "legal_basis", "agreement", "approver"])
def test_with_one_ground_missing_there_is_no_identifying_profile(missing):
    given_grounds = {"purpose": "care", "legal_basis": "avg-6-1-e", "agreement": "x", "approver": "privacy.1"}
    with pytest.raises(Refused) as caught:
        Grounds(**(given_grounds | {missing: ""}))
    assert (caught.value.code, caught.value.params) == ("exchange.identifying", {"missing": missing})


def test_a_field_group_that_was_not_read_is_not_there_and_not_not_asked():
    case, losses = only(blank(what=Answer("not_asked")), groups=frozenset({"core"}))
    assert "what" not in case.states
    assert not any(one.field == "what" for one in losses)


# -- HT-6 and HT-8 -----------------------------------------------------------------------------------------------------


def test_everybody_is_a_possible_victim_until_an_organisation_says_otherwise():
    case, _ = only(blank())
    assert case.value("vic_TraffickingStatus") == ("PossibleVictimOfTrafficking",)
    assert case.value("vic_TraffickingStatusDecisionMakingOrg") == ()


def test_an_asserted_status_carries_who_and_when_and_comes_back():
    police = Assertion("ActualVictimOfTrafficking", "Police", "Politie Verzonnenland", TODAY)
    case, _ = only(blank(), assertions={1: police})
    assert case.value("vic_TraffickingStatus") == ("ActualVictimOfTrafficking",)
    (read,) = read_json(as_json([case], {})).cases
    assert answers(read).assertion == police


@pytest.mark.parametrize(
    ("status", "by", "name", "municipal", "code"),
    [
        (
            "ActualVictimOfTrafficking",
            "NonPoliceGovernmentalOrganization",
            "Gemeente",
            True,
            "exchange.status_not_ours",
        ),
        ("ActualVictimOfTrafficking", "Police", "", False, "exchange.status_not_ours"),
        ("Perhaps", "Police", "Politie", False, "exchange.status_unknown"),
        ("PossibleVictimOfTrafficking", "Buurman", "x", False, "exchange.status_unknown"),
    ],
)
def test_ht_6_a_municipality_or_nobody_decides_no_actual_victim(status, by, name, municipal, code):
    with pytest.raises(Refused) as caught:
        Assertion(status, by, name, TODAY, municipal)
    assert caught.value.code == code


KINDS = sorted({place.kind for place in standard.possible_parties()})


@pytest.mark.parametrize("kind", [*KINDS, "reading_club"])
def test_ht_6_of_itself_zicht_only_ever_says_possible_whoever_weighed(kind):
    found = possible_victim(kind, "Verzonnen", TODAY)
    assert (found.status, found.name, found.on) == ("PossibleVictimOfTrafficking", "Verzonnen", TODAY)
    assert found.decided_by in htcds_codes("trafficking_status_decision_making_org")
    assert (found.decided_by == "Police") is (kind == "police")
    assert found.municipal <= (found.decided_by == "NonPoliceGovernmentalOrganization")
    if kind == "reading_club":
        assert found.decided_by == "Other"


def test_an_actual_victim_without_who_decided_is_a_possible_one_and_kept_apart():
    case, _ = only(blank())
    claimed = replace(case.things["vic"][0], values={"vic_TraffickingStatus": ("ActualVictimOfTrafficking",)})
    back = answers(replace(case, things={"vic": (claimed,)}))
    assert back.assertion is None
    assert [(one.raw, one.reason) for one in back.quarantined] == [("ActualVictimOfTrafficking", "not_this_shape")]


OTHERS = blank(
    persons=(NAMED, Person(("possible_perpetrator",))),
    details=(Detail("possible_role", 2, Answer.of("recruiter")), Detail("business_name", 1, Answer.of("Nepbedrijf"))),
)


@pytest.mark.parametrize("profile", [PSEUDONYMOUS, IDENTIFYING])
def test_ht_8_fields_on_possible_perpetrators_are_off_and_told(profile):
    case, losses = only(OTHERS, profile)
    assert not {"per", "org"} & case.things.keys()
    assert {one.field for one in losses if one.reason == "off"} == {"possible_role#2", "business_name"}


def test_they_are_there_once_an_activity_switched_them_on():
    case, _ = only(OTHERS, EVERYTHING)
    assert case.value("per_RoleInProcess") == ("RecruiterOrIntermediary",)
    assert case.value("org_Name") == ("Nepbedrijf",)


def test_a_business_of_the_victim_names_the_victim():
    own = (Detail("business_name", 1, Answer.of("Eenmanszaak Testa")), Detail("business_owner", 1, Answer.of("victim")))
    assert "org" not in only(blank(details=own), PSEUDONYMOUS)[0].things
    assert only(blank(details=own), IDENTIFYING)[0].value("org_Name") == ("Eenmanszaak Testa",)
