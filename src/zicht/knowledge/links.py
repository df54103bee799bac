"""One-off links for professionals without an account: ``data/links.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zicht.knowledge import standard


@dataclass(frozen=True, slots=True)
class LinkRules:
    """For which capacities (codes of the list ``capacity``), for how many days.

    After ``tries`` wrong codes a link opens nothing for ``pause_minutes``; then it bears as many again.
    """

    capacities: tuple[str, ...]
    days: tuple[int, ...]
    usual_days: int
    tries: int
    pause_minutes: int


@cache
def link_rules() -> LinkRules:
    """The rules that a link is made under."""
    data = standard.read_data("links.toml")
    whole = {name: data[name] for name in ("usual_days", "tries", "pause_minutes")}
    return LinkRules(tuple(data["capacities"]), tuple(data["days"]), **whole)
