"""The legal basis of a referral in words, as the agreement names it: open and unconfirmed parts say so."""

from __future__ import annotations

from dataclasses import dataclass

from zicht.knowledge import standard
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.sentences import Language, say
from zicht.server.door.ways import Ground, HeldBack
from zicht.server.organisations.telling import condition_sentences, purpose_name
from zicht.server.referrals.queries import Offer
from zicht.server.web.parts.bases import basis_fact
from zicht.server.web.parts.components import Fact
from zicht.server.web.parts.moments import day

UNMET = "agreement.condition"


@dataclass(frozen=True, slots=True)
class GroundShown:
    """A clause and the legal basis on both sides; ``named`` is the basis in one line."""

    title: str
    rule: str
    named: str
    until: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One way to refer: who, what for, which groups, on which ground; or why not."""

    value: str
    name: str
    purpose: str
    groups: str
    grounds: tuple[GroundShown, ...]
    why_not: tuple[str, ...]


def way_value(offer: Offer) -> str:
    """The value under which a way is chosen in the form."""
    return f"{offer.to}.{offer.purpose}"


def _named(ground: Ground, language: Language) -> str:
    known = dict.fromkeys(line.basis for line in ground.bases if line.basis)
    unconfirmed = say("confirmation.unconfirmed", language)
    articles = [
        basis.article if (basis := legal_bases()[name]).confirmed else f"{basis.article} ({unconfirmed})"
        for name in known
    ]
    still_open = any(not line.basis for line in ground.bases)
    return "; ".join([*articles, say("desk.rest_open", language)] if still_open else articles)


def _ground(ground: Ground, language: Language) -> GroundShown:
    return GroundShown(
        ground.title,
        _cited(ground, language),
        _named(ground, language),
        day(ground.until.date()),
        tuple(basis_fact(b, language) for b in ground.bases),
    )


def groups_word(groups: frozenset[str], language: Language) -> str:
    """Field groups as one line, in the order of the standard."""
    return ", ".join(standard.group_label(group, language) for group in standard.FIELD_GROUPS if group in groups)


def _why(held: HeldBack, thing: str, language: Language) -> str:
    told = say(held.outcome, language, thing=thing)
    if held.asked and held.outcome == UNMET:
        told = " ".join((told, *condition_sentences(held.asked, language)))
    return f"{told} {_cited(held, language)}" if held.clause else told


def _cited(rule: Ground | HeldBack, language: Language) -> str:
    return say("agreement.cited", language, agreement=rule.agreement, version=rule.version, clause=rule.clause)


def offer_shown(offer: Offer, language: Language) -> OfferShown:
    """One way to refer in words."""
    thing = purpose_name(offer.purpose, language).capitalize()
    return OfferShown(
        way_value(offer),
        offer.name,
        purpose_name(offer.purpose, language),
        groups_word(offer.permitted, language),
        tuple(_ground(ground, language) for ground in offer.grounds),
        tuple(_why(held, thing, language) for held in offer.refused),
    )
