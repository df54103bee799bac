"""Foreign keys never climb: a room points at itself or at a room below it, in the order of the house."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

# docs/house.md, from the ground up; rooms on one line do not know each other.
HOUSE = (
    {"vault"},
    {"logbook"},
    {"parties"},
    {"door"},
    {"notices", "drafts"},
    {"signals", "interviews", "organisations"},
    {"intake"},
    {"cases", "sharing"},
    {"referrals"},
    {"publishing", "oversight"},
)
STOREY = {room: number for number, rooms in enumerate(HOUSE) for room in rooms}
# Libraries' own tables stand on parties' member, as sign-in needs.
LIBRARIES = {"auth", "contenttypes", "sessions", "account", "socialaccount", "mfa", "django_tasks_database"}
# Below the door no table may lead to a person: the log and the keys hold plain ids.
WITHOUT_FOREIGN_KEYS = {"vault", "logbook"}


def pointers() -> list[tuple[type[models.Model], type[models.Model]]]:
    """Every foreign key, one-to-one and many-to-many: from, to."""
    return [
        (model, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
    ]


def climbing(found) -> list[str]:
    """The pointers that go up, or sideways to a room that should not be known."""
    return [
        f"{here._meta.label} -> {there._meta.label}"
        for here, there in found
        if here._meta.app_label in STOREY and not _allowed(here._meta.app_label, there._meta.app_label)
    ]


def _allowed(here: str, there: str) -> bool:
    if here in WITHOUT_FOREIGN_KEYS:
        return False
    return here == there or (there in STOREY and STOREY[there] < STOREY[here])


def test_no_foreign_key_climbs():
    assert climbing(pointers()) == []


def test_a_foreign_key_that_climbs_is_noticed():
    record, right = apps.get_model("door.Record"), apps.get_model("door.Right")
    case, row = apps.get_model("cases.CaseSignal"), apps.get_model("logbook.LogRow")
    grant = apps.get_model("sharing.Grant")
    assert climbing([(record, case), (row, record), (case, grant), (case, record), (right, record)]) == [
        "door.Record -> cases.CaseSignal",
        "logbook.LogRow -> door.Record",
        "cases.CaseSignal -> sharing.Grant",
    ]


def test_libraries_point_at_members_and_at_themselves_only():
    found = {
        there._meta.label
        for here, there in pointers()
        if here._meta.app_label in LIBRARIES and there._meta.app_label not in LIBRARIES
    }
    assert found <= {"parties.Member"}


def test_every_room_and_library_has_its_place():
    labels = {model._meta.app_label for model in apps.get_models()}
    assert labels <= set(STOREY) | LIBRARIES
    assert set(settings.ROOMS) <= set(STOREY)


def test_the_order_is_the_one_in_the_contracts():
    """The layers of ``.importlinter``, read from below, hold the rooms in the same order."""
    text = (Path(__file__).resolve().parents[2] / ".importlinter").read_text(encoding="utf-8")
    layers = text.partition("name = Layers of the server")[2].partition("[importlinter")[0].partition("layers =")[2]
    order = [
        {room.strip(" ()") for room in line.split("|")} & set(STOREY) for line in layers.strip().splitlines()[::-1]
    ]
    assert [rooms for rooms in order if rooms] == list(HOUSE)
