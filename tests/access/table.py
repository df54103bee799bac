"""The table written by hand, as questions and expected answers. It knows nothing of the server."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["shown", "refused", "gone", "sign-in", "no-key"]
Mark = tuple[str, str]
FILE = Path(__file__).with_name("matrix.toml")


@dataclass(frozen=True)
class Relation:
    """Who asks: a member by name, "" for nobody; ``role`` "" is not signed in."""

    name: str
    who: str
    role: str
    after_withdrawal: bool = False


@dataclass(frozen=True)
class Ask:
    """One question to one route."""

    route: str
    path: str
    roles: tuple[str, ...] = ()
    opens: tuple[str, ...] | None = None
    refuses: tuple[str, ...] = ()
    sees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = False
    never: bool = False
    leads_to_sign_in: bool = False
    no_post: str = ""

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")

    def outcome(self, relation: Relation) -> Outcome:
        """What whoever stands in this relation should get."""
        if self.never:
            return "gone"
        if self.open:
            return "shown"
        if self.leads_to_sign_in:
            return "shown" if relation.who else "sign-in"
        if not relation.role:
            return "no-key" if self.api else "sign-in"
        if relation.role not in self.roles:
            return "refused"
        if relation.name in self.refuses:
            return "refused"
        return "shown" if self.opens is None or relation.name in self.opens else "gone"


@dataclass(frozen=True)
class Exempt:
    """Where the app may differ, and why."""

    method: str
    path: str
    relations: tuple[str, ...]
    app: str
    reason: str


@dataclass(frozen=True)
class Act:
    """Something that is sent and changes something; ``may`` are the relations that may."""

    path: str
    may: tuple[str, ...]
    sent: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Command:
    """A command that reads as a member: who may, and the set of field groups that they get."""

    name: str
    may: tuple[str, ...]
    groups: str


@dataclass(frozen=True)
class Table:
    """The whole table."""

    exceptions: tuple[Exempt, ...]
    acts: tuple[Act, ...]
    relations: tuple[Relation, ...]
    groups: Mapping[str, tuple[str, ...]]
    asks: tuple[Ask, ...]
    database: Mapping[str, tuple[str, ...]]
    commands: tuple[Command, ...]

    def marks(self, said: tuple[str, ...]) -> frozenset[Mark]:
        """``shared:care`` as (record, field group) pairs."""
        return frozenset(self._marks(said))

    def _marks(self, said: tuple[str, ...]) -> Iterator[Mark]:
        for one in said:
            record, _, groups = one.partition(":")
            yield from ((record, group) for group in self.groups[groups])

    def seen(self, ask: Ask, relation: Relation) -> frozenset[Mark]:
        """What this question should show to this relation."""
        return self.marks(ask.sees.get(relation.name, ()))


def _ask(row: dict) -> Ask:
    sees = {relation: tuple(said) for relation, said in row.pop("sees", {}).items()}
    opens = tuple(row.pop("opens")) if "opens" in row else None
    refuses = tuple(row.pop("refuses", ()))
    return Ask(roles=tuple(row.pop("roles", ())), opens=opens, refuses=refuses, sees=sees, **row)


def read() -> Table:
    """The table in ``matrix.toml``."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Table(
        exceptions=tuple(Exempt(relations=tuple(row.pop("relations")), **row) for row in raw["exception"]),
        acts=tuple(Act(may=tuple(row.pop("may")), **row) for row in raw["act"]),
        relations=tuple(Relation(name, **row) for name, row in raw["relation"].items()),
        groups={name: tuple(found) for name, found in raw["groups"].items()},
        asks=tuple(_ask(row) for row in raw["ask"]),
        commands=tuple(Command(row["name"], tuple(row["may"]), row["groups"]) for row in raw["command"]),
        database={relation: tuple(said) for relation, said in raw["database"].items()},
    )


TABLE = read()
