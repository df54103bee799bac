"""A working agreement as data: parties, legal bases per party and direction, clauses.

These are plain frozen values. ``reading.load`` builds them from TOML and checks them; ``deciding`` judges by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
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
Effect = Literal["may", "must", "never"]
Mode = Literal["standing", "on_referral"]
Fit = Literal["yes", "no", "unknown"]
ConsentKind = Literal["processing", "care", "secrecy"]  # three records, none of which stands for another (principle 10)
BODIES: tuple[Body, ...] = get_args(Body)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
EFFECTS: tuple[Effect, ...] = get_args(Effect)
MODES: tuple[Mode, ...] = get_args(Mode)
CONSENT_KINDS: tuple[ConsentKind, ...] = get_args(ConsentKind)
# whose agreements can never give what lies in ``status`` (principle 25)
NO_STATUS_KINDS = frozenset({"police", "immigration"})
FACT_CODES = {"form": "form", "age_class": "age_class", "municipality": "municipality", "person": "role"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition may ask of a record; "" and None are unknown.

    Codes are those of the standard (``form``, ``age_class``, ``municipality``; ``person``: the role of whom it is
    about); another code is a ``ValueError``. A record with more than one form or person leaves that empty: then no
    ``may`` limited to it applies, and every ``never`` does.
    """

    form: str = ""
    age_class: str = ""
    danger: bool | None = None
    municipality: str = ""
    person: str = ""

    def __post_init__(self) -> None:
        for name, known in known_codes().items():
            value = getattr(self, name)
            if value and value not in known:
                raise ValueError(f"{name} {value!r} is not in the standard; leave it empty when unknown")


@cache
def known_codes() -> Mapping[str, frozenset[str]]:
    """The codes that each coded fact may have."""
    return {name: frozenset(code.id for code in standard.codes(of)) for name, of in FACT_CODES.items()}


def _in(value: str, wanted: frozenset[str]) -> Fit:
    if not wanted:
        return "yes"
    if not value:
        return "unknown"
    return "yes" if value in wanted else "no"


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a clause holds; an empty set, "", None or False asks nothing.

    The first five are about the record, the others about what was done: who shares (``by_roles``), a consent that
    is on record, someone who is involved in the case, a second person who decided too.
    """

    forms: frozenset[str] = frozenset()
    age_class: frozenset[str] = frozenset()
    danger: bool | None = None
    municipality: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    by_roles: frozenset[str] = frozenset()
    consent: str = ""
    involved: bool = False
    second_person: bool = False

    @property
    def of_the_act(self) -> bool:
        """Whether something must be done or shown beside the facts of the record: no standing right arises then."""
        return bool(self.by_roles or self.consent or self.involved or self.second_person)

    def fit(self, facts: Facts) -> Fit:
        """Whether the facts of the record meet every condition about them: yes, no, or unknown."""
        answers = {
            _in(facts.form, self.forms),
            _in(facts.age_class, self.age_class),
            _in(facts.municipality, self.municipality),
            _in(facts.person, self.persons),
        }
        if self.danger is not None:
            answers.add("unknown" if facts.danger is None else "yes" if facts.danger == self.danger else "no")
        if "no" in answers:
            return "no"
        return "unknown" if "unknown" in answers else "yes"


@dataclass(frozen=True, slots=True)
class Party:
    """A party, and the body that is controller for it: college and burgemeester are apart (principle 14).

    ``signer`` is who signs for it, ``mandate`` the decision that lets them; "" is to be filled in. ``left_on`` is the
    first day on which it is no party any more.
    """

    organisation: str
    body: Body
    signer: str = ""
    mandate: str = ""
    left_on: date | None = None

    @property
    def leaves(self) -> datetime | None:
        """The first moment at which it is no party any more (Amsterdam time); None while it stays."""
        return datetime.combine(self.left_on, time.min, AMSTERDAM) if self.left_on else None


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
    """One rule: this recipient role may, must or may never see these field groups for this purpose.

    A ``must`` permits what a ``may`` permits, and tells the giver that it is a duty. ``inform``: whom it is about is
    told. ``from_`` may be ``*`` (every party); ``to`` may be ``origin`` (who registered the record); in a ``never``
    clause ``to``, ``purpose``, ``role`` and ``mode`` may be ``*`` too. ``linking_key`` gives a key that links the same
    person across lists, with list membership, date and ``covariates``, and no field group.
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
    inform: bool = False

    @property
    def gives(self) -> bool:
        """Whether it permits something: ``may`` and ``must`` do."""
        return self.effect in ("may", "must")

    @property
    def names(self) -> frozenset[str]:
        """What the clause is about: its field groups, and ``linking_key`` when it is about that."""
        return self.field_groups | {LINKING_KEY} if self.linking_key else self.field_groups


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of a working agreement. ``valid_from`` and ``valid_until`` are both days on which it holds.

    ``retention`` is a rule of the standard, "" is to be filled in. ``forms`` and ``persons`` are what it is about,
    empty is all: loading has put them into the conditions of every clause already.
    """

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
    retention: str = ""
    forms: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()

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

    def has_party(self, organisation: str, at: datetime | None = None) -> bool:
        """Whether the organisation is a party, at a moment when one is given."""
        return any(p.organisation == organisation and not _gone(p, at) for p in self.parties)

    def as_of(self, at: datetime) -> Agreement:
        """The agreement as it holds at a moment: without the parties that left by then."""
        return replace(self, parties=tuple(party for party in self.parties if not _gone(party, at)))

    def ends_between(self, giver: str, receiver: str) -> datetime:
        """The first moment at which nothing goes between these two any more: it ends, or one of them leaves."""
        left = [p.leaves for p in self.parties if p.organisation in (giver, receiver) and p.leaves]
        return min((self.ends, *left))

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


def _gone(party: Party, at: datetime | None) -> bool:
    return at is not None and party.leaves is not None and party.leaves <= at


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


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """The clause that a decision cites."""

    agreement: str
    version: str
    clause: str


@cache
def _kinds() -> Mapping[str, str]:
    return {organisation.id: organisation.kind for organisation in standard.possible_parties()}


def organisation_kind(organisation: str) -> str:
    """The kind of an organisation that can be a party, or "" when it is not known."""
    return _kinds().get(organisation, "")


def never_to(organisation: str) -> frozenset[str]:
    """What no agreement can give to this organisation: the field group ``status`` to police (principle 25)."""
    return frozenset({"status"}) if organisation_kind(organisation) in NO_STATUS_KINDS else frozenset()
