"""Keeping a draft: the last one who was told wins, nothing goes silently, and sending it makes it a signal once."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.drafts.conftest import CONTENT
from worlds import draft as signal_draft

from zicht.errors import Defect, Refused
from zicht.knowledge import standard
from zicht.server.door.view import NotVisible
from zicht.server.drafts.actions import keep
from zicht.server.drafts.actions.keep import MOST, MOST_BYTES, Elsewhere, Standing, discard, save
from zicht.server.drafts.models import Draft
from zicht.server.drafts.queries import drafts, how_many, open_draft
from zicht.server.signals.actions.register import register_once
from zicht.server.signals.queries import open_signal, own_signals

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
CONTENTS = st.dictionaries(TEXT, st.lists(TEXT, max_size=3), max_size=5).map(lambda said: {"pagina": "new", "x": said})


@pytest.fixture
def me(region):
    return region["ggd.1"]


def again(draft, by, version, window, content=None):
    return save(draft=draft, content=content or CONTENT, on=Standing(version, window), window=window, by=by)


@FEW
@given(first=CONTENTS, second=CONTENTS)
def test_what_is_kept_comes_back_to_the_letter(region, first, second):
    by, draft = region["ggd.1"], uuid.uuid4()
    save(draft=draft, content=first, on=Standing(), window="a", by=by)
    assert open_draft(by, draft).content == first
    again(draft, by, 1, "a", second)
    assert open_draft(by, draft).content == second
    discard(draft=draft, by=by)


def test_nothing_of_it_stands_in_the_database_in_the_clear(kept, as_owner):
    draft = kept()
    with as_owner():
        row = Draft.objects.values().get(id=draft)
    assert "ALLEEN HIER" not in repr({name: bytes(v) if name == "sealed" else v for name, v in row.items()})
    assert set(row) - {"sealed"} == {
        "id", "organisation", "member", "version", "window", "standard", "started_at", "saved_at", "expires_at"
    }  # fmt: skip


def test_each_keeping_counts_on_and_moves_the_end(kept, me, as_owner):
    draft = kept()
    with as_owner():
        Draft.objects.filter(id=draft).update(expires_at=timezone.now() + timedelta(minutes=1))
    saved = again(draft, me, 1, "here")
    assert saved.version == open_draft(me, draft).version == 2
    (line,) = drafts(me)
    assert line.expires_at == saved.expires_at > timezone.now() + timedelta(days=13)
    assert line.started_at <= line.saved_at


def test_the_term_stands_in_the_standard_and_counts_whole_days_of_here():
    assert standard.retention(keep.RETENTION).term == "P14D"
    assert "nog niet bevestigd" in standard.retention(keep.RETENTION).nl
    late = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)  # here it is the 21st already, and the clock changes in between
    assert keep._ends(late) == datetime(2026, 4, 5, tzinfo=ZoneInfo("Europe/Amsterdam"))


# -- two pages at the same draft ---------------------------------------------------------------------------------------


def test_a_second_device_is_told_and_nothing_changes(kept, me):
    draft, other = kept(), {"x": "van de telefoon"}
    again(draft, me, 1, "phone", other)
    with pytest.raises(Elsewhere) as told:
        again(draft, me, 1, "desk", {"x": "van het bureau"})
    assert told.value.version == 2
    assert open_draft(me, draft).content == other


def test_who_was_told_and_goes_on_wins(kept, me):
    draft = kept()
    again(draft, me, 1, "phone", {"x": "van de telefoon"})
    again(draft, me, 2, "desk", {"x": "van het bureau"})
    assert open_draft(me, draft).content == {"x": "van het bureau"}


def test_a_page_is_no_stranger_to_itself(kept, me):
    """An answer that got lost on the way: the page goes on from the version before."""
    draft = kept()
    for text in ("een", "twee", "drie"):
        again(draft, me, 0, "here", {"x": text})
    assert open_draft(me, draft).content == {"x": "drie"}
    assert open_draft(me, draft).version == 4


def test_the_same_said_twice_is_no_quarrel(kept, me):
    draft = kept()
    assert again(draft, me, 0, "somewhere else", CONTENT).version == 2


def test_a_draft_that_was_thrown_away_does_not_come_back_by_itself(kept, me, keys):
    draft = kept()
    discard(draft=draft, by=me)
    with pytest.raises(Refused) as refused:
        again(draft, me, 1, "here")
    assert refused.value.code == "drafts.gone"
    assert (drafts(me), keys(draft)) == ((), 0)


# -- limits ------------------------------------------------------------------------------------------------------------


def test_there_are_so_many_and_no_more_and_one_less_makes_room(region, kept, me, over):
    made = [kept() for _ in range(MOST)]
    kept("ggd.2")  # another's do not count
    with pytest.raises(Refused) as refused:
        kept()
    assert refused.value.code == "drafts.too_many"
    assert how_many(me) == len(drafts(me)) == MOST
    again(made[0], me, 1, "here")  # what is there can still be kept
    discard(draft=made[0], by=me)
    kept()
    over(made[1])  # one that is over takes no room either
    kept()


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_a_draft_is_so_large_and_no_larger(kept, me, more, fits):
    draft, empty = kept(), len(json.dumps({"x": ""}))
    content = {"x": "é" * ((MOST_BYTES - empty) // 2) + "e" * ((MOST_BYTES - empty) % 2 + more)}
    if fits:
        assert again(draft, me, 1, "here", content).version == 2
        return
    with pytest.raises(Refused) as refused:
        again(draft, me, 1, "here", content)
    assert refused.value.code == "drafts.too_large"
    assert open_draft(me, draft).content == CONTENT


def test_the_fullest_form_that_can_be_sent_fits():
    """Every text of the form at its longest, in signs of three bytes, and every box ticked."""
    texts = sum(field.max_length for field in standard.every_field() if field.kind == "text")
    several = sum(field.max_length * 8 for field in standard.detail_fields() if field.kind == "text")
    lists = [field.codes for field in standard.every_field() if field.codes]
    codes = sum(len(code.wire) + 4 for name in lists for code in standard.codes(name))
    assert 3 * (texts + several) + 9 * codes < MOST_BYTES


# -- sending -----------------------------------------------------------------------------------------------------------


def test_when_its_signal_is_registered_the_draft_and_its_key_are_gone(kept, me, as_owner):
    draft = kept()
    sealed = open_row(as_owner, draft)
    assert register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "here"))
    assert drafts(me) == ()
    assert open_signal(me, draft).narrative == signal_draft().narrative
    from zicht.server.door.view import visible
    from zicht.server.vault.envelope import open_json

    with visible(me, "signals.open") as view, pytest.raises(Defect):
        view.one(draft)
        open_json(view.key(draft), sealed, f"drafts_draft:{draft}")


def open_row(as_owner, draft):
    with as_owner():
        return bytes(Draft.objects.get(id=draft).sealed)


def test_sent_twice_it_is_registered_once(kept, me):
    draft = kept()
    sent = [register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "here")) for _ in range(2)]
    assert sent == [True, False]
    assert [row.record for row in own_signals(me).rows] == [draft]


def test_what_another_page_wrote_is_not_lost_by_sending(kept, me):
    draft = kept()
    again(draft, me, 1, "phone", {"x": "nog iets belangrijks"})
    with pytest.raises(Elsewhere):
        register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "desk"))
    assert own_signals(me).rows == ()
    assert open_draft(me, draft).content == {"x": "nog iets belangrijks"}
    assert register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(2, "desk"))


def test_after_sending_no_draft_comes_back_under_the_same_id(kept, me):
    draft = kept()
    register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "here"))
    for version in (0, 1):
        with pytest.raises(Refused) as refused:
            again(draft, me, version, "phone")
        assert refused.value.code == "drafts.sent"
    assert open_signal(me, draft).narrative


def test_a_draft_that_is_over_or_thrown_away_does_not_stand_in_the_way_of_sending(kept, me, over):
    gone, late = kept(), kept()
    discard(draft=gone, by=me)
    over(late)
    for draft in (gone, late):
        assert register_once(record=draft, draft=signal_draft(), by=me, begun=Standing(1, "here"))
        assert open_signal(me, draft).narrative


def test_a_signal_that_is_refused_leaves_its_draft(kept, me):
    from zicht.errors import InputProblems
    from zicht.knowledge.signal import Answer

    draft = kept()
    with pytest.raises(InputProblems):
        register_once(record=draft, draft=signal_draft(where=Answer.of("nergens")), by=me, begun=Standing(1, "here"))
    assert open_draft(me, draft).content == CONTENT


# -- the log -----------------------------------------------------------------------------------------------------------


def test_every_keeping_opening_and_throwing_away_is_logged_without_content(kept, me, log):
    draft = kept()
    open_draft(me, draft)
    drafts(me)
    discard(draft=draft, by=me)
    rows = [row for action in ("save", "open", "list", "discard") for row in log(f"drafts.{action}")]
    assert [row.outcome for row in rows] == ["ok"] * 4
    assert [json.loads(row.records) for row in rows] == [[str(draft)]] * 4
    assert {row.actor for row in rows} == {me.member}
    assert {(row.groups, row.payload) for row in rows} == {("[]", None)}
    assert "ALLEEN HIER" not in repr([vars(row) for row in log()])


def test_what_is_refused_is_logged_with_its_rule(kept, me, region, log):
    draft = kept()
    again(draft, me, 1, "phone", {"x": 1})
    for attempt in (
        lambda: again(draft, me, 1, "desk", {"x": 2}),
        lambda: discard(draft=draft, by=region["ggd.2"]),
        lambda: open_draft(region["desk.1"], draft),
    ):
        with pytest.raises(Refused):
            attempt()
    denied = {(row.action, row.rule) for row in log(outcome="denied")}
    assert denied == {("drafts.save", "draft:version"), ("drafts.discard", "no-right"), ("drafts.open", "no-right")}


def test_how_many_there_are_is_asked_without_a_row(kept, me, log):
    kept()
    before = len(log())
    assert how_many(me) == 1
    assert len(log()) == before


def test_throwing_away_twice_is_not_found(kept, me):
    draft = kept()
    discard(draft=draft, by=me)
    with pytest.raises(NotVisible):
        discard(draft=draft, by=me)
