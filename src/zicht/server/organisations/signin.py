"""How members sign in: allauth with our vault for the second factor's secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from zicht.errors import Defect
from zicht.server.organisations.entering import note, note_refused
from zicht.server.parties.models import Member
from zicht.server.vault.totp import open_secret, seal_secret

# allauth hands its adapter a secret without saying whose; the form knows.
_whose: ContextVar[UUID | None] = ContextVar("zicht_second_factor_of", default=None)


@contextmanager
def secrets_of(member: UUID) -> Iterator[None]:
    """Within the block second-factor secrets are sealed for, and open as, this member's."""
    token = _whose.set(member)
    try:
        yield
    finally:
        _whose.reset(token)


def _member() -> UUID:
    member = _whose.get()
    if member is None:
        raise Defect("vault.whose_secret")
    return member


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps second-factor secrets sealed, each bound to its member."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return seal_secret(text, _member())

    def decrypt(self, encrypted_text: str) -> str:
        """Open a kept secret."""
        return open_secret(encrypted_text, _member())


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: members are appointed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def login(self, request: HttpRequest, user: Member) -> None:
        """Open the session, and log who came in by what."""
        super().login(request, user)
        methods = [one["method"] for one in get_authentication_records(request, user)]
        note(user, "ok", " ".join(methods))

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Log that a name and password were not right, or the account is off."""
        note_refused(credentials.get("username", ""), "password")
