"""A signal on its way, and other hands on the same transaction."""

from server.door.hands import _powerful_session, as_owner, as_role, log
from server.sharing.on_its_way import second_purpose, send, sent

__all__ = ["_powerful_session", "as_owner", "as_role", "log", "second_purpose", "send", "sent"]
