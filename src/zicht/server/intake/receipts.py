"""The receipt code: made from the form's nonce, shown once, kept nowhere.

Twenty digits (66 bits) come from the nonce by HKDF under the key ring's secret for receipts, so that the same
form gives the same code. Argon2id with a fixed salt, also from that secret, turns a code into two halves: one
finds the receipt, the other opens the record's key. Every look costs that work, right code or wrong.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zicht.server.vault.keyring import KEY_BYTES, load

DIGITS, GROUP = 20, 4
# 64 MiB, one pass, one lane: about a tenth of a second. The code is random, so this slows trying, it hides nothing.
MEMORY_KIB, PASSES, LANES = 64 * 1024, 1, 1
LONGEST_TRY = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code becomes: what finds the receipt (hex), and the key that opens its copy of the record's key."""

    lookup: str
    key: bytes


def _derived(purpose: str) -> bytes:
    secret = load(settings.ZICHT.keys).receipts
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"intake:{purpose}".encode()).derive(secret)


def code_for(nonce: str, kind: str = "receipt") -> str:
    """The receipt code (or that of a link) that belongs to a form's nonce: twenty digits without spaces."""
    return f"{int.from_bytes(_derived(f'{kind}:{nonce}')) % 10**DIGITS:0{DIGITS}}"


def grouped(code: str) -> str:
    """A code as people read it: in groups of four."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def digits_of(typed: str) -> str:
    """A code as typed without what stands between its digits; no longer than is worth any work."""
    return re.sub(r"[\s.\-]", "", typed)[:LONGEST_TRY]


def open_code(typed: str, salt: str = "receipt-salt") -> Opened:
    """Do the work for a code as typed (spaces and dashes do not matter), whether or not it can be a code."""
    both = hash_secret_raw(
        digits_of(typed).encode(errors="replace"), _derived(salt), PASSES, MEMORY_KIB, LANES, 2 * KEY_BYTES, Type.ID
    )
    return Opened(both[:KEY_BYTES].hex(), both[KEY_BYTES:])


def message_id(nonce: str, lookup: str) -> uuid.UUID:
    """The id of the message that a form makes under a receipt: the same form there, the same message."""
    return uuid.UUID(bytes=hashlib.sha256(f"message:{lookup}:{nonce}".encode()).digest()[:16])
