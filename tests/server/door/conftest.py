"""Other roles of the database, for what no page can do; and a database where things are really committed."""

from server.door.elsewhere import _elsewhere, elsewhere, people
from server.door.hands import _powerful_session, as_owner, as_role, log

__all__ = ["_elsewhere", "_powerful_session", "as_owner", "as_role", "elsewhere", "log", "people"]
