"""The second factor's secret, sealed like everything else; a place of its own in the key ring's use."""

from __future__ import annotations

import base64
from uuid import UUID

from django.conf import settings

from zicht.errors import Refused
from zicht.server.vault.envelope import open_sealed, seal
from zicht.server.vault.keyring import load


def _place(member: UUID) -> str:
    """What a secret is bound to: moved to the row of somebody else it does not open."""
    return f"totp:{member}"


def seal_secret(secret: str, member: UUID) -> str:
    """A member's secret as kept: key id, then the sealed bytes in base64."""
    ring = load(settings.ZICHT.keys)
    sealed = seal(ring.wrapping[ring.current], secret.encode(), _place(member))
    return f"{ring.current}:{base64.b64encode(sealed).decode()}"


def open_secret(kept: str, member: UUID) -> str:
    """The secret again; ``Refused`` when this process does not hold the key that it was sealed under, ``Defect`` when
    it was changed or is another member's."""
    ring = load(settings.ZICHT.keys)
    under, _, sealed = kept.partition(":")
    if under not in ring.wrapping:
        raise Refused("vault.cannot_open")
    return open_sealed(ring.wrapping[under], base64.b64decode(sealed), _place(member)).decode()
