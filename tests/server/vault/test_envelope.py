"""Sealed values open where they were sealed and nowhere else; whatever is not as it was raises."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import Defect, Refused
from zicht.server.vault import keyring
from zicht.server.vault.envelope import (
    NONCE_BYTES,
    VERSION,
    index_token,
    new_key,
    open_json,
    open_sealed,
    seal,
    seal_json,
    unwrap,
    wrap,
    wrap_public,
)

KEY = bytes(range(32))
RECORD, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
places = st.text(max_size=30)


@pytest.fixture(scope="module")
def rings(tmp_path_factory):
    """The staff's key ring, and that of the unit that takes in public reports."""
    content = keyring.fresh()
    folder = tmp_path_factory.mktemp("keys")
    keyring.write(folder / "staff.json", content)
    keyring.write(folder / "intake.json", keyring.for_intake(content))
    return keyring.load(folder / "staff.json"), keyring.load(folder / "intake.json")


@given(st.binary(max_size=200), places)
def test_what_is_sealed_opens_in_its_place(plain, place):
    assert open_sealed(KEY, seal(KEY, plain, place), place) == plain


@given(st.binary(max_size=50), places, places)
def test_a_value_moved_to_another_table_or_record_does_not_open(plain, here, there):
    sealed = seal(KEY, plain, here)
    if here == there:
        assert open_sealed(KEY, sealed, there) == plain
        return
    with pytest.raises(Defect) as caught:
        open_sealed(KEY, sealed, there)
    assert caught.value.code == "vault.changed"


@given(st.binary(max_size=40), st.data())
def test_any_changed_byte_is_found(plain, data):
    sealed = bytearray(seal(KEY, plain, "here"))
    position = data.draw(st.integers(0, len(sealed) - 1), label="position")
    sealed[position] ^= data.draw(st.integers(1, 255), label="flip")
    with pytest.raises(Defect) as caught:
        open_sealed(KEY, bytes(sealed), "here")
    assert caught.value.code == ("vault.version" if position == 0 else "vault.changed")


@given(st.binary(max_size=40), st.data())
def test_a_value_that_was_cut_off_or_lengthened_is_found(plain, data):
    sealed = seal(KEY, plain, "here")
    cut = data.draw(st.integers(0, len(sealed) - 1), label="length")
    for changed in (sealed[:cut], sealed + b"\x00"):
        with pytest.raises(Defect):
            open_sealed(KEY, changed, "here")


def test_nonce_of_one_value_does_not_open_another():
    first, second = seal(KEY, b"one", "here"), seal(KEY, b"two", "here")
    head = len(VERSION) + NONCE_BYTES
    with pytest.raises(Defect):
        open_sealed(KEY, first[:head] + second[head:], "here")


def test_the_same_value_is_never_sealed_the_same_way():
    assert len({seal(KEY, b"ja", "here") for _ in range(200)}) == 200


def test_another_key_opens_nothing():
    with pytest.raises(Defect):
        open_sealed(new_key(), seal(KEY, b"secret", "here"), "here")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_a_json_value_comes_back_as_it_was(value):
    assert open_json(KEY, seal_json(KEY, value, "here"), "here") == value


# --- record keys --------------------------------------------------------------------------------------------


def test_a_wrapped_key_opens_for_its_own_record_only(rings):
    staff, _ = rings
    under, wrapped = wrap(staff, KEY, RECORD)
    assert (under, unwrap(staff, under, wrapped, RECORD)) == (staff.current, KEY)
    with pytest.raises(Defect):
        unwrap(staff, under, wrapped, OTHER)


def test_a_key_wrapped_for_staff_in_public_opens_for_its_own_record_only(rings):
    staff, intake = rings
    under, wrapped = wrap_public(intake, KEY, RECORD)
    assert unwrap(staff, under, wrapped, RECORD) == KEY
    with pytest.raises(Defect) as caught:
        unwrap(staff, under, wrapped, OTHER)
    assert caught.value.code == "vault.changed"


@given(data=st.data())
def test_any_change_in_a_publicly_wrapped_key_is_found(rings, data):
    staff, intake = rings
    under, wrapped = wrap_public(intake, KEY, RECORD)
    position = data.draw(st.integers(0, len(wrapped) - 1), label="position")
    # the highest bit of an X25519 point is ignored by its definition (RFC 7748, section 5): flip a lower one
    changed = bytearray(wrapped)
    changed[position] ^= 0x01
    for broken in (bytes(changed), wrapped[:position]):
        with pytest.raises(Defect) as caught:
            unwrap(staff, under, broken, RECORD)
        assert caught.value.code == "vault.changed"


def test_the_public_unit_cannot_open_what_it_wrapped_nor_what_staff_wrapped(rings):
    staff, intake = rings
    for under, wrapped in (wrap_public(intake, KEY, RECORD), wrap(staff, KEY, RECORD)):
        with pytest.raises(Refused) as caught:
            unwrap(intake, under, wrapped, RECORD)
        assert caught.value.code == "vault.cannot_open"


def test_the_public_unit_can_neither_wrap_for_staff_nor_make_an_index_token(rings):
    _, intake = rings
    for forbidden in (lambda: wrap(intake, KEY, RECORD), lambda: index_token(intake, "ggd", "value")):
        with pytest.raises(Refused) as caught:
            forbidden()
        assert caught.value.code == "vault.cannot_open"


@pytest.mark.parametrize("under", ["", "k0", "K1", "intake "])
def test_an_unknown_key_id_is_refused(rings, under):
    staff, _ = rings
    _, wrapped = wrap(staff, KEY, RECORD)
    with pytest.raises(Refused) as caught:
        unwrap(staff, under, wrapped, RECORD)
    assert caught.value.code == "vault.cannot_open"


def test_a_key_under_another_rings_key_of_the_same_name_does_not_open(rings, tmp_path):
    staff, _ = rings
    keyring.write(tmp_path / "other.json", keyring.fresh())
    other = keyring.load(tmp_path / "other.json")
    under, wrapped = wrap(other, KEY, RECORD)
    assert under == staff.current
    with pytest.raises(Defect):
        unwrap(staff, under, wrapped, RECORD)


# --- the keyed index ----------------------------------------------------------------------------------------


@given(st.text(), st.text(), st.sampled_from(["a", "b"]), st.sampled_from(["a", "b"]))
def test_tokens_are_equal_exactly_for_the_same_value_in_the_same_scope(rings, one, two, here, there):
    staff, _ = rings
    same = index_token(staff, here, one) == index_token(staff, there, two)
    assert same == ((here, one) == (there, two))


def test_tokens_of_another_installation_differ(rings, tmp_path):
    staff, _ = rings
    keyring.write(tmp_path / "other.json", keyring.fresh())
    assert index_token(staff, "a", "value") != index_token(keyring.load(tmp_path / "other.json"), "a", "value")
