"""The form's token: signed, with a random nonce and its time; nothing is kept until something is sent."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing

from zicht.errors import Refused

SALT = "zicht.intake.form"
FORM_LASTS = timedelta(hours=12)
NONCE_BYTES = 16


def new_token() -> str:
    """A token for one form; whoever sends it twice has sent one thing."""
    return signing.dumps(secrets.token_hex(NONCE_BYTES), salt=SALT)


def nonce_of(token: str) -> str:
    """The nonce in a token of ours, at most 12 hours old; else ``Refused``: the form then gets a new token."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=FORM_LASTS))
    except signing.BadSignature as error:
        raise Refused("intake.form_expired") from error
