"""What more than one page of the desk shows."""

from __future__ import annotations

from typing import Any

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language
from zicht.server.signals.queries import SignalView
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.signal_parts import follow_up_shown, not_granted, sections


def code_wires(list_name: str) -> dict[str, str]:
    """Wire value -> code id of one list."""
    return {code.wire: code.id for code in standard.codes(list_name)}


def signals_shown(signals: tuple[SignalView, ...], language: Language) -> list[dict[str, Any]]:
    """Signals with everything of them that may be seen."""
    return [
        {
            "record": signal.record,
            "received": moment(signal.received_at),
            "sections": tuple(sections(signal, language)),
            "kept_back": not_granted(signal, language),
            "follow_up": follow_up_shown(signal.follow_up, language),
        }
        for signal in signals
    ]
