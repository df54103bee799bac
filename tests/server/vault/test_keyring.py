"""The key file: only its owner reads it, nothing overwrites it, and nothing prints what is in it."""

from __future__ import annotations

import json
import stat

import pytest

from zicht.errors import Refused
from zicht.knowledge.sentences import LANGUAGES, say_error
from zicht.server.vault import keyring

SECRETS = ("django", "receipts", "intake_private", "index")


@pytest.fixture
def content():
    return keyring.fresh()


@pytest.fixture
def path(tmp_path, content):
    keyring.write(tmp_path / "deep" / "keys.json", content)
    return tmp_path / "deep" / "keys.json"


def test_a_key_file_is_made_for_its_owner_alone(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_key_file_is_never_overwritten(path, content):
    with pytest.raises(FileExistsError):
        keyring.write(path, keyring.fresh())
    assert json.loads(path.read_text()) == content


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602, 0o610, 0o601])
def test_a_key_file_that_anyone_else_may_touch_is_refused(path, mode):
    path.chmod(mode)
    with pytest.raises(Refused) as caught:
        keyring.load(path)
    assert caught.value.code == "vault.keys_open"
    assert all("600" in say_error(caught.value, language) for language in LANGUAGES)


def test_a_missing_key_file_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(Refused) as caught:
        keyring.load(tmp_path / "nowhere.json")
    assert caught.value.code == "vault.no_keys"
    for language in LANGUAGES:
        said = say_error(caught.value, language)
        assert "nowhere.json" in said
        assert "ZICHT_KEYS" in said
        assert str(tmp_path) not in said


def test_two_key_files_share_no_secret(content):
    other = keyring.fresh()
    assert all(content[name] != other[name] for name in (*SECRETS, "intake_public", "wrapping"))


def test_a_printed_key_ring_shows_no_key(path, content):
    ring = keyring.load(path)
    secrets = [content[name] for name in SECRETS] + list(content["wrapping"].values())
    values = [ring.django, ring.receipts.hex(), ring.index.hex(), *(key.hex() for key in ring.wrapping.values())]
    raw = [repr(ring.receipts), repr(ring.index), *(repr(key) for key in ring.wrapping.values())]
    for shown in (repr(ring), str(ring), f"{ring}", f"{[ring]}"):
        assert not any(secret in shown for secret in secrets + values + raw)
        assert "k1" in shown


def test_the_file_of_the_public_unit_holds_no_key_that_opens_a_report(content, tmp_path):
    part = keyring.for_intake(content)
    assert set(part) == {"django", "receipts", "intake_public"}
    keyring.write(tmp_path / "intake.json", part)
    ring = keyring.load(tmp_path / "intake.json")
    assert (ring.intake_private, ring.wrapping, ring.current, ring.index) == (None, {}, "", b"")


def test_a_loaded_key_ring_is_what_was_written(path, content):
    ring = keyring.load(path)
    assert ring.current == content["current"]
    assert set(ring.wrapping) == set(content["wrapping"])
    assert all(len(key) == keyring.KEY_BYTES for key in (*ring.wrapping.values(), ring.index, ring.receipts))
