"""The receipt code: made from the form, kept nowhere, and work for whoever tries."""

from __future__ import annotations

import uuid

import pytest
from django.core import signing
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.errors import Refused
from zicht.server.intake import receipts, tokens
from zicht.server.intake.receipts import code_for, grouped, message_id, open_code

NONCES = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(NONCES)
def test_a_code_is_twenty_digits_and_the_same_form_always_gives_the_same(nonce):
    code = code_for(nonce)
    assert (len(code), code.isdigit()) == (20, True)
    assert code_for(nonce) == code


@given(st.lists(NONCES, min_size=2, max_size=50, unique=True))
def test_no_two_forms_share_a_code_or_a_message(nonces):
    assert len({code_for(nonce) for nonce in nonces}) == len(nonces)
    assert len({message_id(nonce, "l") for nonce in nonces}) == len(nonces)


@given(NONCES)
def test_a_code_is_read_in_five_groups_of_four(nonce):
    groups = grouped(code_for(nonce)).split(" ")
    assert [len(group) for group in groups] == [4] * 5
    assert "".join(groups) == code_for(nonce)


@given(st.integers(0, 19), st.sampled_from([" ", "-", ".", "\u00a0", "\t"]))
@settings(max_examples=5, deadline=None)
def test_how_a_code_is_spaced_does_not_matter(place, between):
    code = "12345678901234567890"
    assert open_code(code[:place] + between + code[place:]) == open_code(code)


def test_the_half_that_finds_tells_nothing_of_the_half_that_opens():
    opened, other = open_code("1" * 20), open_code("2" * 20)
    assert (len(bytes.fromhex(opened.lookup)), len(opened.key)) == (32, 32)
    assert len({bytes.fromhex(opened.lookup), opened.key, bytes.fromhex(other.lookup), other.key}) == 4


@pytest.mark.parametrize("typed", ["", "1", "1" * 20, "geen code", "9" * 100_000])
def test_every_try_costs_the_same_work(typed, monkeypatch):
    done = []

    def work(secret, salt, passes, memory, lanes, length, kind):
        done.append((len(secret) <= receipts.LONGEST_TRY, passes, memory, length))
        return bytes(length)

    monkeypatch.setattr(receipts, "hash_secret_raw", work)
    open_code(typed)
    assert done == [(True, receipts.PASSES, receipts.MEMORY_KIB, 64)]
    assert receipts.MEMORY_KIB >= 19 * 1024, "at least what OWASP asks of Argon2id"


def test_a_code_depends_on_the_secret_of_the_key_ring(monkeypatch):
    before = code_for("a" * 32)
    other = receipts.load(receipts.settings.ZICHT.keys)
    monkeypatch.setattr(receipts, "load", lambda _: type("Ring", (), {"receipts": bytes(32)}))
    assert code_for("a" * 32) != before
    assert other.receipts != bytes(32)


def test_a_message_has_one_id_per_form_and_receipt():
    assert isinstance(message_id("n", "l"), uuid.UUID)
    assert message_id("n", "l") == message_id("n", "l")
    assert message_id("n", "l") != message_id("n", "other"), "one form's token under two receipts is two messages"


def test_a_token_of_ours_gives_its_nonce_and_every_form_another():
    first, second = tokens.new_token(), tokens.new_token()
    assert tokens.nonce_of(first) == tokens.nonce_of(first)
    assert tokens.nonce_of(first) != tokens.nonce_of(second)


@pytest.mark.parametrize(
    "token", ["", "x", signing.dumps("n"), "n:n:n", "\x00"], ids=["none", "short", "otherwise-signed", "colons", "nul"]
)
def test_a_token_that_is_not_ours_is_refused(token):
    with pytest.raises(Refused) as refused:
        tokens.nonce_of(token)
    assert refused.value.code == "intake.form_expired"


def test_a_token_is_refused_after_twelve_hours(monkeypatch):
    import time

    token = tokens.new_token()
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 12 * 3600 - 60)
    tokens.nonce_of(token)
    monkeypatch.setattr(signing.time, "time", lambda: now + 12 * 3600 + 60)
    with pytest.raises(Refused):
        tokens.nonce_of(token)
