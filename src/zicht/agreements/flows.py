"""What agreements say between one giver and one receiver: every clause a bit, so that deciding is a handful of ``and``.

The only place where a clause meets a request; ``deciding``, ``least_change`` and ``rights`` all build on it. Tables are
made by ``compiling``; nothing of a request is kept in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from zicht.agreements.asking import Consent
from zicht.agreements.duties import Obligation
from zicht.agreements.model import LINKING_KEY, Clause, Conditions, ConsentKind, Rule
from zicht.knowledge.standard import FIELD_GROUPS

NAMES = (*FIELD_GROUPS, LINKING_KEY)
Value = str | bool | None
SCOPE: Mapping[str, Callable[[Clause], str]] = {
    "role": lambda clause: clause.role,
    "purpose": lambda clause: clause.purpose,
    "mode": lambda clause: clause.mode,
}
# what a condition asks of each part of a request; an empty answer asks nothing
ASKED: Mapping[str, Callable[[Conditions], Collection[Value]]] = {
    "form": lambda condition: condition.forms,
    "age_class": lambda condition: condition.age_class,
    "danger": lambda condition: () if condition.danger is None else (condition.danger,),
    "municipality": lambda condition: condition.municipality,
    "person": lambda condition: condition.persons,
    "by_role": lambda condition: condition.by_roles,
    "involved": lambda condition: (True,) if condition.involved else (),
    "second_person": lambda condition: (True,) if condition.second_person else (),
}
known_about = attrgetter(*ASKED)  # the values of a request, in the order of ASKED


class Asking(NamedTuple):
    """One thing that clauses ask: ``free`` are those that do not ask it, ``met`` those that a value satisfies.

    ``place`` is its turn in ``ASKED``. ``free`` is part of every ``met``.
    """

    place: int
    free: int
    met: Mapping[Value, int]


@dataclass(frozen=True, slots=True)
class Flow:
    """Every clause that can be about one giver and one receiver, the least rule at the lowest bit.

    ``now`` are those of agreements in force, ``grounded`` those whose legal basis is filled in (all of them in the
    demo), ``broken`` those that err. ``about`` has the clauses per thing asked, ``consent`` those that ask a consent,
    per kind; ``withheld`` is what no agreement can give this receiver.
    """

    giver: str
    receiver: str
    rules: tuple[Rule, ...]
    rule_at: Mapping[int, Rule]
    clauses: tuple[Clause, ...]
    now: int
    gives: int
    never: int
    grounded: int
    broken: int
    to_origin: int
    roles: Mapping[Value, int]
    any_role: int
    purposes: Mapping[Value, int]
    any_purpose: int
    modes: Mapping[Value, int]
    any_mode: int
    conditions: tuple[Asking, ...]
    conditional: int
    about: Mapping[str, int]
    consent: Mapping[ConsentKind, int]
    asks_consent: int
    asks_no_consent: int
    asks_second_person: int
    withheld: frozenset[str]
    duties: tuple[tuple[Obligation, ...], ...]
    ends: tuple[datetime, ...]

    def scope(self, role: str, purpose: str, mode: str, origin: str) -> int:
        """The clauses about this role, purpose and mode, in force or not."""
        found = (
            self.roles.get(role, self.any_role)
            & self.purposes.get(purpose, self.any_purpose)
            & self.modes.get(mode, self.any_mode)
        )
        return found if origin == self.receiver else found & ~self.to_origin

    def fitting(self, values: tuple[Value, ...]) -> tuple[int, int]:
        """The clauses whose conditions are met for certain, and those whose conditions can be met: unknown is not no.

        ``values`` in the order of ``ASKED``. Consent is apart: it is given per field group.
        """
        sure = possible = -1
        for place, free, met in self.conditions:
            value = values[place]
            if value is None or value == "":
                sure &= free
            else:
                fits = met.get(value, free)
                sure &= fits
                possible &= fits
        return sure, possible

    def consented(self, consents: Iterable[Consent], purpose: str, at: datetime) -> Mapping[str, int]:
        """Per thing that a consent on record covers, the clauses whose consent it is."""
        found: dict[str, int] = {}
        for consent in consents:
            if consent.covers(self.receiver, purpose, at):
                for name in consent.field_groups:
                    found[name] = found.get(name, 0) | self.consent[consent.kind]
        return found


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1
