"""No sign of trafficking: whoever opened the signal is told, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import draft

from zicht.errors import Refused
from zicht.server.cases.actions.weigh import ENDS, weigh
from zicht.server.cases.queries import open_to_weigh, queue
from zicht.server.door.act import act
from zicht.server.door.models import Record, Right, group_columns
from zicht.server.door.view import NotVisible
from zicht.server.notices.actions.tell import tell_who_opened
from zicht.server.notices.queries import OPENING, notices
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals

WEIGHER = "desk.1"
OPEN = {"ggd.1": open_signal, "desk.1": open_to_weigh, "desk.2": open_to_weigh}


def no_sign(region, signal, reason="Een verhuizing"):
    weigh(signal=signal, end="no_sign", reason=reason, by=region[WEIGHER])


def told(region, *usernames):
    return sorted(((region[who].member, region[who].organisation, "no_sign") for who in usernames), key=repr)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(OPEN)), max_size=5))
def test_whoever_opened_it_is_told_once_except_whoever_weighed(region, addressed, opening):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    for who in opening:
        OPEN[who](region[who], signal)
    no_sign(region, signal)
    assert addressed(signal) == told(region, *(set(opening) - {WEIGHER}))


def test_also_a_member_of_another_organisation_that_may_see_it(region, signal, addressed, as_owner):
    police, now = region["politie.1"], timezone.now()
    with as_owner():
        record = Record.objects.get(id=signal)
        Right(
            record=record, controller=record.controller_id, organisation_id=police.organisation, kind="signal",
            given_by_id=record.controller_id, valid_from=now - timedelta(days=1), received_at=record.received_at,
            state=record.state, acute=record.acute, due=record.due, agreement="proef", clause="proef",
            **group_columns({"core"}),
        ).save(force_insert=True)  # fmt: skip
    open_signal(police, signal)
    no_sign(region, signal)
    assert addressed(signal) == told(region, "politie.1")


def test_who_registered_it_and_never_opened_it_again_is_not_told(region, signal, addressed):
    """Their own list says how it was weighed; the log shows no opening."""
    no_sign(region, signal)
    assert addressed(signal) == []


def test_a_line_in_a_list_is_no_opening(region, signal, addressed):
    assert [row.record for row in own_signals(region["ggd.1"]).rows] == [signal]
    assert signal in [row.record for row in queue(region["desk.2"]).rows]
    no_sign(region, signal)
    assert addressed(signal) == []


def test_who_tried_and_was_not_let_in_is_not_told(region, signal, addressed):
    with pytest.raises(NotVisible):
        open_signal(region["politie.1"], signal)
    no_sign(region, signal)
    assert addressed(signal) == []


def test_who_opens_it_after_the_weighing_reads_it_there_and_is_not_told(region, signal, addressed):
    no_sign(region, signal)
    open_signal(region["ggd.1"], signal)
    assert addressed(signal) == []


@pytest.mark.parametrize("end", [end for end in ENDS if end != "no_sign"])
def test_no_other_end_tells_anyone(region, signal, addressed, end):
    open_signal(region["ggd.1"], signal)
    weigh(signal=signal, end=end, reason="Duidelijk", by=region[WEIGHER])
    assert addressed(signal) == []


def test_a_weighing_that_is_refused_tells_nobody(region, signal, addressed):
    open_signal(region["ggd.1"], signal)
    with pytest.raises(Refused):
        no_sign(region, signal, reason=" ")
    assert addressed(signal) == []


def test_an_act_that_fails_takes_its_notices_with_it(region, signal, addressed):
    open_signal(region["ggd.1"], signal)
    with pytest.raises(ZeroDivisionError), act("cases.weigh", by=region[WEIGHER], on=signal) as doing:
        doing.change(signal, state="no_sign")
        tell_who_opened(doing, about=doing.sight, code="no_sign")
        raise ZeroDivisionError
    assert addressed(signal) == []


def test_the_desk_counts_the_same_people_as_were_told(region, signal, addressed):
    """What the desk is shown and who is told come from one question to the log."""
    open_signal(region["ggd.1"], signal)
    open_to_weigh(region["desk.2"], signal)
    no_sign(region, signal)
    shown = {(row.organisation, row.role) for row in open_to_weigh(region["desk.2"], signal).opened_by}
    actors = [region["ggd.1"], region["desk.2"]]
    assert shown == {(actor.organisation_name, actor.role) for actor in actors}
    assert addressed(signal) == told(region, "ggd.1", "desk.2")


def test_what_counts_as_opening_are_readings_that_the_door_knows():
    from zicht.server.door.acts import READS

    assert set(OPENING) <= set(READS)


def test_a_notice_says_whose_the_signal_is_and_nothing_of_what_is_in_it(region, told_about):
    record = told_about("ggd.1")
    (notice,) = notices(region["ggd.1"]).rows
    assert (notice.record, notice.code, notice.read_at, notice.opens) == (record, "no_sign", None, True)
