"""Envelope encryption: a key per record, wrapped under the key ring; AES-256-GCM from ``cryptography``.

Every sealed value starts with a version byte and is bound to its place (table and record) as associated
data, so that a value moved to another row does not open. Destroying a record's key erases what it sealed,
also in backups and in the log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zicht.errors import Defect, Refused
from zicht.server.vault.keyring import KEY_BYTES, Keyring

VERSION = b"\x01"
NONCE_BYTES = 12
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PUBLIC_WRAP = "intake"


def new_key() -> bytes:
    """A fresh 32-byte record key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Encrypt ``plain`` for one place ("table:record"). Returns version, nonce, ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def open_sealed(key: bytes, sealed: bytes, place: str) -> bytes:
    """Decrypt what ``seal`` made for this place; anything else raises ``Defect``."""
    if sealed[:1] != VERSION:
        raise Defect("vault.version", place=place)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: cut off inside the nonce
        raise Defect("vault.changed", place=place) from error


def seal_json(key: bytes, value: Any, place: str) -> bytes:
    """Encrypt a JSON value for one place."""
    return seal(key, json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(), place)


def open_json(key: bytes, sealed: bytes, place: str) -> Any:
    """Decrypt a JSON value."""
    return json.loads(open_sealed(key, bytes(sealed), place))


def wrap(ring: Keyring, key: bytes, record: UUID) -> tuple[str, bytes]:
    """Wrap a record's key under the current key-encryption key: (its id, wrapped key).

    ``Refused`` when this process holds none, as the unit for public reports.
    """
    if ring.current not in ring.wrapping:
        raise Refused("vault.cannot_open")
    return ring.current, seal(ring.wrapping[ring.current], key, f"key:{record}")


def wrap_public(ring: Keyring, key: bytes, record: UUID) -> tuple[str, bytes]:
    """Wrap a record's key so that only staff can open it: HPKE (RFC 9180) to the public half of the pair."""
    return PUBLIC_WRAP, SUITE.encrypt(key, ring.intake_public, info=f"key:{record}".encode())


def unwrap(ring: Keyring, under: str, wrapped: bytes, record: UUID) -> bytes:
    """The record's key again; ``Refused`` when this process does not hold what opens it."""
    if under == PUBLIC_WRAP:
        if ring.intake_private is None:
            raise Refused("vault.cannot_open")
        return _open_public(ring.intake_private, bytes(wrapped), f"key:{record}")
    if under not in ring.wrapping:
        raise Refused("vault.cannot_open")
    return open_sealed(ring.wrapping[under], bytes(wrapped), f"key:{record}")


def _open_public(private: X25519PrivateKey, wrapped: bytes, place: str) -> bytes:
    try:
        return bytes(SUITE.decrypt(wrapped, private, info=place.encode()))
    except InvalidTag as error:
        raise Defect("vault.changed", place=place) from error


@cache
def _index_key(root: bytes, scope: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"index:{scope}".encode()).derive(root)


def index_token(ring: Keyring, scope: str, value: str) -> str:
    """The keyed index entry of a value (HMAC-SHA256, hex), under a key of its own per scope.

    The scope is an organisation's id, or the id of a processing activity that may match. ``Refused`` when this
    process holds no root: tokens under an empty one could be made by anyone.
    """
    if not ring.index:
        raise Refused("vault.cannot_open")
    return hmac.digest(_index_key(ring.index, scope), value.encode(), "sha256").hex()


def digest(value: str) -> str:
    """SHA-256 in hex, for values that are random themselves (keys of 256 bits), never for guessable ones."""
    return hashlib.sha256(value.encode()).hexdigest()
