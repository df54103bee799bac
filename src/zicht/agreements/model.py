"""A working agreement as data: parties, legal bases per party and direction, clauses.

These are plain frozen values. ``reading.load`` builds them from TOML and checks them; ``deciding`` judges by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from zicht.knowledge import standard
from zicht.knowledge.legal_bases import BASIS_PARTS, BasisPart

ANY = "*"
ORIGIN = "origin"  # as recipient: the organisation that registered the record, and no other
LINKING_KEY = "linking_key"  # asked and answered beside the nine field groups, never one of them
ROLES = ("professional", "desk", "partner", "privacy", "policy")  # fg and admin see nothing under an agreement
COVARIATES = ("form", "age_class", "sex", "municipality")  # origin never feeds a match (principle 6)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")  # an agreement's dates are Dutch calendar days

Body = Literal["college", "burgemeester", "board"]
Direction = Literal["gives", "receives"]
Effect = Literal["may", "never"]
Mode = Literal["standing", "on_referral"]
Fit = Literal["yes", "no", "unknown"]
BODIES: tuple[Body, ...] = get_args(Body)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
EFFECTS: tuple[Effect, ...] = get_args(Effect)
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition may ask of a record; "" and None are unknown.

    Codes are those of the standard (``form``, ``age_class``, ``municipality``); another code is a ``ValueError``.
    A record with more than one form leaves ``form`` empty: then no ``may`` limited to a form applies, and every
    ``never`` does.
    """

    form: str = ""
    age_class: str = ""
    danger: bool | None = None
    municipality: str = ""

    def __post_init__(self) -> None:
        for name in ("form", "age_class", "municipality"):
            value = getattr(self, name)
            if value and value not in {code.id for code in standard.codes(name)}:
                raise ValueError(f"{name} {value!r} is not in the standard; leave it empty when unknown")


