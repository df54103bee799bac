"""A draft ends by itself: unreadable at once, and gone with its key as soon as the worker comes by."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction
from server.door.hands import POSTGRESQL, WORKER

from zicht.errors import Defect, Refused
from zicht.server.door import later
from zicht.server.door.later import Regular, do_regular
from zicht.server.door.view import NotVisible
from zicht.server.drafts import tasks
from zicht.server.drafts.actions import expire
from zicht.server.drafts.actions.keep import Standing, discard, save
from zicht.server.drafts.models import Draft
from zicht.server.drafts.queries import drafts, how_many, open_draft
from zicht.server.intake import tasks as of_links


@pytest.fixture
def sweep(as_role):
    def run():
        with as_role(WORKER):
            return do_regular()

    return run


def test_before_the_worker_came_by_it_is_unreadable_already(region, kept, over):
    me, draft = region["ggd.1"], kept()
    over(draft)
    with pytest.raises(NotVisible):
        open_draft(me, draft)
    assert (drafts(me), how_many(me)) == ((), 0)
    with pytest.raises(Refused) as refused:
        save(draft=draft, content={"x": 1}, on=Standing(1, "here"), window="here", by=me)
    assert refused.value.code == "drafts.gone"


def test_the_worker_deletes_what_is_over_with_its_key_and_nothing_else(region, kept, over, keys, sweep, as_owner):
    gone, also, stays = kept(), kept("politie.1"), kept()
    over(gone)
    over(also)
    assert sweep() == 2
    with as_owner():
        assert set(Draft.objects.values_list("id", flat=True)) == {stays}
    assert [keys(draft) for draft in (gone, also, stays)] == [0, 0, 1]
    assert open_draft(region["ggd.1"], stays).content


def test_done_again_it_finds_nothing_and_writes_nothing(kept, over, sweep, log):
    over(kept())
    assert [sweep(), sweep(), sweep()] == [1, 0, 0]
    assert len(log("drafts.expire")) == 1


def test_the_log_tells_each_organisation_of_its_own(region, kept, over, sweep, log, as_owner):
    from zicht.server.logbook.models import LogSubject

    whose = {kept(who): region[who].organisation for who in ("ggd.1", "politie.1")}
    for draft in whose:
        over(draft)
    sweep()
    (row,) = log("drafts.expire")
    assert (row.actor, row.role, row.rule) == (None, "system", "retention:draft")
    assert set(json.loads(row.records)) == {str(draft) for draft in whose}
    with as_owner():
        assert dict(LogSubject.objects.filter(row=row.id).values_list("record", "controller")) == whose


def test_what_cannot_be_logged_is_not_deleted(kept, over, keys, sweep, monkeypatch, as_owner):
    draft = kept()
    over(draft)

    def full(entry):
        raise DatabaseError("the log is full")

    monkeypatch.setattr(expire, "write", full)
    with pytest.raises(DatabaseError), transaction.atomic():
        sweep()
    with as_owner():
        assert Draft.objects.filter(id=draft).exists()
    assert keys(draft) == 1


def test_one_thrown_away_after_it_ended_is_gone_with_its_key(region, kept, over, keys):
    draft = kept()
    over(draft)
    discard(draft=draft, by=region["ggd.1"])
    assert keys(draft) == 0


def test_only_the_worker_may(kept, over, region):
    """SQLite has one role; on PostgreSQL pages are refused by our code, and by the database past it."""
    over(kept())
    if not POSTGRESQL:
        assert do_regular() == 1
        return
    with pytest.raises(Refused) as refused:
        do_regular()
    assert refused.value.code == "later.elsewhere"
    with pytest.raises(DatabaseError), transaction.atomic():
        expire.expire()


def test_every_regular_name_leads_to_work_and_another_is_a_defect(monkeypatch, as_role):
    later.load()
    assert {later._regular(name) for name in later.REGULAR} == {tasks.expire_drafts, of_links.erase_links}
    assert isinstance(tasks.expire_drafts, Regular)
    monkeypatch.setattr(later, "REGULAR", frozenset({"drafts.nothing"}))
    with pytest.raises(Defect):
        later.load()
