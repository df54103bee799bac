"""What the worker does for this room, again and again: deleting what has expired."""

from __future__ import annotations

from zicht.server.door.later import Regular
from zicht.server.drafts.actions.expire import expire

expire_drafts = Regular(do=expire)
