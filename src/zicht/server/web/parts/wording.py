"""Codes of log, grants and agreements in the words of a page. What has no word yet is shown as its code."""

from __future__ import annotations

from collections.abc import Iterable

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, catalogue, say
from zicht.server.organisations.telling import organisation_name

OWN_RULES = {"eigen-registratie": "own", "doorverwijzing": "referral"}
REFUSALS = {"no-right": "no_right", "erased": "erased"}


def word(prefix: str, code: str, language: Language) -> str:
    """The word for a code under a prefix of the catalogue; the code itself when there is none."""
    return catalogue(language).get(f"{prefix}.{code}", code)


def role_word(role: str, language: Language) -> str:
    """A role in words."""
    return word("organisations.role", role, language)


def blocks(digest: str) -> str:
    """A long digest in blocks of eight, as people compare it; it can break between them."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def groups_words(groups: Iterable[str], language: Language) -> str:
    """Field groups in words, in the order of the standard."""
    held = set(groups)
    return ", ".join(standard.group_label(group, language) for group in standard.FIELD_GROUPS if group in held)


def rule_label(rule: str, language: Language) -> str:
    """What allowed or refused something, as the log and a grant write it: ``agreement:version#clause`` or a code."""
    source, _, clause = rule.partition("#")
    agreement, _, version = source.partition(":")
    if clause in OWN_RULES:
        name = organisation_name(source)
        return say(f"oversight.rule.{OWN_RULES[clause]}", language, organisation=name)
    if clause:
        return say("oversight.rule.clause", language, agreement=agreement, version=version, clause=clause)
    return _refusal(agreement, version, rule, language)


def _refusal(kind: str, rest: str, rule: str, language: Language) -> str:
    if kind == "groups":
        return say("oversight.rule.groups", language, groups=groups_words(rest.split(","), language))
    if kind == "no-ground":
        return say("oversight.rule.no_ground", language, source=rest)
    if kind == "role":
        return say("oversight.rule.role", language)
    if rule in REFUSALS:
        return say(f"oversight.rule.{REFUSALS[rule]}", language)
    known = rest and rest[0].isdigit()
    return say("oversight.rule.agreement", language, agreement=kind, version=rest) if known else rule
