"""Who may not do something does not get it done: not by page, not by API, and nothing changes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from access.asking import caller, outcome
from access.check import relation
from access.table import TABLE
from django.apps import apps
from django.utils import timezone
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.guard import Guarded
from zicht.server.intake.actions.links import LinkDraft, make_link
from zicht.server.intake.models import Consultation
from zicht.server.organisations.actions.keys import make_key
from zicht.server.referrals.actions.refer import accept, refer
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.history import to_correct
from zicht.server.web.desk import links
from zicht.server.web.professional.consulting import _token
from zicht.server.web.professional.correcting import Ticket, _signed

# What any request may write: that it happened, and the session.
WRITTEN_ANYWAY = ("logbook",)
DONE = ("shown", "moved")


def contents(as_owner) -> dict[str, list[tuple]]:
    """Every row of every room, as the owner of the tables reads it."""
    with as_owner():
        return {
            model._meta.label: sorted(model._default_manager.values_list(), key=repr)
            for model in apps.get_models()
            if issubclass(model, Guarded) and model._meta.app_label not in WRITTEN_ANYWAY
        }


@pytest.fixture
def ready(world, region, as_owner):
    """The planted world with a case to refer, referrals to answer, and a key of the registrant's."""
    for name in ("fresh", "of_sent", "of_unwelcome", "of_accepted"):
        signal = register_signal(draft=draft(), by=region["ggd.1"])
        world.ids[name] = weigh(signal=signal, end="case", reason="Meer dan een aanwijzing", by=region["desk.1"])
    for name in ("sent", "unwelcome", "accepted"):
        case = world.ids[f"of_{name}"]
        world.ids[name] = refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    accept(referral=world.ids["accepted"], by=region["zorg.1"])
    tomorrow = timezone.localdate() + timedelta(days=1)
    world.ids["key"] = make_key(label="Koppeling", until=tomorrow, by=region["ggd.1"]).id
    world.ids["tomorrow"] = tomorrow
    seen = to_correct(region["ggd.1"], world.ids["waiting"])
    world.ids["version"] = to_correct(region["ggd.1"], world.ids["told"]).version
    world.ids["form"] = _signed(Ticket(uuid.uuid4(), seen.version), world.ids["waiting"], region["ggd.1"])
    today = timezone.localdate()
    world.ids["link"] = make_link(given=LinkDraft("care", "", 7), nonce="2" * 32, by=region["desk.1"]).id
    world.ids["link_form"] = links._token(region["desk.1"])
    world.ids |= {"talk": _token(region["desk.1"]), "today": today}
    # two days: the database counts days in UTC, which is yesterday for an hour or two each night
    long_ago = {"on": today - timedelta(days=9), "kept_until": today - timedelta(days=2)}
    with as_owner():
        row = Consultation(organisation_id=region["desk.1"].organisation, caller=1, theme=1, answer=1, **long_ago)
        row.save(force_insert=True)
    return world


def filled(act, ready) -> dict[str, str]:
    """What is sent, with ids in place."""
    return {name: ready.path(value) for name, value in (act.sent or act.json).items()}


ASKING = [found for found in TABLE.relations if not found.after_withdrawal]


def sent(one, act, ready):
    return one.send(ready.path(act.path), filled(act, ready), bool(act.json), act.method)


def test_whoever_may_not_is_turned_away_and_nothing_changes(ready, region, as_owner):
    callers = [caller(region, found) for found in ASKING]
    before = contents(as_owner)
    for act in TABLE.acts:
        turned_away = [one for one in callers if one.relation.name not in act.may]
        got = {one.relation.name: outcome(sent(one, act, ready)) for one in turned_away}
        assert {name: what for name, what in got.items() if what in DONE} == {}, act
        after = contents(as_owner)
        assert [label for label in before if before[label] != after[label]] == [], act


def test_whoever_may_gets_it_done(ready, region, as_owner):
    """The other direction: an act that nobody could do would pass the test above."""
    for act in TABLE.acts:
        one, before = caller(region, relation(act.may[0])), contents(as_owner)
        answer = sent(one, act, ready)
        assert answer.status_code in (200, 201, 302), act
        after = contents(as_owner)
        assert [label for label in before if before[label] != after[label]], act
