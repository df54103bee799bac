"""Other roles of the database, for what no page can do."""

from server.door.hands import _powerful_session, as_owner, as_role, log

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]
