"""A question to the agreements: who would give what to whom, what for, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from zicht.agreements.model import CONSENT_KINDS, LINKING_KEY, ROLES, ConsentKind, Facts, Mode
from zicht.knowledge import standard

NOBODY = ("", *ROLES)


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent on record: which of the three, for which purpose, to whom, about what, until when.

    ``until`` is the first moment at which it no longer holds (end or withdrawal), None while it holds. An unknown
    kind, purpose or field group is a ``ValueError``.
    """

    kind: ConsentKind
    purpose: str
    recipients: frozenset[str]
    field_groups: frozenset[str]
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in CONSENT_KINDS:
            raise ValueError(f"no such kind of consent: {self.kind}")
        if self.purpose not in {row[0] for row in standard.purposes()}:
            raise ValueError(f"consent for a purpose that does not exist: {self.purpose}")
        _refuse_unknown(self.field_groups - {LINKING_KEY})

    def covers(self, recipient: str, purpose: str, at: datetime) -> bool:
        """Whether it was given for this flow and still holds."""
        open_still = self.until is None or at < self.until
        return open_still and recipient in self.recipients and purpose == self.purpose


def _refuse_unknown(groups: frozenset[str]) -> None:
    unknown = groups - set(standard.FIELD_GROUPS)
    if unknown:
        raise ValueError(f"no such field groups: {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class Request:
    """May ``role`` of ``to_organisation`` see these field groups of a record of ``from_organisation``?

    ``origin`` is the organisation that registered the record ("" unknown: then no clause to the origin applies).
    ``form`` to ``municipality`` and ``person`` are as in ``Facts``. ``by_role`` is the role of who shares; ``involved``
    whether they are involved in the case; ``second_person`` whether somebody else decided too; None and "" are unknown.
    ``may_ask_consent``: a person judged that consent can be asked freely, of the right person, and that asking
    endangers nobody; without it no least change proposes it. An unknown field group or role is a ``ValueError``.
    """

    from_organisation: str
    to_organisation: str
    role: str
    purpose: str
    mode: Mode
    field_groups: frozenset[str]
    form: str = ""
    age_class: str = ""
    danger: bool | None = None
    municipality: str = ""
    origin: str = ""
    linking_key: bool = False
    person: str = ""
    by_role: str = ""
    involved: bool | None = None
    second_person: bool | None = None
    consents: tuple[Consent, ...] = ()
    may_ask_consent: bool = False
    facts: Facts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_unknown(self.field_groups)
        if self.by_role not in NOBODY:
            raise ValueError(f"no such role: {self.by_role}")
        facts = Facts(self.form, self.age_class, self.danger, self.municipality, self.person)
        object.__setattr__(self, "facts", facts)

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is asked for, in the order of the standard, ``linking_key`` last."""
        groups = tuple(group for group in standard.FIELD_GROUPS if group in self.field_groups)
        return (*groups, LINKING_KEY) if self.linking_key else groups
