"""No agreement can forbid what another has as a legal duty, or what protects somebody's life."""

from __future__ import annotations

from pathlib import Path

import pytest

from zicht.agreements import check, load
from zicht.errors import InputProblems

GOOD = (Path(__file__).parent / "gallery" / "geen-fout.toml").read_text(encoding="utf-8")
NEVER = """\
[[clause]]
id = "nooit"
effect = "never"
from = "*"
to = "{to}"
purpose = "*"
role = "*"
mode = "*"
field_groups = ["{group}"]
"""
DUTY = GOOD.replace('effect = "may"', 'effect = "must"', 1).replace("avg-6-1-e", "avg-6-1-c", 1)
DANGER = GOOD.replace('consent = "processing"', "danger = true")
VITAL = GOOD.replace("avg-6-1-f", "avg-6-1-d")


def forbids(to, group, also=""):
    return GOOD.replace('id = "proef"', 'id = "ander"', 1) + NEVER.format(to=to, group=group) + also


def rules(text, *beside):
    return [one.rule.removeprefix("agreement.") for one in check(text, beside=beside)]


@pytest.mark.parametrize(
    ("other", "to", "group", "rule"),
    [
        (DUTY, "meldpunt", "core", "never_forbids_duty"),
        (DANGER, "zorgcoordinatie", "contact", "never_forbids_vital"),
        (VITAL, "zorgcoordinatie", "contact", "never_forbids_vital"),
    ],
)
def test_a_never_is_refused_beside_a_duty_or_a_vital_interest_and_the_other_way_round(other, to, group, rule):
    never = forbids(to, group)
    assert rules(never) == [] and rules(other) == []
    assert rules(never, load(other)) == [rule]
    assert rules(other, load(never)) == [f"{rule}_there"]
    with pytest.raises(InputProblems):
        load(never, beside=[load(other)])


@pytest.mark.parametrize(
    "never",
    [
        forbids("meldpunt", "narrative"),
        forbids("zorgcoordinatie", "core"),
        forbids("meldpunt", "core", 'forms = ["sexual"]\n').replace(
            'forms = ["labour", "sexual"]', 'forms = ["sexual"]'
        ),
    ],
    ids=["another-group", "another-receiver", "another-form"],
)
def test_a_never_that_does_not_touch_the_duty_stands(never):
    duty = DUTY.replace('field_groups = ["core", "observations"]', 'field_groups = ["core"]\nforms = ["labour"]')
    assert rules(never, load(duty)) == []


def test_a_never_between_others_than_those_who_have_the_duty_stands():
    others = (
        forbids("meldpunt", "core").replace('"ggd"', '"burgerzaken"').replace('body = "board"', 'body = "college"', 1)
    )
    assert rules(others, load(DUTY)) == []


def test_a_duty_that_nobody_forbids_stands_beside_every_other_agreement():
    assert rules(DUTY, load(GOOD), load(VITAL)) == []
