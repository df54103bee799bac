"""Sessions of staff in the database, under a digest of their key.

The key is what the browser holds: whoever reads the table, a backup or a stolen disk must not be able to go on in
somebody's session.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from zicht.server.vault.envelope import digest

KEPT = 40  # the column's length; 160 bits of the digest are about as much as a key itself holds


def kept_key(key: str) -> str:
    """What stands in the table for a session's key."""
    return digest(key)[:KEPT]


class SessionStore(DatabaseStore):
    """Django's own, but for the name that a session is kept and found under."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        kept = kept_key(self.session_key or "")
        found = self.model.objects.filter(session_key=kept, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None  # a key that we did not make is never taken over
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return bool(super().exists(kept_key(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row of this session."""
        row = super().create_model_instance(data)
        row.session_key = kept_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session: this one, unless another is named by its key."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_key(key))
