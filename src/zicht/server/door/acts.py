"""Which act or reading exists, who may do it by role, and what right on the record it needs.

What a role may do is here; what may be seen of a record is in ``Right``, from the agreements in force.
"""

from __future__ import annotations

from dataclasses import dataclass

from zicht.errors import Defect
from zicht.knowledge.standard import FieldGroup

STAFF = frozenset({"professional", "desk", "partner"})
DESK = frozenset({"desk"})
POLICY = frozenset({"policy"})
PUBLIC = frozenset({"public"})
EVERYONE = STAFF | {"privacy", "fg", "policy", "admin"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles that may; field groups that the right on the record must hold; purpose; ``kind`` of record."""

    roles: frozenset[str]
    purpose: str
    needs: frozenset[FieldGroup] = frozenset()
    kind: str = ""


CORE: frozenset[FieldGroup] = frozenset({"core"})
FOLLOW_UP: frozenset[FieldGroup] = frozenset({"core", "follow_up"})

# Rights and index tokens follow from these: who corrects has to see them all.
CORRECTING: frozenset[FieldGroup] = frozenset({"core", "observations", "identity", "location", "follow_up"})

READS: dict[str, Rule] = {
    # The purpose for which signals are opened: so that it is known which of them still can be.
    "notices.list": Rule(EVERYONE, "weighing"),
    "drafts.list": Rule(STAFF, "weighing"),
    "drafts.open": Rule(STAFF, "weighing"),
    "signals.own": Rule(STAFF, "weighing", kind="signal"),
    "signals.earlier": Rule(STAFF, "weighing", kind="signal"),
    "signals.open": Rule(STAFF, "weighing", kind="signal"),
    "signals.to_correct": Rule(STAFF, "weighing", kind="signal"),
    # A partner asks with the purpose that the signal was referred for.
    "signals.history": Rule(STAFF, "weighing", kind="signal"),
    "intake.conversation": Rule(DESK, "weighing", kind="signal"),
    "intake.consultations": Rule(STAFF, "advice"),
    "intake.links": Rule(DESK, "weighing"),
    "cases.queue": Rule(DESK, "weighing", kind="signal"),
    "cases.signal": Rule(DESK, "weighing", kind="signal"),
    "cases.weighed": Rule(DESK, "weighing", kind="signal"),
    "cases.open": Rule(DESK, "weighing", kind="case"),
    "cases.list": Rule(DESK, "weighing", kind="case"),
    "referrals.inbox": Rule(frozenset({"partner"}), "", kind="referral"),
    "referrals.open": Rule(frozenset({"partner", "desk"}), "", kind="referral"),
    "referrals.list": Rule(DESK, "weighing", kind="referral"),
    "referrals.offers": Rule(DESK, "weighing", kind="case"),
    "referrals.preview": Rule(DESK, "weighing", kind="case"),
    "sharing.export": Rule(DESK, "weighing", kind="signal"),
    "oversight.log": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "oversight.grants": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "oversight.agreements": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "oversight.advice": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "oversight.activities": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "publishing.pictures": Rule(POLICY, "size"),
    "publishing.download": Rule(POLICY, "size"),
    "publishing.count": Rule(POLICY, "size"),
    "organisations.outside_account": Rule(EVERYONE, "supervision"),
    "organisations.keys": Rule(EVERYONE, "supervision"),
}

ACTS: dict[str, Rule] = {
    "notices.mark_read": Rule(EVERYONE, "weighing"),
    "drafts.save": Rule(STAFF, "weighing"),
    "drafts.discard": Rule(STAFF, "weighing"),
    "signals.register": Rule(STAFF, "weighing"),
    # Of these roles only who registered it and the desk of the reporting point: see signals.versions.
    "signals.correct": Rule(STAFF, "weighing", CORRECTING, "signal"),
    "signals.import": Rule(frozenset({"desk", "admin", "professional"}), "weighing"),
    "intake.report": Rule(PUBLIC, "weighing"),
    "intake.look": Rule(PUBLIC, "weighing"),
    "intake.reply": Rule(PUBLIC, "weighing"),
    "intake.link_open": Rule(PUBLIC, "weighing"),
    "intake.link_report": Rule(PUBLIC, "weighing"),
    "intake.make_link": Rule(DESK, "weighing"),
    "intake.withdraw_link": Rule(DESK, "weighing"),
    "intake.note_consultation": Rule(STAFF, "advice"),
    "intake.erase_consultations": Rule(STAFF, "advice"),
    "cases.weigh": Rule(DESK, "weighing", FOLLOW_UP, "signal"),
    "cases.open_case": Rule(DESK, "weighing", FOLLOW_UP, "signal"),
    "cases.answer_reporter": Rule(DESK, "weighing", frozenset({"core", "contact", "narrative"}), "signal"),
    "sharing.withdraw": Rule(frozenset({"desk", "privacy"}), ""),
    "sharing.approve_export": Rule(frozenset({"privacy"}), "supervision"),
    "referrals.refer": Rule(DESK, "weighing", CORE, "case"),
    "referrals.accept": Rule(frozenset({"partner"}), "", CORE, "referral"),
    "referrals.decline": Rule(frozenset({"partner"}), "", CORE, "referral"),
    "referrals.report_outcome": Rule(frozenset({"partner"}), "", CORE, "referral"),
    "oversight.advise": Rule(frozenset({"fg"}), "supervision"),
    "oversight.verify": Rule(frozenset({"privacy", "fg"}), "supervision"),
    "oversight.switch_on": Rule(frozenset({"privacy"}), "supervision"),
    "oversight.switch_off": Rule(frozenset({"privacy"}), "supervision"),
    "publishing.make": Rule(POLICY, "size"),
    "publishing.keep": Rule(POLICY, "size"),
    "organisations.make_key": Rule(EVERYONE, "supervision"),
    "organisations.revoke_key": Rule(EVERYONE, "supervision"),
    # Not done through the door but on the way to it: noted by organisations.entering.
    "organisations.sign_in": Rule(EVERYONE, "supervision"),
    "organisations.link_account": Rule(EVERYONE, "supervision"),
    "organisations.unlink_account": Rule(EVERYONE, "supervision"),
    "organisations.load_agreement": Rule(frozenset({"privacy"}), "supervision"),
}


def rule(name: str) -> Rule:
    """The rule of an act or reading; an unknown name is a defect of ours."""
    found = ACTS.get(name) or READS.get(name)
    if found is None:
        raise Defect("door.unknown_act", act=name)
    return found
