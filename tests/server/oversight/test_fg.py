"""The FG reads, verifies and advises, and changes and decides nothing."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone
from worlds import draft

from zicht.agreements import bundled
from zicht.errors import InputProblems, Refused
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door import acts
from zicht.server.door.act import act
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.oversight.actions.advise import SUBJECT_MOST, TEXT_MOST, advise
from zicht.server.oversight.actions.verify import verify
from zicht.server.oversight.queries import advice, grants, log
from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import register_signal

OWN = {
    "oversight.advise", "oversight.verify", "organisations.make_key", "organisations.revoke_key", "notices.mark_read",
    "organisations.link_account", "organisations.unlink_account", "organisations.sign_in",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(acts.ACTS) - OWN))
def test_every_other_act_is_refused(region, name):
    with pytest.raises(Refused) as refused, act(name, by=region["fg.1"]):
        raise AssertionError("the door let the FG in")
    assert refused.value.code == "door.role"


def test_withdrawing_is_refused_and_the_grant_stays(region, grant):
    with pytest.raises(Refused) as refused:
        withdraw(grant=grant, by=region["fg.1"], why="other")
    assert refused.value.code == "door.role"
    assert grants(region["privacy.1"]).rows[0].state == "in_force"


def test_loading_an_agreement_is_refused(region):
    text = dict(bundled())["omvang.toml"].replace('"2026.1"', '"2026.2"')
    with pytest.raises(Refused) as refused:
        load_agreement(text=text, by=region["fg.1"], now=timezone.now())
    assert refused.value.code == "door.role"


def test_every_way_to_touch_a_signal_case_or_referral_is_refused(region):
    some, fg = uuid.uuid4(), region["fg.1"]
    for attempt in (
        lambda: register_signal(draft=draft(), by=fg),
        lambda: weigh(signal=some, end="case", reason="x", by=fg),
        lambda: refer(case=some, to="zorgcoordinatie", purpose="care", by=fg),
        lambda: accept(referral=some, by=fg),
        lambda: decline(referral=some, reason="x", by=fg),
        lambda: report_outcome(referral=some, outcome="other", note="", by=fg),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "door.role"


def test_a_refused_attempt_of_the_fg_is_in_the_log(region, grant):
    with pytest.raises(Refused):
        withdraw(grant=grant, by=region["fg.1"], why="other")
    (line,) = [line for line in log(region["privacy.1"]).lines if line.outcome == "denied"]
    assert (line.action, line.name, line.rules) == ("sharing.withdraw", "Fg.1", ("role:sharing.withdraw",))


def test_advice_is_dated_named_and_read_by_the_privacy_officer_of_the_same_organisation(region):
    before = timezone.now()
    advise(subject=" Bewaren ", text="Maak de termijn korter.\nBesluit wie.", by=region["fg.1"])
    (given,) = advice(region["privacy.1"])
    assert (given.subject, given.text, given.by) == ("Bewaren", "Maak de termijn korter.\nBesluit wie.", "Fg.1")
    assert abs(given.at - before).total_seconds() < 60
    assert advice(region["fg.1"]) == (given,)
    assert advice(region["ggd.privacy"]) == ()


def test_later_advice_stands_beside_earlier_advice_and_changes_nothing_of_it(region):
    for subject in ("Een", "Twee"):
        advise(subject=subject, text="Tekst", by=region["fg.1"])
    assert {row.subject for row in advice(region["fg.1"])} == {"Een", "Twee"}


@pytest.mark.parametrize("other", ["privacy.1", "desk.1", "beheer.1", "ggd.privacy"])
def test_only_the_fg_advises(region, other):
    with pytest.raises(Refused) as refused:
        advise(subject="Bewaren", text="Tekst", by=region[other])
    assert refused.value.code == "door.role"
    assert advice(region["fg.1"]) == ()


@pytest.mark.parametrize(
    ("subject", "text", "wrong"),
    [
        ("", "", {"subject", "text"}),
        ("  ", "Tekst", {"subject"}),
        ("x" * (SUBJECT_MOST + 1), "Tekst", {"subject"}),
        ("Bewaren", "x" * (TEXT_MOST + 1), {"text"}),
    ],
)
def test_advice_that_cannot_stand_is_told_at_its_fields_and_not_kept(region, subject, text, wrong):
    with pytest.raises(InputProblems) as problems:
        advise(subject=subject, text=text, by=region["fg.1"])
    assert {problem.field for problem in problems.value.problems} == wrong
    assert advice(region["fg.1"]) == ()


@pytest.mark.parametrize("other", ["desk.1", "ggd.1", "zorg.1", "beleid.1", "beheer.1"])
def test_nobody_else_verifies(region, other):
    with pytest.raises(Refused):
        verify(by=region[other])
