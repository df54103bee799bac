"""Every act with every role that may not: one row in the log that names the rule, and not a row changed elsewhere."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import replace

import pytest
from django.apps import apps
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import say_error
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door import acts
from zicht.server.door.act import act
from zicht.server.door.bulk import batch
from zicht.server.door.models import Right
from zicht.server.door.view import NotVisible, visible
from zicht.server.guard import Guarded
from zicht.server.parties.models import ROLES
from zicht.server.referrals.actions.refer import refer
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.models import Core

LOG = "logbook"
NEEDING = sorted(name for name, rule in acts.ACTS.items() if rule.needs)


@pytest.fixture
def contents(as_owner):
    """Every row of every room but the log."""

    def read():
        with as_owner():
            return {
                model._meta.label: sorted(map(repr, model._default_manager.values_list()))
                for model in apps.get_models()
                if issubclass(model, Guarded) and model._meta.app_label != LOG
            }

    return read


@pytest.fixture
def chain(region):
    """One record of every kind that an act is about."""
    desk = region["desk.1"]
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=desk)
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    waiting = register_signal(draft=draft(), by=region["ggd.1"])
    return {"signal": waiting, "case": case, "referral": referral}


@pytest.mark.parametrize("name", sorted(acts.ACTS))
def test_a_role_that_may_not_writes_nothing_and_each_try_is_in_the_log(region, chain, contents, log, name):
    before, may = contents(), acts.rule(name).roles
    turned_away = [role for role in (*ROLES, "", "public", "Desk") if role not in may]
    tried = [replace(region["desk.1"], role=role) for role in turned_away]
    for someone in tried:
        with pytest.raises(Refused), act(name, by=someone, on=chain.get(acts.rule(name).kind)) as doing:
            doing.keep(Core(record_id=chain["signal"]))
    assert contents() == before
    rows = log(name, outcome="denied")
    assert sorted(row.role for row in rows) == sorted(turned_away)
    assert {row.rule for row in rows} == {f"role:{name}"}
    assert {row.actor for row in rows} == {region["desk.1"].member}


@pytest.mark.parametrize("name", sorted(name for name in acts.ACTS if "desk" in acts.ACTS[name].roles))
def test_many_at_once_is_no_way_round_the_role(region, contents, log, name):
    before = contents()
    with pytest.raises(Refused), batch(name, by=replace(region["ggd.1"], role="system")) as loading:
        loading.keep([Core(record_id=uuid.uuid4())])
    assert contents() == before
    assert [row.outcome for row in log(name) if row.role == "system"] == ["denied"]


@pytest.mark.parametrize("name", NEEDING)
def test_an_act_on_what_one_does_not_see_is_as_if_it_were_not_there(region, chain, contents, log, name):
    """The right role in the wrong organisation: not found, whatever is asked about, and the log names the record."""
    rule = acts.rule(name)
    strangers = [replace(region["woon.1"], role=role) for role in sorted(rule.roles)]
    before = contents()
    for stranger, record in itertools.product(strangers, (chain[rule.kind], uuid.uuid4())):
        with pytest.raises(NotVisible) as caught, act(name, by=stranger, on=record, purpose=rule.purpose or "care"):
            raise AssertionError("nobody gets in")
        assert (caught.value.code, caught.value.rule) == ("door.not_found", "no-right")
    assert contents() == before
    assert [row.rule for row in log(name, outcome="denied")] == ["no-right", "no-right"] * len(strangers)


@pytest.mark.parametrize("group", standard.FIELD_GROUPS)
@pytest.mark.parametrize("name", NEEDING)
def test_an_act_is_refused_exactly_when_a_group_it_needs_is_missing(region, chain, as_owner, name, group):
    rule = acts.rule(name)
    someone = region["zorg.1"] if rule.roles == {"partner"} else region["desk.2"]
    record = chain[rule.kind]
    with as_owner():
        mine = Right.objects.filter(record_id=record, organisation_id=someone.organisation)
        assert mine.update(**{f"g_{group}": False})
    missing = group in rule.needs
    try:
        with act(name, by=someone, on=record, purpose=rule.purpose or "care") as doing:
            assert doing.sight.record == record
    except Refused as refusal:
        assert (missing, refusal.code, refusal.rule) == (True, "door.groups", f"groups:{group}")
        assert group in say_error(refusal, "nl")
    else:
        assert not missing


def test_a_refused_reading_is_in_the_log_without_what_it_did_not_show(region, chain, log):
    with pytest.raises(NotVisible), visible(region["politie.1"], "signals.open") as view:
        view.one(chain["signal"])
    (row,) = log("signals.open", outcome="denied")
    assert (json.loads(row.records), json.loads(row.groups), row.rule) == ([], [], "no-right")


def test_a_refusal_halfway_a_reading_keeps_what_had_been_shown_in_the_log(region, chain, log):
    """Whoever saw one record and was refused the next has seen the first: that stays known."""
    desk = region["desk.1"]
    with pytest.raises(NotVisible), visible(desk, "signals.open") as view:
        list(view.rows(Core, [view.one(chain["signal"])]))
        view.one(uuid.uuid4())
    (row,) = log("signals.open", outcome="denied")
    assert json.loads(row.records) == [str(chain["signal"])]
    assert json.loads(row.groups) == ["core"]


@pytest.mark.parametrize("name", sorted({**acts.READS, **acts.ACTS}))
def test_every_rule_names_groups_kinds_and_purposes_that_exist(name):
    rule, purposes = acts.rule(name), {row[0] for row in standard.purposes()}
    assert rule.roles <= {*ROLES, "public"}
    assert rule.needs <= set(standard.FIELD_GROUPS)
    assert rule.kind in ("", "signal", "case", "referral")
    assert rule.purpose in {"", "supervision", *purposes}
    assert not (rule.needs and not rule.kind), "groups of which record?"
