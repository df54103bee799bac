"""The annex that a lawyer and a mayor can read: an agreement as sentences and tables, from what is enforced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zicht.agreements.explaining import ALWAYS
from zicht.agreements.model import Agreement
from zicht.agreements.wording import (
    BasisPartText,
    BasisText,
    basis_texts,
    clause_text,
    code_labels,
    listed,
    organisation_name,
    purpose_name,
)
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: a caption, a head and rows of text."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with running text, a list of sentences, pairs of term and value, and tables, in that order."""

    id: str
    title: str
    lead: str = ""
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """The whole text in one language. ``watermark`` stands on it until somebody signs it off in the product."""

    language: Language
    title: str
    subtitle: str
    watermark: str
    key_points: tuple[str, ...]
    chapters: tuple[Chapter, ...]


class _Writer:
    """One agreement being written in one language."""

    def __init__(self, agreement: Agreement, language: Language) -> None:
        self.agreement, self.language = agreement, language
        self.bases = basis_texts(agreement, language)
        self.open = say("agreement.to_fill_in", language)

    def word(self, key: str, **params: object) -> str:
        return say(f"agreement.annex.{key}", self.language, **params)

    def head(self, *names: str) -> tuple[str, ...]:
        return tuple(self.word(name) for name in names)

    def codes(self, code_list: str, codes: Iterable[str]) -> str:
        found = list(codes)
        return code_labels(code_list, found, self.language) if found else say("agreement.all_of_them", self.language)

    def about(self) -> Chapter:
        """Purposes, activity, scope, dates and retention."""
        agreement, dutch = self.agreement, self.language == "nl"
        activity = next(row for row in standard.activities() if row[0] == agreement.activity)
        rule = standard.retention(agreement.retention) if agreement.retention else None
        values = {
            "purposes": listed((purpose_name(one, self.language) for one in agreement.purposes), self.language),
            "activity": activity[2] if dutch else activity[3],
            "forms": self.codes("form", agreement.forms),
            "persons": self.codes("role", agreement.persons),
            "valid_from": agreement.valid_from.isoformat(),
            "valid_until": agreement.valid_until.isoformat(),
            "review_on": agreement.review_on.isoformat(),
            "retention": self.open if rule is None else rule.nl if dutch else rule.en,
        }
        facts = tuple((say(f"agreement.top.{name}", self.language), value) for name, value in values.items())
        return Chapter("about", self.word("about"), self.word("same_source"), facts=facts)

    def parties(self) -> Chapter:
        """Each party with its body, who signs and by which decision; a party that leaves says so."""
        rows = []
        for party in self.agreement.parties:
            left = say("agreement.left_on", self.language, date=party.left_on) if party.left_on else ""
            name = f"{organisation_name(party.organisation)}. {left}".removesuffix(". ")
            body = say(f"agreement.body.{party.body}", self.language)
            rows.append((name, body, party.signer or self.open, party.mandate or self.open))
        grid = Grid(self.word("parties_caption"), self.head("party", "body", "signer", "mandate"), tuple(rows))
        return Chapter("parties", self.word("parties"), grids=(grid,))

    def clauses(self, effect: str) -> Chapter:
        """The clauses of one kind, each with its conditions."""
        found = [clause_text(one, self.language) for one in self.agreement.clauses if one.effect == effect]
        told = (self.word("clause", sentence=" ".join((one.sentence, *one.conditions)), id=one.id) for one in found)
        return Chapter(effect, self.word(effect), "" if found else self.word("none"), tuple(told))

    def part(self, part: BasisPartText) -> tuple[str, str]:
        """A part of a basis: open and unconfirmed say so."""
        told = {"open": self.open, "confirmed": part.article}
        return part.label, told.get(part.sure, f"{part.article} ({self.word('unconfirmed')})")

    def basis(self, basis: BasisText) -> Grid:
        """The five parts of one party in one direction."""
        caption = self.word("bases_caption", party=basis.party, direction=basis.direction)
        return Grid(caption, self.head("part", "article"), tuple(self.part(part) for part in basis.parts))

    def legal(self) -> Chapter:
        """Every legal basis."""
        grids = tuple(self.basis(basis) for basis in self.bases)
        return Chapter("bases", self.word("bases"), self.word("bases_lead"), grids=grids)

    def always(self) -> Chapter:
        """What no agreement takes away."""
        return Chapter("always", self.word("always"), sentences=tuple(say(key, self.language) for key in ALWAYS))

    def sign(self) -> Chapter:
        """A line for each party."""
        rows = tuple((organisation_name(p.organisation), p.signer or self.open, "") for p in self.agreement.parties)
        grid = Grid(self.word("sign_caption"), self.head("party", "signer", "signature"), rows)
        return Chapter("sign", self.word("sign"), self.word("sign_lead"), grids=(grid,))

    def key_points(self) -> tuple[str, ...]:
        """What a reader must know before all else: what is not tested, open or unconfirmed."""
        sure = [part.sure for basis in self.bases for part in basis.parts]
        people = [text for party in self.agreement.parties for text in (party.signer, party.mandate)]
        still_open = sure.count("open") + (*people, self.agreement.retention).count("")
        return (
            self.word("watermark"),
            self.word("open_count", count=still_open),
            self.word("unconfirmed_count", count=sure.count("unconfirmed")),
        )


def annex(agreement: Agreement, language: Language = "nl") -> Annex:
    """The text of an agreement: every party, clause and legal basis, and what is still open or unconfirmed."""
    writer = _Writer(agreement, language)
    return Annex(
        language=language,
        title=agreement.title,
        subtitle=writer.word("subtitle", id=agreement.id, version=agreement.version),
        watermark=writer.word("watermark"),
        key_points=writer.key_points(),
        chapters=(
            writer.about(),
            writer.parties(),
            *(writer.clauses(effect) for effect in ("must", "may", "never")),
            writer.legal(),
            writer.always(),
            writer.sign(),
        ),
    )


def plain_text(text: Annex) -> str:
    """The annex as plain text, watermark on top and at the end."""
    lines = [text.watermark.upper(), "", text.title, text.subtitle]
    for chapter in text.chapters:
        lines += ["", chapter.title, "=" * len(chapter.title), *([chapter.lead] if chapter.lead else [])]
        lines += [f"- {sentence}" for sentence in chapter.sentences]
        lines += [f"{term}: {value}" for term, value in chapter.facts]
        for grid in chapter.grids:
            lines += ["", grid.caption, *(f"- {'; '.join(cell for cell in row if cell)}" for row in grid.rows)]
    return "\n".join((*lines, "", text.watermark.upper()))
