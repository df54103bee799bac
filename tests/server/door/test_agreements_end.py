"""When an agreement ends, what it gave ends with it: at that moment, for everyone, without anything being run."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from worlds import draft

from zicht.agreements import bundled
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door import passing
from zicht.server.door.fill import AMSTERDAM, agreements_in_force
from zicht.server.door.models import Agreement, Right
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import inbox, open_referral
from zicht.server.sharing.actions.grants import GRANT_LASTS
from zicht.server.sharing.models import Grant
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

BUNDLED = {name.removesuffix(".toml"): text for name, text in bundled()}
CARE = "doorverwijzing-zorg"


def until(text, last):
    """An agreement's text with another last day."""
    (line,) = [line for line in text.splitlines() if line.startswith("valid_until")]
    return text.replace(line, f"valid_until = {last.isoformat()}")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ends_on(region, as_owner):
    """Have an agreement in force that ends after this day, in place of the one that lasts for years."""

    def load(code, last):
        with as_owner():
            Agreement.objects.filter(code=code).delete()
        return load_agreement(text=until(BUNDLED[code], last), by=region["privacy.1"], now=timezone.now())

    return load


@pytest.fixture
def referred(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    return signal, refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


@pytest.mark.parametrize("days", [0, 1, 30, 181, 182, 183, 400])
def test_a_grant_lasts_as_long_as_its_agreement_and_half_a_year_at_most(
    region, today, ends_on, request, as_owner, days
):
    ends_on(CARE, today + timedelta(days=days))
    _, referral = request.getfixturevalue("referred")
    with as_owner():
        grant = Grant.objects.get(record_id=referral)
        rights = Right.objects.filter(grant=grant.id)
        assert rights.count() == 2
        assert {right.valid_until for right in rights} == {grant.until}
    assert grant.until == min(grant.given_at + GRANT_LASTS, midnight(today + timedelta(days=days + 1)))


def test_the_night_after_its_last_day_nobody_sees_by_it_any_more(
    region, ends_on, today, request, monkeypatch, as_owner
):
    """Only the clock moves. On PostgreSQL its own clock stands still in a test: there the rights move back instead."""
    ends_on(CARE, today)
    signal, referral = request.getfixturevalue("referred")
    partner = region["zorg.1"]
    assert [row.record for row in inbox(partner).rows] == [referral]
    after(midnight(today + timedelta(days=1)), monkeypatch, as_owner)
    assert inbox(partner).rows == ()
    for gone in (lambda: open_referral(partner, referral), lambda: open_signal(partner, signal)):
        with pytest.raises(NotVisible):
            gone()
    assert open_signal(region["ggd.1"], signal).narrative, "who registered it did not lean on that agreement"


def after(moment, monkeypatch, as_owner):
    from django.db import connection

    if connection.vendor == "sqlite":
        monkeypatch.setattr(passing, "database_now", lambda: moment)
        return
    gone_by = moment - passing.database_now()
    with as_owner():
        for right in Right.objects.all():
            earlier = {"valid_from": right.valid_from - gone_by}
            if right.valid_until.year < 9999:
                earlier["valid_until"] = right.valid_until - gone_by
            Right.objects.filter(id=right.id).update(**earlier)


def test_what_came_in_while_it_held_leaves_the_desk_when_it_ends(region, today, ends_on, monkeypatch, as_owner):
    ends_on("meldpunt-vechtstreek", today)
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    own = register_signal(draft=draft(), by=region["desk.2"])
    assert {row.record for row in queue(region["desk.1"]).rows} == {signal, own}
    after(midnight(today + timedelta(days=1)), monkeypatch, as_owner)
    assert [row.record for row in queue(region["desk.1"]).rows] == [own]


@pytest.mark.parametrize(
    ("last", "hours"),
    [(date(2028, 2, 28), 24), (date(2028, 2, 29), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25),
     (date(2026, 12, 31), 24)],
    ids=["before-leap-day", "leap-day", "clock-forward", "clock-back", "new-year"],
)  # fmt: skip
def test_the_last_day_is_a_whole_dutch_day_however_long_it_is(region, as_owner, last, hours):
    start = midnight(last)
    with as_owner():
        Agreement.objects.filter(code=CARE).delete()
        moment = Agreement(
            code=CARE, version="x", title="x", text=until(BUNDLED[CARE], last), sha256=str(last),
            loaded_by=region["fg.1"].member,
            valid_from=start - timedelta(days=60),
            valid_until=midnight(last + timedelta(days=1)),
        )  # fmt: skip
        moment.save(force_insert=True)
        end = moment.valid_until
        assert (end.timestamp() - start.timestamp()) / 3600 == hours
        held = [
            CARE in {rules.id for rules in agreements_in_force(end + step)}
            for step in (-timedelta(microseconds=1), timedelta(0))
        ]
    assert held == [True, False]


def test_a_new_version_gives_from_its_first_day_and_the_old_keeps_what_it_gave(region, today, as_owner):
    """Two versions may hold at once; each right cites the one it came from."""
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    newer = until(BUNDLED["meldpunt-vechtstreek"], today + timedelta(days=90)).replace('"2026.1"', '"2026.2"', 1)
    load_agreement(text=newer, by=region["privacy.1"], now=timezone.now())
    later = register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        cited = {
            record: {right.agreement for right in Right.objects.filter(record_id=record, role="desk")}
            for record in (signal, later)
        }
    assert cited[signal] == {"meldpunt-vechtstreek:2026.1"}
    assert cited[later] >= {"meldpunt-vechtstreek:2026.2"}
