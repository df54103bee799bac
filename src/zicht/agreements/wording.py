"""A working agreement as people read it: each clause a sentence, each legal basis with how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zicht.agreements.model import ANY, LINKING_KEY, ORIGIN, Agreement, Clause, Conditions
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import BASIS_PARTS, legal_bases
from zicht.knowledge.sentences import Language, say

Sure = Literal["open", "unconfirmed", "confirmed"]


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause as a sentence, with the conditions under which it holds; ``id`` is what log and refusals cite."""

    id: str
    effect: str
    sentence: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BasisPartText:
    """One of the five parts of a legal basis; ``article`` is "" while it is open."""

    label: str
    sure: Sure
    article: str


@dataclass(frozen=True, slots=True)
class BasisText:
    """The legal basis of one party in one direction."""

    party: str
    direction: str
    parts: tuple[BasisPartText, ...]


def organisation_name(code: str) -> str:
    """The name of an organisation that can be a party; the code itself when it is not known."""
    return next((one.name for one in standard.possible_parties() if one.id == code), code)


def purpose_name(purpose: str, language: Language) -> str:
    """The name of a purpose; the code itself when it is not in the standard."""
    for code, dutch, english in standard.purposes():
        if code == purpose:
            return dutch if language == "nl" else english
    return purpose


def role_name(role: str, language: Language) -> str:
    """The name of a role, or of any role."""
    return say(f"organisations.role.{role}", language)


def party_name(code: str, language: Language) -> str:
    """Whom a clause names: a party, every party, or whoever registered the signal."""
    if code in (ANY, ORIGIN):
        return say(f"agreement.party.{'any' if code == ANY else 'origin'}", language)
    return organisation_name(code)


def thing_name(name: str, language: Language) -> str:
    """The name of a field group or of the linking key."""
    return say("agreement.linking_key", language) if name == LINKING_KEY else standard.group_label(name, language)


def listed(names: Iterable[str], language: Language) -> str:
    """Names as one text, with "and" before the last."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {say('agreement.and', language)} {last}" if first else last


def code_labels(code_list: str, codes: Iterable[str], language: Language) -> str:
    """Codes of the standard as one text."""
    return listed((standard.label(code_list, code, language) for code in sorted(codes)), language)


def _purpose(purpose: str, language: Language) -> str:
    return say("agreement.any_purpose", language) if purpose == ANY else purpose_name(purpose, language)


def things(clause: Clause, language: Language) -> str:
    """What a clause is about, as one text; with a linking key its characteristics."""
    names = [standard.group_label(group, language) for group in standard.FIELD_GROUPS if group in clause.field_groups]
    if clause.linking_key:
        covariates = (say(f"agreement.covariate.{name}", language) for name in sorted(clause.covariates))
        names.append(say("agreement.linking_key_with", language, covariates=", ".join(covariates) or "-"))
    return listed(names, language)


def _about_the_record(asked: Conditions, language: Language) -> Iterable[str]:
    for name, code_list, codes in (
        ("forms", "form", asked.forms),
        ("age_class", "age_class", asked.age_class),
        ("municipality", "municipality", asked.municipality),
        ("persons", "role", asked.persons),
    ):
        if codes:
            yield say(f"agreement.only.{name}", language, values=code_labels(code_list, codes, language))
    if asked.danger is not None:
        yield say(f"agreement.only.{'danger' if asked.danger else 'no_danger'}", language)


def _about_the_act(asked: Conditions, language: Language) -> Iterable[str]:
    if asked.by_roles:
        roles = listed((role_name(role, language) for role in sorted(asked.by_roles)), language)
        yield say("agreement.only.by_roles", language, values=roles)
    if asked.consent:
        yield say(f"agreement.only.consent_{asked.consent}", language)
    if asked.involved:
        yield say("agreement.only.involved", language)
    if asked.second_person:
        yield say("agreement.only.second_person", language)


def condition_sentences(clause: Clause, language: Language) -> tuple[str, ...]:
    """When a clause holds, one sentence per condition; none when it always does."""
    return (*_about_the_record(clause.conditions, language), *_about_the_act(clause.conditions, language))


def clause_text(clause: Clause, language: Language) -> ClauseText:
    """One clause in words."""
    key = "never" if clause.effect == "never" else f"{clause.effect}_{clause.mode}"
    giver = party_name(clause.from_, language)
    sentence = say(
        f"agreement.clause.{key}",
        language,
        giver=giver[:1].upper() + giver[1:],
        receiver=party_name(clause.to, language),
        role=role_name(clause.role, language),
        purpose=_purpose(clause.purpose, language),
        things=things(clause, language),
    )
    told = (say("agreement.informed", language),) if clause.inform else ()
    return ClauseText(clause.id, clause.effect, sentence, (*condition_sentences(clause, language), *told))


def part_label(name: str, language: Language) -> str:
    """The short name of one of the five parts."""
    return say(f"agreement.part_label.{name}", language)


def basis_part_text(name: str, basis: str, language: Language) -> BasisPartText:
    """One part of a legal basis, with how sure it is."""
    label = part_label(name, language)
    if not basis:
        return BasisPartText(label, "open", "")
    found = legal_bases()[basis]
    return BasisPartText(label, "confirmed" if found.confirmed else "unconfirmed", found.article)


def basis_texts(agreement: Agreement, language: Language) -> tuple[BasisText, ...]:
    """The legal bases, per party and direction; a part that nobody filled in or confirmed says so."""
    return tuple(
        BasisText(
            organisation_name(basis.party),
            say(f"agreement.direction.{basis.direction}", language),
            tuple(basis_part_text(part, basis.part(part), language) for part in BASIS_PARTS),
        )
        for basis in agreement.bases
    )
