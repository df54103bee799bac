"""The key ring: what this process can open.

The file (``ZICHT_KEYS``, mode 0600) holds key-encryption keys with ids (the last one is current, older ones
still open), the pair that public reports are sealed to, the root of the keyed index, the secret of receipts
and Django's own secret. A file that the demo made says so, and production does not start with it. A unit that
only takes in public reports gets a file with the public half and the receipt secret alone: it can open no
report but the one whose receipt it is given.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from zicht.errors import Refused

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys in memory. ``wrapping`` maps an id to a 32-byte key; ``current`` is the id used for new records."""

    django: str
    receipts: bytes
    intake_public: X25519PublicKey
    intake_private: X25519PrivateKey | None
    wrapping: Mapping[str, bytes]
    current: str
    index: bytes
    demo: bool = False

    def __repr__(self) -> str:
        return f"Keyring(current={self.current!r}, opens={sorted(self.wrapping)})"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def fresh(*, demo: bool = False) -> dict[str, Any]:
    """A new key file's content, from the system's random source; ``demo`` marks it as the demo's for good."""
    pair = X25519PrivateKey.generate()
    return {
        **({"demo": True} if demo else {}),
        "django": secrets.token_urlsafe(50),
        "receipts": _b64(secrets.token_bytes(KEY_BYTES)),
        "intake_public": _b64(pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
        "intake_private": _b64(pair.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())),
        "wrapping": {"k1": _b64(secrets.token_bytes(KEY_BYTES))},
        "current": "k1",
        "index": _b64(secrets.token_bytes(KEY_BYTES)),
    }


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write a key file that only its owner may read; an existing one is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)


def for_intake(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a key file that the unit for public reports may have."""
    return {name: content[name] for name in ("demo", "django", "receipts", "intake_public") if name in content}


@cache
def load(path: Path) -> Keyring:
    """The key ring in a file; ``Refused`` when it is not there or others may read it."""
    if not path.exists():
        raise Refused("vault.no_keys", path=path.name)
    if path.stat().st_mode & 0o077:
        raise Refused("vault.keys_open", path=path.name)
    content = json.loads(path.read_text())
    private = content.get("intake_private")
    return Keyring(
        django=content["django"],
        receipts=base64.b64decode(content["receipts"]),
        intake_public=X25519PublicKey.from_public_bytes(base64.b64decode(content["intake_public"])),
        intake_private=X25519PrivateKey.from_private_bytes(base64.b64decode(private)) if private else None,
        wrapping={name: base64.b64decode(key) for name, key in content.get("wrapping", {}).items()},
        current=content.get("current", ""),
        index=base64.b64decode(content.get("index", "")),
        demo=bool(content.get("demo", False)),
    )
