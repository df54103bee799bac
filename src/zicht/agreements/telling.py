"""An explanation in sentences, Dutch or English: the answer, the rule behind each part, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping

from zicht.agreements.duties import Obligation
from zicht.agreements.explaining import Explanation, Verdict
from zicht.agreements.least_change import Change, Edit
from zicht.agreements.model import Rule
from zicht.agreements.wording import listed, organisation_name, purpose_name, role_name, thing_name
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.sentences import Language, say


def say_rule(rule: Rule, language: Language = "nl") -> str:
    """Which clause it is, of which agreement and version."""
    return say("agreement.cited", language, agreement=rule.agreement, version=rule.version, clause=rule.clause)


def _rule(rule: Rule | None, language: Language) -> str:
    return f" {say_rule(rule, language)}" if rule else ""


def _obligation_params(params: Mapping[str, str], language: Language) -> dict[str, str]:
    told = dict(params)
    if "party" in told:
        told["party"] = organisation_name(told["party"])
    if "basis" in told:
        told["basis"] = legal_bases()[told["basis"]].article
    if "retention" in told:
        rule = standard.retention(told["retention"])
        told["retention"] = rule.nl if language == "nl" else rule.en
    if "direction" in told:
        told["direction"] = say(f"agreement.direction.{told['direction']}", language)
    if "parts" in told:
        told["parts"] = ", ".join(say(f"agreement.part.{part}", language) for part in told["parts"].split())
    return told


def say_obligation(obligation: Obligation, language: Language = "nl") -> str:
    """One obligation as a sentence."""
    return say(obligation.code, language, **_obligation_params(obligation.params, language))


def say_verdict(verdict: Verdict, language: Language = "nl") -> str:
    """One verdict as a sentence, with the clause it rests on."""
    thing = thing_name(verdict.name, language)
    return say(verdict.outcome, language, thing=thing[:1].upper() + thing[1:]) + _rule(verdict.rule, language)


def say_edit(edit: Edit, language: Language = "nl") -> str:
    """One edit of a question as an instruction."""
    value = edit.value
    if edit.kind == "leave_out":
        value = thing_name(value, language)
    elif edit.kind == "other_recipient":
        value = organisation_name(value)
    elif edit.kind == "other_role":
        value = role_name(value, language)
    elif edit.kind == "other_purpose":
        value = purpose_name(value, language)
    elif edit.kind in ("other_mode", "consent"):
        value = say(f"agreement.edit_value.{value}", language)
    return say(f"agreement.edit.{edit.kind}", language, value=value)


def say_change(change: Change, language: Language = "nl") -> str:
    """A least change as one text: what to do otherwise, and what may go then."""
    then = listed((thing_name(name, language) for name in change.then), language)
    edits = " ".join(say_edit(edit, language) for edit in change.edits)
    return say("agreement.least_change", language, edits=edits, then=then)


def sentences(explanation: Explanation, language: Language = "nl") -> tuple[str, ...]:
    """The whole explanation, one sentence each: answer first, what is always allowed last (principle 9)."""
    request = explanation.request
    who = {
        "giver": organisation_name(request.from_organisation),
        "receiver": organisation_name(request.to_organisation),
    }
    faults = (f"{say('agreement.fault', language)}{_rule(rule, language)}" for rule in explanation.faults)
    return (
        say(f"agreement.answer.{explanation.answer}", language, **who),
        *(say_verdict(verdict, language) for verdict in explanation.verdicts),
        *(say_change(change, language) for change in explanation.least_change),
        *(say_obligation(obligation, language) for obligation in explanation.obligations),
        *faults,
        *(say(key, language) for key in explanation.always),
    )
