"""The made-up numbers of the region: ``data/world.toml`` as frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zicht.knowledge import standard
from zicht.synthetic.dice import ladder

CREW = 4
"""At most this many people in a row are exploited together."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of exploitation: shares of children and women, mean length in days, chance of a crew."""

    id: str
    share: float
    minor: float
    female: float
    mean_days: float
    together: float


@dataclass(frozen=True, slots=True)
class Register:
    """One organisation's list, or what the public sends in (``public``, kept by the reporting point).

    ``capture`` is the chance, by form, that it ever notes down an adult of middle visibility who lives in
    the main town; ``minor`` and ``outside`` multiply it; ``loose`` is its share among signals without a
    known person; ``named`` the chance that it writes down a name.
    """

    id: str
    capture: tuple[float, ...]
    minor: float
    outside: float
    loose: float
    named: float
    public: bool = False

    @property
    def source(self) -> str:
        """What sets it apart from the other lists: the organisation, or "public"."""
        return "public" if self.public else self.id


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is fixed about the region, whatever its seed and size."""

    forms: tuple[Form, ...]
    form_steps: tuple[float, ...]
    town_steps: tuple[float, ...]
    towns: tuple[str, ...]
    visibility: tuple[float, ...]
    visibility_shares: tuple[float, ...]
    visibility_steps: tuple[float, ...]
    delays: tuple[int, ...]
    delay_shares: tuple[float, ...]
    delay_steps: tuple[float, ...]
    pace: tuple[float, ...]
    again: float
    with_person: float
    registers: tuple[Register, ...]
    loose_steps: tuple[float, ...]
    reporters: tuple[str, ...]
    reporter_steps: tuple[float, ...]
    roles: tuple[tuple[str, str, int], ...]

    @property
    def longest_delay(self) -> float:
        """Days between coming in sight and the last moment at which a register can note someone down."""
        return max(self.delays) * max(self.pace)


def read(name: str) -> dict[str, Any]:
    """One data file of this room, parsed. ``name`` with its ending."""
    return tomllib.loads((files("zicht.synthetic") / "data" / name).read_text(encoding="utf-8"))


def _forms(raw: dict[str, Any]) -> tuple[Form, ...]:
    columns = ("forms", "share", "minor", "female", "mean_days", "together")
    return tuple(Form(*row) for row in zip(*(raw[column] for column in columns), strict=True))


@cache
def world() -> World:
    """The region's numbers, read once."""
    raw = read("world.toml")
    forms = _forms(raw)
    registers = tuple(Register(**{**row, "capture": tuple(row["capture"])}) for row in raw["register"])
    towns = standard.municipalities()
    return World(
        forms=forms,
        form_steps=ladder([form.share for form in forms]),
        towns=tuple(town.id for town in towns),
        town_steps=ladder([town.inhabitants for town in towns]),
        visibility=tuple(raw["visibility_factor"]),
        visibility_shares=tuple(raw["visibility_share"]),
        visibility_steps=ladder(raw["visibility_share"]),
        delays=tuple(raw["delays"]),
        delay_shares=tuple(raw["delay_share"]),
        delay_steps=ladder(raw["delay_share"]),
        pace=tuple(raw["pace"]),
        again=raw["again"],
        with_person=raw["with_person"],
        registers=registers,
        loose_steps=ladder([register.loose for register in registers]),
        reporters=tuple(row["capacity"] for row in raw["reporter"]),
        reporter_steps=ladder([row["share"] for row in raw["reporter"]]),
        roles=tuple((org, role, n) for org, roles in raw["users"].items() for role, n in roles.items()),
    )
