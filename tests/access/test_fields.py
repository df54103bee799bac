"""Every field of every table is declared: which field group, or harmless and why. No declaration without its field."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from zicht.knowledge.signal import Answer, Person
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.guard import Declared, Guarded

OURS = "zicht.server."
HARMLESS = "harmless"
# What a form that is not sent yet holds belongs to every group at once, and to nobody but whoever fills it in.
MIXED = {"drafts.Draft.sealed"}


def declared() -> dict[str, dict[str, Declared]]:
    """Every declaration, by the room that makes it; two rooms never declare one table."""
    found: dict[str, dict[str, Declared]] = {}
    for room in settings.ROOMS:
        if find_spec(f"{OURS}{room}.access") is None:
            continue
        for label, fields in import_module(f"{OURS}{room}.access").ACCESS.items():
            assert label not in found, label
            found[label] = fields
    return found


def tables() -> dict[str, set[str]]:
    """Every table of the app, ours and others', with its fields."""
    return {
        model._meta.label: {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        for model in apps.get_models(include_auto_created=True)
    }


def undeclared(said: dict[str, dict[str, Declared]], there: dict[str, set[str]]) -> set[str]:
    """Fields without a declaration, and declarations without a field."""
    told = {f"{label}.{name}" for label, fields in said.items() for name in fields}
    found = {f"{label}.{name}" for label, fields in there.items() for name in fields}
    return told ^ found


def test_every_field_is_declared_and_every_declaration_has_its_field():
    assert undeclared(declared(), tables()) == set()


def test_a_new_field_and_a_field_that_is_gone_are_noticed():
    said, there = declared(), tables()
    there["signals.Core"] = {*there["signals.Core"], "religion"}
    assert undeclared(said, there) == {"signals.Core.religion"}
    there["signals.Core"] -= {"religion", "where"}
    assert undeclared(said, there) == {"signals.Core.where"}


def every():
    return [(label, name, one) for label, fields in declared().items() for name, one in fields.items()]


def test_a_group_is_one_of_the_nine_or_every_one_or_harmless_with_a_reason():
    for label, name, one in every():
        assert one.group in (*FIELD_GROUPS, HARMLESS) or f"{label}.{name}" in MIXED, (label, name)
        assert one.kind and one.kept, (label, name)
        assert one.group != HARMLESS or len(one.reason) > 5, f"{label}.{name} is called harmless without saying why"


def test_what_a_table_says_of_its_group_is_what_its_fields_are_declared_as():
    """The wall gates a table by its ``FIELD_GROUP``: a field of another group in it would pass with it."""
    said = declared()
    for model in apps.get_models():
        group = getattr(model, "FIELD_GROUP", None)
        if group is not None:
            others = {one.group for one in said[model._meta.label].values()} - {group, HARMLESS}
            assert others == set(), model._meta.label


def test_a_table_without_a_group_holds_content_of_none_but_what_is_named_here():
    """Outside the group tables content may lie only where this list says, with the reason in its declaration."""
    known = {
        "door.Right.form",
        "door.IndexToken.token",
        "logbook.LogRow.payload",
        "intake.Receipt.expires_at",
        *MIXED,
    }
    models_with_group = {m._meta.label for m in apps.get_models() if getattr(m, "FIELD_GROUP", None)}
    found = {
        f"{label}.{name}" for label, name, one in every() if one.group != HARMLESS and label not in models_with_group
    }
    assert found == known


def test_content_in_text_or_bytes_is_sealed_or_coded():
    """No column of ours keeps what people write in the clear."""
    said = declared()
    for model in apps.get_models():
        mixed = any(label.startswith(f"{model._meta.label}.") for label in MIXED)
        if not issubclass(model, Guarded) or not (mixed or hasattr(model, "FIELD_GROUP")):
            continue
        for field in model._meta.concrete_fields:
            one = said[model._meta.label][field.name]
            assert not isinstance(field, models.TextField | models.JSONField), (model._meta.label, field.name)
            if isinstance(field, models.BinaryField):
                assert one.kind.startswith("sealed"), (model._meta.label, field.name)


def test_what_sealed_values_hold_is_declared_and_is_what_is_written():
    from worlds import draft

    from zicht.server.signals.access import SEALED
    from zicht.server.signals.models import Sealed
    from zicht.server.signals.rows import _identity, _status, contact_content

    sealed = {model._meta.label for model in apps.get_models() if issubclass(model, Sealed)}
    assert set(SEALED) == sealed
    person = Person(("presumed_victim",), Answer.of("adult"))
    assert set(SEALED["signals.Identity"]) == set(_identity(person))
    assert set(SEALED["signals.Status"]) == set(_status(person))
    assert set(SEALED["signals.Contact"]) == set(contact_content(draft()))
    for label, inside in SEALED.items():
        group = apps.get_model(label).FIELD_GROUP
        assert {one.group for one in inside.values()} <= {group}


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_declares_its_own_tables(room):
    own = {model._meta.label for model in apps.get_app_config(room).get_models()}
    said = import_module(f"{OURS}{room}.access").ACCESS
    assert own <= set(said)
