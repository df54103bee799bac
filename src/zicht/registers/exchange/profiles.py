"""What an export may hold: pseudonymous unless all four grounds of an identifying one are there (HT-5)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from zicht.errors import Refused
from zicht.knowledge.standard import FIELD_GROUPS, FieldGroup
from zicht.registers.exchange.said import Said
from zicht.registers.exchange.tables import htcds_field

_NAMING: frozenset[FieldGroup] = frozenset({"identity", "contact", "narrative", "location"})
# Free text outside those groups: a colleague's name, another organisation's number for the person.
_NAMING_FIELDS = frozenset({"notified_by", "notified_reference"})
# Asked for by name or not at all (principles 24 and 25).
DEFAULT_GROUPS: frozenset[FieldGroup] = frozenset(FIELD_GROUPS) - {"status", "possible_perpetrators"}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an identifying export rests on: purpose, legal basis, the agreement with the recipient, who else approved.

    Raises ``Refused`` naming what is missing.
    """

    purpose: str
    legal_basis: str
    agreement: str
    approver: str

    def __post_init__(self) -> None:
        missing = [each.name for each in fields(self) if not getattr(self, each.name)]
        if missing:
            raise Refused("exchange.identifying", rule="exchange:HT-5", missing=", ".join(missing))


@dataclass(frozen=True, slots=True)
class Profile:
    """Pseudonymous without ``grounds``. ``perpetrators_on``: a processing activity switched those fields on (HT-8)."""

    grounds: Grounds | None = None
    perpetrators_on: bool = False

    @property
    def name(self) -> str:
        """pseudonymous or identifying."""
        return "identifying" if self.grounds else "pseudonymous"

    def leaves_out(self, one: Said) -> bool:
        """Whether this answer stays behind because it may say who somebody is."""
        if self.grounds:
            return False
        naming = bool(one.spec.htcds) and htcds_field(one.spec.htcds).identifies
        return naming or one.group in _NAMING or one.field in _NAMING_FIELDS

    def is_off(self, one: Said) -> bool:
        """Whether this is about possible perpetrators, and those fields are off."""
        return one.group == "possible_perpetrators" and not self.perpetrators_on


PSEUDONYMOUS = Profile()
