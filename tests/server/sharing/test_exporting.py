"""An export goes through the door: for the desk, only granted field groups, a log row per page with its records."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.utils import timezone
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import Answer, Detail, Person
from zicht.registers.exchange import Assertion, Grounds, Profile, cases, said
from zicht.registers.exchange.case import STATUS_BY
from zicht.registers.exchange.status import POSSIBLE
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.sharing.actions.approving import approve_export
from zicht.server.sharing.exporting import ACT, Wanted, export_pages
from zicht.server.signals.actions.register import register_signal

GROUNDS = Grounds("care", "avg-6-1-e", "doorverwijzing-zorg", "privacy.1")
ALL = frozenset({"core", "observations", "identity", "contact", "narrative", "location", "status", "follow_up",
                 "possible_perpetrators"})  # fmt: skip
ANY = Wanted(cases_only=False)
TOLD = (Detail("means", 1, Answer.of("debt")), Detail("sector", 1, Answer("refused")))


def exported(actor, wanted=ANY, size=50):
    return [source for page in export_pages(actor, wanted, size) for source in page]


@pytest.fixture
def signals(region):
    """Three signals of the GGD; the desk made a case of the last."""
    made = [register_signal(draft=draft(details=TOLD), by=region["ggd.1"]) for _ in range(3)]
    weigh(signal=made[-1], end="case", reason="Ernstig", by=region["desk.1"])
    return made


@pytest.mark.parametrize(
    "who", ["ggd.1", "politie.1", "zorg.1", "privacy.1", "ggd.privacy", "fg.1", "beleid.1", "beheer.1"]
)
def test_nobody_but_the_desk_exports_and_the_refusal_is_logged(region, signals, log, who):
    with pytest.raises(Refused) as caught:
        exported(region[who])
    assert (caught.value.code, caught.value.exit_code) == ("door.role", 4)
    (row,) = log(ACT)
    assert (row.outcome, row.rule, json.loads(row.records)) == ("denied", f"role:{ACT}", [])


def test_the_desk_gets_what_was_registered_as_far_as_it_may(region, signals):
    (source, *_) = exported(region["desk.1"])
    given = draft(details=TOLD)
    given = replace(given, observations=tuple(sorted(given.observations, key=lambda seen: seen.indicator)))
    groups = source.groups
    assert groups == {"core", "observations", "identity", "follow_up"}
    assert {(one.key, one.answer) for one in said(source.draft, groups)} == {
        (one.key, one.answer) for one in said(given, groups)
    }


def test_status_and_possible_perpetrators_stay_shut_however_much_is_asked(region, signals):
    wanted = Wanted(ALL, cases_only=False, profile=Profile(GROUNDS), recipient="zorgcoordinatie")
    for source in [*exported(region["desk.1"], Wanted(ALL, cases_only=False)), *exported(region["desk.1"], wanted)]:
        assert not source.groups & {"status", "possible_perpetrators"}
        assert {person.nationality for person in source.draft.persons} <= {""}


def test_what_a_pseudonymous_export_leaves_out_is_not_even_read(region, signals, log):
    exported(region["desk.1"], Wanted(ALL, cases_only=False))
    (row,) = log(ACT)
    assert not set(json.loads(row.groups)) & {"contact", "narrative", "location", "status"}


def test_each_page_is_one_log_row_with_exactly_its_records(region, signals, log):
    pages = list(export_pages(region["desk.1"], ANY, 2))
    rows = log(ACT)
    assert [len(page) for page in pages] == [2, 1]
    # on PostgreSQL both stand at the same moment here: a test is one transaction
    assert sorted(len(json.loads(row.records)) for row in rows) == [1, 2]
    assert {record for row in rows for record in json.loads(row.records)} == {str(signal) for signal in signals}
    assert {(row.outcome, row.role) for row in rows} == {("ok", "desk")}


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_size_of_a_page_changes_nothing(region, signals, size):
    found = exported(region["desk.1"], ANY, size)
    assert [source.id for source in found] == ["1", "2", "3"]


def test_a_signal_is_no_case_until_it_was_weighed_as_one(region, signals):
    assert len(exported(region["desk.1"], Wanted())) == 1


def test_no_id_of_a_record_leaves(region, signals):
    found = [case for source in exported(region["desk.1"]) for case in cases(source)[0]]
    assert not any(str(signal) in repr(found) for signal in signals)


# -- HT-6: who says that somebody is a possible victim -----------------------------------------------------------------


def test_who_weighed_it_as_a_case_says_of_each_possible_victim_that_they_may_be_one(region):
    victim, witness = draft().persons[0], Person(("witness",))
    other = replace(victim, first_name="", last_name="", birth_date=None)
    signal = register_signal(draft=draft(persons=(victim, witness, other)), by=region["ggd.1"])
    weigh(signal=signal, end="more_information", reason="Navragen", by=region["desk.2"])
    weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    (source,) = exported(region["desk.1"], Wanted())
    name = region["desk.1"].organisation_name
    said_by = Assertion(POSSIBLE, "NonPoliceGovernmentalOrganization", name, timezone.localdate(), municipal=True)
    assert source.assertions == {1: said_by, 3: said_by}
    assert region["desk.1"].name not in repr([cases(source), said_by])
    assert {case.value("vic_TraffickingStatus") for case in cases(source)[0]} == {(POSSIBLE,)}
    assert [case.extras[STATUS_BY] for case in cases(source)[0]] == [name, name]


@pytest.mark.parametrize("end", [end for end in ENDS if end != "case"])
def test_a_weighing_that_is_no_case_says_nothing_of_a_person(region, end):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    weigh(signal=signal, end=end, reason="Reden", by=region["desk.1"])
    (source,) = exported(region["desk.1"])
    assert source.assertions == {}
    assert [case.value("vic_TraffickingStatusDecisionMakingOrg") for case in cases(source)[0]] == [()]


def test_what_nobody_weighed_nobody_asserts(region):
    register_signal(draft=draft(), by=region["ggd.1"])
    (source,) = exported(region["desk.1"])
    assert source.assertions == {}


def test_without_the_follow_up_group_it_is_not_told_who_weighed(region, signals):
    (source,) = exported(region["desk.1"], Wanted(ALL - {"follow_up"}))
    assert source.assertions == {}
    assert cases(source)[0][0].value("vic_TraffickingStatus") == (POSSIBLE,)


def test_no_answer_of_follow_up_makes_an_actual_victim(region):
    """Not even what others did: nothing in the standard says that a court or the police found somebody a victim."""
    fields = [spec for spec in standard.detail_fields() if spec.entity == "notification" and spec.codes]
    told = tuple(
        Detail(spec.id, number, Answer.of(code.id))
        for spec in fields
        for number, code in enumerate(standard.codes(spec.codes), 1)
    )
    signal = register_signal(draft=draft(details=told), by=region["ggd.1"])
    weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    (source,) = exported(region["desk.1"])
    assert {one.status for one in source.assertions.values()} == {POSSIBLE}
    assert {case.value("vic_TraffickingStatus") for case in cases(source)[0]} == {(POSSIBLE,)}


# -- with names --------------------------------------------------------------------------------------------------------


def approve(region, **changes):
    given = {"by": region["privacy.1"], "asked_by": region["desk.1"], "to": "zorgcoordinatie", "grounds": GROUNDS}
    approve_export(**(given | changes))


def test_the_privacy_officer_approves_and_it_is_logged(region, log):
    approve(region)
    (row,) = log("sharing.approve_export")
    assert "export:identifying:zorgcoordinatie:care" in row.rule


def grounds(**changes):
    words = {"purpose": "care", "legal_basis": "avg-6-1-e", "agreement": "doorverwijzing-zorg", "approver": "privacy.1"}
    return Grounds(**(words | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grounds": grounds(purpose="size")}, "exchange.purpose"),
        ({"grounds": grounds(purpose="curiosity")}, "exchange.purpose"),
        ({"grounds": grounds(agreement="bestaat-niet")}, "exchange.agreement"),
        ({"grounds": grounds(legal_basis="wpg-8")}, "exchange.legal_basis"),
        ({"grounds": grounds(approver="desk.2")}, "exchange.approver"),
        ({"to": "woonstichting"}, "exchange.agreement"),
    ],
)
def test_a_ground_that_does_not_hold_is_refused(region, changes, code):
    with pytest.raises(Refused) as caught:
        approve(region, **changes)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("who", "code"), [("desk.1", "door.role"), ("desk.2", "door.role"), ("ggd.privacy", "exchange.approver")]
)
def test_nobody_approves_their_own_export_nor_that_of_another_organisation(region, who, code):
    with pytest.raises(Refused) as caught:
        approve(region, by=region[who], grounds=grounds(approver=who))
    assert caught.value.code == code


def test_a_recipient_gets_the_groups_that_the_agreement_gives_them_and_no_other(region, signals):
    wanted = Wanted(ALL, cases_only=False, profile=Profile(GROUNDS), recipient="zorgcoordinatie")
    found = exported(region["desk.1"], wanted)
    assert [source.groups for source in found] == [{"core", "observations", "contact"}] * 3
    assert {person.first_name for source in found for person in source.draft.persons} == {""}


def test_where_the_agreement_gives_nothing_nothing_goes(region, signals):
    inspection = Grounds("inspection", "avg-6-1-e", "doorverwijzing-zorg", "privacy.1")
    wanted = Wanted(ALL, cases_only=False, profile=Profile(inspection), recipient="arbeidsinspectie")
    assert exported(region["desk.1"], wanted) == []
