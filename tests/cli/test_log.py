"""``zicht log verify``: nothing changed is 0, anything changed is 5, and the place is told."""

from __future__ import annotations

import json

import pytest
from server.door.hands import OWNER, POSTGRESQL, WORKER
from server.logbook.test_tampering import without_triggers
from worlds import draft

from zicht.cli import main
from zicht.server.logbook.models import Head, Leaf, LogRow
from zicht.server.logbook.sealing import publish_head, seal_all, sees_whole_log
from zicht.server.signals.actions.register import register_signal


@pytest.fixture
def verify(region, as_role, capsys, tmp_path):
    """Runs the command as the worker, on a log of a few sealed entries; gives exit code and what was printed."""
    for _ in range(3):
        register_signal(draft=draft(), by=region["ggd.1"])
    with as_role(WORKER):
        publish_head(seal_all(), tmp_path)

    def run(*words, heads=tmp_path):
        with as_role(WORKER):
            code = main(["log", "verify", "--heads", str(heads), *words])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def change(as_owner):
    def first_row(**columns):
        with as_owner(), without_triggers():
            leaf = Leaf.objects.get(sequence=1)
            assert LogRow.objects.filter(id=leaf.row).update(**columns)

    return first_row


def test_an_untouched_log_is_told_in_the_contracts_shape(verify):
    code, out = verify("--json")
    told = json.loads(out)
    assert code == 0
    assert told["schema"] == "zicht.log-verify/1"
    assert (told["first_bad"], told["unsealed"]) == (None, 0)
    assert told["entries"] == told["sealed"] >= 4
    assert told["heads_checked"] >= 1
    assert len(bytes.fromhex(told["root"])) == 32


def test_a_changed_entry_leaves_with_five_and_names_the_place(verify, change):
    change(purpose="size")
    code, out = verify("--json")
    assert code == 5
    assert json.loads(out)["first_bad"] == {"code": "seal.entry_changed", "first": 1, "last": 1}


@pytest.mark.parametrize(("language", "words"), [("nl", "Regel 1"), ("en", "Entry 1")])
def test_a_person_is_told_where_in_their_language(verify, change, language, words):
    assert verify("--taal", language)[0] == 0
    change(purpose="size")
    code, out = verify("--taal", language)
    assert code == 5
    assert words in out


def test_only_a_role_that_sees_every_entry_gives_an_answer(verify, capsys, tmp_path):
    """The web role sees no entries: it would take an untouched log for a changed one. SQLite has one role."""
    status = main(["log", "verify", "--heads", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)
    if not POSTGRESQL:
        assert (status, told["first_bad"]) == (0, None)
        return
    assert (status, told["code"]) == (4, "log.not_whole")
    assert "zicht_worker" in told["nl"]
    assert "zicht_worker" in told["en"]


def test_the_worker_and_the_owner_see_every_entry(verify, as_role):
    assert verify()[0] == 0
    with as_role(OWNER):
        assert sees_whole_log()


def test_what_is_told_holds_nothing_of_what_the_entries_say(verify, change, region):
    change(rule="EEN REGEL VAN IEMAND")
    out = verify("--json")[1] + verify()[1]
    assert "IEMAND" not in out
    assert str(region["ggd.1"].member) not in out


def test_a_tail_cut_off_is_found_with_the_heads_and_only_with_them(verify, as_owner, tmp_path):
    with as_owner(), without_triggers():
        size = Leaf.objects.count()
        cut = Leaf.objects.filter(sequence__gte=1)
        LogRow.objects.filter(id__in=list(cut.values_list("row", flat=True))).delete()
        cut.delete()
        Head.objects.all().delete()
        Head.objects.create(size=1, root=bytes(Leaf.objects.get(sequence=0).leaf_hash), at="2026-01-01T00:00Z")
    assert verify("--json", heads=tmp_path / "none")[0] == 0
    code, out = verify("--json")
    assert code == 5
    assert json.loads(out)["first_bad"] == {"code": "seal.truncated", "first": 1, "last": size - 1}
