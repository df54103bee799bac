"""Names that nobody has, and the mistakes that people make when they type them."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import Any

from zicht.synthetic.dice import choose
from zicht.synthetic.world import read


@cache
def parts() -> dict[str, Any]:
    """The parts that names are made of: ``data/names.toml``."""
    return read("names.toml")


def first_name(roll: Random, sex: str) -> str:
    """A made-up first name."""
    return str(choose(roll, parts()["first_start"])) + str(choose(roll, parts()["first_end"][sex]))


def last_name(roll: Random) -> str:
    """A made-up surname, with its particle in front when it has one."""
    found = parts()
    name = f"{choose(roll, found['surname_start'])}{choose(roll, found['surname_end'])}"
    return f"{choose(roll, found['particles'])} {name}".strip()


def address(roll: Random) -> str:
    """A street that is in no town, with a number no Dutch street has."""
    return f"{choose(roll, parts()['streets'])} {9000 + int(roll.random() * 900)}"


_NEIGHBOURS = {"e": "r", "r": "t", "o": "p", "i": "u", "s": "d", "k": "l", "a": "s", "l": "k", "n": "m", "b": "v"}
_SOUNDS = (("ij", "y"), ("oe", "u"), ("z", "s"), ("ck", "k"), ("ff", "f"), ("kw", "qu"), ("ie", "i"), ("ee", "e"))


def typing_error(roll: Random, text: str) -> str:
    """The text with one mistake: two letters swapped, one lost, doubled, beside it, or written as it sounds."""
    if len(text) < 4:
        return text
    at = 1 + int(roll.random() * (len(text) - 2))
    kind = int(roll.random() * 5)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    if kind == 3:
        return text[:at] + _NEIGHBOURS.get(text[at], "e") + text[at + 1 :]
    for sound, spelling in _SOUNDS:
        if sound in text:
            return text.replace(sound, spelling, 1)
    return text[:at] + text[at + 1 :]


def particle_error(name: str) -> str:
    """The surname without its particle, as many forms leave it out."""
    return name.rsplit(" ", 1)[-1]


def wrong_date(roll: Random, day: date) -> date:
    """A birth date as it is noted down wrongly: day and month swapped, 1 January, or a year off."""
    kind = int(roll.random() * 3)
    if kind == 0 and day.day <= 12:
        return date(day.year, day.day, day.month)
    if kind == 1:
        return date(day.year, 1, 1)
    return date(day.year - 1, day.month, min(day.day, 28))


def reference(roll: Random) -> str:
    """A reference as a receiver gives it: letters that no register uses, and a number."""
    return f"VZ-{int(roll.random() * 1_000_000):06d}"
