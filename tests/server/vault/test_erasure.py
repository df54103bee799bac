"""Keys in use: new records under the current one, old ones still open, and a destroyed key destroys what it sealed."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest
from server.door.hands import WORKER
from worlds import draft

from zicht.errors import Defect, Refused
from zicht.server.door.act import act
from zicht.server.door.view import NotVisible
from zicht.server.logbook.sealing import seal_all, verify_log
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.models import Narrative
from zicht.server.signals.queries import open_signal, own_signals
from zicht.server.vault import keyring
from zicht.server.vault.envelope import open_sealed
from zicht.server.vault.models import RecordKey
from zicht.server.vault.totp import open_secret, seal_secret


@pytest.fixture
def ring_of(settings, tmp_path):
    """Use another key file from here on; ``change`` edits what is in the file of the test."""
    content = json.loads(settings.ZICHT.keys.read_text())

    def use(name, **changes):
        keyring.write(tmp_path / name, content | changes)
        settings.ZICHT = replace(settings.ZICHT, keys=tmp_path / name)
        return keyring.load(tmp_path / name)

    return content, use


@pytest.fixture
def rotated(ring_of):
    """A second key becomes the current one; the first still opens."""
    content, use = ring_of
    both = {"k1": content["wrapping"]["k1"], "k2": keyring.fresh()["wrapping"]["k1"]}
    return lambda: use("rotated.json", wrapping=both, current="k2")


def under(as_owner, record):
    with as_owner():
        return RecordKey.objects.get(record=record).under


def test_after_rotation_old_records_open_and_new_ones_use_the_new_key(region, as_owner, rotated):
    me = region["ggd.1"]
    old = register_signal(draft=draft(narrative="van voor de wissel"), by=me)
    rotated()
    new = register_signal(draft=draft(narrative="van na de wissel"), by=me)
    assert (under(as_owner, old), under(as_owner, new)) == ("k1", "k2")
    assert open_signal(me, old).narrative == "van voor de wissel"
    assert open_signal(me, new).narrative == "van na de wissel"


def test_once_the_old_key_is_gone_only_new_records_open(region, rotated, ring_of):
    me = region["ggd.1"]
    old = register_signal(draft=draft(), by=me)
    ring = rotated()
    new = register_signal(draft=draft(), by=me)
    _, use = ring_of
    kept = {"k2": keyring._b64(ring.wrapping["k2"])}
    use("later.json", wrapping=kept, current="k2")
    assert open_signal(me, new).narrative
    with pytest.raises(Refused) as refused:
        open_signal(me, old)
    assert refused.value.code == "vault.cannot_open"


def test_a_second_factors_secret_survives_rotation_and_not_the_loss_of_its_key(rotated, ring_of):
    member = uuid.uuid4()
    kept = seal_secret("JBSWY3DPEHPK3PXP", member)
    assert "JBSWY3DPEHPK3PXP" not in kept
    rotated()
    assert open_secret(kept, member) == "JBSWY3DPEHPK3PXP"
    assert seal_secret("x", member).startswith("k2:")
    _, use = ring_of
    use("lost.json", wrapping={"k9": keyring.fresh()["wrapping"]["k1"]}, current="k9")
    with pytest.raises(Refused) as refused:
        open_secret(kept, member)
    assert refused.value.code == "vault.cannot_open"


@pytest.fixture
def erased(region, as_owner, as_role, log):
    """A signal with a sealed payload in the log, sealed in the tree; then its key is destroyed."""
    me = region["ggd.1"]
    record = register_signal(draft=draft(narrative="ALLEEN HIER"), by=me)
    with act("signals.register", by=me) as doing:
        doing.passage.about(record, me.organisation)
        doing.remember(record, why="GEHEIM IN HET LOGBOEK")
    payload = next(bytes(row.payload) for row in log("signals.register") if row.payload)
    with as_owner():
        key_row = RecordKey.objects.get(record=record)
    key = keyring_unwrap(key_row, record)
    assert b"GEHEIM" in open_sealed(key, payload, f"log:{record}")
    with as_role(WORKER):
        seal_all()
        root = verify_log().root
    with as_owner():
        RecordKey.objects.filter(record=record).delete()
    return record, root


def keyring_unwrap(row, record):
    from django.conf import settings

    from zicht.server.vault.envelope import unwrap

    return unwrap(keyring.load(settings.ZICHT.keys), row.under, row.wrapped, record)


def test_without_its_key_a_record_opens_for_nobody(region, erased, as_owner):
    record, _ = erased
    for reader in ("ggd.1", "desk.1"):
        with pytest.raises(NotVisible) as refused:
            open_signal(region[reader], record)
        assert refused.value.rule == "erased"
    with as_owner():
        assert b"ALLEEN HIER" not in bytes(Narrative.objects.get(record_id=record).sealed)
    assert [row.record for row in own_signals(region["ggd.1"]).rows] == [record], "what is not sealed still stands"


def test_without_its_key_the_log_still_verifies_and_what_it_sealed_is_gone(erased, as_role, as_owner, log):
    record, root = erased
    with as_role(WORKER):
        check = verify_log()
    assert (check.first_bad, check.root) == (None, root)
    payload = next(bytes(row.payload) for row in log("signals.register") if row.payload)
    assert b"GEHEIM" not in payload
    with as_owner():
        others = [(row, keyring_unwrap(row, row.record)) for row in RecordKey.objects.all()]
    for _, key in others:
        with pytest.raises(Defect, match=r"vault\.changed"):
            open_sealed(key, payload, f"log:{record}")


def test_every_record_has_a_key_of_its_own(region, as_owner):
    for _ in range(3):
        register_signal(draft=draft(), by=region["ggd.1"])
    with as_owner():
        keys = [keyring_unwrap(row, row.record) for row in RecordKey.objects.all()]
    assert len(set(keys)) == len(keys) == 3


def test_a_sealed_row_moved_to_another_signal_does_not_open(region, as_owner):
    """Even whoever may write every table cannot lay one signal's words before another's readers."""
    one, other = (register_signal(draft=draft(narrative=text), by=region["ggd.1"]) for text in ("een", "twee"))
    with as_owner():
        Narrative.objects.filter(record_id=other).update(sealed=bytes(Narrative.objects.get(record_id=one).sealed))
    with pytest.raises(Defect, match=r"vault\.changed"):
        open_signal(region["ggd.1"], other)
    with as_owner():
        keys = {row.record: row for row in RecordKey.objects.all()}
        RecordKey.objects.filter(record=other).update(wrapped=bytes(keys[one].wrapped))
    with pytest.raises(Defect, match=r"vault\.changed"):
        open_signal(region["ggd.1"], other)
