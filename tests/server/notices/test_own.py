"""A notice is its addressee's alone: listed newest first, read once, and in the log like any reading."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from zicht.server.door.models import Right
from zicht.server.door.view import NotVisible
from zicht.server.notices.actions.read import mark_read
from zicht.server.notices.queries import notices, unread

OTHERS = ("ggd.2", "desk.1", "desk.2", "privacy.1", "ggd.privacy", "fg.1", "beleid.1", "beheer.1", "politie.1")


def records(page):
    return [row.record for row in page.rows]


def test_the_newest_is_first(region, told_about):
    first, second, third = (told_about("ggd.1") for _ in range(3))
    rows = notices(region["ggd.1"]).rows
    assert {row.record for row in rows} == {first, second, third}
    assert [row.made_at for row in rows] == sorted((row.made_at for row in rows), reverse=True)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
def test_pages_of_any_size_hold_everything_once_in_the_same_order(region, told_about, size):
    for _ in range(4):
        told_about("ggd.1")
    whole, found, after = records(notices(region["ggd.1"])), [], ""
    while True:
        page = notices(region["ggd.1"], after=after, size=size)
        assert len(page.rows) <= size
        found += records(page)
        after = page.after
        if not after:
            break
    assert found == whole
    assert len(set(whole)) == 4


@pytest.mark.parametrize("after", ["x", str(uuid.UUID(int=5)), "\x00", "9" * 500])
def test_a_page_after_nothing_of_ones_own_begins_at_the_first(region, told_about, after):
    record = told_about("ggd.1")
    assert records(notices(region["ggd.1"], after=after)) == [record]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_lists_counts_or_marks_it(region, told_about, who):
    told_about("ggd.1")
    (mine,) = notices(region["ggd.1"]).rows
    assert (notices(region[who]).rows, unread(region[who])) == ((), 0)
    with pytest.raises(NotVisible):
        mark_read(notice=mine.id, by=region[who])
    assert unread(region["ggd.1"]) == 1


def test_who_works_elsewhere_now_leaves_their_notices_behind(region, told_about):
    """It was seen for the old organisation; the same person in another one is someone else to the door."""
    told_about("ggd.1")
    moved = replace(region["ggd.1"], organisation=region["politie.1"].organisation)
    assert (notices(moved).rows, unread(moved)) == ((), 0)


def test_reading_counts_down_and_the_first_time_stays(region, told_about):
    reader = region["ggd.1"]
    told_about("ggd.1")
    told_about("ggd.1")
    assert unread(reader) == 2
    wanted = notices(reader).rows[0].id
    mark_read(notice=wanted, by=reader)
    first = {row.id: row.read_at for row in notices(reader).rows}
    assert (unread(reader), first[wanted] is None) == (1, False)
    mark_read(notice=wanted, by=reader)
    assert {row.id: row.read_at for row in notices(reader).rows} == first


def test_when_the_right_is_gone_the_notice_stays_and_opens_nothing(region, told_about, as_owner):
    record = told_about("ggd.1")
    with as_owner():
        Right.objects.filter(record=record).update(valid_until=timezone.now() - timedelta(days=1))
    (row,) = notices(region["ggd.1"]).rows
    assert (row.record, row.opens) == (record, False)


def test_reading_them_is_in_the_log_of_whose_signals_they_are_about(region, told_about, log):
    record, reader = told_about("ggd.1"), region["ggd.1"]
    (notice,) = notices(reader).rows
    mark_read(notice=notice.id, by=reader)
    for action in ("notices.list", "notices.mark_read"):
        (row,) = log(action)
        assert (row.actor, row.records, row.groups) == (reader.member, f'["{record}"]', "[]")


def test_the_number_in_the_menu_writes_no_log_row(region, told_about, log):
    told_about("ggd.1")
    before = len(log())
    assert unread(region["ggd.1"]) == 1
    assert len(log()) == before


def test_outside_a_pass_no_notice_is_read_after_the_number_was_asked(region, told_about):
    from zicht.server import guard

    told_about("ggd.1")
    unread(region["ggd.1"])
    assert guard.current() is None
