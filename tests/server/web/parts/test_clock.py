"""A clock in words never promises more time than there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.server.web.parts.clock import time_left, urgency

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
LENGTHS = {"minu": timedelta(minutes=1), "u": timedelta(hours=1), "dag": timedelta(days=1)}


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=5), "nog 3 dagen"),
        (timedelta(days=1), "nog 1 dag"),
        (timedelta(hours=23, minutes=59), "nog 23 uur"),
        (timedelta(minutes=59), "nog 59 minuten"),
        (timedelta(seconds=59), "nog 0 minuten"),
        (-timedelta(minutes=1), "1 minuut te laat"),
        (-timedelta(hours=2), "2 uur te laat"),
        (-timedelta(days=1, hours=3), "1 dag te laat"),
    ],
)
def test_time_left_or_over_in_words(left, words):
    assert time_left(NOW + left, NOW) == words


@settings(deadline=None)
@given(st.timedeltas(min_value=-timedelta(days=900), max_value=timedelta(days=900)))
def test_the_words_are_rounded_down_and_say_late_exactly_when_it_is(left):
    words = time_left(NOW + left, NOW)
    assert words.endswith("te laat") == (left < timedelta(0))
    count, unit = re.search(r"(\d+) (minu|u|dag)", words).groups()
    assert timedelta(0) <= abs(left) - int(count) * LENGTHS[unit] < LENGTHS[unit]


@pytest.mark.parametrize(("left", "shown"), [(2, ""), (0.5, "attention"), (-1, "attention")])
def test_late_or_nearly_so_asks_for_attention(left, shown):
    assert urgency(NOW + timedelta(days=left), NOW) == shown
