"""A part of a legal basis as one line: whose it is, the article with its reading, and how sure it is."""

from __future__ import annotations

from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.sentences import Language, say
from zicht.server.door.ways import BasisLine
from zicht.server.organisations.telling import organisation_name
from zicht.server.web.parts.components import Fact


def basis_fact(line: BasisLine, language: Language) -> Fact:
    """One part of a legal basis; what is open or that nobody confirmed says so."""
    part = say(f"agreement.part.{line.part}", language)
    label = f"{organisation_name(line.party)} {say(f'agreement.direction.{line.direction}', language)}: {part}"
    if not line.basis:
        return Fact(label, say("confirmation.to_fill_in", language), "attention")
    basis = legal_bases()[line.basis]
    reading = basis.nl if language == "nl" else basis.en
    unconfirmed = "" if basis.confirmed else f" ({say('confirmation.unconfirmed', language)})"
    return Fact(label, f"{basis.article}: {reading}{unconfirmed}")
