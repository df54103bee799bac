"""Every line of every bundled agreement left out, doubled or misspelt: a problem that names the line, or no harm."""

from __future__ import annotations

import re

import pytest

from zicht.agreements import Agreement, bundled, load
from zicht.agreements.places import places
from zicht.errors import InputProblems
from zicht.knowledge.sentences import LANGUAGES, say_problem

TEXTS = dict(bundled())
FREE = ("title", "version", "id")  # what a person may call as they like
KEY = re.compile(r"\s*([a-z_]+)\s*=")
WORD = re.compile(r'"([^"]{2,})"')


def outcome(text: str) -> Agreement | list[tuple[str, int]]:
    """The agreement, or each problem with its line, said in both languages."""
    try:
        return load(text)
    except InputProblems as error:
        lines = len(text.splitlines())
        for problem in error.problems:
            assert problem.row and 1 <= problem.row <= lines + 1, problem
            assert all(say_problem(problem, language) for language in LANGUAGES)
        return [(problem.rule.removeprefix("agreement."), problem.row or 0) for problem in error.problems]


def changed(name: str, number: int, *instead: str) -> str:
    """The text of a file with one line replaced by these."""
    lines = TEXTS[name].splitlines()
    return "\n".join([*lines[: number - 1], *instead, *lines[number:]]) + "\n"


def says_nothing(line: str) -> bool:
    """Whether a line is empty or a comment."""
    return not line.split("#")[0].strip()


@pytest.fixture(scope="module")
def whole() -> dict[str, Agreement]:
    return {name: load(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_line_left_out_is_noticed_unless_it_said_nothing(whole, name):
    for number, line in enumerate(TEXTS[name].splitlines(), 1):
        found = outcome(changed(name, number))
        if says_nothing(line):
            assert found == whole[name], line
        else:
            assert found != whole[name], (number, line)


@pytest.mark.parametrize("name", TEXTS)
def test_a_line_that_stands_twice_is_named_unless_it_changes_nothing(whole, name):
    for number, line in enumerate(TEXTS[name].splitlines(), 1):
        found = outcome(changed(name, number, line, line))
        if KEY.match(line) and line.count("[") == line.count("]"):
            assert found == [("not_toml", number + 1)], line
        elif line.lstrip().startswith("[["):
            assert isinstance(found, list), line
            assert {row for rule, row in found if rule == "missing_key"} == {number}, line
        elif isinstance(found, Agreement):
            assert found == whole[name], line


@pytest.mark.parametrize("name", TEXTS)
def test_a_word_misspelt_is_named_on_its_own_line(name):
    seen = 0
    for number, line in enumerate(TEXTS[name].splitlines(), 1):
        key = KEY.match(line)
        if says_nothing(line) or (key and key[1] in FREE):
            continue
        for word in WORD.findall(line.split("#")[0]):
            found = outcome(changed(name, number, line.replace(f'"{word}"', f'"{word}q"')))
            assert isinstance(found, list), line
            assert number in {row for _, row in found}, (line, found)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", TEXTS)
def test_a_key_misspelt_is_named_on_its_own_line_and_the_missing_one_at_its_table(name):
    lines = TEXTS[name].splitlines()
    for number, line in enumerate(lines, 1):
        key = KEY.match(line)
        if not key:
            continue
        found = outcome(changed(name, number, line.replace(key[1], f"{key[1]}q", 1)))
        assert isinstance(found, list), line
        assert ("mistyped_key", number) in found
        header = next((at for at in range(number, 0, -1) if lines[at - 1].startswith("[[")), 1)
        assert all(row in (header, 1) for rule, row in found if rule == "missing_key"), (line, found)


@pytest.mark.parametrize("name", TEXTS)
def test_other_line_ends_and_spaces_mean_the_same(whole, name):
    text = TEXTS[name]
    for other in (text.replace("\n", "\r\n"), text.replace(" = ", "="), text.replace("\n", "   \n"), f"\n\n{text}"):
        assert load(other) == whole[name]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_a_sign_that_only_some_call_a_line_end_shifts_no_line_number(sign):
    """An editor, and TOML, count lines by the line feed alone; a text pasted from elsewhere can hold the others."""
    text = f'# een{sign}twee\na = "x{sign}y"\n[[t]]\nb = 1\n'
    at = places(text)
    assert (at.line(key="a"), at.line("t", 0), at.line("t", 0, "b")) == (2, 3, 4)
    name = next(iter(TEXTS))
    lines = TEXTS[name].splitlines()
    number = next(at for at, line in enumerate(lines, 1) if line.startswith("purposes"))
    broken = changed(name, number, 'purposes = ["wegen"]').replace("\n", f"{sign}\n", 1)
    assert broken.startswith("#")
    assert ("unknown_purpose", number) in outcome(broken)
