"""Published vectors through our own functions: what we call AES-256-GCM and HKDF is that.

AES-256-GCM: D. McGrew and J. Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, cases 13 to 15.
HKDF: RFC 5869, appendix A.3.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest

from zicht.server.vault import keyring
from zicht.server.vault.envelope import VERSION, index_token, open_sealed

KEY_15 = "feffe9928665731c6d6a8f9467308308" * 2
PLAIN_15 = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
SEALED_15 = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)


@pytest.mark.parametrize(
    ("key", "nonce", "plain", "sealed", "tag"),
    [
        ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        ("00" * 32, "00" * 12, "00" * 16, "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
        (KEY_15, "cafebabefacedbaddecaf888", PLAIN_15, SEALED_15, "b094dac5d93471bdec1a502270e3cc6c"),
    ],
    ids=["13", "14", "15"],
)
def test_the_published_aes_256_gcm_vectors_open(key, nonce, plain, sealed, tag):
    assert open_sealed(bytes.fromhex(key), VERSION + bytes.fromhex(nonce + sealed + tag), "").hex() == plain


def hkdf_by_the_letter(root, info, length):
    """RFC 5869 with SHA-256 and no salt, written out."""
    pseudo = hmac.new(b"\x00" * 32, root, hashlib.sha256).digest()
    block, out = b"", b""
    for number in range(1, length // 32 + 2):
        block = hmac.new(pseudo, block + info + bytes([number]), hashlib.sha256).digest()
        out += block
    return out[:length]


def test_the_index_key_is_hkdf_over_the_root_and_the_scope(tmp_path):
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"  # RFC 5869, A.3
    assert hkdf_by_the_letter(b"\x0b" * 22, b"", 42).hex() == okm
    keyring.write(tmp_path / "keys.json", keyring.fresh())
    ring = replace(keyring.load(tmp_path / "keys.json"), index=b"\x0b" * 22)
    key = hkdf_by_the_letter(ring.index, b"index:ggd", 32)
    assert index_token(ring, "ggd", "waarde") == hmac.new(key, b"waarde", hashlib.sha256).hexdigest()
