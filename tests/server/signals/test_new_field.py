"""A field is added by data alone, as docs/gebruikers/standaard-veld-toevoegen.md says: this follows that page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from worlds import draft

from zicht.knowledge import details, dictionary, schema, standard
from zicht.knowledge.signal import Answer, Detail
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal

PAGE = Path(__file__).parents[3] / "docs" / "gebruikers" / "standaard-veld-toevoegen.md"
NEW = {
    "id": "shift", "wire": "dienst", "entity": "exploitation", "kind": "code", "codes": "shift",
    "nl": "Welke dienst?", "en": "Which shift?", "meaning_nl": "Dag of nacht.", "meaning_en": "Day or night.",
    "purposes": ["weighing"], "needed_by": ["desk"],
}  # fmt: skip
CODES = [
    {"list": "shift", "id": "day", "wire": "dag", "nl": "overdag", "en": "by day"},
    {"list": "shift", "id": "night", "wire": "nacht", "nl": "'s nachts", "en": "at night"},
]
CACHED = (standard.detail_fields, standard.every_field, standard.codes,
          standard.label, details._by_id)  # fmt: skip


def forget():
    for kept in CACHED:
        kept.cache_clear()


@pytest.fixture
def with_field(monkeypatch):
    """The standard with one field more, in a group."""
    read = standard.read_data

    def add(group):
        def more(name):
            found = read(name)
            if name == "details.toml":
                return found | {"field": [*found["field"], NEW | {"group": group}]}
            return found | {"code": [*found["code"], *CODES]} if name == "codes.toml" else found

        monkeypatch.setattr(standard, "read_data", more)
        forget()

    yield add
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("group", ["core", "observations", "follow_up", "contact", "narrative", "location", "status"])
@pytest.mark.parametrize("answer", [Answer.of("night"), Answer("unknown"), Answer("refused"), Answer("no")])
def test_a_field_of_data_alone_is_checked_kept_behind_its_group_and_read_back(region, with_field, group, answer):
    with_field(group)
    told = Detail("shift", 1, answer)
    signal = register_signal(draft=replace(draft(), details=(told,)), by=region["ggd.1"])
    assert open_signal(region["ggd.1"], signal).details == (told,)
    assert "`shift`" in dictionary.page()
    assert "dienst" in schema.json_schema()["properties"]["exploitation"]["properties"]


def test_a_code_that_the_new_list_does_not_have_is_refused(with_field):
    with_field("core")
    (problem,) = details.check_details([Detail("shift", 1, Answer.of("evening"))], date(2026, 11, 24))
    assert (problem.rule, problem.field) == ("code.unknown", "shift")


def test_without_it_the_field_is_not_there():
    assert "shift" not in {spec.id for spec in standard.detail_fields()}


def test_the_page_names_the_files_that_the_field_needs():
    text = PAGE.read_text()
    for name in re.findall(r"`(\w+\.toml)`", text):
        assert standard.read_data(name)["version"] == standard.version()
    for key in NEW:
        if key not in ("nl", "en", "meaning_nl", "meaning_en"):
            assert f"`{key}`" in text or key == "codes"
