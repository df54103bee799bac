"""The second pair of eyes on an export that names people: the privacy officer approves it, in the log, each time."""

from __future__ import annotations

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.registers.exchange import Grounds
from zicht.server.door.act import act
from zicht.server.door.fill import agreements_in_force
from zicht.server.parties.actor import Actor


def _refuse_unless(holds: bool, code: str, **params: str) -> None:
    if not holds:
        raise Refused(code, rule="exchange:HT-5", **params)


def approve_export(*, by: Actor, asked_by: Actor, to: str, grounds: Grounds) -> None:
    """Approve one identifying export to an organisation on these grounds; ``Refused`` when one of them does not hold.

    The approver is somebody else of the same organisation. The agreement is in force between both organisations and
    names the purpose; the legal basis is the one that it names for giving.
    """
    with act("sharing.approve_export", by=by) as doing:
        same, other = by.organisation == asked_by.organisation, by.member != asked_by.member
        _refuse_unless(same and other, "exchange.approver")
        _refuse_unless(grounds.approver == by.username, "exchange.approver")
        _refuse_unless(grounds.purpose in {row[0] for row in standard.purposes()}, "exchange.purpose")
        found = [rules for rules in agreements_in_force(doing.now) if rules.id == grounds.agreement]
        parties = [rules for rules in found if rules.has_party(by.organisation_code) and rules.has_party(to)]
        _refuse_unless(bool(parties), "exchange.agreement", agreement=grounds.agreement, to=to)
        _refuse_unless(any(grounds.purpose in rules.purposes for rules in parties), "exchange.purpose")
        bases = {rules.basis(by.organisation_code, "gives").part("lawful_basis") for rules in parties}
        _refuse_unless(grounds.legal_basis in bases - {""}, "exchange.legal_basis", basis=grounds.legal_basis)
        doing.passage.rules |= {f"{rules.id}:{rules.version}" for rules in parties}
        doing.passage.rules.add(f"export:identifying:{to}:{grounds.purpose}")
