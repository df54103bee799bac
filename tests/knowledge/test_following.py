"""The page on adding to the standard is followed to the letter: in a copy of the code, with its own blocks of data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zicht
from zicht.knowledge import standard

PAGE = Path(__file__).parents[2] / "docs" / "gebruikers" / "standaard-veld-toevoegen.md"
STEP = re.compile(r"^(\d)\. \*\*(.+?)\.\*\*", re.MULTILINE)
BLOCK = re.compile(r"^ +```toml\n(.*?)^ +```", re.MULTILINE | re.DOTALL)
NEXT = "2099.9"
LOOK = """
import json
from dataclasses import replace
from datetime import date
from zicht.knowledge import dictionary, schema, standard
from zicht.knowledge.articles import articles_of, offences
from zicht.knowledge.signal import NO, UNKNOWN, Answer, Detail, SignalDraft, Person, check
from zicht.registers.exchange import Source, cases
from zicht.server.api.further import THINGS
from zicht.server.web.professional.further import detail_name

draft = SignalDraft(
    what=UNKNOWN, where=UNKNOWN, when=date(2026, 1, 1), who=UNKNOWN, acute=NO, known_via=UNKNOWN, capacity=UNKNOWN,
    contact=NO, persons=(Person(("presumed_victim",)),),
)
specs = {spec.id: spec for spec in standard.detail_fields()}
new = specs.get("shift")
found = {"version": standard.version(), "schema": schema.json_schema(), "page": dictionary.page()}
found["offences"] = [a.id for a in offences()]
found["forms"] = [code.id for code in standard.codes("form")]
found["law"] = {day: {form: [a.id for a in articles_of(form, date.fromisoformat(day))] for form in found["forms"]}
                for day in ("2030-12-31", "2031-01-01")}
if new:
    told = Detail("shift", 1, Answer.of("night"))
    found["problems"] = [p.rule for p in check(replace(draft, details=(told,)), date(2026, 1, 2))]
    found["form_name"] = detail_name(new, 1)
    losses = cases(Source("1", replace(draft, details=(told,)), date(2026, 1, 2)))[1]
    found["losses"] = [[loss.field, loss.code, loss.reason] for loss in losses]
found["api"] = sorted(THINGS["exploitation"].model_fields)
print(json.dumps(found))
"""


def part(title):
    """What stands on the page under a title."""
    return re.split(r"^# ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[title]


FIELD, LAW = part(1), part(2)


class Copy:
    """A copy of the code in which the page is followed."""

    def __init__(self, folder):
        self.source = folder / "src"
        shutil.copytree(
            Path(zicht.__file__).parent, self.source / "zicht", ignore=shutil.ignore_patterns("__pycache__")
        )
        self.data = self.source / "zicht" / "knowledge" / "data"

    def append(self, text):
        """Every block of a part of the page, at the end of the file that it names."""
        blocks = BLOCK.findall(text)
        assert blocks
        for block in blocks:
            name, _, rows = re.sub(r"^ {3}", "", block, flags=re.MULTILINE).partition("\n")
            with (self.data / name.removeprefix("# ")).open("a", encoding="utf-8") as file:
                file.write("\n" + rows)

    def raise_version(self, text):
        """The version in every file that the page names for it."""
        names = re.findall(r"`(\w+\.toml)`", text.split("**De versie.**")[1].split("4. ")[0])
        assert {"standard.toml", "details.toml", "articles.toml"} <= set(names)
        for name in names:
            path = self.data / name
            path.write_text(path.read_text().replace(f'version = "{standard.version()}"', f'version = "{NEXT}"', 1))

    def close(self, article, day):
        """The last day of a text that is in force."""
        path = self.data / "articles.toml"
        before, _, after = path.read_text().partition(f'id = "{article}"')
        path.write_text(f'{before}id = "{article}"' + after.replace('valid_to = ""', f'valid_to = "{day}"', 1))

    def run(self, *command):
        """What a command of the copy prints."""
        given = os.environ | {"PYTHONPATH": str(self.source), "DJANGO_SETTINGS_MODULE": "zicht.server.settings"}
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=given, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    def look(self):
        """What the copy knows."""
        return self.run("-c", "import django; django.setup()\n" + LOOK)


@pytest.fixture(scope="module")
def with_field(tmp_path_factory):
    """The copy after the steps for a field."""
    copy = Copy(tmp_path_factory.mktemp("field"))
    copy.append(FIELD)
    copy.raise_version(FIELD)
    return copy


@pytest.fixture(scope="module")
def with_law(tmp_path_factory):
    """The copy after the steps for a change of the law."""
    copy = Copy(tmp_path_factory.mktemp("law"))
    copy.close("sr-273f", "2031-01-01")
    copy.append(LAW)
    copy.raise_version(FIELD)
    return copy


def test_the_page_has_the_steps_that_are_followed_here_and_no_other():
    assert STEP.findall(FIELD) == [("1", "Het veld"), ("2", "De codes"), ("3", "De versie"), ("4", "Controleer")]
    assert STEP.findall(LAW) == [
        ("1", "De oude tekst"),
        ("2", "De nieuwe tekst"),
        ("3", "Een nieuwe vorm"),
        ("4", "Versie en controle"),
    ]


def test_a_field_added_as_the_page_says_is_in_schema_dictionary_form_api_and_loss_report(with_field):
    found = with_field.look()
    assert found["version"] == NEXT
    assert found["schema"]["properties"]["exploitation"]["properties"]["dienst"]["x-field-group"] == "observations"
    assert "| `shift` | Welke dienst? / Which shift? |" in found["page"]
    assert "| `night` | `nacht` |" in found["page"]
    assert found["problems"] == []
    assert "dienst" in found["form_name"]
    assert "shift" in found["api"]
    assert ["shift", "night", "no_field"] in found["losses"], found["losses"]


def test_the_command_prints_the_added_field_as_json_schema(with_field):
    found = with_field.run("-m", "zicht.cli", "standard", "--schema")
    (value, _states) = found["properties"]["exploitation"]["properties"]["dienst"]["oneOf"]
    assert value["properties"]["waarde"]["enum"] == ["overdag", "nacht"]
    assert found["$id"].endswith(NEXT)


def test_a_revised_article_counts_from_its_day_and_the_old_text_stays_for_what_was_registered_before(with_law):
    law = with_law.look()["law"]
    assert law["2030-12-31"]["labour"] == ["sr-273f"]
    assert law["2031-01-01"]["labour"] == ["sr-273f-voorbeeld"]


def test_a_new_form_follows_in_codes_schema_and_dictionary_and_a_new_offence_is_no_form(with_law):
    found = with_law.look()
    assert found["forms"][-1] == "example_form"
    assert found["law"]["2031-01-01"]["example_form"] == ["sr-273f-voorbeeld"]
    assert found["law"]["2030-12-31"]["example_form"] == []
    assert "voorbeeldvorm" in json.dumps(found["schema"]["properties"]["wat"])
    assert "| `example_form` | `voorbeeldvorm` |" in found["page"]
    assert (
        "verzonnen strafbaar feit op zichzelf | strafbaar feit op zichzelf | – | 2031-01-01 | 2030-12-01"
        in found["page"]
    )
    assert set(found["offences"]) == {"serious-disadvantage", "profiting", "voorbeeld-feit"}
    assert "voorbeeld-feit" not in found["forms"]


def test_without_the_steps_none_of_it_is_there():
    assert "shift" not in {spec.id for spec in standard.detail_fields()}
    assert "example_form" not in {code.id for code in standard.codes("form")}
