"""The code of the second factor: of this member's own secret, and of use once."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone

from zicht.errors import Defect
from zicht.server.organisations.signin import secrets_of


def _step(now: datetime) -> datetime:
    """When the time that one code is good for began."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % app_settings.TOTP_PERIOD, UTC)


def use_once(authenticator: Authenticator, now: datetime) -> bool:
    """Note that a code was used; False when one was used in this step before.

    In the database, in one statement: what a process remembers by itself, another process does not know, and a code
    that somebody saw being typed would be good a second time.
    """
    unused = Q(last_used_at=None) | Q(last_used_at__lt=_step(now))
    return bool(Authenticator.objects.filter(unused, pk=authenticator.pk).update(last_used_at=timezone.now()))


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """allauth's form, with the secret opened as this member's only."""

    def clean_code(self) -> str:
        """The code, when it is right and not used before; the page logs one that is refused."""
        asked = timezone.now()
        try:
            with secrets_of(self.user.pk):
                code = str(super().clean_code())
        except Defect as error:  # not this member's secret, or changed: to who signs in a code that is wrong
            raise get_adapter().validation_error("incorrect_code") from error
        if self.authenticator.type == Authenticator.Type.TOTP and not use_once(self.authenticator, asked):
            raise get_adapter().validation_error("incorrect_code")
        return code
