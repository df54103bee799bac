"""A working agreement as people read it: the words are those of the agreements themselves, for the pages above."""

from zicht.agreements.wording import (
    BasisPartText,
    BasisText,
    ClauseText,
    basis_texts,
    clause_text,
    condition_sentences,
    organisation_name,
    purpose_name,
)

__all__ = [
    "BasisPartText",
    "BasisText",
    "ClauseText",
    "basis_texts",
    "clause_text",
    "condition_sentences",
    "organisation_name",
    "purpose_name",
]
