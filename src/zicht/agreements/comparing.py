"""What two versions of an agreement change: in its words, and in who may see what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from zicht.agreements.model import Agreement, Clause
from zicht.agreements.reasoning import flows_of
from zicht.agreements.wording import (
    basis_part_text,
    clause_text,
    code_labels,
    listed,
    organisation_name,
    purpose_name,
    role_name,
    thing_name,
)
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import BASIS_PARTS
from zicht.knowledge.sentences import Language, say

Kind = Literal["added", "removed", "changed"]
Flow = tuple[str, str, str, str, str]
TOP = ("title", "activity", "valid_from", "valid_until", "review_on", "retention", "purposes", "forms", "persons")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes. ``about`` is where (a key, a party, a basis, a clause id), the others are in words."""

    kind: Kind
    what: Literal["top", "party", "basis", "clause"]
    about: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Access:
    """What a receiving role of one party can see of another's records for a purpose, at least under conditions."""

    giver: str
    receiver: str
    role: str
    purpose: str
    mode: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that a new version changes."""

    differences: tuple[Difference, ...]
    won: tuple[Access, ...]
    lost: tuple[Access, ...]


def _value(agreement: Agreement, name: str, language: Language) -> str:
    value = getattr(agreement, name)
    if name == "purposes":
        return listed((purpose_name(one, language) for one in value), language)
    if name in ("forms", "persons"):
        return code_labels("form" if name == "forms" else "role", value, language) if value else _all(language)
    if name == "retention" and value:
        return standard.retention(value).nl if language == "nl" else standard.retention(value).en
    if name == "activity":
        found = next((row for row in standard.activities() if row[0] == value), ("", "", value, value))
        return found[2] if language == "nl" else found[3]
    return str(value) or say("agreement.to_fill_in", language)


def _all(language: Language) -> str:
    return say("agreement.all_of_them", language)


def _top(old: Agreement, new: Agreement, language: Language) -> Iterator[Difference]:
    for name in TOP:
        if getattr(old, name) != getattr(new, name):
            yield Difference("changed", "top", name, _value(old, name, language), _value(new, name, language))


def _pairs(what: Literal["party", "basis", "clause"], old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for about in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(about, ""), new.get(about, "")
        if before != after:
            kind: Kind = "added" if about not in old else "removed" if about not in new else "changed"
            yield Difference(kind, what, about, before, after)


def _parties(agreement: Agreement, language: Language) -> dict[str, str]:
    open_ = say("agreement.to_fill_in", language)
    return {
        organisation_name(party.organisation): say(
            "agreement.party_line",
            language,
            body=say(f"agreement.body.{party.body}", language),
            signer=party.signer or open_,
            mandate=party.mandate or open_,
            left=say("agreement.left_on", language, date=party.left_on) if party.left_on else "",
        ).strip()
        for party in agreement.parties
    }


def _bases(agreement: Agreement, language: Language) -> dict[str, str]:
    found = {}
    for basis in agreement.bases:
        side = f"{organisation_name(basis.party)} ({say(f'agreement.direction.{basis.direction}', language)})"
        for part in BASIS_PARTS:
            text = basis_part_text(part, basis.part(part), language)
            found[f"{side}, {text.label}"] = text.article or say("agreement.to_fill_in", language)
    return found


def _clauses(agreement: Agreement, language: Language) -> dict[str, str]:
    texts = (clause_text(clause, language) for clause in agreement.clauses)
    return {text.id: " ".join((text.sentence, *text.conditions)) for text in texts}


def _given(agreement: Agreement) -> dict[Flow, set[str]]:
    """What can go at all, whatever the facts: what a ``never`` without conditions forbids is left out."""
    found: dict[Flow, set[str]] = {}
    for clause in agreement.clauses:
        for giver, receiver in flows_of(clause, agreement) if clause.gives else ():
            forbidden = (c.names for c in agreement.clauses if _always_forbids(c, clause, agreement, (giver, receiver)))
            flow = (giver, receiver, clause.role, clause.purpose, clause.mode)
            found.setdefault(flow, set()).update(clause.names.difference(*forbidden))
    return found


def _always_forbids(never: Clause, clause: Clause, agreement: Agreement, flow: tuple[str, str]) -> bool:
    scope = ((never.role, clause.role), (never.purpose, clause.purpose), (never.mode, clause.mode))
    return (
        not never.gives
        and never.conditions == type(never.conditions)()
        and flow in flows_of(never, agreement)
        and all(left in ("*", right) for left, right in scope)
    )


def _beyond(more: dict[Flow, set[str]], less: dict[Flow, set[str]]) -> tuple[Access, ...]:
    order = (*standard.FIELD_GROUPS, "linking_key")
    rows = ((flow, names - less.get(flow, set())) for flow, names in more.items())
    return tuple(sorted(Access(*flow, tuple(name for name in order if name in names)) for flow, names in rows if names))


def compare(old: Agreement, new: Agreement, language: Language = "nl") -> Comparison:
    """What ``new`` changes against ``old``: each difference in words, and the access that is won and lost."""
    differences = (
        *_top(old, new, language),
        *_pairs("party", _parties(old, language), _parties(new, language)),
        *_pairs("basis", _bases(old, language), _bases(new, language)),
        *_pairs("clause", _clauses(old, language), _clauses(new, language)),
    )
    before, after = _given(old), _given(new)
    return Comparison(differences, _beyond(after, before), _beyond(before, after))


def say_difference(one: Difference, language: Language = "nl") -> str:
    """One difference as a sentence."""
    about = say(f"agreement.top.{one.about}", language) if one.what == "top" else one.about
    return say(f"agreement.diff.{one.what}_{one.kind}", language, about=about, before=one.before, after=one.after)


def say_access(access: Access, key: Literal["won", "lost"], language: Language = "nl") -> str:
    """Access won or lost as a sentence."""
    return say(
        f"agreement.diff.{key}",
        language,
        giver=organisation_name(access.giver),
        receiver=organisation_name(access.receiver),
        role=role_name(access.role, language),
        purpose=purpose_name(access.purpose, language),
        mode=say(f"agreement.edit_value.{access.mode}", language),
        things=listed((thing_name(name, language) for name in access.names), language),
    )


def comparison_sentences(found: Comparison, language: Language = "nl") -> tuple[str, ...]:
    """A whole comparison: who may see more or less first, for that is what it is about."""
    won = tuple(say_access(one, "won", language) for one in found.won)
    lost = tuple(say_access(one, "lost", language) for one in found.lost)
    texts = tuple(say_difference(one, language) for one in found.differences)
    access = (*won, *lost) or (say("agreement.diff.same_access", language),)
    return (*access, *(texts or (say("agreement.diff.nothing", language),)))
