"""A gallery of bad agreements: each file is named after its fault, and the faulty line ends with ``# hier``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zicht.agreements import bundled, check, examples, load
from zicht.errors import InputProblems
from zicht.knowledge.sentences import LANGUAGES, catalogue, say_problem

GALLERY = Path(__file__).parent / "gallery"
TODAY = date(2026, 6, 1)
PICTURES = sorted(GALLERY.glob("*.toml"))
FAULTS = [path for path in PICTURES if path.stem != "geen-fout"]
GOOD = (GALLERY / "geen-fout.toml").read_text(encoding="utf-8")
WARNINGS = {"said_already", "consent_to_authority", "open_signer", "open_mandate", "open_retention", "open_basis"}
# what stands in another agreement than the one that is read: tests/agreements/test_beside.py
ELSEWHERE = {"never_forbids_duty_there", "never_forbids_vital_there"}


def rule_of(path: Path) -> str:
    return path.stem.replace("-", "_")


def here(text: str) -> int:
    (line,) = (number for number, line in enumerate(text.split("\n"), 1) if line.endswith("# hier"))
    return line


def clause_at(text: str, line: int) -> str:
    """The id of the clause in which a line stands, read without any parser."""
    lines = text.split("\n")
    header = next((at for at in range(line - 1, -1, -1) if lines[at].startswith("[[")), 0)
    if not lines[header].startswith("[[clause]]"):
        return ""
    return next(row.split('"')[1] for row in lines[header:] if row.startswith("id = "))


def test_the_picture_without_a_fault_has_none():
    assert check(GOOD, TODAY) == () and load(GOOD, TODAY).id == "proef"


@pytest.mark.parametrize("path", FAULTS, ids=rule_of)
def test_a_fault_is_named_with_its_line_and_clause_in_both_languages(path):
    text = path.read_text(encoding="utf-8")
    found = [one for one in check(text, TODAY) if one.rule == f"agreement.{rule_of(path)}" and one.row == here(text)]
    assert len(found) == 1, check(text, TODAY)
    assert found[0].severity == ("warning" if rule_of(path) in WARNINGS else "error")
    if rule_of(path) not in ("not_toml", "not_tables"):
        assert found[0].column == clause_at(text, here(text))
    said = {language: say_problem(found[0], language) for language in LANGUAGES}
    assert said["nl"] != said["en"] and all("{" not in sentence for sentence in said.values())


@pytest.mark.parametrize("path", FAULTS, ids=rule_of)
def test_an_error_is_refused_at_loading_and_a_warning_is_not(path):
    text = path.read_text(encoding="utf-8")
    if rule_of(path) in WARNINGS:
        assert load(text, TODAY).id == "proef"
        return
    with pytest.raises(InputProblems) as caught:
        load(text, TODAY)
    assert all(problem.severity == "error" for problem in caught.value.problems)
    assert (f"agreement.{rule_of(path)}", here(text)) in [(one.rule, one.row) for one in caught.value.problems]


def test_every_fault_that_loading_can_name_hangs_in_the_gallery():
    """The words of loading stand in the catalogue before those of deciding, which begin with ``permitted``."""
    words = [key.removeprefix("agreement.") for key in catalogue("nl") if key.startswith("agreement.")]
    assert {rule_of(path) for path in FAULTS} == set(words[: words.index("permitted")]) - ELSEWHERE | {
        "status_to_police"
    }


def test_nothing_in_the_gallery_is_bad_in_a_way_that_is_not_meant():
    """A fault may show in more places, but only a missing or misspelt name gives other faults as well."""
    follow = {"unknown_party": {"not_a_party"}, "unknown_direction": {"basis_missing"}}
    for path in FAULTS:
        found = {one.rule.removeprefix("agreement.") for one in check(path.read_text(encoding="utf-8"), TODAY)}
        assert found == {rule_of(path)} | follow.get(rule_of(path), set()), path.name


@pytest.mark.parametrize("name", ["review-passed", "expired", "party-left"])
def test_what_was_right_when_it_was_brought_in_can_be_read_back_later(name):
    text = (GALLERY / f"{name}.toml").read_text(encoding="utf-8")
    assert load(text).id == "proef"
    assert load(text, date(2026, 1, 15)).id == "proef"


@pytest.mark.parametrize("name", [name for name, _ in (*bundled(), *examples())])
def test_no_agreement_of_the_region_has_an_error_today_or_for_years(name):
    text = dict((*bundled(), *examples()))[name]
    for day in (None, date(2026, 6, 1), date(2031, 6, 1)):
        assert {one.severity for one in check(text, day)} <= {"warning"}
