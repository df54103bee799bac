"""Correcting a signal: the new value stands, the old one is kept with who and why, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from worlds import draft

from zicht.knowledge.signal import UNKNOWN, Answer
from zicht.server.signals.actions.correct import Reason, correct
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.contents import draft_seen
from zicht.server.signals.history import history
from zicht.server.signals.queries import open_signal


def test_a_corrected_answer_stands_and_the_old_one_is_kept_with_who_and_why(region):
    me = region["ggd.1"]
    signal = register_signal(draft=draft(), by=me)
    seen = open_signal(me, signal)
    new = replace(draft_seen(seen), where=UNKNOWN, narrative="Anders", what=Answer.of("labour"))
    assert correct(signal=signal, draft=new, seen=seen.version, reason=Reason("mistake", "typefout"), by=me)
    now = open_signal(me, signal)
    assert draft_seen(now) == new
    (one,) = history(me, signal).corrected
    assert (one.why, one.note, one.name) == ("mistake", "typefout", f"{me.name}, {me.organisation_name}")
    before = {change.group: change.before for change in one.changes}
    assert set(before) == {"core", "observations", "narrative"}
    assert before["core"].core.where == "vechterdam"
    assert before["narrative"].narrative == draft().narrative
