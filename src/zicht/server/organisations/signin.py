"""How members sign in: allauth with our vault for the second factor's secret."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from zicht.server.vault.totp import open_secret, seal_secret


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps second-factor secrets sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a kept secret."""
        return open_secret(encrypted_text)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: members are appointed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
