"""Legal bases that an agreement may name: article, who may use it, source, and who confirmed the reading.

Data: ``data/legal_bases.toml``; versioned, ids never change meaning. What no person confirmed
(``confirmed_by`` empty) is shown as not yet confirmed (principle 23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from zicht.knowledge.standard import read_data

BasisPart = Literal["lawful_basis", "special_data", "criminal_data", "secrecy", "compatibility"]
BASIS_PARTS: tuple[BasisPart, ...] = get_args(BasisPart)
Nature = Literal["", "duty", "vital", "task", "interest", "consent", "none"]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One legal basis. ``part`` is which of the five questions it answers (principle 24).

    ``used_by`` holds the kinds of organisation that may name it, or ``*``; ``confirmed_by`` is the person who
    confirmed the reading, or "". ``nature`` is what it rests on where a check asks that: a legal duty, a vital
    interest, a public task, an interest, consent, or ``none``: the parties say that there are no such data.
    """

    id: str
    part: BasisPart
    article: str
    used_by: tuple[str, ...]
    nl: str
    en: str
    source: str
    confirmed_by: str
    nature: Nature = ""

    @property
    def confirmed(self) -> bool:
        """Whether a person put a name to this reading."""
        return bool(self.confirmed_by)

    def may_be_used_by(self, kind: str) -> bool:
        """Whether an organisation of this kind (``knowledge/data/region.toml``) may name it."""
        return "*" in self.used_by or kind in self.used_by


@cache
def legal_bases_version() -> str:
    """The version of the list of legal bases."""
    return str(read_data("legal_bases.toml")["version"])


@cache
def legal_bases() -> Mapping[str, LegalBasis]:
    """Every legal basis by id, in the order of the file."""
    rows = read_data("legal_bases.toml")["legal_basis"]
    return MappingProxyType({row["id"]: LegalBasis(**{**row, "used_by": tuple(row["used_by"])}) for row in rows})


@dataclass(frozen=True, slots=True)
class Holds:
    """That a field group can hold special or criminal data, so that its flow needs that part of the basis; and why."""

    field_group: str
    part: BasisPart
    nl: str
    en: str


@cache
def holds() -> tuple[Holds, ...]:
    """Which field groups can hold special or criminal data, in the order of the file."""
    return tuple(Holds(**row) for row in read_data("legal_bases.toml")["holds"])