def _in(value: str, wanted: frozenset[str]) -> Fit:
    if not wanted:
        return "yes"
    if not value:
        return "unknown"
    return "yes" if value in wanted else "no"


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a clause holds; an empty set or None asks nothing."""

    forms: frozenset[str] = frozenset()
    age_class: frozenset[str] = frozenset()
    danger: bool | None = None
    municipality: frozenset[str] = frozenset()

    def fit(self, facts: Facts) -> Fit:
        """Whether the facts meet every condition: yes, no, or unknown when a fact that is asked is unknown."""
        answers = {
            _in(facts.form, self.forms),
            _in(facts.age_class, self.age_class),
            _in(facts.municipality, self.municipality),
        }
        if self.danger is not None:
            answers.add("unknown" if facts.danger is None else "yes" if facts.danger == self.danger else "no")
        if "no" in answers:
            return "no"
        return "unknown" if "unknown" in answers else "yes"


@dataclass(frozen=True, slots=True)
class Party:
    """A party, and the body that is controller for it: college and burgemeester are apart (principle 14)."""

    organisation: str
    body: Body


@dataclass(frozen=True, slots=True)
class PartyBasis:
    """The legal basis of one party in one direction, in five parts: ids of ``knowledge.legal_bases``, "" is open."""

    party: str
    direction: Direction
    lawful_basis: str = ""
    special_data: str = ""
    criminal_data: str = ""
    secrecy: str = ""
    compatibility: str = ""

    def part(self, name: BasisPart) -> str:
        """The id under one of the five parts."""
        return str(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule: this recipient role may, or may never, see these field groups for this purpose.

    ``from_`` may be ``*`` (every party); ``to`` may be ``origin`` (who registered the record); in a ``never`` clause
    ``to``, ``purpose``, ``role`` and ``mode`` may be ``*`` too. ``linking_key`` gives a key that
    links the same person across lists, with list membership, date and ``covariates``, and no field group.
    """

    id: str
    effect: Effect
    from_: str
    to: str
    purpose: str
    role: str
    mode: str
    field_groups: frozenset[str]
    conditions: Conditions = Conditions()
    linking_key: bool = False
    covariates: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """What the clause is about: its field groups, and ``linking_key`` when it is about that."""
        return self.field_groups | {LINKING_KEY} if self.linking_key else self.field_groups


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of a working agreement. ``valid_from`` and ``valid_until`` are both days on which it holds."""

    id: str
    version: str
    title: str
    parties: tuple[Party, ...]
    purposes: tuple[str, ...]
    activity: str
    valid_from: date
    valid_until: date
    review_on: date
    bases: tuple[PartyBasis, ...]
    clauses: tuple[Clause, ...]

    @property
    def starts(self) -> datetime:
        """The first moment at which it holds (Amsterdam time)."""
        return datetime.combine(self.valid_from, time.min, AMSTERDAM)

    @property
    def ends(self) -> datetime:
        """The first moment at which it no longer holds (Amsterdam time)."""
        return datetime.combine(self.valid_until + timedelta(days=1), time.min, AMSTERDAM)

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at this moment; a moment without a time zone is a ``ValueError``."""
        if at.tzinfo is None:
            raise ValueError("the moment of a decision has a time zone")
        return self.starts <= at < self.ends

    def has_party(self, organisation: str) -> bool:
        """Whether the organisation is a party."""
        return any(party.organisation == organisation for party in self.parties)

    def basis(self, party: str, direction: Direction) -> PartyBasis:
        """The basis of a party in a direction; with every part open when the agreement has none."""
        for basis in self.bases:
            if (basis.party, basis.direction) == (party, direction):
                return basis
        return PartyBasis(party, direction)


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part of a legal basis that is still to be filled in."""

    party: str
    direction: Direction
    part: BasisPart


def open_parts(agreement: Agreement, giver: str, receiver: str) -> tuple[OpenPart, ...]:
    """What is still to be filled in before this giver may give anything to this receiver."""
    sides = (agreement.basis(giver, "gives"), agreement.basis(receiver, "receives"))
    return tuple(
        OpenPart(side.party, side.direction, part) for side in sides for part in BASIS_PARTS if not side.part(part)
    )


def named_bases(agreement: Agreement, giver: str, receiver: str) -> tuple[str, ...]:
    """The ids of the legal bases that carry this flow, sorted, each once."""
    sides = (agreement.basis(giver, "gives"), agreement.basis(receiver, "receives"))
    return tuple(sorted({side.part(part) for side in sides for part in BASIS_PARTS} - {""}))


@dataclass(frozen=True, slots=True)
class Request:
    """May ``role`` of ``to_organisation`` see these field groups of a record of ``from_organisation``?

    ``origin`` is the organisation that registered the record ("" unknown: then no clause to the origin applies).
    ``form`` to ``municipality`` are as in ``Facts``. An unknown field group is a ``ValueError``.
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
    facts: Facts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = self.field_groups - set(standard.FIELD_GROUPS)
        if unknown:
            raise ValueError(f"no such field groups: {', '.join(sorted(unknown))}")
        object.__setattr__(self, "facts", Facts(self.form, self.age_class, self.danger, self.municipality))

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is asked for, in the order of the standard, ``linking_key`` last."""
        groups = tuple(group for group in standard.FIELD_GROUPS if group in self.field_groups)
        return (*groups, LINKING_KEY) if self.linking_key else groups


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """The clause that a decision cites."""

    agreement: str
    version: str
    clause: str


def organisation_kind(organisation: str) -> str:
    """The kind of an organisation of the region, or "" when it is not there."""
    return next((o.kind for o in standard.organisations() if o.id == organisation), "")


def never_to(organisation: str) -> frozenset[str]:
    """What no agreement can give to this organisation: the field group ``status`` to police (principle 25)."""
    return frozenset({"status"}) if organisation_kind(organisation) == "police" else frozenset()
