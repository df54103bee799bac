"""Which rights arise when something is registered: those of the agreements in force, and of no other."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from server.door.hands import standing_to_care
from worlds import draft

from zicht.agreements import bundled
from zicht.errors import InputProblems, Refused
from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door.fill import (
    AMSTERDAM,
    DESK_GROUPS,
    OWN_GROUPS,
    Facts,
    agreements_in_force,
    giver,
    purposes_of,
    rights_for,
    standing_rights,
)
from zicht.server.door.models import ENDLESS, Agreement, Right, groups_of
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.referrals.actions.refer import refer
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

BUNDLED = {name.removesuffix(".toml"): text for name, text in bundled()}
STANDING = tomllib.loads(BUNDLED["meldpunt-vechtstreek"])


@pytest.fixture
def rights_on(as_owner):
    def read(record):
        with as_owner():
            found = Right.objects.filter(record_id=record).select_related("organisation")
            return {(right.organisation.code, right.role, right.purpose): right for right in found}

    return read


@pytest.fixture
def ended(as_owner):
    """End an agreement now."""

    def end(code, at=None):
        with as_owner():
            assert Agreement.objects.filter(code=code).update(valid_until=at or timezone.now() - timedelta(seconds=1))

    return end


def test_whoever_registers_keeps_sight_of_everything_but_perpetrators(region, rights_on):
    me = region["ggd.1"]
    right = rights_on(register_signal(draft=draft(), by=me))["ggd", "*", "*"]
    assert (right.member, right.valid_until, groups_of(right)) == (str(me.member), ENDLESS, OWN_GROUPS)


def test_the_desk_gets_what_the_standing_clause_says_until_the_agreement_ends(region, rights_on):
    right = rights_on(register_signal(draft=draft(), by=region["ggd.1"]))["meldpunt", "desk", "weighing"]
    (clause,) = [one for one in STANDING["clause"] if one["id"] == "signaal-naar-meldpunt"]
    last = STANDING["valid_until"] + timedelta(days=1)
    assert groups_of(right) == set(clause["field_groups"])
    assert right.valid_until == datetime(last.year, last.month, last.day, tzinfo=AMSTERDAM)
    assert (right.agreement, right.clause) == ("meldpunt-vechtstreek:2026.1", "signaal-naar-meldpunt")


def test_no_standing_right_shows_status_or_possible_perpetrators_to_another_organisation(region, as_owner):
    for by in ("ggd.1", "politie.1", "woon.1", "handhaving.1", "zorg.1"):
        signal = register_signal(draft=draft(), by=region[by])
        with as_owner():
            others = Right.objects.filter(record_id=signal).exclude(organisation_id=region[by].organisation)
            assert others
            assert not any(right.g_status or right.g_possible_perpetrators for right in others)


def test_an_agreement_that_ended_gives_nothing_on_new_signals(region, ended):
    ended("meldpunt-vechtstreek")
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    assert queue(region["desk.1"]).rows == ()
    with pytest.raises(NotVisible):
        open_signal(region["desk.1"], signal)
    assert open_signal(region["ggd.1"], signal).narrative


def test_an_agreement_that_has_not_begun_gives_nothing(region, as_owner):
    with as_owner():
        later = timezone.now() + timedelta(days=1)
        Agreement.objects.filter(code="meldpunt-vechtstreek").update(valid_from=later)
    register_signal(draft=draft(), by=region["ggd.1"])
    assert queue(region["desk.1"]).rows == ()


def test_an_agreement_is_in_force_from_its_first_moment_until_its_end(region, as_owner):
    start, end = (datetime(2031, 4, day, tzinfo=AMSTERDAM) for day in (1, 2))
    second = timedelta(seconds=1)
    with as_owner():
        Agreement.objects.filter(code="omvang").update(valid_from=start, valid_until=end)
        found = [
            "omvang" in {rules.id for rules in agreements_in_force(moment)}
            for moment in (start - second, start, end - second, end)
        ]
    assert found == [False, True, True, False]


@pytest.mark.parametrize("code", ["doorverwijzing-zorg", "meldpunt-vechtstreek"])
def test_under_an_agreement_that_ended_nothing_is_referred(region, ended, code):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    ended(code)
    if code == "meldpunt-vechtstreek":  # another agreement: the referral does not lean on it
        assert refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
        return
    with pytest.raises(Refused) as refused:
        refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    assert refused.value.code == "sharing.not_under_agreements"


def test_a_partner_asks_for_no_purpose_that_no_agreement_names_any_more(region, ended):
    assert purposes_of(region["zorg.1"]) == ("care",)
    ended("doorverwijzing-zorg")
    assert purposes_of(region["zorg.1"]) == ()


def test_the_log_cites_agreement_version_and_clause(region, log):
    register_signal(draft=draft(), by=region["ggd.1"])
    (row,) = log("signals.register")
    assert "meldpunt-vechtstreek:2026.1#signaal-naar-meldpunt" in row.rule.split()
    assert "ggd#eigen-registratie" in row.rule.split()


def test_a_reading_cites_the_rule_that_it_leans_on_and_no_other(region, log):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    open_signal(region["desk.1"], signal)
    open_signal(region["ggd.1"], signal)
    by_role = {row.role: row.rule for row in log("signals.open")}
    assert by_role == {
        "desk": "meldpunt-vechtstreek:2026.1#signaal-naar-meldpunt",
        "professional": "ggd#eigen-registratie",
    }


def test_a_referral_cites_every_clause_it_leans_on(region, log):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    (row,) = log("referrals.refer")
    cited = [rule for rule in row.rule.split() if rule.startswith("doorverwijzing-zorg:")]
    assert cited
    clauses = {clause["id"] for clause in tomllib.loads(BUNDLED["doorverwijzing-zorg"])["clause"]}
    assert {rule.split("#")[1] for rule in cited} <= clauses


# --- clauses with conditions --------------------------------------------------------------------------------

MINORS = standing_to_care("minderjarigen", 'age_class = ["minor"]')


def test_a_clause_with_a_condition_gives_only_where_the_condition_is_known_to_hold(region, as_owner):
    load_agreement(text=MINORS, by=region["privacy.1"], now=timezone.now())
    me = region["ggd.1"]
    with as_owner():
        who = giver(me, timezone.now())
        given = {
            facts.age_class: {str(right.organisation_id) for right in rights_for(_record(region), who, facts).rights}
            for facts in (Facts(age_class="minor"), Facts(age_class="adult"), Facts())
        }
    partner = str(region["zorg.1"].organisation)
    assert {age: partner in places for age, places in given.items()} == {"minor": True, "adult": False, "": False}


def _record(region):
    from zicht.server.door.act import make_record

    now = timezone.now()
    return make_record(
        kind="signal", by=region["ggd.1"], activity="signal-registration", retention="signal", received_at=now,
        due=now, state="received",
    )  # fmt: skip


def test_a_minors_signal_reaches_who_the_clause_names_and_an_adults_does_not(region, rights_on):
    load_agreement(text=MINORS, by=region["privacy.1"], now=timezone.now())
    minor = register_signal(draft=draft(who=Answer.of("minor")), by=region["ggd.1"])
    adult = register_signal(draft=draft(), by=region["ggd.1"])
    key = ("zorgcoordinatie", "partner", "weighing")
    assert (key in rights_on(minor), key in rights_on(adult)) == (True, False)


def test_standing_rights_are_asked_again_when_the_agreements_change(region, ended, as_owner):
    """What is remembered from an earlier question must not outlive the agreement."""
    now = timezone.now()
    with as_owner():
        assert any(one.to == "meldpunt" for one in standing_rights("ggd", now))
    ended("meldpunt-vechtstreek")
    with as_owner():
        assert not any(one.agreement == "meldpunt-vechtstreek" for one in standing_rights("ggd", now))


def test_a_desk_member_who_registers_shares_with_the_desk_but_not_status(region, rights_on):
    rights = rights_on(register_signal(draft=draft(), by=region["desk.1"]))
    desk = rights["meldpunt", "desk", "*"]
    assert (groups_of(desk), desk.member) == (DESK_GROUPS, "*")


def test_a_broken_agreement_is_not_kept(region, as_owner):
    with pytest.raises(InputProblems):
        load_agreement(text='id = "half"', by=region["privacy.1"], now=timezone.now())
    with as_owner():
        assert not Agreement.objects.filter(code="half").exists()
