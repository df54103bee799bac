"""What of a register may be kept for the purpose *size*: who is on which list, when, and the covariates agreed on.

Names and dates of birth make the linking key and are not kept themselves.
Of a possible perpetrator nothing is kept; who may be a victim as well is kept as a victim.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from zicht.knowledge.signal import NOT_ASKED, PERPETRATOR, Person, SignalDraft, about_perpetrator
from zicht.registers import SourceMapping
from zicht.server.signals.rows import VICTIM_INDEXED

SIZE = "size"
LINKING_KINDS = frozenset({VICTIM_INDEXED})
# The fields that each covariate of an agreement lets through.
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "form": ("what",),
    "age_class": ("who", "age_class"),
    "sex": ("sex",),
    "municipality": ("where",),
}
ALWAYS = ("received", "when", "role")
CODED = ("what", "where", "who", "acute", "known_via", "capacity", "contact")


def for_size(draft: SignalDraft, covariates: frozenset[str]) -> SignalDraft:
    """The draft with its date, roles and these covariates, and nothing else: every other field is not asked.

    Of a possible perpetrator nothing stays; whoever may be a victim as well stays as that.
    """
    kept = _fields(covariates)
    answers: dict[str, Any] = {name: getattr(draft, name) if name in kept else NOT_ASKED for name in CODED}
    return SignalDraft(
        **answers,
        when=draft.when,
        when_state=draft.when_state,
        persons=tuple(_person(person, kept) for person in draft.persons if not about_perpetrator(person)),
    )


def _person(person: Person, kept: Collection[str]) -> Person:
    answers: dict[str, Any] = {name: getattr(person, name) for name in ("age_class", "sex") if name in kept}
    roles = tuple(role for role in person.roles if role != PERPETRATOR)
    return replace(Person(roles, NOT_ASKED, NOT_ASKED), **answers)


def _fields(covariates: frozenset[str]) -> frozenset[str]:
    return frozenset(name for covariate in covariates for name in FIELDS_OF.get(covariate, ()))


def dropped(mapping: SourceMapping, covariates: frozenset[str]) -> tuple[str, ...]:
    """The mapped columns' fields that are not kept, by their name in a mapping, in the order of the mapping."""
    kept = _fields(covariates) | {*ALWAYS}
    return tuple(rule.target.wire for rule in mapping.rules if rule.column and rule.field not in kept)
