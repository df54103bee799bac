"""Weighing ends once, with a reason and a name, in one of its ways; each starts the retention of its rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import Answer
from zicht.server.cases.actions.weigh import CASE_WITHIN, ENDS, weigh
from zicht.server.cases.queries import cases, open_case, open_to_weigh, queue, weighed_without_sign
from zicht.server.door import passing
from zicht.server.door.models import Record
from zicht.server.door.view import NotVisible
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

LAST = [end for end in ENDS if end != "more_information"]


@pytest.fixture
def signal(region):
    return register_signal(draft=draft(), by=region["ggd.1"])


@pytest.fixture
def kept(as_owner):
    def read(record):
        with as_owner():
            return Record.objects.get(id=record)

    return read


@pytest.mark.parametrize("end", ENDS)
def test_every_end_is_kept_with_its_reason_and_who_weighed(region, signal, kept, end):
    desk = region["desk.1"]
    weigh(signal=signal, end=end, reason="  Na overleg  ", by=desk)
    assert kept(signal).state == end
    (line,) = open_signal(desk, signal).follow_up
    assert (line.kind, line.code, line.note.strip()) == ("weighing", end, "Na overleg")
    assert line.name == f"{desk.name}, {desk.organisation_name}"


@pytest.mark.parametrize("end", LAST)
def test_what_is_weighed_is_not_weighed_again(region, signal, kept, end):
    weigh(signal=signal, end=end, reason="Duidelijk", by=region["desk.1"])
    for other in ENDS:
        with pytest.raises(Refused) as refused:
            weigh(signal=signal, end=other, reason="Toch anders", by=region["desk.2"])
        assert refused.value.code == "cases.already_weighed"
    assert kept(signal).state == end
    assert len(open_signal(region["desk.1"], signal).follow_up) == 1


def test_after_asking_for_more_a_signal_is_still_in_the_queue_and_can_be_weighed(region, signal, kept):
    desk = region["desk.1"]
    weigh(signal=signal, end="more_information", reason="Vraag terug", by=desk)
    assert [row.record for row in queue(desk).rows] == [signal]
    assert (kept(signal).retention_from, kept(signal).retention_due) == (None, None)
    weigh(signal=signal, end="no_sign", reason="Andere verklaring", by=desk)
    assert queue(desk).rows == ()
    assert kept(signal).state == "no_sign"


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
@pytest.mark.parametrize("end", ["no_sign", "case"])
def test_without_a_reason_nothing_is_weighed(region, signal, kept, end, reason):
    with pytest.raises(Refused) as refused:
        weigh(signal=signal, end=end, reason=reason, by=region["desk.1"])
    assert refused.value.code == "cases.reason_missing"
    assert kept(signal).state == "received"
    assert cases(region["desk.1"]).rows == ()


@pytest.mark.parametrize("end", ["", "received", "closed", "NO_SIGN", "weighed"])
def test_an_end_that_does_not_exist_is_refused(region, signal, kept, end):
    with pytest.raises(Refused) as refused:
        weigh(signal=signal, end=end, reason="Duidelijk", by=region["desk.1"])
    assert refused.value.code == "cases.unknown_end"
    assert kept(signal).state == "received"


@pytest.mark.parametrize("username", ["ggd.1", "zorg.1", "privacy.1", "fg.1", "beleid.1", "beheer.1"])
def test_only_the_desk_weighs(region, signal, kept, username):
    with pytest.raises(Refused) as refused:
        weigh(signal=signal, end="no_sign", reason="Duidelijk", by=region[username])
    assert refused.value.code == "door.role"
    assert kept(signal).state == "received"


# --- retention ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", LAST)
def test_weighing_starts_the_retention_of_its_rule(region, signal, kept, end):
    weigh(signal=signal, end=end, reason="Duidelijk", by=region["desk.1"])
    rule = standard.retention("no-sign" if end == "no_sign" else "signal")
    row = kept(signal)
    told = (row.retention_rule, row.retention_trigger, row.retention_term, row.retention_category)
    assert told == (rule.id, "weighed", rule.term, rule.category)
    assert row.retention_due == open_to_weigh(region["desk.1"], signal).kept_until


def test_no_sign_is_kept_for_months_where_the_rest_is_kept_for_years(region, kept):
    due = {}
    for end in ("no_sign", "other_route"):
        record = register_signal(draft=draft(), by=region["ggd.1"])
        weigh(signal=record, end=end, reason="Duidelijk", by=region["desk.1"])
        due[end] = (kept(record).retention_due - kept(record).retention_from.date()).days
    assert due["no_sign"] < 100 < 1800 < due["other_route"]


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 1, 15, 12, tzinfo=UTC), date(2026, 4, 15)),
        (datetime(2025, 11, 30, 12, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2023, 11, 29, 12, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 5, 1)),  # in Amsterdam it is 1 February already
    ],
    ids=["middle", "short-month", "leap-day", "after-midnight-here"],
)
def test_three_months_are_counted_on_a_dutch_calendar(region, kept, monkeypatch, moment, due):
    monkeypatch.setattr(passing, "database_now", lambda: moment)
    signal = register_signal(draft=draft(when=date(2023, 1, 1)), by=region["ggd.1"])
    weigh(signal=signal, end="no_sign", reason="Duidelijk", by=region["desk.1"])
    assert (kept(signal).retention_from, kept(signal).retention_due) == (moment, due)


def slow_after(start, months):
    """Month by month; a day that the month does not have is its last."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 0, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 120))
