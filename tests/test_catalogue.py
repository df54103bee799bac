"""The English of the pages is complete: a text without translation, or one that nobody uses, turns the suite red."""

from __future__ import annotations

import gettext
import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "catalogue.py"
NEW = "Deze zin staat nergens anders"
ONE, MORE = "%(count)s zin", "%(count)s zinnen"
COUNTED = (
    "{% load i18n %}{% blocktranslate count count=found %}"
    "{{ count }} zin{% plural %}{{ count }} zinnen{% endblocktranslate %}"
)
FORMS = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}


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
        ("web/desk/count.py", f'title = ngettext("{NEW}", "{NEW}, meer", count)\n'),
        ("web/desk/lazy.py", f'title = translation.ngettext_lazy("{NEW}", "{NEW}, meer", "count")\n'),
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


def planted(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch, texts: dict[tuple[str, ...], list[str]], *entries: object
) -> list[str]:
    """What is wrong with a catalogue of these entries when the pages hold these texts, besides not being compiled."""
    monkeypatch.setattr(catalogue, "wanted", lambda: {catalogue.Text(*text): files for text, files in texts.items()})
    file = polib.POFile()
    file.metadata = FORMS
    file.extend(entries)
    return [problem for problem in catalogue.problems(file) if not problem.startswith("not compiled")]


def test_an_empty_english_an_unused_text_and_a_lost_placeholder_are_found(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {("Leeg",): ["a.html"], ("Regel %(number)s",): ["b.html"], ("%d van %s",): ["c.py"]}
    entries = (
        polib.POEntry(msgid="Leeg", msgstr=""),
        polib.POEntry(msgid="Regel %(number)s", msgstr="Rule"),
        polib.POEntry(msgid="%d van %s", msgstr="%d of %d"),
        polib.POEntry(msgid="Oud", msgstr="Old"),
    )
    assert planted(catalogue, monkeypatch, texts, *entries) == [
        "not translated: 'Leeg' (a.html)",
        "not used: 'Oud'",
        "other placeholders: 'Regel %(number)s'",
        "other placeholders: '%d van %s'",
    ]


def test_a_text_that_counts_is_found_in_a_template_with_both_its_forms(
    catalogue: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "templates" / "new.html"
    page.parent.mkdir()
    page.write_text(COUNTED, encoding="utf-8")
    monkeypatch.setattr(catalogue, "SERVER", tmp_path)
    assert catalogue.wanted() == {(ONE, MORE): ["templates/new.html"]}


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ({0: "%(count)s sentence", 1: "%(count)s sentences"}, None),
        ({0: "%(count)s sentence", 1: ""}, "not translated"),
        ({0: "%(count)s sentence"}, "not translated"),
        ({0: "one sentence", 1: "%(count)s sentences"}, "other placeholders"),
        ({0: "%(count)s sentence", 1: "%(number)s sentences"}, "other placeholders"),
    ],
)
def test_the_english_of_a_text_that_counts_has_both_forms_with_the_placeholders_of_each(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch, english: dict[int, str], problem: str | None
) -> None:
    entry = polib.POEntry(msgid=ONE, msgid_plural=MORE, msgstr_plural=english)
    found = planted(catalogue, monkeypatch, {(ONE, MORE): ["a.html"]}, entry)
    assert [line.partition(":")[0] for line in found] == ([problem] if problem else [])


def test_a_single_entry_is_not_the_english_of_a_text_that_counts(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = polib.POEntry(msgid=ONE, msgstr="%(count)s sentence")
    found = planted(catalogue, monkeypatch, {(ONE, MORE): ["a.html"]}, entry)
    assert found == [f"not translated: {ONE!r} (a.html)", f"not used: {ONE!r}"]


def test_one_singular_with_two_plurals_is_found(catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {("dag", "dagen"): ["a.py"], ("dag",): ["b.py"]}
    entries = (
        polib.POEntry(msgid="dag", msgid_plural="dagen", msgstr_plural={0: "day", 1: "days"}),
        polib.POEntry(msgid="dag", msgstr="day"),
    )
    assert planted(catalogue, monkeypatch, texts, *entries) == ["more than one plural: 'dag'"]


def test_a_catalogue_that_does_not_say_how_english_counts_is_found(
    catalogue: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = catalogue.load()
    del changed.metadata["Plural-Forms"]
    assert any(problem.startswith("Plural-Forms") for problem in catalogue.problems(changed))


def test_completing_keeps_the_english_there_is_and_asks_for_both_forms(
    catalogue: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, file = tmp_path / "templates" / "new.html", tmp_path / "locale" / "django.po"
    page.parent.mkdir()
    page.write_text(COUNTED + '{% translate "Titel" %}', encoding="utf-8")
    monkeypatch.setattr(catalogue, "SERVER", tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", file)
    catalogue.complete()
    empty = {entry.msgid: entry for entry in catalogue.load()}
    assert empty[ONE].msgstr_plural == {0: "", 1: ""}
    empty[ONE].msgstr_plural = {0: "%(count)s sentence", 1: "%(count)s sentences"}
    empty["Titel"].msgstr = "Title"
    edited = catalogue.load()
    edited[:] = empty.values()
    edited.save(str(file))
    catalogue.complete()
    assert catalogue.problems(catalogue.load()) == []
    with file.with_suffix(".mo").open("rb") as compiled:
        english = gettext.GNUTranslations(compiled)
    assert [english.ngettext(ONE, MORE, count) % {"count": count} for count in (0, 1, 2)] == [
        "0 sentences",
        "1 sentence",
        "2 sentences",
    ]


@pytest.mark.parametrize(("count", "words"), [(1, "1 part has not"), (3, "3 parts have not")])
def test_a_page_in_english_counts_in_english(count: int, words: str) -> None:
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override("en"):
        page = render_to_string("privacy/agreement.html", {"unconfirmed_parts": count})
    assert words in page
    assert "nog niet bevestigd" not in page


def test_english_that_was_not_compiled_is_found(catalogue: ModuleType) -> None:
    changed = catalogue.load()
    next(entry for entry in changed if not entry.msgid_plural).msgstr += " "
    assert catalogue.problems(changed) == ["not compiled: run python scripts/catalogue.py"]
