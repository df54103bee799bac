"""Every command: the contract's exit code per kind of failure, one JSON object and nothing else, two languages."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import zicht
from zicht.cli import main
from zicht.cli.main import build_parser, command_modules
from zicht.cli.output import problem_shown
from zicht.errors import Defect, InputProblems, Problem, Refused, VerificationFailed, WrongUse
from zicht.knowledge.sentences import say_error, say_problem

KINDS = [
    (Defect("door.unknown_act", act="x"), 1),
    (WrongUse("config.port", value="x"), 2),
    (InputProblems((Problem("date.future", "when", row=7, params={"date": "2062-01-01"}),)), 3),
    (Refused("cases.already_weighed"), 4),
    (VerificationFailed("seal.inclusion", index=3, size=9), 5),
]
IDS = [type(error).__name__ for error, _ in KINDS]


@pytest.fixture
def failing(monkeypatch):
    """Have ``zicht standard`` fail in a given way."""

    def fail_with(error):
        def run(args):
            raise error

        monkeypatch.setattr("zicht.cli.standard.run", run)

    return fail_with


def only_object(text):
    """The one JSON object that is all there is on stdout."""
    return json.loads(text)


@pytest.mark.parametrize(("error", "code"), KINDS, ids=IDS)
def test_each_kind_of_failure_has_its_exit_code_and_says_why_on_stderr(failing, capsys, error, code):
    failing(error)
    for language in ("nl", "en"):
        for words in (["--taal", language], [f"--taal={language}"]):
            assert main(["standard", *words]) == code
            out, told = capsys.readouterr()
            assert out == ""
            assert say_error(error, language) in told


@pytest.mark.parametrize(("error", "code"), KINDS, ids=IDS)
def test_with_json_a_failure_is_one_object_in_both_languages(failing, capsys, error, code):
    failing(error)
    assert main(["standard", "--json"]) == code
    told = only_object(capsys.readouterr().out)
    assert told == {
        "schema": "zicht.error/1",
        "version": zicht.__version__,
        "code": error.code,
        "nl": say_error(error, "nl"),
        "en": say_error(error, "en"),
    } | ({"problems": [problem_shown(one) for one in error.problems]} if isinstance(error, InputProblems) else {})
    assert list(told)[:2] == ["schema", "version"]


def test_problems_in_the_input_are_all_listed_with_where(failing, capsys):
    problems = (
        Problem("date.future", "when", row=17, column="geb.datum", params={"date": "2062-01-01"}),
        Problem("code.one", "who"),
    )
    failing(InputProblems(problems))
    assert main(["standard"]) == 3
    told = capsys.readouterr().err
    assert all(say_problem(problem, "nl") in told for problem in problems)
    assert "17, geb.datum: " in told
    assert "who: " in told


def test_a_problem_of_the_whole_file_has_no_place(failing, capsys):
    failing(InputProblems((Problem("import.mapping_toml"),)))
    assert main(["standard"]) == 3
    assert f"\n  {say_problem(Problem('import.mapping_toml'), 'nl')}" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "shown"), [(KINDS[0][0], True), (KINDS[3][0], False)], ids=["Defect", "Refused"])
def test_only_a_defect_of_ours_shows_a_traceback(failing, capsys, error, shown):
    failing(error)
    main(["standard"])
    assert ("Traceback" in capsys.readouterr().err) == shown


@pytest.mark.parametrize(
    "words",
    [[], ["nonsense"], ["standard", "--nonsense"], ["standard", "--taal", "fr"], ["log"], ["log", "nonsense"],
     ["estimate"], ["standard", "too", "much"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_two_also_when_told_as_json(capsys, words):
    assert main(words) == 2
    out, told = capsys.readouterr()
    assert (out, bool(told)) == ("", True)
    assert main([*words, "--json"]) == 2
    assert only_object(capsys.readouterr().out)["code"] == "cli.wrong_use"


def test_a_result_as_json_is_one_object_with_schema_and_version_first(capsys):
    assert main(["standard", "--json"]) == 0
    out, told = capsys.readouterr()
    result = only_object(out)
    assert list(result)[:2] == ["schema", "version"]
    assert result["schema"] == "zicht.standard/1"
    assert told == ""


@pytest.mark.parametrize(("language", "word"), [("nl", "Registratiestandaard"), ("en", "Where")])
def test_a_result_for_people_follows_the_language(capsys, language, word):
    from zicht.knowledge import standard

    assert main(["standard", "--taal", language]) == 0
    out = capsys.readouterr().out
    for field in standard.fields():
        assert (field.nl if language == "nl" else field.en) in out


@pytest.mark.parametrize("words", [["standard", "--nonsense"], ["log", "verify", "--nonsense"]], ids=" ".join)
def test_what_is_left_over_is_explained_with_the_usage_of_the_command_itself(capsys, words):
    assert main(words) == 2
    assert f"Gebruik: zicht {' '.join(words[:-1])} [-h]" in capsys.readouterr().err


def test_a_table_for_people_is_in_one_language(capsys):
    assert main(["standard", "--taal", "en"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Registration standard ")
    assert "verplicht" not in out


def test_a_key_press_to_stop_is_no_defect(failing, capsys):
    failing(KeyboardInterrupt())
    assert main(["standard"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def _parsers(parser, path=()):
    """Every parser that runs something, with its words."""
    for action in parser._actions:
        if isinstance(getattr(action, "choices", None), dict):
            for name, inner in action.choices.items():
                yield from _parsers(inner, (*path, name))
            return
    yield path, parser


COMMANDS = dict(_parsers(build_parser()))


def test_every_file_with_a_command_has_one():
    assert len({path[0] for path in COMMANDS}) >= len(command_modules())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_the_common_options_and_an_example(path):
    options = {option for action in COMMANDS[path]._actions for option in action.option_strings}
    assert {"--json", "--taal", "--help"} <= options
    assert "zicht " + " ".join(path) in (COMMANDS[path].epilog or "")


def test_a_core_command_runs_where_the_server_is_not_installed():
    """A notebook or a laptop without the extra ``server`` can use it."""
    code = (
        "import sys; sys.modules['django'] = None; from zicht.cli import main; sys.exit(main(['standard', '--json']))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert found.returncode == 0
    assert only_object(found.stdout)["schema"] == "zicht.standard/1"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_loading_only_the_command_on_the_line_gives_the_same_command(path):
    alone = dict(_parsers(build_parser(path)))
    assert alone[path].format_help() == COMMANDS[path].format_help()


def test_the_import_loads_no_command_but_its_own():
    program = "import sys; from zicht.cli.main import build_parser; build_parser(['import']); "
    program += "print([name for name in ('zicht.estimation', 'zicht.cli.estimate') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
