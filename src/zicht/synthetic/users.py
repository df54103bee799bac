"""The sixty people who work with Zicht in the fictional region."""

from __future__ import annotations

from dataclasses import dataclass

from zicht.synthetic import names
from zicht.synthetic.dice import choose, dice
from zicht.synthetic.world import world

REGISTERING = ("professional", "desk")
"""Roles that register signals."""


@dataclass(frozen=True, slots=True)
class User:
    """A made-up person with one role in one organisation."""

    username: str
    first_name: str
    last_name: str
    organisation: str
    role: str

    @property
    def mail(self) -> str:
        """An address that cannot exist: ``.example`` is reserved (RFC 2606)."""
        return f"{self.username}@{self.organisation}.example"


def users(seed: int) -> tuple[User, ...]:
    """The users, in the order of organisations and roles; no two have the same username."""
    found: dict[str, User] = {}
    number = 0
    for organisation, role, count in world().roles:
        for _ in range(count):
            user = None
            while user is None or user.username in found:
                user = _user(seed, number, organisation, role)
                number += 1
            found[user.username] = user
    return tuple(found.values())


def _user(seed: int, number: int, organisation: str, role: str) -> User:
    roll = dice(seed, "user", number)
    first = names.first_name(roll, choose(roll, ("female", "male")))
    last = names.last_name(roll)
    return User(f"{first}.{names.particle_error(last)}".lower(), first, last, organisation, role)
