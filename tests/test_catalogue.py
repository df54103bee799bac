"""The English of the pages is complete: a text without translation, or one that nobody uses, turns the suite red."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "catalogue.py"
NEW = "Deze zin staat nergens anders"


@pytest.fixture
def catalogue() -> ModuleType:
    """The script as a module of its own, so that what a test changes in it stays in that test."""
    spec = importlib.util.spec_from_file_location("catalogue_script", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_of_the_pages_has_its_english(catalogue: ModuleType) -> None:
    assert len(catalogue.wanted()) > 300, "the script no longer finds the texts"
    assert catalogue.problems(catalogue.load()) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("web/desk/templates/desk/new.html", f'{{% load i18n %}}<h1>{{% translate "{NEW}" %}}</h1>'),
        ("web/desk/templates/new.html", f"{{% load i18n %}}{{% blocktranslate %}}{NEW}{{% endblocktranslate %}}"),
        ("web/desk/new.py", f'title = _("{NEW}")\n'),
    ],
)
def test_a_new_text_without_english_is_found(
    catalogue: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, source: str
) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source, encoding="utf-8")
    monkeypatch.setattr(catalogue, "SERVER", tmp_path)
    assert f"not translated: {NEW!r} ({file})" in catalogue.problems(catalogue.load())


def test_an_empty_english_an_unused_text_and_a_lost_placeholder_are_found(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"Leeg": ["a.html"], "Regel %(number)s": ["b.html"]}
    monkeypatch.setattr(catalogue, "wanted", lambda: texts)
    file = polib.POFile()
    file.append(polib.POEntry(msgid="Leeg", msgstr=""))
    file.append(polib.POEntry(msgid="Regel %(number)s", msgstr="Rule"))
    file.append(polib.POEntry(msgid="Oud", msgstr="Old"))
    assert catalogue.problems(file)[:3] == [
        "not translated: 'Leeg' (a.html)",
        "not used: 'Oud'",
        "other placeholders: 'Regel %(number)s'",
    ]


def test_english_that_was_not_compiled_is_found(catalogue: ModuleType) -> None:
    changed = catalogue.load()
    changed[0].msgstr += " "
    assert catalogue.problems(changed) == ["not compiled: run python scripts/catalogue.py"]
