"""What a column's name says: the field it means, by the standard's own names and those of ``data/columns.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from zicht.knowledge import standard
from zicht.knowledge.answers import NO, Answer
from zicht.registers.mapping import targets
from zicht.registers.values import folded
from zicht.registers.words import read_data

NEAR = 86
"""How alike (of 100, RapidFuzz ``ratio``) a name must be to one that is known to be proposed, with a doubt."""

_NOT_NAMES = {"source", "confirmed_by"}


@dataclass(frozen=True, slots=True)
class NameGuess:
    """The field that a name says ("none", "id" or of ``targets()``), and how: "exact", "near" or "other"."""

    field: str
    how: str


def plain(name: str) -> str:
    """A name as it is compared: letters and digits only, without accents, case and what stands in brackets."""
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    letters = unicodedata.normalize("NFKD", bare or name).casefold()
    return "".join(sign for sign in letters if sign.isalnum())


@cache
def names() -> Mapping[str, str]:
    """The field per plain name. A name of the standard itself wins from one of the table."""
    found: dict[str, str] = {}
    for table in read_data("columns.toml")["names"]:
        for field, given in table.items():
            if field not in _NOT_NAMES:
                found.update({plain(name): field for name in given})
    own = {spec.id: spec for spec in (*standard.fields(), *standard.part_fields(), *standard.detail_fields())}
    for target in targets().values():
        spec = own.get(target.id)
        labels = (spec.nl, spec.en) if spec else ()
        for name in (target.id, target.wire, *labels):
            found.setdefault(plain(name), target.id)
        if spec and spec.htcds:
            found.setdefault(plain(spec.htcds), target.id)
    return found


@cache
def _others() -> frozenset[str]:
    return frozenset(read_data("columns.toml")["other"]["words"])


def known_name(name: str) -> bool:
    """Whether a name is exactly one that is known."""
    return plain(name) in names()


def guess_name(name: str, own: str = "") -> NameGuess | None:
    """The field that a column's name says; ``own`` is its lower line when the header has two. None: nothing known."""
    for candidate in (name, own):
        if candidate and (field := names().get(plain(candidate))):
            return NameGuess(field, "exact")
    words = set(re.split(r"[^a-zà-ÿ]+", name.casefold()))
    if words & _others():
        return NameGuess("none", "other")
    return _near(own or name)


def _near(name: str) -> NameGuess | None:
    wanted = plain(name)
    if len(wanted) < 4:
        return None
    found = process.extractOne(wanted, list(names()), scorer=fuzz.ratio, score_cutoff=NEAR)
    if found is None:
        found = _word(name)
    return NameGuess(names()[found[0]], "near") if found else None


def _word(name: str) -> tuple[str, float, int] | None:
    """A known name that is one of the words of a longer one, the last first ("Naam gemeente")."""
    for word in reversed(re.split(r"[^\w]+", name)):
        if len(plain(word)) > 4 and plain(word) in names():
            return plain(word), float(NEAR), 0
    return None


@cache
def value_words(code_list: str) -> Mapping[str, Answer]:
    """Words of other registers per code list: what a proposal suggests, with a doubt."""
    found = {}
    for table in read_data("columns.toml")["values"]:
        if table["list"] == code_list:
            codes = ((code, words) for code, words in table.items() if code != "list")
            found.update({folded(word): _answer(code_list, code) for code, words in codes for word in words})
    return found


def _answer(code_list: str, code: str) -> Answer:
    """A code as an answer; "no" to a question of yes or no is a state."""
    return NO if (code_list, code) == ("yes", "no") else Answer.of(code)


@cache
def country_words() -> frozenset[str]:
    """Countries and nationalities as registers write them, folded."""
    return frozenset(folded(word) for word in read_data("columns.toml")["countries"]["words"])
