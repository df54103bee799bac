"""A draft is its member's alone: no colleague, desk, officer or administrator, no list, count, export or notice."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.apps import apps
from server.drafts.conftest import CONTENT
from worlds import PEOPLE
from worlds import draft as signal_draft

from zicht.errors import Defect, Refused
from zicht.server.cases.queries import queue
from zicht.server.door.models import IndexToken, Record, Right
from zicht.server.door.view import NotVisible
from zicht.server.drafts.actions.keep import Standing, discard, save
from zicht.server.drafts.models import Draft
from zicht.server.drafts.queries import drafts, how_many, open_draft
from zicht.server.guard import Guarded
from zicht.server.notices.models import Notice
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.earlier import own_earlier
from zicht.server.signals.queries import open_signal, own_signals
from zicht.server.vault.models import RecordKey

OTHERS = [name for name, _, _ in PEOPLE if name != "ggd.1"]
STAFF = {name for name, _, role in PEOPLE if role in ("professional", "desk", "partner")}


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_opens_lists_counts_changes_or_throws_it_away(region, kept, as_owner, who):
    draft, other = kept(), region[who]
    attempts = {
        "open": lambda: open_draft(other, draft),
        "list": lambda: drafts(other),
        "throw away": lambda: discard(draft=draft, by=other),
        "as a signal": lambda: open_signal(other, draft),
    }
    for name, attempt in attempts.items():
        if name == "list" and who in STAFF:
            assert attempt() == ()
            continue
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code in (("door.not_found",) if who in STAFF else ("door.role",)), name
    assert how_many(other) == 0
    with as_owner():
        assert Draft.objects.get(id=draft).version == 1


@pytest.mark.parametrize("who", ["ggd.2", "politie.1", "desk.1"])
def test_nobody_writes_over_it(region, kept, who):
    """Under the id of another's draft nothing can be kept: that it is there is all that this tells."""
    from django.db import DatabaseError, transaction

    draft = kept()
    for on in (Standing(), Standing(1, "here")):
        with pytest.raises((DatabaseError, Refused)), transaction.atomic():
            save(draft=draft, content={"x": 1}, on=on, window="w", by=region[who])
    assert open_draft(region["ggd.1"], draft).content == CONTENT


def test_the_same_member_elsewhere_or_in_another_role_does_not_see_it(region, kept):
    """Somebody who changes jobs leaves what they wrote there."""
    draft, me = kept(), region["ggd.1"]
    moved = replace(me, organisation=region["politie.1"].organisation)
    with pytest.raises(NotVisible):
        open_draft(moved, draft)
    assert (drafts(moved), how_many(moved)) == ((), 0)
    with pytest.raises(Refused) as refused:
        open_draft(replace(me, role="privacy"), draft)
    assert refused.value.code == "door.role"


def test_a_draft_is_nothing_that_lists_counts_or_tells(region, kept, as_owner):
    """It leaves no record, right, index entry or notice: the only rows are its own, its key and the log's."""

    def counted():
        with as_owner():
            return {m._meta.label: m._default_manager.count() for m in apps.get_models() if issubclass(m, Guarded)}

    before = counted()
    draft = kept()
    grown = {label for label, number in counted().items() if number != before[label]}
    assert grown == {"drafts.Draft", "vault.RecordKey", "logbook.LogRow", "logbook.LogSubject", "logbook.Unsealed"}
    with as_owner():
        for model in (Record, Right, IndexToken, Notice):
            name = "id" if model is Record else "record"
            assert not model.objects.filter(**{name: draft}).exists()


def test_a_draft_is_no_signal(region, kept):
    me, name = region["ggd.1"], {"achternaam": ["Voorbeeldnaam"], "geboortedatum": ["1990-02-03"]}
    kept(content={"pagina": "new", "antwoorden": name | {"plaats": ["Verzonnenlaan 1"]}})
    assert own_signals(me).rows == ()
    assert own_earlier(signal_draft(), by=me, besides=uuid.uuid4()) == ()
    assert queue(region["desk.1"]).rows == ()


def test_bytes_that_were_changed_are_an_error_and_no_leak(region, kept, as_owner):
    draft = kept()
    with as_owner():
        row = Draft.objects.get(id=draft)
        sealed = bytearray(row.sealed)
        sealed[-1] ^= 1
        Draft.objects.filter(id=draft).update(sealed=bytes(sealed))
    with pytest.raises(Defect) as found:
        open_draft(region["ggd.1"], draft)
    assert found.value.code == "vault.changed"
    assert "ALLEEN" not in str(found.value)


def test_what_is_moved_from_another_draft_does_not_open(region, kept, as_owner):
    """Neither its content nor its content with its key."""
    mine, theirs = kept(), kept("ggd.2", {"x": "VAN EEN ANDER"})
    with as_owner():
        Draft.objects.filter(id=mine).update(sealed=Draft.objects.get(id=theirs).sealed)
    with pytest.raises(Defect):
        open_draft(region["ggd.1"], mine)
    with as_owner():
        RecordKey.objects.filter(record=mine).update(wrapped=RecordKey.objects.get(record=theirs).wrapped)
    with pytest.raises(Defect):
        open_draft(region["ggd.1"], mine)


def test_without_its_key_it_opens_for_nobody(region, kept, as_owner):
    draft = kept()
    with as_owner():
        RecordKey.objects.filter(record=draft).delete()
    with pytest.raises(NotVisible):
        open_draft(region["ggd.1"], draft)


def test_a_draft_never_takes_the_key_of_a_signal(region, as_owner, keys):
    """One's own signal or another's: under its id nothing is kept, and nothing of it is thrown away."""
    from django.db import DatabaseError, transaction

    for who in ("ggd.1", "politie.1"):
        signal = register_signal(draft=signal_draft(), by=region[who])
        with pytest.raises((DatabaseError, Refused)), transaction.atomic():
            save(draft=signal, content={"x": 1}, on=Standing(), window="w", by=region["ggd.1"])
        with pytest.raises(NotVisible):
            discard(draft=signal, by=region["ggd.1"])
        assert keys(signal) == 1
        assert open_signal(region[who], signal).narrative


def test_a_row_planted_under_a_signals_id_destroys_no_key(region, as_owner, keys):
    """As the owner could plant it: what throws a draft away and what expires it look for a record first."""
    from django.utils import timezone

    me, signal = region["ggd.1"], register_signal(draft=signal_draft(), by=region["ggd.1"])
    now = timezone.now()
    with as_owner():
        Draft(id=signal, organisation=me.organisation, member=me.member, version=1, window="w", standard="1",
              started_at=now, saved_at=now, expires_at=now.replace(year=now.year + 1), sealed=b"x",
              ).save(force_insert=True)  # fmt: skip
    discard(draft=signal, by=me)
    assert keys(signal) == 1
    assert open_signal(me, signal).narrative
