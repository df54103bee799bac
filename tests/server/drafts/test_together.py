"""The same draft from two devices at the same moment, and a line to the database that breaks, on real connections."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.utils import Error
from worlds import draft as signal_draft

from zicht.server.door import passing
from zicht.server.door.models import Record
from zicht.server.drafts.actions import keep
from zicht.server.drafts.actions.keep import Elsewhere, Saved, Standing, discard, save
from zicht.server.drafts.models import Draft
from zicht.server.drafts.queries import drafts, open_draft
from zicht.server.guard import Guarded
from zicht.server.signals.actions.register import register_once
from zicht.server.signals.queries import open_signal
from zicht.server.vault.models import RecordKey

pytestmark = pytest.mark.database
ROUNDS = 3


@pytest.fixture(params=range(ROUNDS))
def draft(people, request):
    """A fresh draft, several times over: who comes first is chance."""
    found = uuid.uuid4()
    save(draft=found, content={"x": "eerst"}, on=Standing(), window="start", by=people["ggd.1"])
    yield found
    for left in drafts(people["ggd.1"]):
        discard(draft=left.id, by=people["ggd.1"])


def test_of_two_devices_one_is_kept_and_the_other_is_told(elsewhere, people, draft):
    me, devices = people["ggd.1"], ("phone", "desk")
    results = elsewhere.at_once(
        *(lambda at=at: save(draft=draft, content={"x": at}, on=Standing(1, at), window=at, by=me) for at in devices)
    )
    assert sorted(type(result).__name__ for result in results) == ["Elsewhere", "Saved"]
    won = devices[[isinstance(result, Saved) for result in results].index(True)]
    assert (open_draft(me, draft).content, open_draft(me, draft).version) == ({"x": won}, 2)


def test_of_two_first_keepings_one_is_kept_and_there_is_one_key(elsewhere, people, draft):
    me, fresh = people["ggd.1"], uuid.uuid4()
    results = elsewhere.at_once(
        *(lambda at=at: save(draft=fresh, content={"x": at}, on=Standing(), window=at, by=me) for at in "ab")
    )
    assert any(isinstance(result, Saved) for result in results)
    assert all(isinstance(result, Saved | Elsewhere | DatabaseError) for result in results), results
    won = "ab"[[isinstance(result, Saved) for result in results].index(True)]
    assert open_draft(me, fresh).content == {"x": won}
    with elsewhere.as_owner():
        assert RecordKey.objects.filter(record=fresh).count() == 1


def test_sent_twice_at_once_it_is_one_signal_and_no_draft(elsewhere, people, draft):
    me = people["ggd.1"]
    results = elsewhere.at_once(
        *[lambda: register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "start"))] * 2
    )
    assert sorted(results) == [False, True], results
    with elsewhere.as_owner():
        assert (Record.objects.filter(id=draft).count(), Draft.objects.filter(id=draft).count()) == (1, 0)
    assert open_signal(me, draft).narrative == signal_draft().narrative


def test_sent_while_the_other_device_keeps_it_is_whole_whoever_comes_first(elsewhere, people, draft):
    me = people["ggd.1"]
    kept, sent = elsewhere.at_once(
        lambda: save(draft=draft, content={"x": "nog iets"}, on=Standing(1, "phone"), window="phone", by=me),
        lambda: register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "desk")),
    )
    if isinstance(kept, Saved):
        assert isinstance(sent, Elsewhere)
        assert open_draft(me, draft).content == {"x": "nog iets"}
        return
    assert sent is True
    assert getattr(kept, "code", kept) in ("drafts.sent", "drafts.gone")
    assert open_signal(me, draft).narrative


@pytest.fixture
def everything(elsewhere):
    """Every row of every table of ours, the log too."""

    def read():
        with elsewhere.as_owner():
            return {
                model._meta.label: sorted(map(repr, model._default_manager.values_list()))
                for model in apps.get_models()
                if issubclass(model, Guarded)
            }

    return read


BREAKS = {
    "before the new content": (keep, "seal_json"),
    "before the log": (passing, "write_many"),
}


@pytest.mark.parametrize("when", BREAKS)
def test_a_line_that_breaks_while_keeping_leaves_the_earlier_draft_as_it_was(
    people, draft, everything, monkeypatch, when
):
    me, before = people["ggd.1"], everything()
    place, name = BREAKS[when]
    real = getattr(place, name)

    def break_off(*args):
        connection.connection.close()
        return real(*args)

    monkeypatch.setattr(place, name, break_off)
    with pytest.raises(Error):
        save(draft=draft, content={"x": "later"}, on=Standing(1, "start"), window="start", by=me)
    monkeypatch.undo()
    connection.close()
    assert everything() == before
    assert open_draft(me, draft).content == {"x": "eerst"}
    save(draft=draft, content={"x": "later"}, on=Standing(1, "start"), window="start", by=me)
    assert open_draft(me, draft).content == {"x": "later"}


def test_a_line_that_breaks_while_sending_leaves_the_draft_and_no_signal(people, draft, everything, monkeypatch):
    me, before = people["ggd.1"], everything()

    def break_off(entries):
        connection.connection.close()
        raise DatabaseError("gone")

    monkeypatch.setattr(passing, "write_many", break_off)
    with pytest.raises(Error):
        register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "start"))
    monkeypatch.undo()
    connection.close()
    assert everything() == before
    assert open_draft(me, draft).content == {"x": "eerst"}
