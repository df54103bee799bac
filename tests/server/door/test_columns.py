"""What lists filter and sort on stands on every right, follows the record, and tells no more than is granted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from server.door.hands import standing_to_care
from worlds import draft

from zicht.knowledge.signal import NO, REFUSED, UNKNOWN, Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door.models import SEVERAL, Record, Right
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.referrals.actions.refer import refer
from zicht.server.signals.actions.register import register_signal

COLUMNS = ("received_at", "state", "acute", "due", "kind")


@pytest.fixture
def rights_on(as_owner):
    """Every right on a record, whoever holds it."""

    def read(record):
        with as_owner():
            return list(Right.objects.filter(record_id=record).order_by("id"))

    return read


@pytest.fixture
def as_kept(as_owner, rights_on):
    """Asserts that the list columns of every right on a record are the record's own."""

    def check(record):
        with as_owner():
            kept = Record.objects.get(id=record)
        rights = rights_on(record)
        assert len(rights) >= 2
        for column in COLUMNS:
            assert {getattr(right, column) for right in rights} == {getattr(kept, column)}, column
        assert {right.controller for right in rights} == {kept.controller_id}
        return kept

    return check


def test_a_new_records_columns_stand_on_every_right(region, as_kept):
    kept = as_kept(register_signal(draft=draft(acute=Answer.of("yes")), by=region["ggd.1"]))
    assert (kept.state, kept.acute, kept.kind) == ("received", True, "signal")


@pytest.mark.parametrize("end", ["more_information", "other_route", "no_sign", "case"])
def test_a_state_that_changes_changes_on_every_right(region, as_kept, end):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    weigh(signal=signal, end=end, reason="Duidelijk", by=region["desk.1"])
    assert as_kept(signal).state == end


@pytest.mark.parametrize("column", ["state", "acute", "due", "received_at"])
def test_every_column_of_the_record_is_followed(region, as_kept, as_owner, column):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    before = as_kept(signal)
    moved = {"state": "other_route", "acute": True}.get(column, before.due + timedelta(days=3))
    with as_owner():
        Record.objects.filter(id=signal).update(**{column: moved})
    assert getattr(as_kept(signal), column) == moved


def test_the_rights_of_another_record_stay_as_they_were(region, as_kept):
    one, other = (register_signal(draft=draft(), by=region["ggd.1"]) for _ in range(2))
    weigh(signal=one, end="no_sign", reason="Vergissing", by=region["desk.1"])
    assert as_kept(other).state == "received"


# --- form ---------------------------------------------------------------------------------------------------

FORMS = [
    (Answer.of("sexual"), "sexual"),
    (Answer.of("labour", "sexual"), SEVERAL),
    (Answer.of("criminal", "labour", "sexual"), SEVERAL),
    (UNKNOWN, "unknown"),
    (NO, "no"),
    (REFUSED, "refused"),
]


ALL = '["core", "observations", "identity", "contact", "narrative", "location", "follow_up"]'


@pytest.mark.parametrize(("what", "form"), FORMS)
def test_the_form_stands_on_a_right_exactly_where_observations_are_granted(region, rights_on, what, form):
    core_only = standing_to_care("kern", "").replace(f"field_groups = {ALL}", 'field_groups = ["core"]', 1)
    load_agreement(text=core_only, by=region["privacy.1"], now=timezone.now())
    rights = rights_on(register_signal(draft=draft(what=what), by=region["ggd.1"]))
    assert {right.form for right in rights if right.g_observations} == {form}
    assert {right.form for right in rights if not right.g_observations} == {""}, "who gets no observations learns none"


@pytest.mark.parametrize(("what", "form"), FORMS[:2], ids=["one", "several"])
def test_a_right_that_a_referral_gives_later_has_the_form_too(region, rights_on, what, form):
    signal = register_signal(draft=draft(what=what), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    before = {right.id for right in rights_on(signal)}
    refer(case=case, to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    (given,) = [right for right in rights_on(signal) if right.id not in before]
    assert (given.g_observations, given.form) == (True, form)


def test_the_queue_finds_a_signal_by_its_form_and_not_by_another(region):
    signal = register_signal(draft=draft(what=Answer.of("labour")), by=region["ggd.1"])
    both = register_signal(draft=draft(what=Answer.of("labour", "sexual")), by=region["ggd.1"])
    desk = region["desk.1"]
    assert [row.record for row in queue(desk, form="labour").rows] == [signal]
    assert [row.record for row in queue(desk, form=SEVERAL).rows] == [both]
    assert queue(desk, form="sexual").rows == ()


def test_the_queue_has_stated_danger_on_top_and_then_the_clock(region):
    desk = region["desk.1"]
    calm = [register_signal(draft=draft(), by=region["ggd.1"]) for _ in range(2)]
    acute = register_signal(draft=draft(acute=Answer.of("yes")), by=region["ggd.1"])
    rows = queue(desk).rows
    assert rows[0].record == acute
    assert {row.record for row in rows[1:]} == set(calm)
    assert [row.due for row in rows[1:]] == sorted(row.due for row in rows[1:])


@pytest.mark.parametrize("size", [1, 2, 3])
def test_turning_the_pages_of_the_queue_meets_everything_once(region, size):
    desk = region["desk.1"]
    kept = {
        register_signal(draft=draft(acute=Answer.of("yes") if number % 3 == 0 else NO), by=region["ggd.1"])
        for number in range(7)
    }
    found, after = [], ""
    while True:
        page = queue(desk, after=after, size=size)
        found += [row.record for row in page.rows]
        after = page.after
        if not after:
            break
    assert (len(found), set(found)) == (len(kept), kept)
