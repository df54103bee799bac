"""The lists of referrals page by page: every one once, newest first, whatever the size of a page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import inbox, open_referral, sent
from zicht.server.sharing.actions.grants import withdraw

HOW_MANY = 5
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)


def walked(read, actor, size):
    """Every row by the keys that the pages themselves give, page by page."""
    pages, after = [], ""
    while True:
        page = read(actor, after=after, size=size)
        assert len(page.rows) <= size
        pages.append(page.rows)
        if not page.after:
            return pages
        assert len(page.rows) == size, "only the last page may be shorter"
        after = page.after


@pytest.fixture
def several(region, send, second_purpose):
    """Referrals to one partner for two purposes: (case, referral)."""
    made = [(case, referral) for _, case, referral in (send() for _ in range(HOW_MANY))]
    return made + [
        (case, refer(case=case, to="zorgcoordinatie", purpose="inspection", by=region["desk.1"]))
        for case, _ in made[:3]
    ]


@SLOW
@given(size=st.integers(1, HOW_MANY + 5))
@pytest.mark.parametrize(("read", "username"), [(inbox, "zorg.1"), (sent, "desk.1")])
def test_every_referral_is_on_exactly_one_page(region, several, read, username, size):
    pages = walked(read, region[username], size)
    rows = [row for page in pages for row in page]
    assert sorted(row.record for row in rows) == sorted(referral for _, referral in several)
    assert rows == sorted(sorted(rows, key=lambda row: row.record), key=lambda row: row.sent_at, reverse=True)


@pytest.mark.parametrize(("read", "username"), [(inbox, "zorg.1"), (sent, "desk.1")])
def test_a_full_last_page_does_not_promise_another(region, several, read, username):
    whole = read(region[username], size=len(several))
    assert (len(whole.rows), whole.after) == (len(several), "")


def test_what_is_taken_away_between_two_pages_is_not_on_the_next(region, several):
    partner = region["zorg.1"]
    first = inbox(partner, size=2)
    later = inbox(partner, after=first.after, size=50).rows
    gone = later[0].record
    withdraw(grant=open_referral(region["desk.1"], gone).grant, by=region["privacy.1"], why="mistake")
    assert inbox(partner, after=first.after, size=50).rows == later[1:]


def test_a_key_of_ones_own_list_opens_nothing_in_that_of_another(region, several):
    key = inbox(region["zorg.1"], size=2).after
    assert inbox(region["inspectie.2"], after=key).rows == ()


def test_every_reading_of_the_list_is_in_the_log_with_what_it_showed(region, several, log):
    page = inbox(region["zorg.1"], size=3)
    readings = log("referrals.inbox")
    assert sorted(row.purpose for row in readings) == ["care", "inspection"]
    assert all(any(str(row.record) in reading.records for reading in readings) for row in page.rows)
