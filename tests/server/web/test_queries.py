"""No list asks the database more often because there is more on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from server.web.signing_in import browser
from worlds import draft

FEW, MANY = 2, 7


def _signals(region, how_many):
    from zicht.server.signals.actions.register import register_signal

    return [register_signal(draft=draft(), by=region["ggd.1"]) for _ in range(how_many)]


def _cases(region, how_many):
    from zicht.server.cases.actions.weigh import weigh

    return [weigh(signal=one, end="case", reason="Omdat", by=region["desk.1"]) for one in _signals(region, how_many)]


def _referrals(region, how_many):
    from zicht.server.referrals.actions.refer import refer
    from zicht.server.referrals.queries import open_referral

    cases = _cases(region, how_many)
    for case in cases:
        open_referral(region["zorg.1"], refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"]))


def _told(region, how_many):
    from zicht.server.cases.actions.weigh import weigh

    for one in _signals(region, how_many):
        weigh(signal=one, end="no_sign", reason="Omdat", by=region["desk.1"])


def _keys(region, how_many):
    from zicht.server.organisations.actions.keys import make_key

    for _ in range(how_many):
        make_key(label="Koppeling", until=timezone.localdate() + timedelta(days=3), by=region["ggd.1"])


def _advice(region, how_many):
    from zicht.server.oversight.actions.advise import advise

    for number in range(how_many):
        advise(subject=f"Bewaren {number}", text="Korter", by=region["fg.1"])


def _pictures(region, how_many):
    from zicht.server.publishing.actions.make import ask

    for year in range(how_many):
        ask(year=2010 + year + (FEW if how_many > FEW else 0), by=region["beleid.1"])


LISTS = (
    ("/signalen", "ggd.1", _signals),
    ("/meldpunt", "desk.1", _signals),
    ("/meldpunt?toon=geen_aanwijzing", "desk.1", _told),
    ("/casussen", "desk.1", _cases),
    ("/doorverwijzingen", "desk.1", _referrals),
    ("/doorverwijzingen", "zorg.1", _referrals),
    ("/toezicht/toegang", "privacy.1", _referrals),
    ("/toezicht/logboek", "privacy.1", _referrals),
    ("/toezicht/logboek", "fg.1", _told),
    ("/toezicht/adviezen", "fg.1", _advice),
    ("/mijn/sleutels", "ggd.1", _keys),
    ("/beeld", "beleid.1", _pictures),
)


def asked(client, path: str) -> tuple[int, int]:
    """How often one page asks the database, and how many rows it shows."""
    with CaptureQueriesContext(connection) as found:
        response = client.get(path)
    assert response.status_code == 200
    html = response.content.decode()
    return len(found), html.count("<tr>") + html.count("<article") + html.count("<li")


@pytest.mark.parametrize(("path", "who", "more"), LISTS, ids=[f"{path} as {who}" for path, who, _ in LISTS])
def test_a_longer_list_asks_the_database_no_more_often(region, path, who, more):
    client = browser(who)
    more(region, FEW)
    client.get(path)  # what is looked up once and remembered
    few, short = asked(client, path)
    more(region, MANY - FEW)
    many, long = asked(client, path)
    assert long > short, "there is nothing more on the page"
    assert many <= few
