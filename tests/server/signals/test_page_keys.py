"""Whatever stands in ``?na=``: a paged list begins at the beginning or further on, and never falls over."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import cases, queue, weighed_without_sign
from zicht.server.oversight.queries import LogFilter, grants, log
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import inbox, sent
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import key_moment, own_signals, page_key, read_key

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
# Reading the log makes it longer: of these acts there are as many afterwards as before.
FIXED = LogFilter(action="cases.weigh")
LISTS = {
    "queue": ("desk.1", lambda actor, key: queue(actor, after=key).rows),
    "weighed": ("desk.1", lambda actor, key: weighed_without_sign(actor, after=key).rows),
    "cases": ("desk.1", lambda actor, key: cases(actor, after=key).rows),
    "sent": ("desk.1", lambda actor, key: sent(actor, after=key).rows),
    "inbox": ("zorg.1", lambda actor, key: inbox(actor, after=key).rows),
    "own signals": ("ggd.1", lambda actor, key: own_signals(actor, after=key).rows),
    "grants": ("privacy.1", lambda actor, key: grants(actor, after=key).rows),
    "log": ("privacy.1", lambda actor, key: log(actor, FIXED, after=key).lines),
}
SOME = str(uuid.UUID(int=7))
DEEP = "[" * 100_000
# Just over and just within what a moment can be once it is carried to Greenwich.
EDGES = (
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59.999999+00:00",
    "2026-01-01T00:00:00",
    "2026-01-01",
    "2026-W01",
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)
moments = st.sampled_from(EDGES) | st.datetimes(
    timezones=st.none() | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))
).map(datetime.isoformat)
ids = st.uuids().map(str) | st.sampled_from([SOME, SOME.upper(), "{" + SOME + "}", "urn:uuid:" + SOME, "0" * 32, ""])
flags = st.sampled_from(["True", "False", "true", "1", ""])
ours = st.tuples(moments, ids).map(json.dumps) | st.tuples(flags, moments, ids).map(json.dumps)
nonsense = st.text(max_size=40) | json_values.map(json.dumps)


@pytest.fixture
def filled(region):
    """Every list holds something: a signal in the queue, one weighed without a sign, one referred."""
    _, weighed, opened = (register_signal(draft=draft(), by=region["ggd.1"]) for _ in range(3))
    weigh(signal=weighed, end="no_sign", reason="Niets gezien", by=region["desk.1"])
    case = weigh(signal=opened, end="case", reason="Ernstig", by=region["desk.1"])
    refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])


def seen(rows):
    return [getattr(row, "record", None) or row.id for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_this_page_holds_something(region, filled, name):
    username, read = LISTS[name]
    assert read(region[username], "")


@SLOW
@given(key=nonsense)
@example(DEEP)
@example('{"a":' * 50_000)
@example("9" * 5000)
@example(json.dumps(["x"] * 100_000))
@example("[\x00]")
@example(json.dumps(["\ud800", "\ud800"]))
@example("[NaN, Infinity]")
@pytest.mark.parametrize("name", LISTS)
def test_a_key_that_is_none_of_ours_shows_the_first_page(region, filled, name, key):
    username, read = LISTS[name]
    assert seen(read(region[username], key)) == seen(read(region[username], ""))


@SLOW
@given(key=ours)
@example(json.dumps([EDGES[0], SOME]))
@example(json.dumps([EDGES[1], SOME]))
@example(json.dumps(["True", EDGES[0], SOME]))
@example(json.dumps(["False", EDGES[1], SOME]))
@pytest.mark.parametrize("name", LISTS)
def test_a_key_of_the_right_shape_shows_a_part_of_the_list_and_no_more(region, filled, name, key):
    username, read = LISTS[name]
    shown = seen(read(region[username], key))
    assert set(shown) <= set(seen(read(region[username], "")))
    assert len(shown) == len(set(shown))


@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))))
def test_a_moment_in_a_key_is_the_same_moment_at_greenwich_or_no_moment(at):
    try:
        found = key_moment(at.isoformat())
    except ValueError:
        assert at.year in (1, 9999)
        return
    assert found == at and found.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_key_of_ours_is_read_back(at, record):
    assert read_key(page_key(at.isoformat(), record), key_moment, uuid.UUID) == (at, record)


@given(nonsense)
def test_nonsense_is_no_key(text):
    assert read_key(text, key_moment, uuid.UUID) is None
