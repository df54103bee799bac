"""Other roles of the database, for commands that only the worker or the owner can run."""

from server.door.hands import _powerful_session, as_owner, as_role, log

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]
