"""An explanation in sentences, Dutch or English: the answer, the rule behind each part, and what always holds."""

from __future__ import annotations

from collections.abc import Mapping

from zicht.agreements.deciding import Explanation, Obligation, Verdict
from zicht.agreements.model import LINKING_KEY, Rule
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.sentences import Language, say


def _organisation(code: str) -> str:
    return next((one.name for one in standard.organisations() if one.id == code), code)


def _thing(name: str, language: Language) -> str:
    return say("agreement.linking_key", language) if name == LINKING_KEY else standard.group_label(name, language)


def _rule(rule: Rule | None, language: Language) -> str:
    if rule is None:
        return ""
    cited = say("agreement.cited", language, agreement=rule.agreement, version=rule.version, clause=rule.clause)
    return f" {cited}"


def _obligation_params(params: Mapping[str, str], language: Language) -> dict[str, str]:
    told = dict(params)
    if "party" in told:
        told["party"] = _organisation(told["party"])
    if "basis" in told:
        told["basis"] = legal_bases()[told["basis"]].article
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
    thing = _thing(verdict.name, language)
    return say(verdict.outcome, language, thing=thing[:1].upper() + thing[1:]) + _rule(verdict.rule, language)


def sentences(explanation: Explanation, language: Language = "nl") -> tuple[str, ...]:
    """The whole explanation, one sentence each: answer first, what is always allowed last (principle 9)."""
    request = explanation.request
    who = {"giver": _organisation(request.from_organisation), "receiver": _organisation(request.to_organisation)}
    faults = (f"{say('agreement.fault', language)}{_rule(rule, language)}" for rule in explanation.faults)
    return (
        say(f"agreement.answer.{explanation.answer}", language, **who),
        *(say_verdict(verdict, language) for verdict in explanation.verdicts),
        *(say_obligation(obligation, language) for obligation in explanation.obligations),
        *faults,
        *(say(key, language) for key in explanation.always),
    )
