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


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One legal basis. ``part`` is which of the five questions it answers (principle 24).

    ``used_by`` holds the kinds of organisation that may name it, or ``*``; ``confirmed_by`` is the person who
    confirmed the reading, or "".
    """

    id: str
    part: BasisPart
    article: str
    used_by: tuple[str, ...]
    nl: str
    en: str
    source: str
    confirmed_by: str

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
