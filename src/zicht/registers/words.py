"""Words that cells hold whatever the column: the states that are not a value, and what says nothing.

Data: ``data/words.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from zicht.knowledge.signal import WIRE_STATES, Answer
from zicht.registers.values import folded


def read_data(name: str) -> dict[str, Any]:
    """One data file of this room, parsed. ``name`` without folder, with ending."""
    return tomllib.loads((files("zicht.registers") / "data" / name).read_text(encoding="utf-8"))


@cache
def state_words() -> Mapping[str, Answer]:
    """The answer per folded word: one of the four states that are not a value."""
    tree = read_data("words.toml")["states"]
    found = {folded(word): Answer(state) for state, words in tree.items() for word in words}
    return {**found, **{word: Answer(state) for word, state in WIRE_STATES.items()}}


@cache
def empty_words() -> frozenset[str]:
    """Folded texts that say nothing: read as empty, and told."""
    return frozenset(folded(word) for word in read_data("words.toml")["texts"]["says_nothing"])
