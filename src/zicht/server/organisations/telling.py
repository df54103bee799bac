"""A working agreement as people read it: each clause a sentence, each legal basis with how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zicht.agreements import ANY, ORIGIN, Agreement, Clause
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
    """The name of an organisation of the region; the code itself when it is not there."""
    return next((one.name for one in standard.organisations() if one.id == code), code)


def purpose_name(purpose: str, language: Language) -> str:
    """The name of a purpose; the code itself when it is not in the standard."""
    for code, dutch, english in standard.purposes():
        if code == purpose:
            return dutch if language == "nl" else english
    return purpose


def _party(code: str, language: Language) -> str:
    if code in (ANY, ORIGIN):
        return say(f"organisations.party.{'any' if code == ANY else 'origin'}", language)
    return organisation_name(code)


def _purpose(purpose: str, language: Language) -> str:
    return say("organisations.any_purpose", language) if purpose == ANY else purpose_name(purpose, language)


def _listed(names: Iterable[str], language: Language) -> str:
    *first, last = list(names)
    return f"{', '.join(first)} {say('organisations.and', language)} {last}" if first else last


def _labels(code_list: str, codes: Iterable[str], language: Language) -> str:
    return _listed((standard.label(code_list, code, language) for code in sorted(codes)), language)


def _things(clause: Clause, language: Language) -> str:
    names = [standard.group_label(group, language) for group in standard.FIELD_GROUPS if group in clause.field_groups]
    if clause.linking_key:
        covariates = (say(f"organisations.covariate.{name}", language) for name in sorted(clause.covariates))
        names.append(say("organisations.linking_key", language, covariates=", ".join(covariates) or "-"))
    return _listed(names, language)


def condition_sentences(clause: Clause, language: Language) -> tuple[str, ...]:
    """When a clause holds, one sentence per condition; none when it always does."""
    asked, found = clause.conditions, []
    for name, code_list, codes in (
        ("forms", "form", asked.forms),
        ("age_class", "age_class", asked.age_class),
        ("municipality", "municipality", asked.municipality),
    ):
        if codes:
            found.append(say(f"organisations.only.{name}", language, values=_labels(code_list, codes, language)))
    if asked.danger is not None:
        found.append(say(f"organisations.only.{'danger' if asked.danger else 'no_danger'}", language))
    return tuple(found)


def clause_text(clause: Clause, language: Language) -> ClauseText:
    """One clause in words."""
    key = "never" if clause.effect == "never" else clause.mode
    giver, receiver = _party(clause.from_, language), _party(clause.to, language)
    sentence = say(
        f"organisations.clause.{key}",
        language,
        giver=giver[:1].upper() + giver[1:],
        receiver=receiver,
        role=say(f"organisations.role.{clause.role}", language),
        purpose=_purpose(clause.purpose, language),
        things=_things(clause, language),
    )
    return ClauseText(clause.id, clause.effect, sentence, condition_sentences(clause, language))


def _part(name: str, basis: str, language: Language) -> BasisPartText:
    label = say(f"organisations.part.{name}", language)
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
            tuple(_part(part, basis.part(part), language) for part in BASIS_PARTS),
        )
        for basis in agreement.bases
    )
