"""The history of the demo leaves something for everyone: also a notice for who looked back at their own signal."""

from __future__ import annotations

from worlds import draft

from zicht.cli import history
from zicht.cli.history import ENDS, Desk, work_off
from zicht.server.cases.queries import queue
from zicht.server.notices.queries import notices
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal


def test_a_professional_has_one_notice_about_a_signal_of_their_own(region, monkeypatch):
    monkeypatch.setattr(history, "WAITING_IN_QUEUE", 1)
    reader, desk = region["ggd.1"], region["desk.1"]
    own = {register_signal(draft=draft(), by=reader) for _ in range(len(ENDS) + 1)}
    work_off(Desk(desk, {}, reader))
    assert len(queue(desk).rows) == 1
    (notice,) = notices(reader).rows
    assert notice.record in own and notice.opens
    assert open_signal(reader, notice.record).state == "no_sign"


def test_who_has_no_signal_of_their_own_has_no_notice(region, monkeypatch):
    monkeypatch.setattr(history, "WAITING_IN_QUEUE", 0)
    register_signal(draft=draft(), by=region["ggd.1"])
    work_off(Desk(region["desk.1"], {}, region["ggd.2"]))
    assert notices(region["ggd.2"]).rows == ()
