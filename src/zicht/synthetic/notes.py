"""Notes as busy professionals and worried neighbours write them, put together from several hundred fragments.

The words are this room's own (``data/signs.toml``, ``data/frames.toml``): `recognition` is measured on them and
may not share a phrase list. Nationality, origin and religion never appear (principle 6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from zicht.knowledge.indicators import indicator
from zicht.knowledge.signal import AnswerState, Observation
from zicht.synthetic.dice import choose, some
from zicht.synthetic.names import typing_error
from zicht.synthetic.world import read

PUBLIC = ("neighbour", "family", "client", "colleague", "other", "victim")

_TERMS = {
    ("female", False): ("mevrouw", "de vrouw", "mevrouw", "betrokkene"),
    ("female", True): ("het meisje", "de leerlinge", "de tiener", "het kind"),
    ("male", False): ("meneer", "de man", "deze man", "betrokkene"),
    ("male", True): ("de jongen", "de leerling", "de tiener", "het kind"),
    ("other", False): ("de persoon", "betrokkene", "deze persoon"),
    ("other", True): ("het kind", "de jongere", "de tiener"),
}
_PRONOUNS = {"female": ("ze", "haar", "haar"), "male": ("hij", "zijn", "hem"), "other": ("die", "diens", "die persoon")}
_SHORT = {"mevrouw": "mw", "Mevrouw": "Mw", "meneer": "dhr", "Meneer": "Dhr", "minuten": "min", "telefoon": "tel"}
_ARTICLE = re.compile(r"(?<![.!?'] )\b(de|het|een|er|was|is|heeft) (?=[a-z])")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a note is about. ``form`` is a code or "unknown"; ``sex`` "other" also when nothing is known of it."""

    capacity: str
    form: str
    sex: str
    minor: bool
    observations: Sequence[Observation]


@cache
def signs() -> Mapping[str, Sequence[str]]:
    """What people write about a sign, by indicator id."""
    return {key: tuple(value) for key, value in read("signs.toml").items() if isinstance(value, list)}


@cache
def frames() -> dict[str, Any]:
    """Everything in a note that is not a sign."""
    return read("frames.toml")


def fragments() -> tuple[str, ...]:
    """Every fragment that a note can be made of, for counting and checking."""

    def under(tree: object) -> list[str]:
        if isinstance(tree, dict):
            return [text for branch in tree.values() for text in under(branch)]
        return [str(text) for text in tree] if isinstance(tree, list) else []

    return (*(text for texts in signs().values() for text in texts), *under(frames()))


class _Slots(dict[str, str]):
    """Fills a slot at the moment it is met, so that the same slot twice is not the same word twice."""

    def __init__(self, roll: Random, scene: Scene) -> None:
        super().__init__()
        self._roll = roll
        self._scene = scene

    def __missing__(self, slot: str) -> str:
        lower = slot.lower()
        value = self._value(lower)
        return value[:1].upper() + value[1:] if lower != slot else value

    def _value(self, slot: str) -> str:
        roll, scene = self._roll, self._scene
        pronouns = dict(zip(("ze", "haar", "hr"), _PRONOUNS[scene.sex], strict=True))
        if slot in pronouns:
            return pronouns[slot]
        if slot == "w":
            return choose(roll, _TERMS[scene.sex, scene.minor])
        if slot == "n":
            return str(3 + int(roll.random() * 12))
        if slot == "bedrag":
            return f"€ {int(2 + roll.random() ** 2 * 120) * choose(roll, (5, 10, 25, 50))}"
        if slot == "plek":
            return str(choose(roll, frames()["plek"].get(scene.form) or frames()["plek"]["other"]))
        return str(choose(roll, frames()["slot"][slot]))


def note(roll: Random, scene: Scene) -> str:
    """One note. Needs at least one observation answered "value", or a reporter who writes about themselves."""
    slots = _Slots(roll, scene)
    parts = _own_words(roll, scene) if scene.capacity == "victim" else _seen_by_others(roll, scene)
    text = " ".join(part.format_map(slots) for part in parts)
    return _hand(roll, text, public=scene.capacity in PUBLIC)


def _maybe(roll: Random, likely: float, texts: Sequence[str]) -> list[str]:
    return [choose(roll, texts)] if roll.random() < likely else []


def _own_words(roll: Random, scene: Scene) -> list[str]:
    told = some(roll, frames()["self"].get(scene.form) or frames()["self"]["other"], 3 + int(roll.random() * 3))
    return [
        *_maybe(roll, 0.8, frames()["opening"]["victim"]),
        *told,
        *_maybe(roll, 0.5, frames()["self"]["other"]),
        *_maybe(roll, 0.8, frames()["closing"]["victim"]),
    ]


def _seen_by_others(roll: Random, scene: Scene) -> list[str]:
    kind = "public" if scene.capacity in PUBLIC else "professional"
    stated = [item for item in scene.observations if item.answer == "value"]
    body = [choose(roll, signs()[item.indicator]) for item in some(roll, stated, 4)]
    body += _maybe(roll, 0.65, frames()["form"][scene.form]) + _maybe(roll, 0.6, frames()["aside"][kind])
    gaps = [item for item in scene.observations if item.answer != "value"] if kind == "professional" else []
    return [
        *_maybe(roll, 0.85, frames()["opening"][scene.capacity]),
        *some(roll, body, len(body)),
        *(_gap(roll, item.indicator, item.answer) for item in gaps[:2]),
        *_maybe(roll, 0.7, frames()["closing"][kind]),
    ]


def _gap(roll: Random, indicator_id: str, answer: AnswerState) -> str:
    return str(choose(roll, frames()["gap"][answer][indicator(indicator_id).category]))


def _hand(roll: Random, text: str, *, public: bool) -> str:
    """The writer's hand: telegram style, no capitals, a mistake here and there."""
    if not public and roll.random() < 0.4:
        text = _ARTICLE.sub(lambda found: "" if roll.random() < 0.7 else found[0], text)
        text = re.sub(r"\w+", lambda found: _SHORT.get(found[0], found[0]), text)
    if public and roll.random() < 0.15:
        text = text.lower()
    if roll.random() < (0.2 if public else 0.1):
        words = text.split(" ")
        for _ in range(1 + int(roll.random() * 3)):
            at = int(roll.random() * len(words))
            words[at] = typing_error(roll, words[at]) if words[at].isalpha() else words[at]
        text = " ".join(words)
    return text
