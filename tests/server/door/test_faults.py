"""What breaks halfway has not happened: connections that die, keys that are gone, a log that is full."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from worlds import draft

from zicht.server.cases.actions.weigh import weigh
from zicht.server.cases.queries import queue
from zicht.server.door import passing
from zicht.server.door.act import act
from zicht.server.door.view import visible
from zicht.server.guard import Guarded, current
from zicht.server.referrals.actions.refer import refer
from zicht.server.referrals.queries import open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import Incoming, register_many, register_signal
from zicht.server.signals.queries import open_signal

pytestmark = pytest.mark.database


@pytest.fixture
def everything(elsewhere):
    """Every row of every table of ours, the log too."""

    def read():
        with elsewhere.as_owner():
            return {
                model._meta.label: sorted(map(repr, model._default_manager.values_list()))
                for model in apps.get_models()
                if issubclass(model, Guarded)
            }

    return read


def break_off():
    """The line to the database goes, as when a cable is pulled: nothing more is said on it."""
    connection.connection.close()


@pytest.fixture
def ready(people):
    """A case with a referral under way, and a signal that waits."""
    desk = people["desk.1"]
    case = weigh(signal=register_signal(draft=draft(), by=people["ggd.1"]), end="case", reason="Ernstig", by=desk)
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    other = weigh(signal=register_signal(draft=draft(), by=people["ggd.1"]), end="case", reason="Ernstig", by=desk)
    return {
        "signal": register_signal(draft=draft(), by=people["ggd.1"]),
        "grant": open_referral(desk, referral).grant,
        "case": other,
    }


ACTS = {
    "register": lambda people, _: register_signal(draft=draft(), by=people["ggd.1"]),
    "register-many": lambda people, _: register_many([Incoming(draft(), people["ggd.1"], passing.timezone.now())] * 2),
    "weigh": lambda people, ready: weigh(signal=ready["signal"], end="no_sign", reason="x", by=people["desk.1"]),
    "open-case": lambda people, ready: weigh(signal=ready["signal"], end="case", reason="x", by=people["desk.1"]),
    "refer": lambda people, ready: refer(case=ready["case"], to="zorgcoordinatie", purpose="care", by=people["desk.1"]),
    "withdraw": lambda people, ready: withdraw(grant=ready["grant"], by=people["privacy.1"], why="mistake"),
}


@pytest.mark.parametrize("when", ["before-the-log-row", "after-the-log-row"])
@pytest.mark.parametrize("name", ACTS)
def test_a_line_that_breaks_leaves_neither_the_change_nor_the_log_row(
    people, ready, everything, monkeypatch, name, when
):
    """All or nothing, on whichever side of the log row it breaks."""
    before, real = everything(), passing.write_many

    def write(entries):
        if when == "after-the-log-row":
            real(entries)
        break_off()
        if when == "before-the-log-row":
            real(entries)

    with monkeypatch.context() as patch:
        patch.setattr(passing, "write_many", write)
        with pytest.raises(DatabaseError):
            ACTS[name](people, ready)
    assert current() is None, "no pass stays open"
    assert everything() == before
    ACTS[name](people, ready)  # and on a new line it can simply be done again
    assert everything() != before


def test_a_line_that_breaks_between_two_changes_leaves_neither(people, ready, everything):
    before = everything()
    with pytest.raises(DatabaseError), act("cases.weigh", by=people["desk.1"], on=ready["signal"]) as doing:
        doing.change(ready["signal"], state="no_sign")
        break_off()
        doing.change(ready["signal"], state="no_sign", acute=True)
    assert everything() == before


def test_a_reading_on_a_line_that_breaks_hands_out_nothing(people, ready, everything):
    """What cannot be logged is not shown: the block does not end well, so no page is made of what it read."""
    shown = []
    with pytest.raises(DatabaseError):
        with visible(people["desk.1"], "cases.queue") as view:
            found = view.page(view.waiting())
            break_off()
        shown.append(found)
    assert shown == []
    assert open_signal(people["desk.1"], ready["signal"]).narrative, "the next question has a line of its own"


def test_after_a_break_nobody_is_still_being_asked_for(people, ready):
    """The next on the same process starts as nobody: nothing of the broken question is left on its line."""
    with pytest.raises(DatabaseError), visible(people["desk.1"], "cases.queue"):
        break_off()
        connection.cursor().execute("select 1")
    assert {row.record for row in queue(people["desk.1"], size=500).rows} >= {ready["signal"]}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(current_setting('zicht.organisation', true), '')")
            assert cursor.fetchone() == ("",)
