"""The second factor's secret, sealed like everything else; a place of its own in the key ring's use."""

from __future__ import annotations

import base64

from django.conf import settings

from zicht.errors import Refused
from zicht.server.vault.envelope import open_sealed, seal
from zicht.server.vault.keyring import load


def seal_secret(secret: str) -> str:
    """The secret as kept: key id, then the sealed bytes in base64."""
    ring = load(settings.ZICHT.keys)
    return f"{ring.current}:{base64.b64encode(seal(ring.wrapping[ring.current], secret.encode(), 'totp')).decode()}"


def open_secret(kept: str) -> str:
    """The secret again; ``Refused`` when this process does not hold the key that it was sealed under."""
    ring = load(settings.ZICHT.keys)
    under, _, sealed = kept.partition(":")
    if under not in ring.wrapping:
        raise Refused("vault.cannot_open")
    return open_sealed(ring.wrapping[under], base64.b64decode(sealed), "totp").decode()
