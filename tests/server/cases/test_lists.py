"""The lists of the desk: every line once whatever the page size, ties and changes included."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.knowledge.signal import NO, Answer
from zicht.server.cases.actions.weigh import CASE_WITHIN, weigh
from zicht.server.cases.queries import RECENT, cases, open_to_weigh, queue, weighed_without_sign
from zicht.server.door.models import Record, Right
from zicht.server.door.view import PAGE
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import own_signals, page_key, read_key
from zicht.server.signals.rows import WEIGH_ACUTE_WITHIN, WEIGH_WITHIN

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undone(Exception):
    """Takes back what one example did."""


def turned(ask, size):
    """Every record of a list, page after page."""
    found, after = [], ""
    while True:
        page = ask(after=after, size=size)
        assert len(page.rows) <= size
        found += [row.record for row in page.rows]
        after = page.after
        if not after:
            return found


def slow_queue(rows):
    """Stated danger on top, then by clock, then by id: in Python."""
    return [row.record for row in sorted(rows, key=lambda row: (not row.acute, row.due, row.record))]


signals = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=8)


@FEW
@given(made=signals, size=st.integers(1, 4))
@example(made=[(0, False)] * 5, size=2)
@example(made=[(0, True)] * 3 + [(0, False)] * 3, size=3)
def test_the_queue_meets_every_signal_once_and_in_order_also_when_they_came_in_together(region, made, size):
    """At the same moment, with and without danger: ties are where pages lose a line or show it twice."""
    with pytest.raises(Undone), transaction.atomic():
        kept = {
            register_signal(
                draft=draft(acute=Answer.of("yes") if acute else NO), by=region["ggd.1"],
                received_at=NOON + timedelta(hours=hour),
            )
            for hour, acute in made
        }  # fmt: skip
        desk = region["desk.1"]
        everything = queue(desk, size=100).rows
        assert {row.record for row in everything} == kept
        found = turned(lambda **page: queue(desk, **page), size)
        assert found == slow_queue(everything)
        acute = turned(lambda **page: queue(desk, acute=True, **page), size)
        assert acute == [row.record for row in everything if row.acute]
        raise Undone


@FEW
@given(hours=st.lists(st.integers(0, 2), min_size=1, max_size=7), size=st.integers(1, 3))
def test_lists_by_time_meet_everything_once_newest_first(region, hours, size):
    with pytest.raises(Undone), transaction.atomic():
        desk = region["desk.1"]
        made = {}
        for hour in hours:
            at = NOON + timedelta(hours=hour)
            made[register_signal(draft=draft(), by=desk, received_at=at)] = at
        found = turned(lambda after, size: own_signals(desk, after, size), size)
        assert found == sorted(made, key=lambda record: (-made[record].timestamp(), record))
        for signal in made:
            weigh(signal=signal, end="no_sign", reason="Vergissing", by=desk)
        assert turned(lambda **page: weighed_without_sign(desk, **page), size) == found
        raise Undone


def test_the_list_of_cases_goes_page_by_page(region):
    desk = region["desk.1"]
    made = []
    for _ in range(7):
        signal = register_signal(draft=draft(), by=region["ggd.1"])
        made.append(weigh(signal=signal, end="case", reason="Ernstig", by=desk))
    for size in (1, 2, 3, 7, 8):
        found = turned(lambda **page: cases(desk, **page), size)
        assert (len(found), set(found)) == (7, set(made))
    assert cases(desk, size=7).after == "", "a page that is exactly full is the last"


def test_what_is_weighed_while_someone_turns_the_page_is_not_shown_again_and_nothing_is_missed(region):
    desk = region["desk.1"]
    made = [register_signal(draft=draft(), by=region["ggd.1"], received_at=NOON + timedelta(hours=h)) for h in range(6)]
    first = queue(desk, size=3)
    weigh(signal=first.rows[-1].record, end="no_sign", reason="Vergissing", by=region["desk.2"])
    weigh(signal=first.rows[0].record, end="no_sign", reason="Vergissing", by=region["desk.2"])
    late = register_signal(draft=draft(), by=region["ggd.1"], received_at=NOON + timedelta(hours=9))
    second = queue(desk, after=first.after, size=10)
    assert [row.record for row in second.rows] == [*made[3:], late]


KEYS = ["", "x", "[]", "null", "{}", '[""]', '["True"]', "[" * 5000, '["True","2026","x"]', "\x00", "\ud800",
        '["x","2026-01-01T00:00:00+00:00","' + "0" * 32 + '"]',
        '["True","2026-01-01T00:00:00","' + "0" * 32 + '"]',
        '["True","0001-01-01T00:00:00+23:59","' + "0" * 32 + '"]',
        '["True","9999-12-31T23:59:59-23:59","' + "0" * 32 + '"]',
        '["0001-01-01T00:00:00","' + "0" * 32 + '"]',
        '["0001-01-01T00:00:00+14:00","' + "0" * 32 + '"]',
        '["9999-12-31T23:59:59.999999-14:00","' + "0" * 32 + '"]']  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_page_key_that_is_not_ours_begins_at_the_beginning(region, key):
    desk = region["desk.1"]
    signal = register_signal(draft=draft(), by=desk)
    assert [row.record for row in queue(desk, after=key).rows] == [signal]
    assert [row.record for row in own_signals(desk, key).rows] == [signal]
    weigh(signal=signal, end="no_sign", reason="Vergissing", by=desk)
    assert [row.record for row in weighed_without_sign(desk, after=key).rows] == [signal]
    assert cases(desk, after=key).rows == ()


@MANY
@given(parts=st.lists(st.none() | st.text(max_size=30) | st.integers() | st.datetimes().map(str) | st.uuids().map(str),
                      max_size=4))  # fmt: skip
def test_no_key_made_up_breaks_a_list(region, parts):
    queue(region["desk.1"], after=json.dumps(parts))
    cases(region["desk.1"], after=json.dumps(parts))


@given(st.booleans(), st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_page_key_reads_back_as_what_it_was_made_of(flag, at, record):
    from uuid import UUID

    key = page_key(flag, at.isoformat(), record)
    assert read_key(key, str, datetime.fromisoformat, UUID) == (str(flag), at, record)


@pytest.mark.parametrize("form", ["nergens", "", "several", "unknown"])
def test_a_form_that_nothing_has_finds_nothing(region, form):
    signal = register_signal(draft=draft(what=Answer.of("labour")), by=region["ggd.1"])
    found = [row.record for row in queue(region["desk.1"], form=form).rows]
    assert found == ([signal] if not form else [])


# --- clocks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("acute", [True, False])
@pytest.mark.parametrize("at", [
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
], ids=["clock-forward", "clock-back", "leap-day", "new-year"])  # fmt: skip
def test_the_clock_of_a_signal_runs_in_real_hours(region, acute, at):
    """An hour is an hour, also in the night in which the clock on the wall jumps."""
    signal = register_signal(draft=draft(acute=Answer.of("yes") if acute else NO), by=region["ggd.1"], received_at=at)
    (row,) = queue(region["desk.1"]).rows
    assert (row.record, row.due - at) == (signal, WEIGH_ACUTE_WITHIN if acute else WEIGH_WITHIN)


def test_a_case_has_its_clock_from_the_moment_it_is_opened(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"], received_at=NOON - timedelta(days=400))
    weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    (row,) = cases(region["desk.1"]).rows
    assert row.due - row.opened_at == CASE_WITHIN
    assert row.opened_at > NOON - timedelta(days=400)


def test_what_was_weighed_without_sign_leaves_the_list_after_its_while(region, as_owner):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    weigh(signal=signal, end="no_sign", reason="Vergissing", by=region["desk.1"])
    for ago, shown in ((RECENT - timedelta(minutes=1), True), (RECENT + timedelta(minutes=1), False)):
        with as_owner():
            begun = Right.objects.filter(record_id=signal).first().valid_from - ago
            Record.objects.filter(id=signal).update(retention_from=begun)
        assert bool(weighed_without_sign(region["desk.1"]).rows) == shown
    assert open_to_weigh(region["desk.1"], signal).kept_until, "it can still be opened until its retention ends"


def test_a_page_is_as_long_as_the_house_says(region):
    for _ in range(PAGE + 1):
        register_signal(draft=draft(persons=(), observations=(), place=""), by=region["ggd.1"])
    first = queue(region["desk.1"])
    assert len(first.rows) == PAGE
    assert len(queue(region["desk.1"], after=first.after).rows) == 1
