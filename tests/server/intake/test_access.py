"""Every field of the room is declared, and only what is there."""

from __future__ import annotations

import pytest
from django.apps import apps

from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.intake.access import ACCESS

MODELS = {model._meta.label: model for model in apps.get_app_config("intake").get_models()}


def test_every_model_is_declared():
    assert set(ACCESS) == set(MODELS)


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_field_has_a_group_or_a_reason_to_have_none(label):
    declared = ACCESS[label]
    assert set(declared) == {field.name for field in MODELS[label]._meta.concrete_fields}
    for name, field in declared.items():
        assert field.group in FIELD_GROUPS or (field.group == "harmless" and field.reason), name


def test_a_group_table_declares_its_content_under_its_own_group():
    model = MODELS["intake.Message"]
    groups = {field.group for field in ACCESS["intake.Message"].values()}
    assert groups == {"harmless", model.FIELD_GROUP}
