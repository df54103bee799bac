"""Both catalogues are complete, and every code that a core can give has its sentence."""

import ast
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zicht
from zicht import errors
from zicht.errors import Defect, Problem, Refused, ZichtError
from zicht.knowledge import sentences
from zicht.knowledge.sentences import LANGUAGES, catalogue, say, say_error, say_problem

WORDS = files("zicht.knowledge") / "words"
NL, EN = catalogue("nl"), catalogue("en")
SOURCE = Path(zicht.__file__).parent
ERRORS = {n for n, v in vars(errors).items() if isinstance(v, type) and issubclass(v, ZichtError)} - {"InputProblems"}


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def made_codes():
    """(file, code, names of parameters or None) of every Problem and error made with a code written out."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in ("knowledge", "recognition", "seal"):
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
            if name != "Problem" and name not in ERRORS:
                continue
            if not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            if name == "Problem":
                params = given.get("params")
                names = {key.value for key in params.keys} if isinstance(params, ast.Dict) else set()
            else:
                names = given.keys() - ({"hint", "rule"} if name == "Refused" else {"hint"})
            yield path.relative_to(SOURCE).as_posix(), call.args[0].value, names


MADE = list(made_codes())


def test_both_languages_have_the_same_files():
    names = {language: sorted(item.name for item in (WORDS / language).iterdir()) for language in LANGUAGES}
    assert names["nl"] == names["en"]
    assert all(name.endswith(".toml") for name in names["nl"])


def test_both_languages_have_the_same_keys():
    assert NL.keys() ^ EN.keys() == set()


def test_both_languages_fill_in_the_same_things():
    assert [key for key in NL.keys() & EN.keys() if placeholders(NL[key]) != placeholders(EN[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_blank_and_every_gap_has_a_plain_name(language):
    for key, text in catalogue(language).items():
        assert text.strip(), key
        assert all(re.fullmatch(r"[a-z_0-9]+", name) for name in placeholders(text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_codes_in_small_letters(language):
    # a hyphen: the ids of clauses and of legal bases have them
    assert [key for key in catalogue(language) if not re.fullmatch(r"[a-z_0-9-]+(\.[A-Za-z_0-9*-]+)+", key)] == []


def test_the_scan_of_codes_finds_what_is_known_to_be_there():
    codes = {code for _, code, _ in MADE}
    assert {"date.future", "perpetrators.off", "words.missing", "indicators.unknown", "seal.inclusion"} <= codes


@pytest.mark.parametrize(("file", "code", "names"), MADE, ids=[f"{file}:{code}" for file, code, _ in MADE])
def test_every_code_has_a_sentence_that_its_parameters_can_fill(file, code, names):
    assert code in NL, f"{file} gives {code}, which has no sentence"
    assert placeholders(NL[code]) <= names


def test_a_sentence_is_filled_in():
    assert say("date.future", date="2062-01-01") == "Deze datum ligt in de toekomst: 2062-01-01."
    assert say("date.future", "en", date="2062-01-01") == "This date is in the future: 2062-01-01."


def test_a_missing_sentence_is_a_defect_never_shown_as_a_code():
    with pytest.raises(Defect) as caught:
        say("no.such_key", "en")
    assert caught.value.params == {"key": "no.such_key", "language": "en"}


@given(st.text(max_size=20))
def test_what_a_user_typed_is_shown_as_typed_even_with_braces(value):
    problem = Problem("code.unknown", "what", params={"value": "{" + value + "}"})
    assert "{" + value + "}" in say_problem(problem)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_said_in_the_user_s_language(language):
    error = Refused("seal.outside", rule="x", index=3, size=2)
    assert say_error(error, language) == say("seal.outside", language, index=3, size=2)


@pytest.fixture
def words(tmp_path, monkeypatch):
    """A catalogue of our own in a temporary folder; ``words(file=text)`` writes Dutch files."""
    folder = tmp_path / "words" / "nl"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sentences, "files", lambda _: tmp_path)
    monkeypatch.setattr(sentences, "catalogue", catalogue.__wrapped__)

    def write(**texts):
        for name, text in texts.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return sentences.catalogue("nl")

    return write


def test_a_key_in_two_files_is_a_defect_that_names_the_second(words):
    with pytest.raises(Defect) as caught:
        words(a='[x]\ny = "one"', b='"x.y" = "two"')
    assert (caught.value.code, caught.value.params) == ("words.twice", {"key": "x.y", "file": "b.toml"})


def test_tables_and_dotted_keys_give_the_same_codes(words):
    assert words(a='[x.y]\nz = "one"', b='"p.q" = "two"') == {"x.y.z": "one", "p.q": "two"}


def test_other_files_in_the_folder_are_left_alone(words, tmp_path):
    (tmp_path / "words" / "nl" / "notes.txt").write_text("not words", encoding="utf-8")
    assert words(a='"x.y" = "one"') == {"x.y": "one"}
