"""How members sign in: allauth with our vault for the second factor's secret."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from zicht.server.vault.totp import open_secret, seal_secret


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps second-factor secrets sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a kept secret."""
        return open_secret(encrypted_text)
