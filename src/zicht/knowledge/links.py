"""One-off links for professionals without an account: ``data/links.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zicht.knowledge import standard


@dataclass(frozen=True, slots=True)
class LinkRules:
    """For which capacities (codes of the list ``capacity``), for how many days, and after how many wrong tries."""

    capacities: tuple[str, ...]
    days: tuple[int, ...]
    usual_days: int
    tries: int


@cache
def link_rules() -> LinkRules:
    """The rules that a link is made under."""
    data = standard.read_data("links.toml")
    return LinkRules(tuple(data["capacities"]), tuple(data["days"]), data["usual_days"], data["tries"])
