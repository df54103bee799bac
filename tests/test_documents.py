"""What the pages and the messages tell a reader to type, works: every command in them is one that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from zicht.cli.main import build_parser, command_modules
from zicht.errors import WrongUse
from zicht.knowledge.sentences import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent
# These two tell what is not there yet, by name.
ABOUT_LATER = {"docs/roadmap.md", "CHANGELOG.md"}
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.relative_to(ROOT).as_posix() not in ABOUT_LATER
)
START = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?zicht (.+)$")


def commands(text: str) -> Iterator[list[str]]:
    """Every command of Zicht in blocks and in running text between backticks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in [*(line for block in blocks for line in block.splitlines()), *inline]:
        if found := START.match(" ".join(line.split())):
            yield shlex.split(found[1], comments=True)


def found() -> Iterator[tuple[Path, list[str]]]:
    for page in PAGES:
        yield from ((page, words) for words in commands(page.read_text(encoding="utf-8")))


FOUND = list(found())


def named(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value[0])  # type: ignore[index]  # a page or its words


def test_the_pages_tell_commands() -> None:
    assert len(FOUND) > 10
    assert {words[0] for _, words in FOUND} >= {"demo", "log", "standard", "import", "check"}


@pytest.mark.parametrize(
    ("page", "words"), FOUND, ids=lambda value: value.name if isinstance(value, Path) else value[0]
)
def test_a_command_on_a_page_is_one_that_there_is(page: Path, words: list[str]) -> None:
    """Whole commands must parse; ``zicht worker`` in running text may leave out what it needs."""
    if "--" not in " ".join(words) and len(words) == 1:
        assert words[0] in names(), f"{page}: zicht {words[0]}"
        return
    try:
        build_parser().parse_args(words)
    except WrongUse as wrong:
        raise AssertionError(f"{page}: zicht {' '.join(words)}: {wrong.params['message']}") from wrong


@pytest.mark.parametrize(
    ("page", "words"), FOUND, ids=lambda value: value.name if isinstance(value, Path) else value[0]
)
def test_a_file_that_a_command_on_a_page_names_is_there(page: Path, words: list[str]) -> None:
    assert [word for word in words if word.startswith("src/") and not (ROOT / word).exists()] == []


def names() -> set[str]:
    parser = build_parser()
    return {name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices}


def test_there_are_commands_to_name() -> None:
    assert len(names()) >= len(command_modules())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_sends_nobody_to_a_command_that_is_not_there(language: str) -> None:
    told = {(key, name) for key, text in catalogue(language).items() for name in re.findall(r"[‘'`]zicht (\w+)", text)}
    assert len(told) > 3
    assert {(key, name) for key, name in told if name not in names()} == set()


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert list(commands("Doe `zicht init` of\n```\n.venv/bin/zicht migrate --now  # nu\n```")) == [
        ["migrate", "--now"],
        ["init"],
    ]
    assert not {"init", "migrate"} & names()
