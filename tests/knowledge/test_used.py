"""Every sentence that the code says exists and is filled in completely, and no sentence waits for a reader in vain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

import zicht
from zicht import errors
from zicht.errors import ZichtError
from zicht.knowledge.sentences import LANGUAGES, catalogue

SOURCE = Path(zicht.__file__).parent
NL = catalogue("nl")
ERRORS = {n for n, v in vars(errors).items() if isinstance(v, type) and issubclass(v, ZichtError)} - {"InputProblems"}
# keywords that are no parameter of the sentence; of the other errors that is the hint alone
SAYERS = {"say", "Problem", *ERRORS}
NO_PARAMETER = {"Refused": {"hint", "rule"}, "say": set()}


@dataclass(frozen=True)
class Said:
    """One place where a sentence is named: its key, and the parameters given, None when they come from elsewhere."""

    where: str
    key: str
    params: frozenset[str] | None


# what ``About`` may say of a picture that is drawn from a notebook, without any server
FOR_NOTEBOOKS = {"picture.deduplication.signal_once", "picture.deduplication.person_once"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _problem_params(call: ast.Call) -> frozenset[str] | None:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "params"), None)
    if given is None and len(call.args) < 5:
        return frozenset()
    if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
        return frozenset(str(key.value) for key in given.keys)
    return None


def _params(name: str, call: ast.Call) -> frozenset[str] | None:
    if name == "Problem":
        return _problem_params(call)
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return frozenset(str(keyword.arg) for keyword in call.keywords) - NO_PARAMETER.get(name, {"hint"})


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of something that names a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SAYERS:
                yield name, node


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


TREES = list(trees())
SAID = [
    Said(f"{where}:{call.lineno}", call.args[0].value, _params(name, call))
    for where, tree in TREES
    for name, call in calls(tree)
    if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
]


def patterns() -> set[str]:
    """What f-strings can become, as expressions: the pieces that are written out, anything between them."""
    found = set()
    for _, tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "[^ ]*" for p in node.values]
                found.add("".join(parts))
    return {pattern for pattern in found if re.match(r"[a-z_]+\\?\.", pattern)}


def test_the_scan_finds_sentences_in_every_part_of_the_house():
    rooms = {said.where.split("/")[0] for said in SAID}
    assert {"agreements", "cli", "picture", "registers", "release_gate", "server", "recognition"} <= rooms
    assert len(SAID) > 300


def test_every_key_that_is_written_out_has_a_sentence():
    assert [f"{said.where}: {said.key}" for said in SAID if said.key not in NL] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_of_a_sentence_is_filled_where_it_is_said(language):
    words = catalogue(language)
    found = [
        f"{said.where}: {said.key} lacks {sorted(placeholders(words[said.key]) - said.params)}"
        for said in SAID
        if said.params is not None and said.key in words and not placeholders(words[said.key]) <= said.params
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_a_word_twice_or_ends_in_a_space(language):
    for key, text in catalogue(language).items():
        assert text == text.strip() or text.strip() in ("en", "and"), key  # a joint between two names
        assert "  " not in text or placeholders(text), key  # a line of a table has columns
        twice = re.findall(r"\b(\w{3,}) \1\b", text.lower())
        assert not twice or twice == ["dat"], (key, twice)


def test_no_sentence_is_left_that_nothing_says():
    """A sentence that nothing says is read by nobody, and kept up in two languages."""
    literals = {
        node.value
        for _, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns())))
    unsaid = [key for key in NL if key not in literals and not made.fullmatch(key) and not _put_together(key, literals)]
    assert set(unsaid) == FOR_NOTEBOOKS


def _put_together(key: str, literals: set[str]) -> bool:
    """Whether a key is a prefix that stands in the code, and under it a code that stands there too or any at all."""
    dots = [at for at, sign in enumerate(key) if sign == "."]
    return any(key[:at] in literals and (at == dots[-1] or key[at + 1 :] in literals) for at in dots)
