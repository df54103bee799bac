"""Loading checks an agreement completely and says on which line each problem stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.agreements import bundled, load
from zicht.agreements.places import places
from zicht.errors import InputProblems
from zicht.knowledge.sentences import LANGUAGES, say_problem

TEXT = """\
# a comment first
id = "proef"
version = "1"
title = "Proef"
purposes = ["weighing"]
activity = "signal-registration"
valid_from = 2026-01-01
valid_until = 2026-12-31
review_on = 2026-06-01

[[party]]
organisation = "ggd"
body = "board"
[[party]]
organisation = "meldpunt"
body = "college"
[[party]]
organisation = "politie"
body = "board"

[[legal_basis]]
parties = ["ggd", "meldpunt"]
direction = "gives"
lawful_basis = "avg-6-1-e"
special_data = ""
criminal_data = ""
secrecy = ""
compatibility = ""
[[legal_basis]]
parties = [
  "politie",
  "meldpunt",
]
direction = "receives"
lawful_basis = ""
special_data = ""
criminal_data = ""
secrecy = ""
compatibility = ""

[[clause]]
id = "signaal"
effect = "may"
from = "ggd"
to = "meldpunt"
purpose = "weighing"
role = "desk"
mode = "standing"
field_groups = [
  "core",
  "observations",
]
[[clause]]
id = "naar-politie"
effect = "may"
from = "meldpunt"
to = "politie"
purpose = "weighing"
role = "partner"
mode = "on_referral"
danger = true
forms = ["labour"]
field_groups = ["core", "location"]
"""


def problems(text: str) -> list[tuple[str, int | None]]:
    try:
        load(text)
    except InputProblems as error:
        for problem in error.problems:
            for language in LANGUAGES:
                assert say_problem(problem, language), problem
        return [(problem.rule.removeprefix("agreement."), problem.row) for problem in error.problems]
    return []


def line_of(part: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_text_as_it_stands_loads():
    agreement = load(TEXT)
    assert (agreement.id, agreement.version, len(agreement.parties)) == ("proef", "1", 3)
    assert agreement.clauses[0].field_groups == {"core", "observations"}
    assert agreement.clauses[1].conditions.danger is True and agreement.clauses[1].conditions.forms == {"labour"}
    assert agreement.basis("ggd", "gives").lawful_basis == "avg-6-1-e"
    assert agreement.basis("ggd", "receives").lawful_basis == ""


# what is changed into what, which rule must name it, and a piece of the line it must name
BREAKS = [
    ('  "observations",', '  "observatoins",', "unknown_field_group", "observatoins"),
    ('organisation = "politie"', 'organisation = "politei"', "unknown_party", "politei"),
    ('organisation = "politie"', 'organisation = "ggd"', "party_twice", None),
    ('body = "college"', 'body = "raad"', "unknown_body", "raad"),
    ('body = "college"', 'body = "burgemeester"', "other_body", "burgemeester"),
    ('title = "Proef"\n', "", "missing_key", "# a comment"),
    ('to = "politie"\n', "", "missing_key", None),
    ("danger = true", "dangre = true", "mistyped_key", "dangre"),
    ("danger = true", 'danger = "ja"', "not_yes_no", "danger"),
    ("valid_from = 2026-01-01", "valid_from = 2026-01-01T00:00:00", "not_a_day", "valid_from"),
    ("valid_from = 2026-01-01", 'valid_from = "soon"', "not_a_day", "valid_from"),
    ('field_groups = ["core", "location"]', 'field_groups = "core"', "not_texts", 'field_groups = "core"'),
    ('id = "naar-politie"', 'id = " "', "empty", 'id = " "'),
    ("valid_until = 2026-12-31", "valid_until = 2025-12-31", "dates_reversed", "valid_until"),
    ("valid_until = 2026-12-31", "valid_until = 9999-12-31", "endless", "valid_until"),
    ("review_on = 2026-06-01", "review_on = 2025-06-01", "review_too_early", "review_on"),
    ('activity = "signal-registration"', 'activity = "koffie"', "unknown_activity", "koffie"),
    ('purposes = ["weighing"]', 'purposes = ["weighing", "wegen"]', "unknown_purpose", "wegen"),
    ('purposes = ["weighing"]', "purposes = []", "empty", "purposes"),
    ('purpose = "weighing"\nrole = "partner"', 'purpose = "care"\nrole = "partner"', "foreign_purpose", '"care"'),
    ('role = "partner"', 'role = "admin"', "unknown_role", "admin"),
    ('role = "partner"', 'role = "*"', "unknown_role", 'role = "*"'),
    ('mode = "on_referral"', 'mode = "soms"', "unknown_mode", "soms"),
    ('effect = "may"\nfrom = "meldpunt"', 'effect = "should"\nfrom = "meldpunt"', "unknown_effect", "should"),
    ('id = "naar-politie"', 'id = "signaal"', "clause_twice", None),
    ('from = "ggd"', 'from = "woonstichting"', "not_a_party", "woonstichting"),
    ('to = "politie"', 'to = "arbeidsinspectie"', "not_a_party", "arbeidsinspectie"),
    ('to = "politie"', 'to = "*"', "not_a_party", 'to = "*"'),
    ('to = "politie"', 'to = "meldpunt"', "to_itself", None),
    ('  "politie",', '  "handhaving",', "not_a_party", '"handhaving"'),
    ('field_groups = ["core", "location"]', 'field_groups = ["core", "status"]', "status_to_police", '"status"'),
    ('field_groups = ["core", "location"]', "field_groups = []", "about_nothing", "field_groups = []"),
    ("danger = true", 'covariates = ["form"]', "covariates_alone", "covariates"),
    ("danger = true", 'covariates = ["nationality"]\nlinking_key = true', "unknown_covariate", "nationality"),
    ('forms = ["labour"]', 'forms = ["labour", "arbeid"]', "unknown_code", "arbeid"),
    ('forms = ["labour"]', "forms = []", "empty", "forms"),
    ('forms = ["labour"]', 'municipality = ["utrecht"]', "unknown_code", "utrecht"),
    ('forms = ["labour"]', 'age_class = ["kind"]', "unknown_code", "kind"),
    ('direction = "gives"', 'direction = "sends"', "unknown_direction", "sends"),
    ('lawful_basis = "avg-6-1-e"', 'lawful_basis = "avg-6-9"', "unknown_basis", "avg-6-9"),
    ('lawful_basis = "avg-6-1-e"', 'lawful_basis = "uavg-32"', "basis_other_part", "uavg-32"),
    ('lawful_basis = "avg-6-1-e"', 'lawful_basis = "wpg-8"', "basis_not_theirs", "wpg-8"),
    ('parties = ["ggd", "meldpunt"]', 'parties = ["ggd"]', "basis_missing", None),
    ('parties = ["ggd", "meldpunt"]', 'parties = ["ggd", "meldpunt", "ggd"]', "basis_twice", "parties = ["),
    ('title = "Proef"', "title = 3", "not_text", "title"),
    ("[[party]]\norganisation = \"politie\"", "[[partij]]\norganisation = \"politie\"", "unknown_key", "[[partij]]"),
    ('version = "1"', 'version = "1"\nclause = []', "not_toml", "[[clause]]"),
    ("review_on = 2026-06-01", "review_on = ", "not_toml", "review_on"),
    ('title = "Proef"', 'title = "Proef', "not_toml", "title"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "where"), BREAKS, ids=[f"{b[2]}-{i}" for i, b in enumerate(BREAKS)])
def test_each_mistake_is_named_with_its_line(old, new, rule, where):
    assert TEXT.count(old) == 1, "the mistake is made in exactly one place"
    broken = TEXT.replace(old, new)
    found = problems(broken)
    assert rule in [name for name, _ in found]
    if where:
        assert (rule, line_of(where, broken)) in found


def test_tables_that_are_no_tables_are_named():
    assert ("not_tables", 1) in problems("clause = 3") and ("not_tables", 1) in problems("clause = []")


def test_all_mistakes_come_at_once_and_in_order():
    broken = TEXT.replace('"core",\n', '"croe",\n').replace('role = "partner"', 'role = "boss"')
    broken = broken.replace("review_on = 2026-06-01", "review_on = 2020-06-01")
    assert problems(broken) == [
        ("review_too_early", line_of("review_on", broken)),
        ("unknown_field_group", line_of("croe", broken)),
        ("unknown_role", line_of("boss", broken)),
    ]


def test_feedback_to_the_origin_may_not_carry_status_where_police_register_too():
    broken = TEXT.replace('to = "politie"', 'to = "origin"').replace('"location"]', '"status"]')
    assert "status_to_police" in [rule for rule, _ in problems(broken)]


def test_a_clause_from_everyone_needs_a_basis_of_everyone():
    broken = TEXT.replace('from = "ggd"', 'from = "*"')
    assert [rule for rule, _ in problems(broken)] == ["basis_missing"]


@pytest.mark.parametrize("text", ["", "\x00", "[[clause", "clause = 3", "party = []\n", "x = " + "[" * 5000, "a.b = 1"])
def test_nonsense_gives_problems_with_a_line_and_nothing_else(text):
    found = problems(text)
    assert found and all(row and row >= 1 for _, row in found)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.text(max_size=3))
def test_a_text_with_a_piece_struck_loads_or_gives_problems_inside_the_text(at, instead):
    broken = TEXT[:at] + instead + TEXT[at + 3 :]
    assert all(row and 1 <= row <= len(broken.splitlines()) + 1 for _, row in problems(broken))


def test_places_knows_the_line_of_every_key_also_after_values_of_many_lines():
    text = 'a = """\nb = 1\n[[t]]\n"""\n[[t]]\nc = [\n  "x", # ]\n  "y",\n]\n"d" = 2\n[[t]]\nc = 1\n'
    at = places(text)
    assert (at.line(key="a"), at.line("t", 0), at.line("t", 0, "c"), at.line("t", 0, "d")) == (1, 5, 6, 10)
    assert (at.line("t", 0, "c", "y"), at.line("t", 1), at.line("t", 1, "c")) == (8, 11, 12)
    assert at.line("t", 1, "gone") == 11 and at.line("nowhere", 0, "gone") == 1
    assert at.line("t", 0, "c", "not there") == 6


def test_the_bundled_agreements_load_and_no_word_of_them_is_lost():
    assert [name for name, _ in bundled()] == ["doorverwijzing-zorg.toml", "meldpunt-vechtstreek.toml", "omvang.toml"]
    for name, text in bundled():
        agreement = load(text)
        assert name == f"{agreement.id}.toml"
        assert text.count("[[clause]]") == len(agreement.clauses)