def test_a_term_in_months_ends_where_a_calendar_read_month_by_month_says(start, months):
    assert standard.after(f"P{months}M", start) == slow_after(start, months)


# --- what weighing opens and tells --------------------------------------------------------------------------


def test_a_case_holds_its_signal_and_has_a_clock(region, signal):
    desk = region["desk.1"]
    case = weigh(signal=signal, end="case", reason="Ernstig", by=desk)
    view = open_case(desk, case)
    assert [one.record for one in view.signals] == [signal]
    assert (view.state, view.due - view.opened_at) == ("open", CASE_WITHIN)
    assert open_to_weigh(desk, signal).cases == (case,)
    assert [row.record for row in cases(region["desk.2"]).rows] == [case]


@pytest.mark.parametrize("end", [end for end in LAST if end != "case"])
def test_another_end_opens_no_case(region, signal, end):
    assert weigh(signal=signal, end=end, reason="Duidelijk", by=region["desk.1"]) is None
    assert cases(region["desk.1"]).rows == ()


def test_a_case_on_an_acute_signal_is_acute(region):
    acute = register_signal(draft=draft(acute=Answer.of("yes")), by=region["ggd.1"])
    case = weigh(signal=acute, end="case", reason="Gevaar", by=region["desk.1"])
    assert open_case(region["desk.1"], case).acute


@pytest.mark.parametrize("username", ["ggd.1", "ggd.2", "zorg.1", "politie.1"])
def test_a_case_is_the_desks_alone(region, signal, username):
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    with pytest.raises(Refused):
        open_case(region[username], case)


def test_who_registered_reads_how_it_was_weighed_and_a_colleague_does_not(region, signal):
    weigh(signal=signal, end="no_sign", reason="Familie op bezoek", by=region["desk.1"])
    assert [line.code for line in open_signal(region["ggd.1"], signal).follow_up] == ["no_sign"]
    with pytest.raises(NotVisible):
        open_signal(region["ggd.2"], signal)


def test_when_there_was_no_sign_everyone_who_opened_it_is_told_to_the_desk(region, signal):
    open_signal(region["desk.2"], signal)
    before = open_to_weigh(region["desk.1"], signal)
    assert before.opened_by == (), "while it is weighed nobody is told who looked"
    weigh(signal=signal, end="no_sign", reason="Vergissing", by=region["desk.1"])
    told = open_to_weigh(region["desk.1"], signal).opened_by
    assert {one.name for one in told} >= {region["desk.1"].name, region["desk.2"].name}
    assert [row.record for row in weighed_without_sign(region["desk.2"]).rows] == [signal]


def test_of_another_organisations_readers_the_desk_learns_no_name(region, signal):
    open_signal(region["ggd.1"], signal)
    weigh(signal=signal, end="no_sign", reason="Vergissing", by=region["desk.1"])
    theirs = [one for one in open_to_weigh(region["desk.1"], signal).opened_by if one.role == "professional"]
    assert [one.name for one in theirs] == [""]
    assert theirs[0].last > datetime.now(UTC) - timedelta(days=1)
