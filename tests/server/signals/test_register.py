"""Registering a signal: kept through the door, read back as far as granted."""

from __future__ import annotations

import pytest
from worlds import draft

from zicht.server.cases.queries import queue
from zicht.server.door.view import NotVisible
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal, own_signals


def test_who_registers_reads_it_back(region):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    view = open_signal(region["ggd.1"], record)
    assert view.narrative == draft().narrative
    assert view.identity["1"]["last_name"] == "Voorbeeldnaam"
    assert view.core.acute == "no"
    assert {o.indicator: o.answer for o in view.observations} == {"C01": "value", "D01": "unknown", "C16": "no"}


def test_a_colleague_without_a_right_finds_nothing(region):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    with pytest.raises(NotVisible):
        open_signal(region["ggd.2"], record)
    assert own_signals(region["ggd.2"]).rows == ()


def test_the_desk_sees_it_in_the_queue_without_status(region):
    record = register_signal(draft=draft(), by=region["ggd.1"])
    assert record in [row.record for row in queue(region["desk.1"]).rows]
    view = open_signal(region["desk.1"], record)
    assert view.status is None
    assert "status" not in view.groups
    assert view.coverage is not None
