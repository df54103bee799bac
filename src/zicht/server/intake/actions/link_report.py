"""A professional without an account sends a signal by a one-off link: it opens nothing, and works once."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from zicht.errors import Refused
from zicht.knowledge.signal import SignalDraft
from zicht.server.intake.actions.report import Received, report_given
from zicht.server.intake.linked import LINKED_CONTENT, NUMBER_DIGITS, intake_link_open, intake_link_report
from zicht.server.intake.receipts import code_for, digits_of, grouped, open_code
from zicht.server.signals.actions.register import refuse_if_wrong
from zicht.server.vault.envelope import digest

LINK_SALT = "link-salt"
CHANNEL = "link"


@dataclass(frozen=True, slots=True)
class Key:
    """What the code of a link becomes: what finds the link, and the digest that proves the code."""

    number: str
    lookup: str


def key_of(typed: str) -> Key:
    """Do the work for a link's code as typed, whether or not it can be one."""
    digits = digits_of(typed)
    number = digits[:NUMBER_DIGITS] if digits.isascii() and digits.isdigit() else ""
    return Key(number, open_code(typed, LINK_SALT).lookup)


def _nonce(nonce: str) -> str:
    """A form of a link is another than a public form, whatever token it carries."""
    return f"link:{nonce}"


def _asked(key: Key) -> dict[str, str]:
    return {"link_number": key.number, "link_lookup": key.lookup}


def capacity_of(key: Key, nonce: str = "") -> str:
    """For which kind of professional the link is; ``Refused`` alike for a wrong, ended or used one.

    ``nonce`` is the form's: who sent it by this link may send it again.
    """
    found = intake_link_open(_asked(key) | {"nonce": digest(_nonce(nonce))})
    if found is None:
        raise Refused("intake.link_unknown")
    return str(found["capacity"])


def report_by_link(*, key: Key, draft: SignalDraft, nonce: str) -> Received:
    """Keep one signal by a link; the same form sent twice is kept once and gets the same code.

    Whatever stands in the draft of persons, places and further answers is not kept, and the capacity is the link's.
    Raises ``InputProblems`` (all at once), or ``Refused`` when the link opens nothing (any more).
    """
    refuse_if_wrong(draft, timezone.now())
    own = _nonce(nonce)
    code = code_for(own)
    given = report_given(draft, own, code, LINKED_CONTENT, CHANNEL)
    outcome = intake_link_report(given | _asked(key))["outcome"]
    if outcome == "unknown":
        raise Refused("intake.link_unknown")
    return Received(grouped(code), again=outcome == "known")
