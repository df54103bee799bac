"""The lowest wall, over every table there is: without a pass nothing is read, and without one that writes, nothing
is written. What a passage then lets through is the door's: see ``door/test_passing.py``."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models
from worlds import draft

from zicht.errors import Defect
from zicht.server import guard
from zicht.server.door.act import act
from zicht.server.door.models import Record
from zicht.server.door.view import visible
from zicht.server.guard import Guarded, opened, signing_in
from zicht.server.signals.actions.register import register_signal

OURS = "zicht.server."
ROOMS = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
TABLES = [model for config in ROOMS for model in config.get_models()]
WRITES = {
    "save": lambda model: model().save(),
    "delete": lambda model: model(pk=None).delete(),
    "create": lambda model: model._default_manager.create(),
    "bulk_create": lambda model: model._default_manager.bulk_create([model()]),
    "update": lambda model: model._default_manager.update(),
    "delete of many": lambda model: model._default_manager.all().delete(),
    "bulk_update": lambda model: model._default_manager.bulk_update([], [model._meta.pk.name]),
}
NOT_WRITING = ("read", "count")


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_table_of_ours_is_guarded():
    assert len(TABLES) > 20
    assert [label(model) for model in TABLES if not issubclass(model, Guarded)] == []


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_every_manager_asks_for_a_pass(model):
    """Also the ones that Django makes for foreign keys and refreshes."""
    managers = [*model._meta.managers, model._default_manager, model._base_manager]
    for manager in managers:
        with pytest.raises(Defect) as refused:
            manager.all()
        assert refused.value.code == "guard.read"


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_nothing_is_written_in_a_pass_that_reads(model):
    for kind in NOT_WRITING:
        for write in WRITES.values():
            with opened(kind), pytest.raises(Defect) as refused:
                write(model)
            assert (refused.value.code, refused.value.params["held"]) == ("guard.write", kind)


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_nothing_is_written_without_a_pass(model):
    for name, write in WRITES.items():
        with pytest.raises(Defect) as refused:
            write(model)
        assert refused.value.code == ("guard.write" if name in ("save", "delete") else "guard.read")


def test_a_row_that_was_fetched_leads_no_further_once_the_pass_is_over(region):
    signal = register_signal(draft=draft(), by=region["ggd.1"])
    with visible(region["ggd.1"], "signals.open") as view:
        right = view.rights(record_id=signal).get()
    with pytest.raises(Defect):
        right.refresh_from_db()
    with pytest.raises(Defect):
        _ = right.given_by
    with pytest.raises(Defect):
        list(view.rights(record_id=signal))


def test_a_query_that_was_built_in_a_pass_and_read_after_it_shows_at_most_what_the_wall_lets_through(region):
    """To the guard, building it was the reading. To PostgreSQL it is nobody by then; SQLite has no second wall."""
    register_signal(draft=draft(), by=region["ggd.1"])
    with visible(region["ggd.1"], "signals.own"):
        kept = Record.objects.all()
    assert len(list(kept)) == (0 if connection.vendor == "postgresql" else 1)


@pytest.mark.parametrize("way_out", [None, ZeroDivisionError])
@pytest.mark.parametrize("kind", ["read", "act", "count", "sign-in", "system"])
def test_a_pass_ends_with_its_block_however_it_ends(kind, way_out):
    try:
        with opened(kind):
            assert guard.current() == kind
            if way_out:
                raise way_out
    except ZeroDivisionError:
        pass
    assert guard.current() is None


def test_signing_in_ends_too_and_to_postgresql_it_is_nobody(region):
    register_signal(draft=draft(), by=region["ggd.1"])
    with signing_in():
        seen = Record.objects.count()
    assert guard.current() is None
    assert seen == (0 if connection.vendor == "postgresql" else 1)


def test_a_system_pass_may_hold_a_passage_and_nothing_else_may(region):
    """Set-up and tests act as people inside a system act; a reading or an act holds no other."""
    with opened("system"), visible(region["ggd.1"], "signals.own"):
        assert guard.current() == "read"
    desk = region["desk.1"]
    for kind in ("read", "act", "count", "sign-in"):
        with opened(kind), pytest.raises(Defect) as refused, visible(desk, "cases.queue"):
            pass
        assert refused.value.code == "door.nested"
        with opened(kind), pytest.raises(Defect), act("cases.weigh", by=desk):
            pass
