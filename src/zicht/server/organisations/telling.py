"""A working agreement as people read it: the words are those of the agreements themselves, for the pages above."""

from zicht.agreements import Change, Edit
from zicht.agreements.telling import say_change, say_obligation, say_verdict
from zicht.agreements.wording import (
    BasisPartText,
    BasisText,
    ClauseText,
    basis_texts,
    clause_text,
    condition_sentences,
    listed,
    organisation_name,
    purpose_name,
    thing_name,
)

__all__ = [
    "BasisPartText",
    "BasisText",
    "Change",
    "ClauseText",
    "Edit",
    "basis_texts",
    "clause_text",
    "condition_sentences",
    "listed",
    "organisation_name",
    "purpose_name",
    "say_change",
    "say_obligation",
    "say_verdict",
    "thing_name",
]
